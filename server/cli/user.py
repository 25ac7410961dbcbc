"""`tirek user`: accounts made by hand."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, node, show

if TYPE_CHECKING:
    from server.people.accounts import Account


@click.group()
def user() -> None:
    """People who may log in."""


def _tell(account: "Account", as_json: bool) -> None:
    show(
        asdict(account),
        as_json,
        lambda: [f"login: {account.login}", f"password: {account.password}"],
    )


@user.command()
@click.argument("login")
@click.option("--family-name", required=True)
@click.option("--given-name", required=True)
@click.option("--role", required=True, help="admin, director, teacher, class_teacher, pupil, …")
@click.option("--school", help="Id of the school; the only school of this node if left out.")
@click.option("--class", "class_id", help="Id of the class, for pupils and their teachers.")
@click.option("--grade", type=int, help="A pupil's grade in a multi-grade class.")
@click.option("--subject")
@click.option("--language", type=click.Choice(["kk", "ru", "en"]))
@click.option("--password", help="Left out, one is made and printed.")
@json_option
def add(
    *,
    login: str,
    family_name: str,
    given_name: str,
    role: str,
    school: str | None,
    class_id: str | None,
    grade: int | None,
    subject: str | None,
    language: str | None,
    password: str | None,
    as_json: bool,
) -> None:
    """Add a person with a role and print the password once."""
    with node():
        from server.people.accounts import AccountError, NewAccount  # noqa: PLC0415 - needs the app
        from server.people.accounts import add as add_account  # noqa: PLC0415
        from server.people.directory import only_school  # noqa: PLC0415

        if role == "pupil" and not class_id:
            fail("A pupil needs --class.", EXIT_REFUSED)
        new = NewAccount(
            login=login,
            family_name=family_name,
            given_name=given_name,
            role=role,
            school=school or only_school(),
            class_id=class_id,
            subject=subject,
            grade=grade,
            language=language,
        )
        try:
            account = add_account(new, password)
        except (AccountError, ValueError) as error:
            fail(str(error), EXIT_REFUSED)
    _tell(account, as_json)


@user.command()
@click.argument("login")
@click.option("--password", help="Left out, one is made and printed.")
@json_option
def reset(login: str, password: str | None, as_json: bool) -> None:
    """Give a person a new password; their devices must log in again."""
    with node():
        from server.people.accounts import AccountError  # noqa: PLC0415 - needs the app
        from server.people.accounts import reset as reset_account  # noqa: PLC0415

        try:
            account = reset_account(login, password)
        except AccountError as error:
            fail(str(error), EXIT_NOT_FOUND)
    _tell(account, as_json)


@user.command()
@click.argument("login")
@json_option
def card(*, login: str, as_json: bool) -> None:
    """Make a person's new login card; the one before ends.

    Prints what the card's QR code opens, after the address of the school's app.
    """
    with node():
        from server.accounts import cards  # noqa: PLC0415 - needs the app
        from server.people.accounts import AccountError, find  # noqa: PLC0415

        try:
            person = find(login)
        except AccountError as error:
            fail(str(error), EXIT_NOT_FOUND)
        path = cards.path_of(cards.issue([person.id])[person.id])
    show({"login": login, "path": path}, as_json, lambda: [path])
