"""Files that travel through the hub: offered by one school, claimed by another with the code.

The paper that the family carries is all that joins the two: no school knows the other, the hub
hands on what it can't read, and it does not matter which of them is heard of first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from server import clock
from server.db import db
from server.errors import Problem
from server.operations.local import submit
from server.people.directory import records_of
from server.people.models import Enrolment, School
from server.transfers import sealed
from server.transfers.limits import CARRIED_CHARACTERS, CLAIMS, LISTED
from server.transfers.models import (
    TransferClaim,
    TransferDelivery,
    TransferOffer,
    TransferReceipt,
)
from server.transfers.naming import named
from server.transfers.schemas import ASKED, JOINED, WITHDRAWN


@dataclass(frozen=True, slots=True)
class Taken:
    """By which school, and on which day its file was joined there."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Made:
    """A sealed file, its code, and the digest of what it tells."""

    code: str
    file: bytes
    digest: str


def offer(learner: str, school: str, left_on: date, made: Made) -> None:
    """Let the file go to whoever has its code. Joins an open write transaction."""
    carried = sealed.as_text(made.file)
    if len(carried) > CARRIED_CHARACTERS:
        return  # it goes by stick; what a file tells is bounded so that this does not happen
    submit(
        "transfer.offer",
        None,
        {
            "school": school,
            "learner": learner,
            "left_on": left_on.isoformat(),
            "ticket": sealed.ticket(made.code),
            "file": carried,
            "digest": made.digest,
        },
    )


def here(ticket: str) -> bytes | None:
    """The file of this ticket, if it has come; a node that serves both schools has it at once."""
    session = db.session()
    for model in (TransferDelivery, TransferOffer):
        file = session.scalar(select(model.file).where(model.ticket == ticket))
        if file is not None:
            return sealed.from_text(file)
    return None


def claim(learner: str, school: str, code: str, actor: str) -> bool:
    """Ask for the file of this code; whether it is here already. Problem 409 for too many."""
    ticket = sealed.ticket(code)
    found = here(ticket) is not None
    record = named(ticket, school, learner)
    about = {"school": school, "learner": learner, "ticket": ticket}
    known = db.session.get(TransferClaim, record)
    waiting = select(func.count()).where(
        TransferClaim.learner == learner, TransferClaim.state == ASKED
    )
    many = (db.session.scalar(waiting) or 0) >= CLAIMS
    state = known.state if known else None
    db.session.rollback()
    if found or state in (ASKED, JOINED):
        return found
    if many:
        raise Problem(
            409,
            "transfer-claims",
            "Too many files are waited for",
            hint="Take back the codes that were copied wrongly, then ask again.",
        )
    _claim(record, {**about, "state": ASKED}, actor)
    return False


def joined(learner: str, school: str, ticket: str) -> None:
    """Let the former school hear that its file is joined. Joins an open write transaction."""
    record = named(ticket, school, learner)
    known = db.session.get(TransferClaim, record)
    if known is None or known.state != JOINED:
        about = {"school": school, "learner": learner, "ticket": ticket}
        _claim(record, {**about, "state": JOINED}, None)


def unclaim(row: TransferClaim, actor: str) -> None:
    """Wait for it no longer."""
    record = row.id
    about = {"school": row.school, "learner": row.learner, "ticket": row.ticket}
    db.session.rollback()
    _claim(record, {**about, "state": WITHDRAWN}, actor)


def _claim(record: str, said: Mapping[str, str], actor: str | None) -> None:
    day = clock.today().isoformat() if said["state"] == JOINED else None
    submit("transfer.claim", record, {**said, "joined_on": day}, actor)


def claims_of(school: str, learner: str | None = None) -> Sequence[TransferClaim]:
    """What a school waits for, the latest first."""
    query = select(TransferClaim).where(
        TransferClaim.school == school, TransferClaim.state == ASKED
    )
    if learner is not None:
        query = query.where(TransferClaim.learner == learner)
    order = (TransferClaim.made_ms.desc(), TransferClaim.id)
    return db.session.scalars(query.order_by(*order).limit(LISTED)).all()


def offers_of(school: str, learner: str | None = None) -> list[TransferOffer]:
    """The last file of each pupil that a school has made one of, the latest first."""
    query = select(TransferOffer).where(TransferOffer.school == school)
    if learner is not None:
        query = query.where(TransferOffer.learner == learner)
    order = (TransferOffer.made_ms.desc(), TransferOffer.id)
    last: dict[str, TransferOffer] = {}
    for row in db.session.scalars(query.order_by(*order).limit(LISTED)):
        last.setdefault(row.learner, row)
    return list(last.values())


def taken(offered: TransferOffer) -> Taken | None:
    """Who has joined the file or another that was made when the pupil left, as far as is known
    here: the family may have gone with the first one's code."""
    session = db.session()
    records = records_of(session, [offered.learner])[offered.learner]
    began = session.scalar(
        select(func.max(Enrolment.starts_on)).where(
            Enrolment.person.in_(records),
            Enrolment.school == offered.school,
            Enrolment.starts_on <= offered.left_on,
        )
    )
    query = select(TransferOffer).where(
        TransferOffer.learner.in_(records),
        TransferOffer.school == offered.school,
        TransferOffer.left_on >= (began or date.min),
    )
    for one in session.scalars(query.order_by(TransferOffer.made_ms.desc(), TransferOffer.id)):
        told = session.get(TransferReceipt, one.id)
        found = Taken(told.taken_by, told.taken_on) if told else joined_by(one.ticket)
        if found is not None:
            return found
    return None


def joined_by(ticket: str) -> Taken | None:
    """The first school that has said it joined the file of this ticket."""
    query = select(TransferClaim).where(
        TransferClaim.ticket == ticket, TransferClaim.state == JOINED
    )
    for row in db.session.scalars(query.order_by(TransferClaim.joined_on, TransferClaim.id)):
        school = db.session.get(School, row.school)
        if school is not None and row.joined_on is not None:
            return Taken(school.name, row.joined_on)
    return None
