"""After a copy was put back: this database begins a new life, and all compare with it anew."""

import secrets

from server import clock
from server.db import write_transaction
from server.operations.port import log_store


def restored() -> str:
    """Begin a new incarnation and epoch; returns the incarnation.

    The node above sends again what followed the copy, nodes below offer what they had brought
    since, phones load everything again and offer what they still have. Nothing that was made
    since the copy is overwritten, because this node numbers in an epoch of its own.
    """
    life = secrets.token_hex(8)
    with write_transaction() as session:
        log_store(session).new_incarnation(life, clock.now_ms())
    return life
