"""`tirek relay`: mailboxes for the nodes below a relay."""

import click

from server.cli.common import (
    EXIT_NOT_FOUND,
    EXIT_REFUSED,
    fail,
    json_option,
    node,
    show,
    table,
)

_MEGABYTE = 1_000_000


@click.group()
def relay() -> None:
    """Mailboxes for the nodes below a relay."""


@relay.command("admit")
@click.argument("node_id")
@click.option("--name", default="", help="A name for lists.")
@click.option("--quota-mb", type=click.IntRange(min=1), help="What may lie here, at most.")
@json_option
def admit_(node_id: str, name: str, quota_mb: int | None, as_json: bool) -> None:
    """Give a node a mailbox here, and print its token once.

    For a node that is known already its old token stops working.
    """
    with node():
        from server import clock  # noqa: PLC0415 - after the application
        from server.db import write_transaction  # noqa: PLC0415
        from server.identity import config  # noqa: PLC0415
        from server.relay.limits import DEFAULT_QUOTA_BYTES  # noqa: PLC0415
        from server.relay.satellites import admit  # noqa: PLC0415

        if config().role != "relay":
            fail("This node is no relay: set TIREK_ROLE=relay.", EXIT_REFUSED)
        quota = quota_mb * _MEGABYTE if quota_mb else DEFAULT_QUOTA_BYTES
        try:
            with write_transaction() as session:
                token = admit(
                    session,
                    node=node_id,
                    name=name or node_id,
                    quota_bytes=quota,
                    now_ms=clock.now_ms(),
                )
        except ValueError as error:
            fail(f"Not admitted: {error}.", EXIT_REFUSED)
        value = {"node": node_id, "token": token, "quota_bytes": quota}
        lines = [
            f"TIREK_UPSTREAM_TOKEN={token}",
            "TIREK_UPSTREAM_KIND=relay",
            "Keep the token: it is not shown again. Both go to the satellite, with the address of"
            " this relay as TIREK_UPSTREAM_URL.",
        ]
        show(value, as_json, lambda: lines)


@relay.command("list")
@json_option
def list_(as_json: bool) -> None:
    """All mailboxes, and how much lies in each."""
    with node():
        from server.relay.overview import overview  # noqa: PLC0415 - after the application

        rows = overview()
        columns = ["node", "name", "waiting", "bytes", "quota_bytes", "last_contact", "revoked"]
        show(rows, as_json, lambda: table(rows, columns) if rows else ["No mailboxes yet."])


@relay.command("revoke")
@click.argument("node_id")
def revoke_(node_id: str) -> None:
    """Shut a satellite out; what lies here of it still goes on to the hub."""
    with node():
        from server import clock  # noqa: PLC0415 - after the application
        from server.db import write_transaction  # noqa: PLC0415
        from server.relay.satellites import revoke  # noqa: PLC0415

        with write_transaction() as session:
            known = revoke(session, node_id, clock.now_ms())
        if not known:
            fail(f"No satellite {node_id}; see `tirek relay list`.", EXIT_NOT_FOUND)
        click.echo("Revoked.")
