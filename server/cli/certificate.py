"""`tirek certificate`: what phones are shown when they come over HTTPS."""

from pathlib import Path

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, show
from server.cli.common import node as opened

_TO = click.Path(path_type=Path, dir_okay=False)
_FROM = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def certificate() -> None:
    """The certificates that phones see."""


@certificate.command("show")
@json_option
def show_certificates(as_json: bool) -> None:
    """This box's public name, its certificates, and whether one is on its way."""
    with opened():
        from server.certificates.standing import lines, standing  # noqa: PLC0415

        found = standing()
        show(found, as_json, lambda: list(lines(found)))


@certificate.command("request")
@click.option(
    "--out",
    type=_TO,
    help="Also write the request (PEM) to this file, for an authority of your own.",
)
def request(out: Path | None) -> None:
    """Ask for a certificate for this box's public name, now.

    The key stays here. The request goes up with the next exchange, stick or courier; the box does
    this by itself when a third of a certificate's time is left.
    """
    with opened():
        from server.certificates.requesting import as_pem  # noqa: PLC0415 - after the application
        from server.certificates.settling import NoName, ask  # noqa: PLC0415

        try:
            csr = ask(only_if_due=False)
        except NoName:
            fail(
                "This box has no public name yet; its hub gives it: tirek hub address set.",
                EXIT_NOT_FOUND,
            )
        if out is not None:
            out.write_bytes(as_pem(csr))
        click.echo("Asked; the certificate comes back by itself.")


@certificate.command("install")
@click.argument("chain", type=_FROM)
@click.option(
    "--key", type=_FROM, help="The key, where it was not made by this box (PKCS #8, PEM)."
)
@json_option
def install(*, chain: Path, key: Path | None, as_json: bool) -> None:
    """Show phones the certificates in CHAIN (PEM, the box's own first) from now on.

    Works beside the running server, and needs no restart.
    """
    with opened():
        from server import clock  # noqa: PLC0415 - after the application
        from server.certificates import settling  # noqa: PLC0415
        from server.certificates.reading import BadChain  # noqa: PLC0415

        try:
            found = settling.install(chain.read_bytes(), key.read_bytes() if key else None)
        except (BadChain, ValueError) as why:
            fail(f"Not taken: {why}.", EXIT_REFUSED)
        told = found.to_json(clock.now_ms())
        show(told, as_json, lambda: [f"{', '.join(told['names'])}: until {told['until']}"])


@certificate.command("local")
@click.option(
    "--new", "again", is_flag=True, help="Make another one; every tablet has to be handed it anew."
)
@click.option(
    "--out", type=_TO, help="Also write its certificate to this file, for the school's devices."
)
@json_option
def local(*, again: bool, out: Path | None, as_json: bool) -> None:
    """Make this box's own authority, for devices that belong to the school.

    It can vouch for this box's names and for addresses of private networks only. How devices come
    to know it: /connect/device on the box.
    """
    with opened():
        from server import clock  # noqa: PLC0415 - after the application
        from server.certificates import settling  # noqa: PLC0415
        from server.certificates.files import WebFiles  # noqa: PLC0415
        from server.identity import config  # noqa: PLC0415

        files = WebFiles(config().home)
        made = files.pair(files.authority)
        if made is None or again:
            made = settling.make_authority(config().names["kk"])
        if out is not None:
            out.write_bytes(made.chain)
        told = made.shown().to_json(clock.now_ms())
        show(told, as_json, lambda: [told["issuer"], told["fingerprint"], f"until {told['until']}"])
