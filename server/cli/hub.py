"""`tirek hub`: the central end, and the nodes that may exchange with it."""

import dataclasses

import click

from server.cli.common import (
    EXIT_BUSY,
    EXIT_NOT_FOUND,
    EXIT_REFUSED,
    fail,
    json_option,
    load_config,
    node,
    show,
    table,
)
from server.cli.hub_address import address
from server.cli.hub_identity import identity
from server.cli.hub_kit import kit
from server.cli.hub_operator import operator
from server.cli.hub_plan import plan
from server.cli.hub_release import release


@click.group()
def hub() -> None:
    """The central end."""


@hub.command("serve")
def serve() -> None:
    """Serve this data folder as a hub, whatever TIREK_ROLE says."""
    from server.lock import AlreadyServing  # noqa: PLC0415 - `--help` does not need them
    from server.serve import PortBusy  # noqa: PLC0415
    from server.serve import serve as run  # noqa: PLC0415

    config = dataclasses.replace(load_config(), role="hub", upstream_url=None, upstream_token=None)
    try:
        run(config)
    except (AlreadyServing, PortBusy) as error:
        fail(str(error), EXIT_BUSY)


@hub.group("node")
def nodes() -> None:
    """Nodes of schools."""


@nodes.command("add")
@click.argument("node_id")
@click.option("--key", required=True, help="The node's public key (`tirek node` on the school).")
@click.option(
    "--signing-key",
    default="",
    help="The key that signs its sticks (`tirek node`); without it no stick of it is taken.",
)
@click.option("--school", "schools", multiple=True, required=True, help="School id; repeatable.")
@click.option("--name", default="", help="A name for lists.")
@json_option
def add(
    *,
    node_id: str,
    key: str,
    signing_key: str,
    schools: tuple[str, ...],
    name: str,
    as_json: bool,
) -> None:
    """Let a school's node exchange, and print its token once.

    For a node that is known already its old token stops working.
    """
    with node():
        from server import clock, shards  # noqa: PLC0415 - after the application
        from server.db import write_transaction  # noqa: PLC0415
        from server.hub.nodes import admit  # noqa: PLC0415
        from server.people.login import seal_for  # noqa: PLC0415

        try:
            public_key = bytes.fromhex(key)
            with shards.on(shards.place(schools)), write_transaction() as session:
                seal_for(node_id, public_key, schools)
                token = admit(
                    session,
                    node=node_id,
                    name=name or node_id,
                    schools=schools,
                    public_key=public_key,
                    signing_key=bytes.fromhex(signing_key) if signing_key else None,
                    now_ms=clock.now_ms(),
                )
        except ValueError as error:
            fail(f"Not added: {error}.", EXIT_REFUSED)
        hub_id, hub_key, hub_hand, hub_identity = _card()
        value = {"node": node_id, "schools": list(schools), "token": token, "hub": hub_id}
        meet = f"tirek bundle meet {hub_id} --key {hub_key} --signing-key {hub_hand}"
        meet += f" --identity {hub_identity}"
        told = {"hub_key": hub_key, "hub_signing_key": hub_hand, "hub_identity": hub_identity}
        show(
            {**value, **told},
            as_json,
            lambda: [
                f"TIREK_UPSTREAM_TOKEN={token}",
                "Keep it: it is not shown again. For sticks, run at the school:",
                meet,
            ],
        )


@nodes.command("leave")
@click.argument("node_id")
@click.option("--school", required=True, help="School id.")
def leave(node_id: str, school: str) -> None:
    """Let a node serve SCHOOL no more.

    It hears nothing new of it, sends what it still has of it, and forgets the school at its next
    contact, by whatever road. Its token stays.
    """
    with node():
        from server import clock, shards  # noqa: PLC0415 - after the application
        from server.db import write_transaction  # noqa: PLC0415
        from server.hub.nodes import withdraw  # noqa: PLC0415

        with shards.on(shards.place([school])), write_transaction() as session:
            try:
                found = withdraw(session, node_id, school, clock.now_ms())
            except ValueError as error:
                fail(f"Not done: {error}.", EXIT_REFUSED)
        if not found:
            fail(f"No node {node_id} serves {school}; see `tirek hub node list`.", EXIT_REFUSED)
        click.echo("Done. The node forgets the school once all of its work is here.")


