"""`tirek bundle`: exchange by stick, where there is no link."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.common import EXIT_BUSY, EXIT_FAILED, EXIT_REFUSED, fail, json_option, node, show

if TYPE_CHECKING:
    from server.bundles.report import Report

_STICK_OR_FILE = click.Path(path_type=Path)


@click.group()
def bundle() -> None:
    """Exchange by stick, where there is no link."""


@bundle.command("export")
@click.argument("path", type=_STICK_OR_FILE)
@click.option("--to", help="A node's id; else the node above, and those whose folders are there.")
@click.option("--max-bytes", type=click.IntRange(min=64 * 1024), help="For each node, at most.")
@json_option
def export_(path: Path, to: str | None, max_bytes: int | None, as_json: bool) -> None:
    """Write to the stick at PATH what the other side lacks, the most urgent first.

    PATH may also be a file called *.tirek, as the app shares them; --to names whom it is for, if
    it is not the node above.

    Ends with 1 when the stick failed, 5 when there is nobody to write to.
    """
    with node():
        from server.bundles.facts import note  # noqa: PLC0415 - after the application
        from server.bundles.report import export_lines  # noqa: PLC0415
        from server.bundles.service import NobodyToWriteTo, export  # noqa: PLC0415
        from server.bundles.volumes import above  # noqa: PLC0415
        from server.courier.files import ENDING  # noqa: PLC0415
        from server.upstream.exchange import AlreadyExchanging  # noqa: PLC0415

        try:
            if path.suffix == ENDING:
                report = _export_file(path, to or above(), max_bytes)
            else:
                _require_stick(path)
                report = export(path, to=to, max_bytes=max_bytes, told=_progress)
        except NobodyToWriteTo as nobody:
            fail(str(nobody), EXIT_REFUSED)
        except AlreadyExchanging:
            fail("Another exchange of this server is under way.", EXIT_BUSY)
        higher = above()
        lines = export_lines(report, upwards=[higher] if higher else [])
        note({"imported": None, "exported": report.to_json(), "lines": lines})
        show(report.to_json(), as_json, lambda: lines)
        if report.error:
            raise SystemExit(EXIT_FAILED)


@bundle.command("import")
@click.argument("path", type=_STICK_OR_FILE)
@json_option
def import_(path: Path, as_json: bool) -> None:
    """Take in what lies on the stick at PATH for this node, or in a file that an app has shared.

    Again is the same as once.

    Ends with 1 when the stick failed, 5 when something on it was not taken.
    """
    with node():
        from server.bundles.facts import note  # noqa: PLC0415 - after the application
        from server.bundles.report import import_lines  # noqa: PLC0415
        from server.bundles.service import import_from  # noqa: PLC0415
        from server.courier.files import import_file, is_courier_file  # noqa: PLC0415
        from server.upstream.exchange import AlreadyExchanging  # noqa: PLC0415
        from sync.core.errors import Malformed  # noqa: PLC0415

        try:
            if is_courier_file(path):
                report = import_file(path)
            else:
                _require_stick(path)
                report = import_from(path, told=_progress)
        except Malformed as broken:
            fail(f"Not taken: {broken.subject}.", EXIT_REFUSED)
        except AlreadyExchanging:
            fail("Another exchange of this server is under way.", EXIT_BUSY)
        lines = import_lines(report)
        note({"imported": report.to_json(), "exported": None, "lines": lines})
        show(report.to_json(), as_json, lambda: lines)
        if report.error:
            raise SystemExit(EXIT_FAILED)
        if report.refused:
            raise SystemExit(EXIT_REFUSED)


@bundle.command("meet")
@click.argument("node_id")
@click.option("--key", required=True, help="The hub's public key (`tirek node` there).")
@click.option("--signing-key", required=True, help="The key that signs its sticks.")
@click.option("--identity", help="What vouches for its keys (`tirek hub identity` there).")
def meet_(node_id: str, key: str, signing_key: str, identity: str | None) -> None:
    """Tell this school's node who the hub is, so that it can read and write sticks."""
    with node():
        from server.bundles.service import meet  # noqa: PLC0415 - after the application
        from server.hub.nodes import NODE_ID  # noqa: PLC0415

        if not NODE_ID.fullmatch(node_id):
            fail("A node id has 16 hexadecimal digits.", EXIT_REFUSED)
        try:
            vouching = bytes.fromhex(identity) if identity else None
            meet(node_id, bytes.fromhex(key), bytes.fromhex(signing_key), vouching)
        except ValueError as error:
            fail(f"Not met: {error}.", EXIT_REFUSED)
        click.echo("Met. `tirek bundle export` writes a stick for it.")


def _require_stick(path: Path) -> None:
    if not path.is_dir():
        fail(f"{path} is neither a folder nor a file that an app has shared.", EXIT_REFUSED)


def _export_file(path: Path, to: str | None, max_bytes: int | None) -> "Report":
    from server.bundles.service import NobodyToWriteTo  # noqa: PLC0415 - after the application
    from server.bundles.volumes import above, admitted  # noqa: PLC0415
    from server.courier.files import export_file  # noqa: PLC0415
    from server.courier.loads import NobodyAbove  # noqa: PLC0415
    from server.db import db  # noqa: PLC0415

    if to is None or (to != above() and to not in admitted(db.session())):
        raise NobodyToWriteTo("Name the node with --to; see `tirek hub node list`.")
    try:
        return export_file(path, to, max_bytes)
    except NobodyAbove:
        raise NobodyToWriteTo(f"The keys of node {to} are not known.") from None


def _progress(line: str) -> None:
    """On stderr, so that --json stays readable by machines."""
    click.echo(line, err=True)
