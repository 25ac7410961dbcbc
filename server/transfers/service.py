"""Letting a pupil go with a sealed file, and joining what another brings to what is here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import marshmallow as ma
from sqlalchemy import select

from server import clock
from server.accounts.service import enrolment_fields
from server.bundles import keys
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.identity import config
from server.operations.catalogue import schema_of
from server.operations.local import submit
from server.people.models import Enrolment, Person, School, SchoolClass
from server.transfers import sealed
from server.transfers.gathering import gather
from server.transfers.limits import CONTENT_BYTES
from server.transfers.models import LearnerHistory
from server.transfers.schemas import PupilFileSchema
from server.trust import believing, rotating


@dataclass(frozen=True, slots=True)
class Leaving:
    """The file, and the code that opens it, which is shown once."""

    name: str
    file: bytes
    code: str
    learners: int = 1


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was opened: `digest` names it, `confirmed` where a trusted hub vouches for the
    box that signed it and for its school."""

    told: Mapping[str, Any]
    digest: str
    confirmed: bool


def leave(person: str, school: str, left_on: date) -> Leaving:
    """End the pupil's enrolments at the school on that day, and seal what is known of them.

    Asked again, it makes a new file; a pupil who has left already has the day of then.
    """
    session = db.session()
    row, own = session.get(Person, person), session.get(School, school)
    query = select(Enrolment).where(Enrolment.person == person, Enrolment.school == school)
    enrolments = sorted(session.scalars(query), key=lambda one: one.starts_on or date.min)
    one = session.get(SchoolClass, enrolments[-1].class_id) if enrolments else None
    if row is None or own is None or one is None:
        raise not_found()
    last = enrolments[-1].ends_on
    left_on = min(left_on, last) if last else left_on
    told = {
        "family_name": row.family_name,
        "given_name": row.given_name,
        "grade": enrolments[-1].grade,
        "school": school,
        "source": own.name,
        "left_on": left_on.isoformat(),
        "content": _fitting(gather(session, person, one, left_on)),
    }
    code, certificate = sealed.make_code(), rotating.own_certificate()
    session.rollback()
    signed = sealed.seal(json.dumps(told, ensure_ascii=False).encode(), code)
    signature = keys.private_key(config().home).sign(signed)
    with write_transaction():
        for enrolment in enrolments:
            if enrolment.ends_on is None or enrolment.ends_on > left_on:
                ends = {**enrolment_fields(enrolment), "ends_on": left_on.isoformat()}
                submit("enrolment.set", enrolment.id, ends)
    file = sealed.wrap(signed, signature, certificate)
    return Leaving(f"{row.family_name} {row.given_name}", file, code)


def _fitting(content: dict[str, Any]) -> dict[str, Any]:
    """Without the oldest works and points that would make one operation too large."""
    while len(json.dumps(content, ensure_ascii=False).encode()) > CONTENT_BYTES:
        longest = max(("works", "points", "marks"), key=lambda name: len(content[name]))
        content = {**content, longest: content[longest][:-1]}
    return content


def look(file: bytes, code: str) -> Arrived:
    """Open a file; Problem 422 for a damaged one, a wrong code, or one of another kind."""
    try:
        envelope = sealed.unwrap(file)
        told = schema_of(PupilFileSchema).load(json.loads(sealed.unseal(envelope, code)))
    except sealed.WrongCode:
        raise Problem(
            422,
            "transfer-code",
            "The code does not open this file",
            hint="Copy the code from the paper that came with the file, sign by sign.",
        ) from None
    except (sealed.Damaged, ValueError, ma.ValidationError):
        raise Problem(
            422,
            "transfer-damaged",
            "This is no pupil's file, or not a whole one",
            hint="Ask the former school for the file once more.",
        ) from None
    session = db.session()
    shown = believing.believed(session, envelope.certificate)
    confirmed = (
        shown is not None
        and not shown.over(clock.now_ms())
        and not believing.revoked(session, shown.node)
        and told["school"] in shown.schools
        and keys.verified(shown.key, envelope.signed, envelope.signature)
    )
    return Arrived(told, hashlib.sha256(envelope.signed).hexdigest()[:24], confirmed)


def join(arrived: Arrived, learner: str, school: str) -> str:
    """Join a file to a pupil of this school; the same file twice is one history."""
    record = f"{arrived.digest}~{learner}"
    if len(record) > 80:
        record = hashlib.sha256(record.encode()).hexdigest()
    told = arrived.told
    submit(
        "history.set",
        record,
        {
            "learner": learner,
            "school": school,
            "source": told["source"],
            "left_on": told["left_on"],
            "confirmed": arrived.confirmed,
            "content": told["content"],
            "withdrawn": False,
        },
    )
    return record


def part(history: LearnerHistory) -> None:
    """Take a joining back: the history is kept and shown nowhere."""
    submit("history.set", history.id, {"school": history.school, "withdrawn": True})


def histories(learner: str) -> list[LearnerHistory]:
    """What a learner brought, the latest school first."""
    query = select(LearnerHistory).where(
        LearnerHistory.learner == learner, LearnerHistory.withdrawn.is_(False)
    )
    rows = db.session.scalars(query).all()
    return sorted(rows, key=lambda one: (one.left_on, one.id), reverse=True)
