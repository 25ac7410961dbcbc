"""`tirek upgrade`: signed releases that lie on this box."""

from pathlib import Path

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, load_config, show


@click.group()
def upgrade() -> None:
    """Newer releases, and the way back."""


@upgrade.command("list")
@json_option
def list_(as_json: bool) -> None:
    """What runs, what ran before, what lies here, and what became of the last switch."""
    from server.upgrades.service import Upgrades  # noqa: PLC0415 - `--help` does not need it

    found = Upgrades(load_config().home).standing()
    outcome = found["outcome"]
    lines = [
        f"current: {found['current'] or 'not installed from a package'}",
        f"former: {found['former'] or 'none'}",
        f"here: {', '.join(found['here']) or 'none'}",
    ]
    if found["wanted"]:
        lines.append(f"wanted: {found['wanted']}; the box switches by itself")
    if outcome:
        how = "done" if outcome["done"] else "not done"
        lines.append(f"last: {outcome['wanted']}, {how}: {outcome['told']} ({outcome['at']})")
    show(found, as_json, lambda: lines)


@upgrade.command("take")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def take(file: Path) -> None:
    """Copy a release FILE here, if it was signed by whom this box trusts.

    A stick's TIREK1/releases folder is looked at by itself.
    """
    from server.upgrades.release_file import BadRelease  # noqa: PLC0415 - as above
    from server.upgrades.service import Upgrades  # noqa: PLC0415

    try:
        version = Upgrades(load_config().home).take(file)
    except BadRelease as reason:
        fail(f"Not taken: {reason}.", EXIT_REFUSED)
    click.echo(f"{version} is here; `tirek upgrade apply {version}` switches to it.")


@upgrade.command("apply")
@click.argument("version")
def apply(version: str) -> None:
    """Switch to a release that lies here; a release that does not answer is left again."""
    from server.upgrades.service import Upgrades  # noqa: PLC0415 - as above

    try:
        Upgrades(load_config().home).apply(version)
    except LookupError:
        fail(f"Release {version} is not here; see `tirek upgrade list`.", EXIT_NOT_FOUND)
    click.echo("The box switches by itself within some minutes; see `tirek upgrade list`.")


@upgrade.command("rollback")
def rollback() -> None:
    """Go back to the former release, as long as both have the same tables."""
    from server.upgrades.service import Upgrades  # noqa: PLC0415 - as above

    try:
        Upgrades(load_config().home).roll_back()
    except LookupError:
        fail("There is no former release.", EXIT_NOT_FOUND)
    click.echo("The box goes back by itself within some minutes; see `tirek upgrade list`.")
