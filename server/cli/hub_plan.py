"""`tirek hub plan`: ready calendar-thematic plans, which schools begin theirs from."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, show, table
from server.cli.common import node as opened

if TYPE_CHECKING:
    from server.planning.plan_file import Plan


@click.group("plan")
def plan() -> None:
    """Ready plans of a subject for a grade, offered to teachers of every school."""


@plan.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--subject", required=True, help="Such as mathematics.")
@click.option("--grade", required=True, type=click.IntRange(0, 12))
@click.option("--language", required=True, help="Of teaching: kk, ru or en.")
@click.option("--title", required=True, help="As teachers are shown it.")
@click.option("--source", default="", help="The programme or order that it follows.")
@click.option("--replaces", help="A published plan that this one takes the place of.")
@json_option
def publish(file: Path, *, as_json: bool, **about: Any) -> None:
    """Publish the plan in an Excel or CSV file; a file with a row that is not understood is
    refused whole."""
    with opened():
        from server.errors import Problem  # noqa: PLC0415 - after the application
        from server.templates import publishing  # noqa: PLC0415

        _must_be_hub()
        rows = [publishing.row_of(row) for row in _read(file).rows]
        try:
            made = publishing.publish(about, rows)
        except Problem as problem:
            fail(f"{problem.title}. {problem.hint}", EXIT_REFUSED)
        except ValueError as error:
            fail(str(error), EXIT_REFUSED)
    show({"plan": made, "rows": len(rows)}, as_json, lambda: [f"Published: {made}."])


@plan.command("list")
@json_option
def list_(as_json: bool) -> None:
    """What schools are offered."""
    with opened():
        from server.templates import publishing  # noqa: PLC0415 - after the application

        rows = publishing.offered()
    columns = ["plan", "grade", "subject", "language", "title", "rows", "hours"]
    show(rows, as_json, lambda: table(rows, columns) if rows else ["No plans yet."])


@plan.command("withdraw")
@click.argument("plan_id")
def withdraw(plan_id: str) -> None:
    """Offer a plan no longer; what classes have copied from it stays."""
    with opened():
        from server.errors import Problem  # noqa: PLC0415 - after the application
        from server.templates import publishing  # noqa: PLC0415

        _must_be_hub()
        try:
            publishing.withdraw(plan_id)
        except Problem:
            fail(f"No plan {plan_id}; see `tirek hub plan list`.", EXIT_NOT_FOUND)
    click.echo("Withdrawn.")


def _must_be_hub() -> None:
    from server.identity import config  # noqa: PLC0415 - after the application

    if config().role != "hub":
        fail("Only a hub publishes plans.", EXIT_REFUSED)


def _read(file: Path) -> "Plan":
    from server import clock  # noqa: PLC0415 - after the application
    from server.planning import plan_file  # noqa: PLC0415
    from server.roster.rows import RosterRefused  # noqa: PLC0415

    try:
        found = plan_file.read(file, clock.today().year)
    except RosterRefused as error:
        fail(f"{file.name} is no plan: {error.reason}.", EXIT_REFUSED)
    if found.problems:
        lines = [f"{one.sheet} {one.line}: {one.trouble}: {one.said}" for one in found.problems]
        fail("\n".join(["Nothing is published. Mend these rows:", *lines]), EXIT_REFUSED)
    return found
