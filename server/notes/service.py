"""Keeping a person's notes, one by one: the one that came last counts, whichever device sent it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.notes.limits import NOTES_AT_ONCE, NOTES_OF_A_PERSON
from server.notes.models import OwnNote
from server.rows import put, take_turns


def keep(session: Session, person: str, notes: Sequence[Mapping[str, Any]]) -> None:
    """Put these in place of what was noted of the same entries."""
    take_turns(session, f"notes of {person}")
    last = newest(session, person)
    for n, note in enumerate(notes, start=last + 1):
        put(session, OwnNote, {**note, "person": person, "n": n})
    # Whoever says a note anew leaves a gap in the numbers, so the one that goes first is asked for.
    latest = select(OwnNote.n).where(OwnNote.person == person).order_by(OwnNote.n.desc())
    oldest = session.scalar(latest.offset(NOTES_OF_A_PERSON).limit(1))
    if oldest is not None:
        gone = delete(OwnNote).where(OwnNote.person == person, OwnNote.n <= oldest)
        session.execute(gone)


def newer(session: Session, person: str, since: int) -> dict[str, Any]:
    """What a device that was told all up to `since` has not heard of: see NewerSchema."""
    reset = since > newest(session, person)
    after = 0 if reset else since
    query = (
        select(OwnNote)
        .where(OwnNote.person == person, OwnNote.n > after)
        .order_by(OwnNote.n)
        .limit(NOTES_AT_ONCE + 1)
    )
    found = list(session.scalars(query))
    page = found[:NOTES_AT_ONCE]
    return {
        "notes": page,
        "n": page[-1].n if page else after,
        "more": len(found) > len(page),
        "reset": reset,
    }


def newest(session: Session, person: str) -> int:
    """The number of the last note; 0 where there is none."""
    return session.scalar(select(func.max(OwnNote.n)).where(OwnNote.person == person)) or 0
