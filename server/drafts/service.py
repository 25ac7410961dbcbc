"""Keeping copies of drafts, one for each device, and giving them to their owner's other ones."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.orm import Session

from server.classroom.models import Assignment, Submission
from server.drafts.limits import DEVICE_CHARACTERS, DRAFTS_OF_A_PERSON
from server.drafts.models import DraftCopy
from server.people.models import Token
from server.rows import put


def keep(
    session: Session,
    person: str,
    device: str,
    drafts: Sequence[Mapping[str, Any]],
    now_ms: int,
) -> None:
    """Put these in place of what this device had of the same tasks; an empty one forgets. Copies
    of the person's other devices stay."""
    own = (DraftCopy.person == person, DraftCopy.device == device)
    gone = [one["assignment"] for one in drafts if not (one["text"] or one["files"])]
    session.execute(delete(DraftCopy).where(*own, DraftCopy.assignment.in_(gone)))
    for draft in drafts:
        if draft["text"] or draft["files"]:
            row = {**draft, "person": person, "device": device, "kept_ms": now_ms}
            put(session, DraftCopy, row)
    latest = select(DraftCopy).where(DraftCopy.person == person).order_by(*_LATEST_FIRST)
    for oldest in session.scalars(latest.offset(DRAFTS_OF_A_PERSON)).all():
        session.delete(oldest)


def kept(session: Session, person: str) -> list[DraftCopy]:
    """A person's drafts of tasks that are still there and have not been handed in since, of each
    task the latest first."""
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
        .order_by(DraftCopy.assignment, *_LATEST_FIRST)
    )
    return list(session.scalars(query))


def elsewhere(
    session: Session, person: str, device: str, drafts: Sequence[Mapping[str, Any]]
) -> list[DraftCopy]:
    """What the person's other devices have written for the tasks of these."""
    tasks = {one["assignment"] for one in drafts}
    found = kept(session, person)
    return [one for one in found if one.assignment in tasks and one.device != device]


def device_of(session: Session, token_id: int) -> str:
    """How the device of a log-in is told apart from its owner's others."""
    found = select(Token.device).where(Token.id == token_id)
    return (session.scalar(found) or "")[:DEVICE_CHARACTERS]


_LATEST_FIRST: Final = (DraftCopy.kept_ms.desc(), DraftCopy.assignment, DraftCopy.device)
