"""After an upgrade: what was held only because the release before did not know its kind.

A phone whose app is newer than its school's server writes what that server cannot judge: it keeps
it, held. Nobody should have to release by hand what is in order, so the node that held it gives
it its judgement as soon as it knows the kind, by the same rules as if it came today.
"""

from collections.abc import Iterator

import marshmallow as ma
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.attention.models import Judgement
from server.operations.admission import UNKNOWN_KIND
from server.operations.catalogue import catalogue, schema_of
from server.operations.local import submit
from server.operations.port import log_store
from server.operations.reach import schools_of
from server.operations.spec import Author
from server.people.directory import grants_of
from sync import judgements
from sync.core import clock as hlc
from sync.core.ops import Operation, OpId
from sync.storage.port import Entry
from sync.storage.tables import operations


def release_known(session: Session) -> int:
    """Release what is known by now, well formed and within its author's rights; the rest stays
    held for the leaders of the school. Inside a write transaction; returns how many."""
    store = log_store(session)
    done = 0
    for key in list(_held_as_unknown(session)):
        entry = store.get(key)
        if entry is None:
            continue
        writer = store.writer(entry.op.writer)
        schools = schools_of(session, entry.op, writer.school if writer else None)
        if not schools or not (is_well_formed(entry.op) and _is_allowed(session, entry)):
            continue
        fields = {"decision": judgements.RELEASE, "school": min(schools), "reason": ""}
        submit(judgements.JUDGEMENT, str(key), fields)
        done += 1
    return done


def is_well_formed(op: Operation) -> bool:
    """Whether this release knows the kind, and its fields are as that demands: what was held
    unknown has never been looked at."""
    known = catalogue()
    kind = known.registry.knows(op.kind, op.version)
    if kind is None:
        return False
    try:
        current = known.registry.upcast(kind, op.version, op.fields)
        schema_of(known.specs[kind.name].schema).load(dict(current))
    except (ma.ValidationError, KeyError, TypeError):
        return False  # an upcaster may meet anything here
    return True


def _held_as_unknown(session: Session) -> Iterator[OpId]:
    """Oldest first: a record's later operations may lean on its first."""
    columns = (operations.c.writer, operations.c.epoch, operations.c.seq)
    settled = set(session.scalars(select(Judgement.target)))
    query = (
        select(*columns)
        .where(
            operations.c.applied == 0,
            operations.c.outcome == "held",
            operations.c.reason == UNKNOWN_KIND,
            operations.c.judge == log_store(session).node,
        )
        .order_by(operations.c.id)
    )
    for row in session.execute(query):
        if str(OpId(*row)) not in settled:
            yield OpId(*row)


def _is_allowed(session: Session, entry: Entry) -> bool:
    """By the rights of the day on which it was written."""
    op, verdict = entry
    writer = log_store(session).writer(op.writer)
    if writer is None or writer.person is None:
        return False
    day = clock.school_date(hlc.physical(verdict.order))
    author = Author(writer.person, op.writer, grants_of(session, writer.person, day), day)
    return catalogue().specs[op.kind].authorise(session, author, op) is None
