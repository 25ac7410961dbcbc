"""Whether a national record is for a school. Each node answers this for its own schools."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy.orm import Session

from server.audience.limits import WHOLE
from server.audience.models import Audience
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
    if not schools:
        return frozenset()
    audiences = rows_of(session, Audience, list(records), by="record")
    if not audiences:
        return frozenset()
    known = rows_of(session, School, sorted(schools))
    return frozenset(
        one.record
        for one in audiences
        if not any(reaches(one, at.id, at.region, at.language) for at in known)
    )
