"""`tirek lrs`: the learning record store's clients."""

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, node, show, table
from server.cli.lrs_forward import forward


@click.group()
def lrs() -> None:
    """The learning record store at /xapi."""


@lrs.group()
def key() -> None:
    """Keys of programs that send statements or read them."""


@key.command("add")
@click.argument("name")
@click.option("--school", help="Id of the school; the only school of this node if left out.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    help="A scope of xAPI; repeatable. Left out: statements/write, statements/read/mine, define.",
)
@click.option("--by-law", is_flag=True, help="The law asks for what it reads: without consent.")
@json_option
def add(
    *, name: str, school: str | None, scopes: tuple[str, ...], by_law: bool, as_json: bool
) -> None:
    """Let a program in, and print its key and secret once.

    Of statements that it has not sent itself, and of documents of state and of agents, it is given
    those of learners with consent only.
    """
    with node():
        from server.lrs import keys  # noqa: PLC0415 - after the application
        from server.lrs.callers import DEFAULT_SCOPES  # noqa: PLC0415
        from server.people.directory import only_school  # noqa: PLC0415

        place = school if school is not None else only_school()
        if place is None:
            fail("This node serves no school or several: name one with --school.", EXIT_REFUSED)
        try:
            made = keys.add(name, place, scopes or DEFAULT_SCOPES, by_law=by_law)
        except ValueError as error:
            fail(f"Not added: {error}.", EXIT_REFUSED)
        show(
            {"key": made.key, "secret": made.secret, "school": place},
            as_json,
            lambda: [
                f"key: {made.key}",
                f"secret: {made.secret}",
                "Keep the secret: it is not shown again.",
            ],
        )


@key.command("list")
@json_option
def list_keys(as_json: bool) -> None:
    """All keys, with what they may do."""
    with node():
        from server import clock  # noqa: PLC0415 - after the application
        from server.lrs import keys  # noqa: PLC0415

        rows = [
            {
                "key": row.key,
                "name": row.name,
                "school": row.school,
                "scopes": ", ".join(row.scopes),
                "by_law": "yes" if row.by_law else "no",
                "created": clock.rfc3339(row.created_ms),
                "revoked": clock.rfc3339(row.revoked_ms) if row.revoked_ms else None,
            }
            for row in keys.everyone()
        ]
        columns = ["key", "name", "school", "scopes", "by_law", "created", "revoked"]
        show(rows, as_json, lambda: table(rows, columns) if rows else ["No keys yet."])


@key.command("rotate")
@click.argument("key_id", metavar="KEY")
@json_option
def rotate(key_id: str, as_json: bool) -> None:
    """Give a program a new secret, printed once; the old one ends at once."""
    with node():
        from server.lrs import keys  # noqa: PLC0415 - after the application

        made = keys.rotate(key_id)
        if made is None:
            fail(f"No key {key_id} in use; see `tirek lrs key list`.", EXIT_NOT_FOUND)
        show(
            {"key": made.key, "secret": made.secret},
            as_json,
            lambda: [f"secret: {made.secret}", "Keep the secret: it is not shown again."],
        )


@key.command("by-law")
@click.argument("key_id", metavar="KEY")
@click.option("--no", "no", is_flag=True, help="The law does not ask: consent is needed again.")
def by_law(key_id: str, no: bool) -> None:
    """Mark a program as one that the law asks the school to serve: it reads without consent."""
    with node():
        from server.lrs import keys  # noqa: PLC0415 - after the application

        if not keys.set_by_law(key_id, not no):
            fail(f"No key {key_id}; see `tirek lrs key list`.", EXIT_NOT_FOUND)
        click.echo("Only with consent from now on." if no else "Without consent from now on.")


@key.command("revoke")
@click.argument("key_id", metavar="KEY")
def revoke(key_id: str) -> None:
    """Shut a program out at once; its statements stay."""
    with node():
        from server.lrs import keys  # noqa: PLC0415 - after the application

        if not keys.revoke(key_id):
            fail(f"No key {key_id}; see `tirek lrs key list`.", EXIT_NOT_FOUND)
        click.echo("Revoked.")


lrs.add_command(forward)
