"""Admitting a box by the line that it shows, and what it gets back."""

from server import clock, shards
from server.bundles import keys
from server.db import write_transaction
from server.hub.nodes import admit
from server.identity import config, node_id
from server.people import sealing
from server.people.login import seal_for
from server.setup.kits import Kit, Request


def answer(asked: Request, address: str, name: str = "") -> Kit:
    """Let this node exchange for its schools, and say what it needs for that."""
    public_key = bytes.fromhex(asked.key)
    with shards.on(shards.place(asked.schools)), write_transaction() as session:
        seal_for(asked.node, public_key, asked.schools)
        token = admit(
            session,
            node=asked.node,
            name=name or asked.name or asked.node,
            schools=asked.schools,
            public_key=public_key,
            signing_key=bytes.fromhex(asked.signing_key),
            now_ms=clock.now_ms(),
        )
    home = config().home
    return Kit(
        url=address,
        token=token,
        hub=node_id(),
        key=sealing.public_key(home).hex(),
        signing_key=keys.public_key(home).hex(),
        identity=keys.identity_public(home).hex(),
        node=asked.node,
    )
