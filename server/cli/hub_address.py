"""`tirek hub address`: public names of schools, and how their certificates go."""

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, show, table
from server.cli.common import node as opened


@click.group("address")
def address() -> None:
    """Public names of schools, for which this hub gets certificates."""


@address.command("set")
@click.argument("node_id")
@click.argument("name", required=False)
@click.option("--none", "nothing", is_flag=True, help="Take the name away.")
def set_address(*, node_id: str, name: str | None, nothing: bool) -> None:
    """Give the school's node NODE_ID its public name, such as s0421.example.kz.

    The name travels down; the box makes its key and asks; the chain travels back, all by itself.
    """
    if (name is None) != nothing:
        fail("Give a name, or --none.", EXIT_REFUSED)
    with opened():
        from server import shards  # noqa: PLC0415 - after the application
        from server.certificates.naming import (  # noqa: PLC0415
            NameTaken,
            UnknownNode,
            give,
            holder,
        )
        from server.db import db, write_transaction  # noqa: PLC0415

        wanted = name.strip().lower().rstrip(".") if name is not None else None
        if wanted is not None:
            for _shard in shards.each():
                other = holder(db.session(), wanted)
                db.session.rollback()
                if other not in (None, node_id):
                    fail(f"Not set: {other} has that name.", EXIT_REFUSED)
        for _shard in shards.each():
            try:
                with write_transaction() as session:
                    give(session, node_id, wanted)
            except UnknownNode:
                continue
            except NameTaken as taken:
                fail(f"Not set: {taken} has that name.", EXIT_REFUSED)
            except ValueError:
                fail(f"Not set: {wanted} is not the full name of a host.", EXIT_REFUSED)
            click.echo("Taken away." if wanted is None else f"{node_id} is called {wanted}.")
            return
        fail(f"No node {node_id}; see `tirek hub node list`.", EXIT_NOT_FOUND)


@address.command("list")
@json_option
def list_addresses(as_json: bool) -> None:
    """All names, and how far their certificates are."""
    with opened():
        from server import clock, shards  # noqa: PLC0415 - after the application
        from server.certificates.overview import lines_of  # noqa: PLC0415

        rows = [row for _shard in shards.each() for row in lines_of(clock.now_ms())]
        columns = ["node", "name", "until", "days_left", "waiting", "problem"]
        show(rows, as_json, lambda: table(rows, columns) if rows else ["No names yet."])


@address.command("order")
def order() -> None:
    """Order the certificates that wait, now; `tirek hub serve` does it by itself."""
    with opened():
        from server.certificates.ordering import look  # noqa: PLC0415 - after the application
        from server.identity import config  # noqa: PLC0415

        if config().acme_directory is None:
            fail("Set TIREK_ACME_DIRECTORY, and TIREK_DNS_SERVER or TIREK_DNS_HOOK.", EXIT_REFUSED)
        click.echo(f"Issued: {look(lambda: False)}.")
