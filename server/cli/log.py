"""`tirek log`: the node's log of operations, its health and its size."""

import click

from server.cli.common import EXIT_FAILED, json_option, node, show


@click.group()
def log() -> None:
    """The log of operations."""


@log.command("verify")
@click.option("--tables", is_flag=True, help="Merge every record again, too, and compare.")
@json_option
def verify(*, tables: bool, as_json: bool) -> None:
    """Read every operation and compare it with its hash; ends with 1 when some are missing.

    Broken rows are set aside; the next exchanges bring them again from the node above. Wrong
    merged records are made again from the log at once.
    """
    with node():
        from server.upkeep.checking import check  # noqa: PLC0415 - after the application

        found = check(tables=tables)
    lines = [
        f"{found.operations} operations read, {found.broken} broken, {found.lost} missing",
        *([f"{found.records} records were merged wrongly and are right now"] if tables else []),
    ]
    if found.lost:
        lines.append("What is missing comes with an exchange: run `tirek sync now --audit`.")
    show(found.to_json(), as_json, lambda: lines)
    if found.lost:
        raise SystemExit(EXIT_FAILED)
