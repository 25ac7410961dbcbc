"""Concerns as operations: who may raise one and who may answer, what it becomes, who hears."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.classroom.provenance import Provenance
from server.concerns.models import Concern, ConcernStep
from server.concerns.readers import readers, reads, touches
from server.concerns.schemas import ConcernRaiseSchema, ConcernStepSchema
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch, View
from server.people import grants
from server.people.directory import enrolments_of
from server.rows import put, rows_of
from sync.core.clock import physical
from sync.core.merge import MergeState, Version
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge

_PRIORITY: Final = 1
Fields = Mapping[str, Any]
OTHERS: Final = Refusal("record-not-of-the-learner")


def may_raise(session: Session, author: Author, op: Operation) -> Refusal | None:
    """concern.raise: the pupil, or a parent of theirs, at the school that the pupil is at."""
    fields: Any = op.fields
    school, learner = fields["school"], fields["learner"]
    if op.record != str(op.id):
        return Refusal("record-not-own")
    here = any(row.school == school for row in enrolments_of(session, learner, author.on))
    theirs = author.person == learner or learner in grants.children(author.roles)
    return None if here and theirs else OTHERS


def may_step(session: Session, author: Author, op: Operation) -> Refusal | None:
    """concern.step: one of those at the school who read the concern."""
    fields: Any = op.fields
    if op.record != str(op.id):
        return Refusal("record-not-own")
    known = rows_of(session, Concern, [fields["concern"]])
    if not known:
        return Refusal("unknown-record")
    (concern,) = known
    if (concern.school, concern.learner) != (fields["school"], fields["learner"]):
        return OTHERS
    return None if author.person in readers(session, concern, author.on) else OTHERS


def project_concern(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """concern.raise → concern."""
    winner = state.winner
    if view is None or winner is None:
        return []
    record = entry.op.record
    names = ("school", "learner", "what", "text", "readers", "place", "about")
    put(session, Concern, _row(session, record, view, names, winner))
    (concern,) = rows_of(session, Concern, [record])
    told = touches(session, "concern", record, concern)
    # A step may have come before what it is about.
    for step in rows_of(session, ConcernStep, [record], by="concern"):
        told += touches(session, "concern_step", step.id, concern)
    return told


def project_step(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """concern.step → concern_step."""
    winner = state.winner
    if view is None or winner is None:
        return []
    record = entry.op.record
    names = ("school", "learner", "concern", "state", "words")
    put(session, ConcernStep, _row(session, record, view, names, winner))
    told: list[Touch] = []
    for concern in rows_of(session, Concern, [view["concern"]]):
        told += touches(session, "concern_step", record, concern)
        # The pupil may be in another class by now, whose teacher has only heard of the step.
        told += touches(session, "concern", concern.id, concern)
    return told


def _row(
    session: Session, record: str, view: Fields, names: Iterable[str], winner: Version
) -> dict[str, Any]:
    told = {name: view[name] for name in names}
    author = Provenance(session).author(winner)
    return {"id": record, **told, "author": author, "made_ms": physical(winner.hlc)}


SPECS: Final = (
    KindSpec(
        Kind(
            "concern.raise",
            1,
            Merge.APPEND,
            _PRIORITY,
            personal=frozenset({"learner", "what", "text", "readers", "place", "about"}),
        ),
        ConcernRaiseSchema,
        may_raise,
        project_concern,
        reads,
    ),
    KindSpec(
        Kind(
            "concern.step",
            1,
            Merge.APPEND,
            _PRIORITY,
            personal=frozenset({"learner", "state", "words"}),
            family="concern_step",
        ),
        ConcernStepSchema,
        may_step,
        project_step,
        reads,
    ),
)

PROJECTIONS: Final = (Concern, ConcernStep)
