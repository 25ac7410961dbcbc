"""A session from its fetch to its end (cmi5 8.2, 9.3.6, 9.3.7)."""

import base64
import hmac
import secrets
import uuid
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.cmi5 import telling
from server.cmi5.course import load
from server.cmi5.limits import SECRET_BYTES
from server.cmi5.models import Cmi5Course, Cmi5Registration, Cmi5Session
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.lrs.callers import AU_KEY, digest

ABANDONED: Final = "abandoned"
TERMINATED: Final = "terminated"
WAIVED: Final = "waived"
_IN_USE: Final = {"error-code": "1", "error-text": "The token was already fetched for this launch."}
_ERROR: Final = {"error-code": "3", "error-text": "There is no such launch, or it has ended."}


def ended(row: Cmi5Session) -> bool:
    """Whether the AU may send nothing more."""
    return bool(row.flags.get(TERMINATED) or row.flags.get(ABANDONED))


def fetch(secret: str) -> dict[str, str]:
    """The answer to a POST to the fetch address: a token once, and then an error (8.2.3)."""
    with write_transaction() as session:
        row = session.scalar(select(Cmi5Session).where(Cmi5Session.fetch == digest(secret)))
        if row is None or ended(row):
            return dict(_ERROR)
        if row.token is not None:
            return dict(_IN_USE)
        token = secrets.token_urlsafe(SECRET_BYTES)
        row.token = digest(token)
        pair = f"{AU_KEY}{row.id}:{token}"
        return {"auth-token": base64.b64encode(pair.encode()).decode()}


def of_token(key: str, token: str) -> Cmi5Session | None:
    """The open session whose token this is."""
    row = db.session().get(Cmi5Session, key.removeprefix(AU_KEY)[:36])
    known = row.token if row is not None and row.token is not None else bytes(32)
    right = hmac.compare_digest(known, digest(token))
    return row if row is not None and row.token is not None and right and not ended(row) else None


def parties(session: Session, row: Cmi5Session) -> tuple[Cmi5Registration, Any]:
    """The registration of a session, and its course."""
    registration = session.get_one(Cmi5Registration, row.registration)
    return registration, load(session.get_one(Cmi5Course, registration.course).manifest)


def abandon(session: Session, row: Cmi5Session) -> None:
    """End a session that the AU has not ended itself; once (9.3.0.0-10)."""
    if ended(row):
        return
    registration, course = parties(session, row)
    row.flags = {**row.flags, ABANDONED: True}
    seconds = max(0, row.last_ms - row.launched_ms) / 1000
    telling.tell(ABANDONED, course, row.unit, registration, row.id, duration=f"PT{seconds:.2f}S")


def waive(session: Session, registration: Cmi5Registration, item: str, reason: str) -> None:
    """Let a learner off a unit; once in a registration (9.3.7.0-4), in a session of its own."""
    if registration.units.get(item, {}).get(WAIVED):
        raise Problem(
            409,
            "already-waived",
            "This unit is waived already",
            hint="Nothing needs to be done: the learner need not take it.",
        )
    course = load(session.get_one(Cmi5Course, registration.course).manifest)
    own = str(uuid.uuid4())
    telling.tell(WAIVED, course, item, registration, own, reason=reason)
    registration.units = telling.flagged(registration.units, item, [WAIVED])
    telling.satisfy(course, registration, own)


def find(session: Session, id_: str, school: str) -> Cmi5Session:
    """A session of this school; Problem 404."""
    row = session.get(Cmi5Session, id_)
    if row is None or session.get_one(Cmi5Registration, row.registration).school != school:
        raise not_found()
    return row


def touch(row: Cmi5Session) -> None:
    """The AU has just said something."""
    row.last_ms = clock.now_ms()
