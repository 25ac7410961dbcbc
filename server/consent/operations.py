"""Consent as operations: who may decide and who may note it, what it becomes, and who hears."""

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.classroom.provenance import Provenance
from server.consent.models import ConsentDecision
from server.consent.schemas import LEARNER, PAPER, ConsentDecideSchema
from server.inclusion.scopes import touches
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch, View
from server.people import grants
from server.people.directory import classes_of_learner, enrolments_of, schools_ever
from server.rows import put
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge

_PRIORITY: Final = 1
_DAY: Final = timedelta(days=1)
NOT_THEIRS: Final = Refusal("consent-not-theirs")


def may_decide(session: Session, author: Author, op: Operation) -> Refusal | None:
    """consent.decide: in the app a legal representative, or the learner of whom the school has
    noted that they sign for themselves; on paper the learner's class teacher, or a leader of the
    school. Consent is given to the school that the learner is at, and withdrawn from any that the
    learner was ever at."""
    fields: Any = op.fields
    school, learner = fields["school"], fields["learner"]
    if op.record != str(op.id):
        return Refusal("record-not-own")
    if date.fromisoformat(fields["date"]) > author.on + _DAY:
        return Refusal("day-not-come")  # it would outlast every decision until then
    if fields["given"]:
        schools = {row.school for row in enrolments_of(session, learner, author.on)}
    else:
        schools = set(schools_ever(session, learner))
    if school not in schools:
        return NOT_THEIRS
    if fields["way"] == PAPER:
        return None if _answers(session, author, school, learner) else NOT_THEIRS
    if fields["by"] == LEARNER:
        allowed = author.person == learner and _of_age(session, learner)
    else:
        allowed = learner in grants.children(author.roles)
    return None if allowed else NOT_THEIRS


def _answers(session: Session, author: Author, school: str, learner: str) -> bool:
    classes = classes_of_learner(session, learner, author.on)
    own = any(g.role == grants.CLASS_TEACHER and g.class_id in classes for g in author.roles)
    return own or grants.leads(author.roles, school)


def _of_age(session: Session, learner: str) -> bool:
    """No birthday is kept: the school has seen the paper that the learner signed themselves."""
    query = select(ConsentDecision.id).where(
        ConsentDecision.learner == learner,
        ConsentDecision.way == PAPER,
        ConsentDecision.by == LEARNER,
    )
    return session.scalar(query.limit(1)) is not None


def project_decision(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """consent.decide → consent_decision."""
    winner = state.winner
    if view is None or winner is None:
        return []
    record, learner = entry.op.record, view["learner"]
    put(
        session,
        ConsentDecision,
        {
            "id": record,
            "school": view["school"],
            "learner": learner,
            "purpose": view["purpose"],
            "given": view["given"],
            "on": date.fromisoformat(view["date"]),
            "way": view["way"],
            "by": view["by"],
            "signer": view.get("signer", ""),
            "author": Provenance(session).author(winner),
            "made_ms": physical(winner.hlc),
        },
    )
    return touches(session, "consent", record, learner)


SPECS: Final = (
    KindSpec(
        Kind(
            "consent.decide",
            1,
            Merge.APPEND,
            _PRIORITY,
            personal=frozenset({"learner", "purpose", "given", "date", "way", "by", "signer"}),
        ),
        ConsentDecideSchema,
        may_decide,
        project_decision,
    ),
)

PROJECTIONS: Final = (ConsentDecision,)
