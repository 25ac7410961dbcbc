"""Whose files are here."""

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from server.people.directory import records_of
from server.uploads.models import PersonalFile

Pair = tuple[str, str]
"""(sha256, person)"""


def keep(session: Session, sha256: str, person: str, size: int, now_ms: int) -> None:
    """Note that `person` brought this file and that its bytes are in the personal store."""
    if session.get(PersonalFile, (sha256, person)) is None:
        session.add(PersonalFile(sha256=sha256, person=person, size=size, stored_ms=now_ms))
        session.flush()


def owned(session: Session, pairs: Iterable[Pair]) -> frozenset[Pair]:
    """Which of these files these persons have brought, under whichever of their records."""
    wanted = set(pairs)
    found = _brought(session, wanted)
    missing = wanted - found
    if missing:
        theirs = records_of(session, {person for _, person in missing})
        others = {pair: {(pair[0], one) for one in theirs[pair[1]]} - {pair} for pair in missing}
        elsewhere = _brought(session, {one for same in others.values() for one in same})
        found |= {pair for pair, same in others.items() if same & elsewhere}
    return frozenset(found)


def _brought(session: Session, pairs: Iterable[Pair]) -> set[Pair]:
    wanted = sorted(pairs)
    found: set[Pair] = set()
    for start in range(0, len(wanted), 200):
        key = tuple_(PersonalFile.sha256, PersonalFile.person)
        query = select(PersonalFile.sha256, PersonalFile.person)
        rows = session.execute(query.where(key.in_(wanted[start : start + 200])))
        found |= {(row[0], row[1]) for row in rows}
    return found
