"""Class tablets: a shared device that shows a class its names, and lets each in by PIN.

Nobody sees the names, and no PIN is tried, without the secret that a teacher of the class has put
on the device. It is taken away from the class's list.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock, shards
from server.accounts.limits import MAX_TABLETS, TABLET_DAYS
from server.accounts.models import ClassTablet, Pin
from server.accounts.pins import fits, guesses
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.identity import node_id
from server.people.directory import learners_of_class
from server.people.models import Person, SchoolClass
from server.people.tokens import digest

_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Opened:
    """A class tablet that is valid now."""

    id: int
    class_id: str


def open_for(class_id: str, device: str) -> str:
    """A secret that makes a device the class's; shown this once."""
    secret = secrets.token_urlsafe(32)
    with write_transaction() as session:
        if len(_valid(session, class_id)) >= MAX_TABLETS:
            raise Problem(
                409,
                "too-many-tablets",
                "The class has too many tablets",
                hint="Take away some that are not used any more.",
            )
        session.add(
            ClassTablet(
                sha256=digest(secret), class_id=class_id, device=device, issued_ms=clock.now_ms()
            )
        )
    return secret


def of_class(session: Session, class_id: str) -> list[dict[str, Any]]:
    """The class's tablets, the last one first."""
    return [
        {"id": row.id, "device": row.device, "issued_at": clock.rfc3339(row.issued_ms)}
        for row in _valid(session, class_id)
    ]


def close(class_id: str, tablet: int) -> None:
    """Take the class off a device; what its pupils have not sent stays on it."""
    with write_transaction() as session:
        row = session.get(ClassTablet, tablet)
        if row is None or row.class_id != class_id:
            raise not_found()
        row.revoked_ms = row.revoked_ms or clock.now_ms()


def _valid(session: Session, class_id: str) -> Sequence[ClassTablet]:
    since = clock.now_ms() - TABLET_DAYS * _DAY_MS
    query = (
        select(ClassTablet)
        .where(
            ClassTablet.class_id == class_id,
            ClassTablet.revoked_ms.is_(None),
            ClassTablet.issued_ms > since,
        )
        .order_by(ClassTablet.id.desc())
    )
    return session.scalars(query).all()


def _opened(session: Session, secret: str) -> Opened | None:
    row = session.scalar(select(ClassTablet).where(ClassTablet.sha256 == digest(secret)))
    since = clock.now_ms() - TABLET_DAYS * _DAY_MS
    if row is None or row.revoked_ms is not None or row.issued_ms <= since:
        return None
    return Opened(row.id, row.class_id)


def opened(secret: str) -> Opened:
    """The tablet behind a secret; Problem 401 `tablet-closed` for one that is none (any more)."""
    found = shards.first(lambda: _opened(db.session(), secret))
    if found is None:
        raise Problem(
            401,
            "tablet-closed",
            "This device is not a class's tablet",
            hint="Ask the class teacher to make it the class's tablet again.",
        )
    return found


def names(session: Session, class_id: str) -> dict[str, Any]:
    """The class's label, and those of its pupils who have a PIN."""
    row = session.get(SchoolClass, class_id)
    learners = learners_of_class(session, class_id, clock.today())
    query = (
        select(Person)
        .join(Pin, Pin.person == Person.id)
        .where(Person.id.in_(learners), Pin.node == node_id())
    )
    pupils = [{"id": one.id, "name": one.display_name} for one in session.scalars(query)]
    return {"class_id": class_id, "class_label": row.label if row else "", "pupils": pupils}


def enter(tablet: Opened, person: str, pin: str) -> Person:
    """The pupil whose PIN this is.

    Raises Problem 401 `bad-pin`, 429 `too-many-attempts` during a pause, and 403 `pin-locked` once
    a pupil's PIN takes no more tries today.
    """
    counted = guesses()
    key, now = str(tablet.id), clock.now_ms() / 1000
    shut = counted.shut(person, key, tablet.class_id, now)
    if shut is not None and shut.locked:
        raise Problem(
            403,
            "pin-locked",
            "This PIN takes no more tries today",
            hint="Ask your class teacher for a new PIN. Your work is safe.",
        )
    if shut is not None:
        raise Problem(
            429,
            "too-many-attempts",
            "Too many wrong PINs",
            detail=f"Try again in {shut.seconds} seconds.",
            hint="Wait, or ask your class teacher for a new PIN.",
            headers={"Retry-After": str(shut.seconds)},
            retry_after=shut.seconds,
        )
    session = db.session()
    here = person in learners_of_class(session, tablet.class_id, clock.today())
    # Counted before the slow part: forty tries at once must not all slip past the counter.
    counted.failed(person, key, tablet.class_id, now)
    found = session.get(Person, person) if fits(session, person, pin) and here else None
    if found is None:
        raise Problem(
            401,
            "bad-pin",
            "The PIN is wrong",
            hint="Try again slowly, or ask your class teacher for a new one.",
        )
    counted.succeeded(person, key, tablet.class_id)
    return found
