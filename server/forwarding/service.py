"""Destinations: made, listed, paused, tried again. Facts of this node, not of the log."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from server import clock
from server.db import db, write_transaction
from server.forwarding import addresses, filters, queue, sealed
from server.forwarding.limits import LETTERS_SHOWN, MAX_DESTINATIONS, MAX_NAME_CHARS
from server.forwarding.models import Destination, Letter
from server.lrs.names import uuid_text

VERSIONS = ("1.0.3", "2.0.0")


@dataclass(frozen=True, slots=True)
class Asked:
    """A new destination. `user` None: the secret is a bearer token. `networks` are the private
    ones that the address may lie in."""

    name: str
    school: str
    address: str
    secret: str
    user: str | None = None
    version: str = "1.0.3"
    gzip: bool = False
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    networks: Sequence[str] = ()


def add(asked: Asked) -> str:
    """Begin to send a school's statements, those of old first; the destination's id.

    Raises ValueError for what cannot be.
    """
    if not 0 < len(asked.name.strip()) <= MAX_NAME_CHARS:
        raise ValueError(f"a name has 1 to {MAX_NAME_CHARS} characters")
    if asked.version not in VERSIONS:
        raise ValueError(f"the version is one of {', '.join(VERSIONS)}")
    made = secrets.token_hex(8)
    row = Destination(
        id=made,
        school=asked.school,
        name=asked.name.strip(),
        address=addresses.endpoint(asked.address),
        version=asked.version,
        gzip=asked.gzip,
        filters=filters.checked(asked.filters),
        networks=addresses.networks(asked.networks),
        sealed=sealed.seal(made, sealed.authorization(asked.user, asked.secret)),
        place=0,
        last=None,
        sent=0,
        withheld=0,
        created_ms=clock.now_ms(),
        paused_ms=None,
        failures=0,
        faults=0,
        next_ms=0,
        sent_ms=None,
        error=None,
    )
    with write_transaction() as session:
        if (session.scalar(select(func.count()).select_from(Destination)) or 0) >= MAX_DESTINATIONS:
            raise ValueError(f"this node has {MAX_DESTINATIONS} destinations already")
        session.add(row)
    return made


def everyone(schools: Collection[str] | None = None) -> list[dict[str, Any]]:
    """All destinations, or those of some schools, with what waits and what was not taken."""
    session = db.session()
    query = select(Destination).order_by(Destination.created_ms)
    if schools is not None:
        query = query.where(Destination.school.in_(schools))
    return [_facts(session, row) for row in session.scalars(query)]


def school_of(id: str) -> str | None:  # noqa: A002 - the field's own word
    """Whose statements a destination gets; None where there is no such destination."""
    return db.session().scalar(select(Destination.school).where(Destination.id == id))


def pause(id: str, *, paused: bool) -> bool:  # noqa: A002 - the field's own word
    """Send no more, or go on where it stopped; whether the destination is known."""
    values = {
        "paused_ms": clock.now_ms() if paused else None,
        "next_ms": 0,
        "failures": 0,
        "faults": 0,
    }
    with write_transaction() as session:
        done = session.execute(update(Destination).where(Destination.id == id).values(values))
    return _touched(done)


def retry(id: str, statements: Sequence[str] | None = None) -> int | None:  # noqa: A002
    """Try again soon what was not taken (all of it, or the named statements), and what waits; how
    many statements that are, None where the destination is not known."""
    letters = update(Letter).where(Letter.destination == id)
    if statements is not None:
        letters = letters.where(Letter.statement.in_(UUID(one).bytes for one in statements))
    with write_transaction() as session:
        known = session.execute(
            update(Destination).where(Destination.id == id).values(next_ms=0, failures=0, faults=0)
        )
        if not _touched(known):
            return None
        done: Any = session.execute(letters.values(again=True))
        count: int = done.rowcount
        return count


def remove(id: str) -> bool:  # noqa: A002 - the field's own word
    """Forget a destination with its credentials; what it holds stays there."""
    with write_transaction() as session:
        session.execute(delete(Letter).where(Letter.destination == id))
        return _touched(session.execute(delete(Destination).where(Destination.id == id)))


def letters(id: str) -> list[dict[str, Any]]:  # noqa: A002 - the field's own word
    """What a destination would not take, the latest first."""
    query = select(Letter).where(Letter.destination == id).order_by(Letter.since_ms.desc())
    return [
        {
            "statement": uuid_text(row.statement),
            "reason": row.reason,
            "status": row.status,
            "since": clock.rfc3339(row.since_ms),
            "again": row.again,
        }
        for row in db.session().scalars(query.limit(LETTERS_SHOWN))
    ]


def _touched(done: Any) -> bool:
    return bool(done.rowcount)


def _facts(session: Session, row: Destination) -> dict[str, Any]:
    kept = select(func.count()).select_from(Letter).where(Letter.destination == row.id)
    return {
        "id": row.id,
        "name": row.name,
        "school": row.school,
        "address": row.address,
        "version": row.version,
        "filters": row.filters,
        "networks": row.networks,
        "paused": row.paused_ms is not None,
        "sent": row.sent,
        "withheld": row.withheld,
        "waiting": queue.waiting(session, row),
        "not_taken": session.scalar(kept) or 0,
        "last_sent": clock.rfc3339(row.sent_ms) if row.sent_ms else None,
        "next_try": clock.rfc3339(row.next_ms) if row.next_ms > clock.now_ms() else None,
        "error": row.error,
    }
