"""`tirek log`: the node's log of operations, its health and its size."""

from pathlib import Path

import click

from server.cli.common import (
    EXIT_FAILED,
    EXIT_NOT_FOUND,
    EXIT_REFUSED,
    fail,
    json_option,
    node,
    show,
)


@click.group()
def log() -> None:
    """The log of operations."""


@log.command("verify")
@click.option("--tables", is_flag=True, help="Merge every record again, too, and compare.")
@json_option
def verify(*, tables: bool, as_json: bool) -> None:
    """Read every operation and compare it with its hash; ends with 1 when some are missing.

    The cold log is read, too, and its chain followed to what the log remembers of it. Broken rows
    are set aside; the next exchanges bring them again from the node above. Wrong merged records
    are made again from the log at once.
    """
    with node():
        from server.upkeep import pruning  # noqa: PLC0415 - after the application
        from server.upkeep.checking import check  # noqa: PLC0415

        found = check(tables=tables)
        cold = pruning.verify()
    lines = [
        f"{found.operations} operations read, {found.broken} broken, {found.lost} missing",
        *([f"{found.records} records were merged wrongly and are right now"] if tables else []),
        f"cold log: {cold.volumes} volumes, {cold.operations} operations",
        *(f"volume {number} is damaged: {why}" for number, why in sorted(cold.damaged.items())),
        *(f"volume {number} is not there" for number in cold.missing),
    ]
    if found.lost:
        lines.append("What is missing comes with an exchange: run `tirek sync now --audit`.")
    if not cold.sound:
        lines.append("Put the folder `cold` back from a copy of the data folder.")
    value = {"volumes": cold.volumes, "operations": cold.operations, "bytes": cold.bytes,
             "damaged": sorted(cold.damaged), "missing": cold.missing}  # fmt: skip
    show({**found.to_json(), "cold": value}, as_json, lambda: lines)
    if found.lost or not cold.sound:
        raise SystemExit(EXIT_FAILED)


@log.command("prune")
@click.option("--dry-run", is_flag=True, help="Say what would leave, and change nothing.")
@json_option
def prune(*, dry_run: bool, as_json: bool) -> None:
    """Move the work of closed terms, which the node above keeps for good, into the cold log.

    `tirek serve` does it by itself every night. Nobody sees a difference: what left stays known,
    with its marks and verdicts, and its words come back with `tirek log thaw`.
    """
    with node():
        from server.upkeep import pruning  # noqa: PLC0415 - after the application
        from sync.core.errors import SyncError  # noqa: PLC0415

        if not pruning.prunes():
            fail("Nothing may leave here: no node above keeps a second copy.", EXIT_REFUSED)
        try:
            done = pruning.look() if dry_run else pruning.run()
        except (SyncError, OSError) as error:
            fail(f"Nothing more has left the log: {error}")
        value = {"operations": done.operations, "bytes": done.bytes, "volumes": done.volumes}
    verb = "would leave" if dry_run else "have left"
    show(
        {**value, "dry_run": dry_run},
        as_json,
        lambda: [f"{done.operations} operations {verb} the log, {done.bytes} bytes of bodies"],
    )


@log.command("thaw")
@click.option("--all", "everything", is_flag=True, help="Bring back all that has ever left.")
@json_option
def thaw(*, everything: bool, as_json: bool) -> None:
    """Bring operations back from the cold log; ends with 1 when a volume is damaged.

    Without --all those that the node above may want again, or that this node's own tables need.
    """
    with node():
        from server.upkeep import pruning  # noqa: PLC0415 - after the application

        done = pruning.thaw(everything=everything)
    lines = [
        f"{done.operations} operations have come back",
        *(f"volume {number} is damaged: {why}" for number, why in sorted(done.damaged.items())),
    ]
    value = {"operations": done.operations, "damaged": sorted(done.damaged)}
    show(value, as_json, lambda: lines)
    if done.damaged:
        raise SystemExit(EXIT_FAILED)


@log.command("snapshot")
@click.argument("node_id")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def snapshot(node_id: str, file: Path, as_json: bool) -> None:
    """At the hub: write what a new or restored node needs to start, sealed to that node.

    NODE_ID has to be admitted (`tirek hub node add`). The node reads the file with `tirek log
    start`, and gets what follows by exchanging as usual.
    """
    with node():
        from server.upkeep import snapshots  # noqa: PLC0415 - after the application

        try:
            value = snapshots.write(node_id, file)
        except LookupError:
            fail(f"No node {node_id}; see `tirek hub node list`.", EXIT_NOT_FOUND)
    show(
        value,
        as_json,
        lambda: [
            f"{file}: {value['operations']} operations in full, {value['folded']} by name,"
            f" {value['bytes']} bytes",
            "Only that node can read it. Carry it there and run `tirek log start`.",
        ],
    )


@log.command("start")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def start(file: Path, as_json: bool) -> None:
    """Begin from a snapshot of the hub: for a new box, or one put back from an old copy.

    The hub's keys have to be known (`tirek bundle meet`). Nothing that is here already is lost.
    """
    with node():
        from server.upkeep import snapshots  # noqa: PLC0415 - after the application
        from sync.core.errors import SyncError  # noqa: PLC0415

        try:
            came = snapshots.read(file)
        except SyncError as error:
            fail(f"Not begun: {error}", EXIT_REFUSED)
    show({"operations": came}, as_json, lambda: [f"{came} operations that were not here"])
