"""`tirek backup`: copies of this node on another disk, and the way back."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from server.cli.common import (
    EXIT_BUSY,
    EXIT_FAILED,
    EXIT_NOT_FOUND,
    EXIT_REFUSED,
    fail,
    json_option,
    load_config,
    show,
)
from server.cli.common import node as opened

if TYPE_CHECKING:
    from server.backup.errors import BackupFailed
    from server.backup.vault import Vault
    from server.setup.kits import SchoolKit

_DISK = click.Path(file_okay=False, path_type=Path)
_TYPED: Final = "-"
_KIT: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_KIT_HELP: Final = "A file with the school's joining kit (tirek-school.…), from the hub's console."
_CODES: Final = {
    "busy": EXIT_BUSY,
    "no-key": EXIT_REFUSED,
    "wrong-key": EXIT_REFUSED,
    "not-possible": EXIT_REFUSED,
}


@click.group()
def backup() -> None:
    """Copies of this node on another disk, and the way back."""


@backup.command("key")
@click.option("--new", is_flag=True, help="Make another one, as when the paper was lost.")
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path),
              help="Also write a page to print, with the QR code.")  # fmt: skip
def key(*, new: bool, page: Path | None) -> None:
    """Make the school's recovery key and print it, once: keep the paper in the safe.

    Copies are sealed to it; nobody can read them without the paper, not even this box. Copies that
    were made before --new open with the former paper only.
    """
    from server.backup import recovery  # noqa: PLC0415 - `--help` does not need it
    from server.backup.paper import page_of, terminal  # noqa: PLC0415

    home = load_config().home
    if recovery.exists(home) and not new:
        fail("There is a recovery key already; --new makes another one.", EXIT_REFUSED)
    home.mkdir(parents=True, exist_ok=True)
    lines = recovery.to_lines(recovery.fresh(home))
    for line in (*lines, "", *terminal(lines)):
        click.echo(line)
    click.echo("Print or copy these lines now: they are not kept anywhere.", err=True)
    if page is not None:
        page.write_text(page_of(lines), encoding="utf-8")


@backup.command("create")
@click.argument("disk", type=_DISK)
@json_option
def create(disk: Path, *, as_json: bool) -> None:
    """Copy this node to DISK: only what is new is written, and all of it read back.

    The server goes on serving. Later copies to this disk are made by themselves, every night.
    Ends with 1 when the disk failed or is full, 5 without a recovery key, 6 when another copy is
    being made.
    """
    from server.backup.errors import BackupFailed  # noqa: PLC0415 - `--help` does not need it

    with opened():
        from server.backup.making import Hooks  # noqa: PLC0415 - after the application
        from server.backup.service import make  # noqa: PLC0415

        try:
            made = make(disk, Hooks(told=_progress))
        except BackupFailed as error:
            _fail(error)
        lines = [
            f"copy {made.name}: {made.files} files, {made.plain_bytes} bytes",
            f"{made.new_bytes} bytes were new on {disk}",
            *(f"{path} has rotted on this box; the copy goes without it" for path in made.damaged),
        ]
        show(made.to_json(), as_json, lambda: lines)


@backup.command("list")
@click.argument("disk", type=_DISK)
@json_option
def list_(disk: Path, *, as_json: bool) -> None:
    """The copies on DISK, the oldest first; needs no key."""
    from server.backup.service import listed  # noqa: PLC0415 - `--help` does not need it

    rows = listed(disk)
    lines = [f"{one['copy']}  {one['made']}  {one['node']}  {one['bytes']} bytes" for one in rows]
    show(rows, as_json, lambda: lines or ["There are no copies."])


@backup.command("verify")
@click.argument("disk", type=_DISK)
@click.option("--copy", "name", help="One of `tirek backup list`; else the newest.")
@click.option(
    "--key", "secret", help="The recovery key, or - to type it: every file is opened, too."
)
@json_option
def verify(disk: Path, *, name: str | None, secret: str | None, as_json: bool) -> None:
    """Read a copy on DISK whole; ends with 1 when it could not be put back."""
    from server.backup.errors import BackupFailed  # noqa: PLC0415 - `--help` does not need it
    from server.backup.verifying import verify as read  # noqa: PLC0415

    try:
        typed = _secret(secret) if secret else None
        vault, newest = _newest(disk, typed)
        done = read(vault, name or newest, typed)
    except BackupFailed as error:
        _fail(error)
    state = "is whole" if done.sound else "cannot be put back"
    lines = [
        f"copy {done.name} {state}",
        f"{done.objects} objects, {done.missing} missing, {done.damaged} damaged",
        *([f"{done.files} files opened, {len(done.wrong)} wrong"] if done.opened else []),
    ]
    show(done.to_json(), as_json, lambda: lines)
    if not done.sound:
        raise SystemExit(EXIT_FAILED)


@backup.command("fetch")
@click.argument("folder", type=_DISK)
@click.option("--kit", "kit_file", type=_KIT, required=True, help=_KIT_HELP)
@json_option
def fetch(folder: Path, *, kit_file: Path, as_json: bool) -> None:
    """Bring the sealed copy that lies at the hub into FOLDER, for `tirek backup restore FOLDER`.

    For a new box: the school's joining kit is shown to the hub, and not used up. A fetch that was
    cut is simply run again. Ends with 1 when the link failed, 5 for a kit that the hub does not
    take, or a school that has no copy there.
    """
    from server.backup.errors import BackupFailed  # noqa: PLC0415 - `--help` does not need it
    from server.backup.fetching import fetch as bring  # noqa: PLC0415
    from sync.roads.channel import Memory  # noqa: PLC0415
    from sync.roads.http import HttpRoad  # noqa: PLC0415

    config, kit = load_config(), _kit(kit_file)
    authority = str(config.upstream_ca) if config.upstream_ca else None
    road = HttpRoad(kit.url, kit.copies_token, memory=Memory(authority))
    try:
        found = bring(road, folder, _progress)
    except BackupFailed as error:
        _fail(error)
    finally:
        road.close()
    lines = [
        *(f"copy {one.copy} of node {one.node}: {one.bytes} bytes, {one.new_bytes} came now"
          for one in found),
        f"Now: tirek backup restore {folder} --kit {kit_file}",
    ]  # fmt: skip
    show([one.to_json() for one in found], as_json, lambda: lines)


@backup.command("restore")
@click.argument("disk", type=_DISK)
@click.option("--copy", "name", help="One of `tirek backup list`; else the newest that is whole.")
@click.option("--key", "secret", default=_TYPED, show_default=True,
              help="The recovery key from the paper; - asks for it.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Put a school that lives here already aside.")
@click.option("--kit", "kit_file", type=_KIT, help=_KIT_HELP + " The box exchanges by it from its"
              " next start on, and who else has its former token is out.")  # fmt: skip
@json_option
def restore(
    disk: Path,
    *,
    name: str | None,
    secret: str,
    replace: bool,
    kit_file: Path | None,
    as_json: bool,
) -> None:
    """Put this node back from DISK, on this box or a new one, and begin its next life.

    Stop the server first, start it after. Phones and the node above give back what came after the
    copy; what had been erased is erased again. Killed on the way, it is simply run again.
    """
    from server.backup.errors import BackupFailed  # noqa: PLC0415 - `--help` does not need it
    from server.backup.restoring import find  # noqa: PLC0415
    from server.backup.restoring import restore as put_back  # noqa: PLC0415

    config = load_config()
    kit = _kit(kit_file) if kit_file else None
    try:
        typed = _secret(secret)
        vault = find(disk, typed)
        done = put_back(config, vault, typed, name, replace=replace, tell=_progress)
    except BackupFailed as error:
        _fail(error)
    if kit is not None:
        _use(kit)
    lines = [
        f"copy {done.copy} is back: {done.files} files, {done.bytes} bytes, {done.seconds} s",
        f"A new life has begun: {done.incarnation}",
        *([f"What was here lies in {config.home / done.aside}."] if done.aside else []),
        "Start the server. Phones bring what the copy lacks when they meet it.",
    ]
    show(done.to_json(), as_json, lambda: lines)


def _kit(file: Path) -> "SchoolKit":
    from server.setup.kits import BadKit, SchoolKit, from_text  # noqa: PLC0415 - after `--help`

    try:
        return from_text(SchoolKit, file.read_text(encoding="utf-8", errors="replace"))
    except (BadKit, OSError) as error:
        fail(f"{file} holds no joining kit: {error}.", EXIT_REFUSED)


def _use(kit: "SchoolKit") -> None:
    """The node is back already, so what fails here is said and can be done by hand."""
    from server.setup.claiming import use  # noqa: PLC0415 - after `--help`
    from server.setup.kits import BadKit  # noqa: PLC0415
    from server.setup.settings import SettingsElsewhere  # noqa: PLC0415

    with opened():
        try:
            use(kit)
        except (BadKit, SettingsElsewhere) as error:
            click.echo(f"The school is back, but the kit was not used: {error}.", err=True)


def _newest(disk: Path, secret: bytes | None) -> tuple["Vault", str]:
    from server.backup.restoring import find  # noqa: PLC0415 - after `--help`
    from server.backup.service import vaults  # noqa: PLC0415

    found = [find(disk, secret)] if secret else vaults(disk)
    names = {name: vault for vault in found for name in vault.names()}
    if not names:
        fail(f"There are no copies on {disk}.", EXIT_NOT_FOUND)
    last = max(names)
    return names[last], last


def _secret(given: str) -> bytes:
    from server.backup import recovery  # noqa: PLC0415 - after `--help`

    if given != _TYPED:
        return recovery.from_text(given)
    if sys.stdin.isatty():
        click.echo("Type the four lines of the recovery key:", err=True)
    return recovery.from_text("".join(sys.stdin.readline() for _line in range(4)))


def _fail(error: "BackupFailed") -> NoReturn:
    fail(str(error), _CODES.get(error.code, EXIT_FAILED))


def _progress(line: str) -> None:
    """On stderr, so that --json stays readable by machines."""
    click.echo(line, err=True)
