"""`tirek hub node kit`: the hub's answer to a box that asks to join."""

import click

from server.cli.common import EXIT_REFUSED, fail, json_option, show
from server.cli.common import node as opened


@click.command("kit")
@click.argument("request_line", metavar="REQUEST")
@click.option("--address", help="This hub's address for the school; TIREK_PUBLIC_URL if left out.")
@click.option("--name", default="", help="A name for lists; else the school's.")
@json_option
def kit(*, request_line: str, address: str | None, name: str, as_json: bool) -> None:
    """Let the box exchange whose first-run page shows REQUEST (tirek-box.…), and print its kit.

    The kit (tirek-kit.…) is a secret of that box; its administrator pastes it there. For a box
    that is known already its old token stops working.
    """
    with opened():
        from server.hub.kits import answer  # noqa: PLC0415 - after the application
        from server.identity import config  # noqa: PLC0415
        from server.setup.kits import BadKit, Request, from_text, to_text  # noqa: PLC0415

        url = address or config().public_url
        if url is None:
            fail("Give this hub's address with --address, or set TIREK_PUBLIC_URL.", EXIT_REFUSED)
        try:
            asked = from_text(Request, request_line)
            made = answer(asked, url, name)
        except (BadKit, ValueError) as error:
            fail(f"Not taken: {error}.", EXIT_REFUSED)
        value = {"node": asked.node, "schools": list(asked.schools), "kit": to_text(made)}
    show(value, as_json, lambda: [f"school: {asked.name}", str(value["kit"])])
