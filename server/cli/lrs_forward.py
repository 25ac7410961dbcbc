"""`tirek lrs forward`: sending statements on to other record stores."""

from typing import Any, NoReturn

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, node, show, table

_COLUMNS = [
    "id",
    "name",
    "school",
    "address",
    "sent",
    "withheld",
    "waiting",
    "not_taken",
    "paused",
    "error",
]


@click.group()
def forward() -> None:
    """Other record stores that statements are sent on to."""


@forward.command("add")
@click.argument("name")
@click.argument("address")
@click.option("--school", help="Id of the school; the only school of this node if left out.")
@click.option("--user", help="User name or key; without it the secret is a bearer token.")
@click.option(
    "--secret",
    prompt=True,
    hide_input=True,
    help="Password or token; asked for if left out, and kept sealed.",
)
@click.option("--version", "version", default="1.0.3", help="1.0.3 (the default) or 2.0.0.")
@click.option("--gzip", is_flag=True, help="Send compressed bodies: not every store takes them.")
@click.option("--verb", "verbs", multiple=True, help="Only statements with this verb; repeatable.")
@click.option(
    "--activity", "activities", multiple=True, help="Only about this activity; repeatable."
)
@click.option(
    "--agent", "agents", multiple=True, help="Only about this agent (as JSON); repeatable."
)
@click.option(
    "--network",
    "networks",
    multiple=True,
    help="A private network that the address may lie in, such as 10.1.0.0/16; repeatable.",
)
@json_option
def add(as_json: bool, school: str | None, **given: Any) -> None:
    """Send a school's statements on to the record store at ADDRESS."""
    with node():
        from server.forwarding import service  # noqa: PLC0415 - after the application
        from server.people.directory import only_school  # noqa: PLC0415

        place = school if school is not None else only_school()
        if place is None:
            fail("This node serves no school or several: name one with --school.", EXIT_REFUSED)
        filters = {name: given.pop(name) for name in ("verbs", "activities", "agents")}
        try:
            made = service.add(service.Asked(school=place, filters=filters, **given))
        except ValueError as error:
            fail(f"Not added: {error}.", EXIT_REFUSED)
        show({"id": made}, as_json, lambda: [made])


@forward.command("list")
@json_option
def list_destinations(as_json: bool) -> None:
    """All destinations, what waits for them and what they would not take."""
    with node():
        from server.forwarding import service  # noqa: PLC0415 - after the application

        rows = service.everyone()
        show(rows, as_json, lambda: table(rows, _COLUMNS) if rows else ["No destinations yet."])


@forward.command("pause")
@click.argument("destination")
@click.option("--off", is_flag=True, help="Go on where it stopped.")
def pause(destination: str, off: bool) -> None:
    """Send no more for the time being; what waits goes on waiting."""
    with node():
        from server.forwarding import service  # noqa: PLC0415 - after the application

        if not service.pause(destination, paused=not off):
            _unknown(destination)
        click.echo("Goes on." if off else "Paused.")


@forward.command("letters")
@click.argument("destination")
@json_option
def letters(destination: str, as_json: bool) -> None:
    """Statements that a destination would not take, and why."""
    with node():
        from server.forwarding import service  # noqa: PLC0415 - after the application

        if service.school_of(destination) is None:
            _unknown(destination)
        rows = service.letters(destination)
        columns = ["statement", "since", "status", "reason", "again"]
        show(rows, as_json, lambda: table(rows, columns) if rows else ["Everything was taken."])


@forward.command("retry")
@click.argument("destination")
def retry(destination: str) -> None:
    """Try again soon what was not taken, and what waits."""
    with node():
        from server.forwarding import service  # noqa: PLC0415 - after the application

        count = service.retry(destination)
        if count is None:
            _unknown(destination)
        click.echo(f"Statements to be tried again: {count}.")


@forward.command("remove")
@click.argument("destination")
def remove(destination: str) -> None:
    """Forget a destination with its credentials; what it holds stays there."""
    with node():
        from server.forwarding import service  # noqa: PLC0415 - after the application

        if not service.remove(destination):
            _unknown(destination)
        click.echo("Removed.")


def _unknown(destination: str) -> NoReturn:
    fail(f"No destination {destination}; see `tirek lrs forward list`.", EXIT_NOT_FOUND)
