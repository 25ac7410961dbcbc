"""Whether a node may send an operation: only for the schools its admission covers, or did not long
ago.

The merits were judged by the node that saw the operation first, and are not judged again here.
Every school that an operation is known to concern must be one of the caller's: its own school and
class, its writer's school, the people it names, and the record it changes.
"""

from collections.abc import Iterator
from typing import Final

from server.hub.facts import PEOPLE, Facts, texts
from server.hub.nodes import NodeContext
from server.operations.admission import rank_for
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge, Registry
from sync.storage.port import Entry

FOREIGN: Final = "not-your-school"
JUDGED_ELSEWHERE: Final = "judged-elsewhere"
OVERRANKED: Final = "more-than-a-school-may"


def refusal(facts: Facts, known: Registry, node: NodeContext, entry: Entry) -> str | None:
    """Why the node may not send this entry (kebab-case), None when it may."""
    if entry.verdict.node != node.node:
        return JUDGED_ELSEWHERE
    kind = known.get(entry.op.kind)
    # An unknown kind has no authority yet; its rank is looked at by the release that knows it.
    if kind is not None and entry.verdict.rank > rank_for(kind.authority, "school"):
        return OVERRANKED
    if kind is not None and kind.scope == "national" and _is_national(facts, kind, entry.op):
        return FOREIGN
    for schools in concerned(facts, entry.op):
        if schools and not schools & node.sends:
            return FOREIGN
    return None


def _is_national(facts: Facts, kind: Kind, op: Operation) -> bool:
    """Whether it makes or changes what is everybody's: schools send of their own courses, plans and
    calendars only. Taking back what is not known here makes nothing: it may be in this frame."""
    if facts.of_operation(op):
        return False
    known = facts.of_record(op.record)
    return kind.merge is not Merge.TOMBSTONE if known is None else not known


def concerned(facts: Facts, op: Operation) -> Iterator[frozenset[str]]:
    """Sets of schools, each of which must touch the caller's; an empty one says nothing."""
    yield facts.of_writer(op.writer)
    yield facts.of_operation(op)
    for person in texts(op.fields, PEOPLE):
        yield facts.of_person(person)
    yield from facts.of_records(op)
