"""`tirek node`: who this node is, as the administrator of a hub asks."""

import click

from server.cli.common import json_option, show
from server.cli.common import node as opened


@click.command()
@json_option
def node(as_json: bool) -> None:
    """Show this node's id, public keys, role and schools."""
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