@hub.command("move-school")
@click.argument("school")
@click.option("--to", "target", type=int, required=True,
              help="The number of the database in TIREK_DATABASE_URL, from 0.")  # fmt: skip
@json_option
def move_school(school: str, target: int, as_json: bool) -> None:
    """Move SCHOOL, and those that share a node with it, to another database of this hub.

    It may be stopped anywhere and run again. The school goes on working meanwhile.
    """
    with node():
        from server.hub.moving import CannotMove, move  # noqa: PLC0415 - after the application

        try:
            done = move(school, target).to_json()
        except CannotMove as reason:
            fail(f"Not moved: {reason}.", EXIT_REFUSED)
        show(done, as_json, lambda: [f"{', '.join(done['schools'])}: now on database {target}"])


def _card() -> tuple[str, str, str, str]:
    """This hub's id, its public key, the key that signs its sticks, and what vouches for both."""
    from server.bundles import keys  # noqa: PLC0415 - after the application
    from server.identity import config, node_id  # noqa: PLC0415
    from server.people import sealing  # noqa: PLC0415

    home = config().home
    shown = (sealing.public_key(home), keys.public_key(home), keys.identity_public(home))
    lock, hand, identity = (one.hex() for one in shown)
    return node_id(), lock, hand, identity


@nodes.command("list")
@json_option
def list_nodes(as_json: bool) -> None:
    """All nodes, with their last contact.

    Twins: two boxes seem to go by this identity, as after a card was copied. Take one out of
    service and admit the other anew.
    """
    with node():
        from sqlalchemy import select  # noqa: PLC0415 - after the application

        from server import clock, shards  # noqa: PLC0415
        from server.db import db  # noqa: PLC0415
        from server.hub.models import DownstreamNode  # noqa: PLC0415
        from server.operations.port import log_store  # noqa: PLC0415
        from sync import twins  # noqa: PLC0415

        rows = [
            {
                "node": row.node,
                "name": row.name,
                "schools": ", ".join(row.schools),
                "last_contact": clock.rfc3339(row.contact_ms) if row.contact_ms else None,
                "revoked": clock.rfc3339(row.revoked_ms) if row.revoked_ms else None,
                "twins": twins.suspected(log_store(db.session()), row.node),
            }
            for _shard in shards.each()
            for row in db.session.scalars(select(DownstreamNode).order_by(DownstreamNode.name))
        ]
        columns = ["node", "name", "schools", "last_contact", "revoked", "twins"]
        show(rows, as_json, lambda: table(rows, columns) if rows else ["No nodes yet."])


@nodes.command("revoke")
@click.argument("node_id")
def revoke_node(node_id: str) -> None:
    """Shut a lost or stolen node out at once; its work that came before stays.

    All other nodes hear of it over whatever road they have, and shut it out, too.
    """
    with node():
        from server import clock, shards  # noqa: PLC0415 - after the application
        from server.db import write_transaction  # noqa: PLC0415
        from server.hub.nodes import revoke  # noqa: PLC0415

        known = False
        for _shard in shards.each():
            with write_transaction() as session:
                known |= revoke(session, node_id, clock.now_ms())
        if not known:
            fail(f"No node {node_id}; see `tirek hub node list`.", EXIT_NOT_FOUND)
        click.echo("Revoked.")


hub.add_command(identity)
hub.add_command(address)
hub.add_command(operator)
hub.add_command(plan)
hub.add_command(release)
nodes.add_command(kit)
