"""`tirek hub identity`: the key that vouches for all others of a hub, and its copy on paper."""

import sys
from typing import Final

import click

from server.cli.common import EXIT_REFUSED, fail, json_option, show
from server.cli.common import node as opened

_TYPED: Final = "-"


@click.group("identity", invoke_without_command=True)
@json_option
@click.pass_context
def identity(context: click.Context, as_json: bool) -> None:
    """Show the public identity of this hub, which schools may be told: it vouches for its keys."""
    if context.invoked_subcommand is None:
        with opened():
            from server.bundles import keys  # noqa: PLC0415 - after the application
            from server.identity import config  # noqa: PLC0415

            shown = keys.identity_public(config().home).hex()
        show({"identity": shown}, as_json, lambda: [f"identity: {shown}"])


@identity.command("paper")
def paper() -> None:
    """Print the secret half, to be kept on paper in a safe: whoever has it is this hub."""
    with opened():
        from server.bundles import keys  # noqa: PLC0415 - after the application
        from server.identity import config  # noqa: PLC0415

        click.echo(keys.identity(config().home).private_bytes_raw().hex())


@identity.command("restore")
@click.argument("secret")
def restore(secret: str) -> None:
    """Take the identity from paper after the keys were lost; - reads it from standard input.

    Schools that knew the identity believe this hub's new signing key from its next stick, courier
    or exchange on.
    """
    typed = sys.stdin.readline() if secret == _TYPED else secret
    with opened():
        from server.trust.identity import WrongIdentity, put_back  # noqa: PLC0415

        try:
            shown = put_back(typed.strip())
        except WrongIdentity as wrong:
            fail(f"Not restored: {wrong}.", EXIT_REFUSED)
        click.echo(f"identity: {shown}")
