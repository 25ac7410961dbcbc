"""Letting a pupil go with a sealed file, and joining what another brings to what is here."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import marshmallow as ma
from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.accounts.service import enrolment_fields
from server.bundles import keys
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.identity import config
from server.operations.catalogue import schema_of
from server.operations.local import submit
from server.people.directory import person_name, records_of
from server.people.models import Enrolment, Person, School, SchoolClass
from server.rows import rows_of
from server.transfers import carrying, going_on, sealed
from server.transfers.gathering import gather
from server.transfers.histories import histories_of
from server.transfers.limits import CONTENT_BYTES
from server.transfers.models import LearnerHistory, TransferOffer
from server.transfers.naming import named
from server.transfers.schemas import PupilFileSchema
from server.trust import believing, rotating

_SHORTENED: Final = ("works", "points", "marks", "portfolio", "routes")


@dataclass(frozen=True, slots=True)
class Leaving:
    """The file, and the code that opens it, which is shown once."""

    name: str
    file: bytes
    code: str
    learners: int = 1


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was opened with the code of `ticket`, `confirmed` where a trusted hub vouches
    for the box that signed it and for its school."""

    told: Mapping[str, Any]
    ticket: str
    confirmed: bool


def leave(person: str, school: str, left_on: date) -> Leaving:
    """End the pupil's enrolments at the school on that day, and seal what is known of them.

    The file is also offered through the hub to whoever has its code. Asked again, it makes a new
    file beside the former one, whose code goes on working; until a school has joined one of them,
    another day than the last one's puts it right.
    Problem 422 for a day before the pupil came.
    """
    session = db.session()
    row, own = session.get(Person, person), session.get(School, school)
    enrolments = _enrolments(session, person, school)
    one = session.get(SchoolClass, enrolments[-1].class_id) if enrolments else None
    if row is None or own is None or one is None:
        raise not_found()
    ended = _ended_by_leaving(person, school)
    latest = next((row for row in reversed(enrolments) if row.person == person), enrolments[-1])
    began, last = latest.starts_on, latest.ends_on
    if last is not None and last != ended:
        left_on = min(left_on, last)
    if began is not None and left_on < began:
        raise Problem(
            422,
            "transfer-day",
            "The pupil came after that day",
            detail=f"The last enrolment began on {began.isoformat()}.",
            hint="Choose the last day that the pupil was at this school.",
        )
    content = _fitting(gather(session, person, one, left_on))
    told = {
        "learner": person,
        "family_name": row.family_name,
        "given_name": row.given_name,
        "grade": latest.grade,
        "school": school,
        "source": own.name,
        "left_on": left_on.isoformat(),
        "content": content,
    }
    code, certificate = sealed.make_code(), rotating.own_certificate()
    session.rollback()
    signed = sealed.seal(json.dumps(told, ensure_ascii=False).encode(), code)
    signature = keys.private_key(config().home).sign(signed)
    file = sealed.wrap(signed, signature, certificate)
    with write_transaction():
        for enrolment in enrolments:
            ends_on = enrolment.ends_on
            if ends_on is None or ends_on > left_on or ends_on == ended:
                _end(enrolment, left_on)
        made = carrying.Made(code, file, digest_of(content))
        carrying.offer(person, school, left_on, made)
    return Leaving(f"{row.family_name} {row.given_name}", file, code)


def stay(person: str, school: str) -> None:
    """The pupil does not leave after all: the enrolments that leaving has ended go on. Problem 409
    where another school has joined the file."""
    if not gone(carrying.offers_of(school, person)):
        raise not_found()
    ended = _ended_by_leaving(person, school)
    if ended is None:
        raise Problem(
            409,
            "transfer-taken",
            "Another school has joined this pupil's file",
            hint="Should the pupil come back, bring in the list of the class once more.",
        )
    with write_transaction() as session:
        for enrolment in _enrolments(session, person, school):
            if enrolment.ends_on == ended:
                _end(enrolment, None)


