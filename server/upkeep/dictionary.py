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
    """Make one if it is due; whether new bodies are compressed with a new one from now on."""
    store = log_store(db.session())
    last = store.last_row()
    if not training.is_due(store, last):
        return False
    ops = training.read(store, last)
    db.session.rollback()
    content = training.make(ops, speaker)
    with write_transaction() as session:
        training.keep(log_store(session), content, last, clock.now_ms())
    return content is not None


def speaker(op: Operation) -> str:
    """Whose an operation is: a statement its actor's, whoever brought it."""
    if op.kind == STATEMENT_PUT:
        try:
            return " ".join(sorted(actors.identifiers(packing.unpack(op.fields)["actor"])))
        except (Invalid, KeyError):
            return op.writer
    learner = op.fields.get("learner") or op.fields.get("person")
    return learner if isinstance(learner, str) else op.actor or op.writer
