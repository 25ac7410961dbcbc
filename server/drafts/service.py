"""Keeping copies of drafts, and giving them to their owner's next phone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.orm import Session

from server.classroom.models import Assignment, Submission
from server.drafts.limits import DRAFTS_OF_A_PERSON
from server.drafts.models import DraftCopy
from server.rows import put


def keep(session: Session, person: str, drafts: Sequence[Mapping[str, Any]], now_ms: int) -> None:
    """Put these in place of what was kept for the same tasks; an empty one forgets. A phone's
    other drafts stay: they may be another phone's."""
    for draft in drafts:
        if draft["text"] or draft["files"]:
            put(session, DraftCopy, {**draft, "person": person, "kept_ms": now_ms})
        else:
            _forget(session, person, [draft["assignment"]])
    latest = select(DraftCopy.assignment).where(DraftCopy.person == person)
    latest = latest.order_by(DraftCopy.kept_ms.desc(), DraftCopy.assignment)
    _forget(session, person, session.scalars(latest.offset(DRAFTS_OF_A_PERSON)).all())


def kept(session: Session, person: str) -> list[DraftCopy]:
    """A person's drafts of tasks that are still there and have not been handed in since."""
    handed_in = exists().where(
        and_(
            Submission.learner == person,
            Submission.assignment == DraftCopy.assignment,
            Submission.received_ms >= DraftCopy.kept_ms,
        )
    )
    query = (
        select(DraftCopy)
        .join(Assignment, Assignment.id == DraftCopy.assignment)
        .where(DraftCopy.person == person, ~handed_in)
        .order_by(DraftCopy.assignment)
    )
    return list(session.scalars(query))


def _forget(session: Session, person: str, assignments: Sequence[str]) -> None:
    if assignments:
        theirs = DraftCopy.person == person
        session.execute(delete(DraftCopy).where(theirs, DraftCopy.assignment.in_(assignments)))