def _ended_by_leaving(person: str, school: str) -> date | None:
    """The last day that the last file tells, while nobody has joined it: it can be put right."""
    offers = gone(carrying.offers_of(school, person))
    return offers[0].left_on if offers and carrying.taken(offers[0]) is None else None


def _enrolments(session: Session, person: str, school: str) -> list[Enrolment]:
    """Of all records of the pupil, the earliest first."""
    records = records_of(db.session(), [person])[person]
    query = select(Enrolment).where(Enrolment.person.in_(records), Enrolment.school == school)
    return sorted(session.scalars(query), key=lambda one: one.starts_on or date.min)


def _end(enrolment: Enrolment, on: date | None) -> None:
    day = on.isoformat() if on else None
    submit("enrolment.set", enrolment.id, {**enrolment_fields(enrolment), "ends_on": day})


def gone(offers: Collection[TransferOffer]) -> list[TransferOffer]:
    """Without the pupils who stayed or have come back: those have an enrolment that goes on after
    the day that the file tells."""
    session = db.session()
    lasting = {
        (row.person, row.school)
        for row in rows_of(session, Enrolment, sorted({one.learner for one in offers}), by="person")
        for one in offers
        if (one.learner, one.school) == (row.person, row.school)
        and (row.ends_on is None or row.ends_on > one.left_on)
    }
    return [one for one in offers if (one.learner, one.school) not in lasting]


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a file: who has joined it, and whether something was added since it was made,
    by work that came on a stick."""

    id: str
    person: str
    name: str
    left_on: date
    made_at: str
    taken_by: str | None
    taken_on: date | None
    changed: bool


def standing(offer: TransferOffer) -> Standing:
    """Of the last file of a pupil."""
    taken = carrying.taken(offer)
    return Standing(
        id=offer.id,
        person=offer.learner,
        name=person_name(db.session(), offer.learner),
        left_on=offer.left_on,
        made_at=clock.rfc3339(offer.made_ms),
        taken_by=taken.by if taken else None,
        taken_on=taken.on if taken else None,
        changed=_changed_since(offer),
    )


def _changed_since(offer: TransferOffer) -> bool:
    session = db.session()
    one = _last_class(session, offer.learner, offer.school)
    if one is None:
        return False
    now = _fitting(gather(session, offer.learner, one, offer.left_on))
    return digest_of(now) != offer.digest


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of what a file tells."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _last_class(session: Session, person: str, school: str) -> SchoolClass | None:
    rows = _enrolments(session, person, school)
    return session.get(SchoolClass, rows[-1].class_id) if rows else None


def _fitting(content: dict[str, Any]) -> dict[str, Any]:
    """Without the oldest works and points that would make one operation too large."""
    while _bytes(content) > CONTENT_BYTES:
        longest = max(_SHORTENED, key=lambda name: _bytes(content[name]))
        content = {**content, longest: content[longest][:-1]}
    return content


def _bytes(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())


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
    return Arrived(told, sealed.ticket(code), confirmed)


def join(arrived: Arrived, learner: str, school: str, actor: str) -> str:
    """Join a file to a pupil of this school, whose support and routes go on from now.

    A later file of the same pupil from the same school takes the place of the former one.
    """
    told = arrived.told
    record = named(told["school"], told["learner"], learner)
    with write_transaction():
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
        going_on.take_over(record, told["content"], learner, school, actor)
        carrying.joined(learner, school, arrived.ticket)
    return record


def part(history: LearnerHistory, actor: str) -> None:
    """Take a joining back: the history is kept and shown nowhere."""
    record, learner, school = history.id, history.learner, history.school
    content = history.content
    with write_transaction():
        submit("history.set", record, {"school": school, "withdrawn": True})
        going_on.give_back(record, content, learner, school, actor)


def histories(learner: str) -> list[LearnerHistory]:
    """What a learner brought, the latest school first."""
    return histories_of(db.session(), learner)
