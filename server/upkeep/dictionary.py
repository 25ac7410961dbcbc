"""A dictionary of the node's own for the bodies of its log, made when the log has grown enough."""

from server import clock
from server.db import db, write_transaction
from server.lrs import actors, packing
from server.lrs.errors import Invalid
from server.lrs.operations import STATEMENT_PUT
from server.operations.port import log_store
from sync.core.ops import Operation
from sync.storage import training


def settle() -> bool:
    """Make one if it is due, and compress what is logged with it; whether there is a new one.

    Most of what a box has when it makes its first was compressed with the shipped one, which takes
    three times the room. Cut off in between, the rest stays as it is until the next one.
    """
    store = log_store(db.session())
    last = store.last_row()
    if not training.is_due(store, last):
        return False
    ops = training.read(store, last)
    db.session.rollback()
    content = training.make(ops, speaker)
    with write_transaction() as session:
        training.keep(log_store(session), content, last, clock.now_ms())
    if content is None:
        return False
    after = 0
    while True:
        with write_transaction() as session:
            after = log_store(session).pack_bodies(after)
        if not after:
            return True


def speaker(op: Operation) -> str:
    """Whose an operation is: a statement its actor's, whoever brought it."""
    if op.kind == STATEMENT_PUT:
        try:
            return " ".join(sorted(actors.identifiers(packing.unpack(op.fields)["actor"])))
        except (Invalid, KeyError):
            return op.writer
    learner = op.fields.get("learner") or op.fields.get("person")
    return learner if isinstance(learner, str) else op.actor or op.writer
