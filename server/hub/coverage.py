"""Whether a node may send an operation: only for the schools its admission covers.

The merits were judged by the node that saw the operation first, and are not judged again here.
Every school that an operation is known to concern must be one of the caller's: its own school and
class, its writer's school, the people it names, and the record it changes.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.hub.nodes import NodeContext
from server.operations.admission import rank_for
from server.operations.reach import schools_of, schools_of_person
from sync.core import canonical
from sync.core.ops import Operation
from sync.core.registry import Registry
from sync.storage.port import Entry, LogPort
from sync.storage.tables import operations

FOREIGN: Final = "not-your-school"
JUDGED_ELSEWHERE: Final = "judged-elsewhere"
OVERRANKED: Final = "more-than-a-school-may"
_PEOPLE: Final = ("person", "learner", "guardian")
_RECORDS: Final = ("assignment", "submission")


def refusal(
    session: Session, store: LogPort, known: Registry, node: NodeContext, entry: Entry
) -> str | None:
    """Why the node may not send this entry (kebab-case), None when it may."""
    if entry.verdict.node != node.node:
        return JUDGED_ELSEWHERE
    kind = known.get(entry.op.kind)
    # An unknown kind has no authority yet; its rank is looked at by the release that knows it.
    if kind is not None and entry.verdict.rank > rank_for(kind.authority, "school"):
        return OVERRANKED
    for schools in _concerned(session, store, entry.op):
        if schools and not schools & node.schools:
            return FOREIGN
    return None


def _concerned(session: Session, store: LogPort, op: Operation) -> Iterator[frozenset[str]]:
    """Sets of schools, each of which must touch the caller's; an empty one says nothing."""
    writer = store.writer(op.writer)
    yield frozenset({writer.school} if writer and writer.school else ())
    yield schools_of(session, op, None)
    for person in _texts(op.fields, _PEOPLE):
        yield schools_of_person(session, person)
    for record in (op.record, *_texts(op.fields, _RECORDS)):
        yield _schools_of_record(session, store, record)


def _texts(fields: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str):
            yield value


def _schools_of_record(session: Session, store: LogPort, record: str) -> frozenset[str]:
    """Where a record was made: what its first operation here concerns."""
    body = session.scalar(
        select(operations.c.body)
        .where(operations.c.record == record)
        .order_by(operations.c.id)
        .limit(1)
    )
    if body is None:
        return frozenset()
    first = canonical.decode(body)
    writer = store.writer(first.writer)
    return schools_of(session, first, writer.school if writer else None)
