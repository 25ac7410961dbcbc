"""What a hub does for pupils who move: it hands claimed files on, and says that they were taken.

Its schools may lie in several databases, and each of the two sides may be heard of first. Whatever
is heard puts the file's ticket on a list (TransferDue); a look takes it off again after it has done
what follows from both sides, and done twice that is the same records.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select

from server import shards
from server.db import db, write_transaction
from server.operations.local import submit
from server.transfers.carrying import Taken, joined_by
from server.transfers.limits import PASSED_AT_ONCE
from server.transfers.models import (
    TransferClaim,
    TransferDelivery,
    TransferDue,
    TransferOffer,
    TransferReceipt,
)
from server.transfers.schemas import ASKED


@dataclass(frozen=True, slots=True)
class _Side:
    """An offer or a claim, and in which database it lies; `answered`: it has what it gets."""

    shard: int
    record: str
    school: str
    learner: str
    file: str
    answered: bool


def pass_on() -> int:
    """Look at what is due; returns how many operations that led to."""
    done = 0
    for shard, ticket, op in [one for at in shards.each() for one in _due(at)]:
        done += _settle(ticket)
        with shards.on(shard), write_transaction() as session:
            session.execute(
                delete(TransferDue).where(TransferDue.ticket == ticket, TransferDue.op == op)
            )
    return done


def _due(shard: int) -> list[tuple[int, str, str]]:
    rows = db.session.scalars(select(TransferDue).limit(PASSED_AT_ONCE))
    found = [(shard, row.ticket, row.op) for row in rows]
    db.session.rollback()
    return found


def _settle(ticket: str) -> int:
    offer = next(_offers(ticket), None)
    if offer is None:
        return 0  # it is due again once the offer is heard of
    done = 0
    for claim in [one for one in _claims(ticket) if not one.answered]:
        about = {"school": claim.school, "learner": claim.learner, "ticket": ticket}
        with shards.on(claim.shard):
            submit("transfer.deliver", claim.record, {**about, "file": offer.file})
        done += 1
    taken = _taken(ticket)
    if taken is not None and not offer.answered:
        about = {"school": offer.school, "learner": offer.learner}
        told = {"taken_by": taken.by, "taken_on": taken.on.isoformat()}
        with shards.on(offer.shard):
            submit("transfer.receipt", offer.record, {**about, **told})
        done += 1
    return done


def _offers(ticket: str) -> Iterator[_Side]:
    for shard in shards.each():
        row = db.session.scalar(select(TransferOffer).where(TransferOffer.ticket == ticket))
        if row is not None:
            told = db.session.get(TransferReceipt, row.id) is not None
            side = _Side(shard, row.id, row.school, row.learner, row.file, told)
            db.session.rollback()
            yield side


def _claims(ticket: str) -> Iterator[_Side]:
    """Those that wait for the file."""
    for shard in shards.each():
        query = (
            select(TransferClaim, TransferDelivery.id)
            .outerjoin(TransferDelivery, TransferDelivery.id == TransferClaim.id)
            .where(TransferClaim.ticket == ticket, TransferClaim.state == ASKED)
        )
        found = [
            _Side(shard, row.id, row.school, row.learner, "", came is not None)
            for row, came in db.session.execute(query)
        ]
        db.session.rollback()
        yield from found


def _taken(ticket: str) -> Taken | None:
    for _ in shards.each():
        found = joined_by(ticket)
        db.session.rollback()
        if found is not None:
            return found
    return None
