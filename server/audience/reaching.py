"""Whether a national record is for a school. Each node answers this for its own schools."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.audience.limits import WHOLE
from server.audience.models import Audience
from server.audience.naming import whose
from server.people.models import School
from server.rows import rows_of

_STEPS: Final = 2**32


def place_in_line(record: str, school: str) -> int:
    """0 to 99: a school is among the first for one record and among the last for another, and is
    never put back when more schools follow."""
    digest = hashlib.sha256(f"{record}\n{school}".encode()).digest()
    return int.from_bytes(digest[:4], "big") * WHOLE // _STEPS


def reaches(audience: Audience, school: str, region: str | None, language: str) -> bool:
    """Whether the record is for this school."""
    return fits(audience, region, language) and in_step(audience, school)


def fits(audience: Audience, region: str | None, language: str) -> bool:
    """Whether it is for schools of this region and language."""
    return (not audience.regions or region in audience.regions) and (
        not audience.languages or language in audience.languages
    )


def in_step(audience: Audience, school: str) -> bool:
    """Whether a school that fits has its turn."""
    return audience.share >= WHOLE or place_in_line(audience.record, school) < audience.share


def withheld(session: Session, records: Iterable[str], schools: Collection[str]) -> frozenset[str]:
    """Those of these records of audiences that are for none of these schools; nothing is withheld
    from whoever has no school, such as an operator."""
    found = narrowed(session, records, schools)
    return frozenset(record for record, reached in found.items() if not reached)


def narrowed(
    session: Session, records: Iterable[str], schools: Collection[str]
) -> Mapping[str, Sequence[str]]:
    """Those of these records that are not for all of these schools, each with the ids of those
    that it is for."""
    if not schools:
        return {}
    audiences = rows_of(session, Audience, list(records), by="record")
    if not audiences:
        return {}
    known = rows_of(session, School, schools, order="id")
    reached = {
        one.record: [at.id for at in known if reaches(one, at.id, at.region, at.language)]
        for one in audiences
    }
    return {record: found for record, found in reached.items() if len(found) < len(schools)}


def turned(
    session: Session, school: str, before: tuple[str | None, str], after: tuple[str | None, str]
) -> list[tuple[str, str]]:
    """Types and ids of the national records that are for the school before or after its region and
    language have changed, and not both."""
    if before == after:
        return []
    return [
        whose(one.record)
        for one in session.scalars(select(Audience).order_by(Audience.record))
        if reaches(one, school, *before) != reaches(one, school, *after)
    ]
