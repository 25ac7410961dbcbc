"""`tirek node`: who this node is, as the administrator of a hub asks, and that it was restored."""

import click

from server.cli.common import EXIT_REFUSED, fail, json_option, show
from server.cli.common import node as opened


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def node(context: click.Context, as_json: bool) -> None:
    """Show this node's id, public keys, role and schools."""
    if context.invoked_subcommand is None:
        _show(as_json)


@node.command("restored")
@json_option
def node_restored(as_json: bool) -> None:
    """Tell this node that its data folder was put back from a copy.

    Run it once, before the server starts again. The node numbers from now on apart from its
    former life, and the nodes and phones around it give back what the copy had lost.
    """
    with opened():
        from server.node.restoring import restored  # noqa: PLC0415 - after the application

        life = restored()
    show({"incarnation": life}, as_json, lambda: [f"A new life has begun: {life}"])


@node.command("rotate")
@json_option
def node_rotate(as_json: bool) -> None:
    """Make this node's next signing key; it takes over once the hub has certified it.

    A hub vouches for its own at once. A school's node offers it over whatever road it has, and
    goes on signing with the present one until the certificate has come, however long that takes.
    """
    with opened():
        from server.trust.rotating import NothingToRotate, rotate  # noqa: PLC0415

        try:
            key = rotate()
        except NothingToRotate:
            fail("This node has no certificate yet: exchange with the hub first.", EXIT_REFUSED)
    show({"next_signing_key": key}, as_json, lambda: [f"next signing key: {key}"])


def _show(as_json: bool) -> None:
    with opened():
        from sqlalchemy import select  # noqa: PLC0415 - after the application

        from server.bundles import keys  # noqa: PLC0415
        from server.db import db  # noqa: PLC0415
        from server.identity import config, node_id  # noqa: PLC0415
        from server.people import sealing  # noqa: PLC0415
        from server.people.models import School  # noqa: PLC0415

        value = {
            "node": node_id(),
            "key": sealing.public_key(config().home).hex(),
            "signing_key": keys.public_key(config().home).hex(),
            "role": config().role,
            "schools": list(db.session.scalars(select(School.id).order_by(School.id))),
        }
    show(
        value,
        as_json,
        lambda: [
            f"node: {value['node']}",
            f"key: {value['key']}",
            f"signing key: {value['signing_key']}",
            f"role: {value['role']}",
            f"schools: {', '.join(value['schools']) or '-'}",
        ],
    )
