"""`tirek hub operator`: who may use the console, where, and for what."""

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, show, table
from server.cli.common import node as opened

_RIGHTS = ("see", "boxes", "publish", "operators", "roster")


@click.group("operator")
def operator() -> None:
    """People who use the hub's console."""


@operator.command("add")
@click.argument("login")
@click.option("--family-name", required=True)
@click.option("--given-name", required=True)
@click.option("--region", default="", help="Left out: the whole country.")
@click.option("--district", default="", help="A district of that region.")
@click.option("--right", "rights", type=click.Choice(_RIGHTS), multiple=True,
              help="Repeatable; `see` goes with every other one.")  # fmt: skip
@click.option("--password", help="Left out, one is made and printed.")
@json_option
def add(
    *,
    login: str,
    family_name: str,
    given_name: str,
    region: str,
    district: str,
    rights: tuple[str, ...],
    password: str | None,
    as_json: bool,
) -> None:
    """Add an operator and print the password once."""
    if district and not region:
        fail("A district needs its --region.", EXIT_REFUSED)
    with opened():
        from server.console import operators  # noqa: PLC0415 - after the application
        from server.identity import config  # noqa: PLC0415
        from server.people.accounts import AccountError  # noqa: PLC0415

        if config().role != "hub":
            fail("Only a hub has operators.", EXIT_REFUSED)
        try:
            made = operators.add(login, family_name, given_name, password)
        except AccountError as error:
            fail(str(error), EXIT_REFUSED)
        operators.grant(made.person, region, district, rights)
    told = {"person": made.person, "login": made.login, "password": made.password}
    show(told, as_json, lambda: [f"login: {made.login}", f"password: {made.password}"])


@operator.command("set")
@click.argument("login")
@click.option("--region", default="", help="Left out: the whole country.")
@click.option("--district", default="", help="A district of that region.")
@click.option("--right", "rights", type=click.Choice(_RIGHTS), multiple=True, help="Repeatable.")
@click.option("--nothing", is_flag=True, help="Take everything away.")
def set_(*, login: str, region: str, district: str, rights: tuple[str, ...], nothing: bool) -> None:
    """Change where an operator's rights reach, and which they are."""
    if district and not region:
        fail("A district needs its --region.", EXIT_REFUSED)
    with opened():
        from server.console import operators  # noqa: PLC0415 - after the application
        from server.people.accounts import AccountError, find  # noqa: PLC0415

        try:
            person = find(login).id
        except AccountError as error:
            fail(str(error), EXIT_NOT_FOUND)
        if nothing:
            operators.take_away(person)
        else:
            operators.grant(person, region, district, rights)
    click.echo("Done.")


@operator.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All operators."""
    with opened():
        from server.console import operators  # noqa: PLC0415 - after the application

        rows = operators.everybody()
    columns = ["login", "name", "region", "district", "rights"]
    show(rows, as_json, lambda: table(rows, columns) if rows else ["No operators yet."])
