"""One destination's turn: what waits is sent, and what became of it is written down at once."""

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import takewhile
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update

from server import clock
from server.db import db, write_transaction
from server.forwarding import queue, sealed
from server.forwarding.delivery import Dead, Delivered, deliver
from server.forwarding.filters import wants
from server.forwarding.http_target import HttpTarget
from server.forwarding.limits import BATCHES_A_TURN, MAX_BATCH_BYTES
from server.forwarding.models import Destination, Letter
from server.forwarding.port import Answer, Parcel, Reply, Target
from server.identity import node_id
from server.lrs import comparison
from server.lrs.errors import Invalid
from server.lrs.permitted import staying
from server.lrs.reading import Line
from server.lrs.values import JsonObject
from sync.plan import backoff_s

NO_FILE: Final = "an attachment is not on this node yet"
NO_KEY: Final = "the credentials cannot be opened on this node: add the destination again"


@dataclass(frozen=True, slots=True)
class Turn:
    """`more`: statements still wait and nothing stands in their way."""

    sent: int
    dead: int
    more: bool


def due(now_ms: int) -> list[str]:
    """Destinations whose time has come."""
    query = select(Destination.id).where(
        Destination.paused_ms.is_(None), Destination.next_ms <= now_ms
    )
    return list(db.session().scalars(query.order_by(Destination.created_ms)))


def run(id: str, target: Target | None = None) -> Turn:  # noqa: A002 - the field's own word
    """Send as much as belongs into one turn; `target` replaces HTTP in tests."""
    destination = db.session().get(Destination, id)
    if destination is None or destination.paused_ms is not None:
        return Turn(0, 0, more=False)
    found = target or _http(destination)
    if found is None:
        _failed(id, Reply(Answer.LATER, NO_KEY))
        return Turn(0, 0, more=False)
    version, school, filters = destination.version, destination.school, dict(destination.filters)
    place, faults = queue.begin(destination), destination.faults
    sent = dead = 0
    again = queue.letters_again(id, school)
    stays = staying(db.session(), school, again)
    db.session.rollback()  # no snapshot is held open for as long as the link takes
    if stays:
        _forget_letters(id, stays)
    again = [one for one in again if one.id not in stays]
    if again:
        parcels = _parcels(again, version)[0]
        result = _deliver(found, parcels, None)
        _note_letters(id, result)
        sent += len(result.sent)
        if result.stop is not None:
            _failed(id, result.stop)
            return Turn(sent, dead, more=False)
    for _ in range(BATCHES_A_TURN):
        lines = queue.next_lines(school, place)
        wanted = [one for one in lines if wants(filters, one.statement)]
        stays = staying(db.session(), school, wanted)
        db.session.rollback()
        if not lines:
            _idle(id)
            return Turn(sent, dead, more=False)
        parcels, absent = _parcels([one for one in wanted if one.id not in stays], version)
        result = _deliver(found, parcels, faults)
        passed = _passed(lines, parcels, result)
        if passed:
            place = passed[-1].n
        counted = _note(id, passed, absent, stays, result)
        sent += counted
        dead += len(result.dead)
        if result.stop is not None:
            _failed(id, result.stop)
            return Turn(sent, dead, more=False)
    return Turn(sent, dead, more=True)


def _http(destination: Destination) -> HttpTarget | None:
    header = sealed.unseal(destination.id, destination.sealed)
    if header is None:
        return None
    return HttpTarget(
        destination.address,
        header,
        destination.version,
        destination.gzip,
        tuple(destination.networks),
    )


def _parcels(lines: Sequence[Line], version: str) -> tuple[list[Parcel], set[str]]:
    """What can leave, and the ids of what lacks a file."""
    made, absent = [], set()
    for line in lines:
        found = queue.parcel(line, version)
        if found is None:
            absent.add(line.id)
        else:
            made.append(found)
    return made, absent


def _deliver(target: Target, parcels: Sequence[Parcel], faults: int | None) -> Delivered:
    """In requests that stay below MAX_BATCH_BYTES."""
    made = Delivered()
    start = 0
    while start < len(parcels) and made.stop is None:
        end, room = start, MAX_BATCH_BYTES
        while end < len(parcels) and (end == start or room >= _bytes(parcels[end])):
            room -= _bytes(parcels[end])
            end += 1
        some = deliver(target, parcels[start:end], _same, faults=faults)
        made.sent += some.sent
        made.dead += some.dead
        made.stop = some.stop
        start = end
    return made


def _bytes(parcel: Parcel) -> int:
    return len(json.dumps(parcel.statement)) + sum(len(one.data) for one in parcel.attachments)


def _same(theirs: JsonObject, ours: JsonObject) -> bool:
    try:
        return comparison.same(comparison.normalised(theirs), ours)
    except (Invalid, KeyError, TypeError, ValueError, AttributeError):
        return False  # whatever that is, it is not this statement


def _passed(lines: Sequence[Line], parcels: Sequence[Parcel], result: Delivered) -> list[Line]:
    """The leading lines that need no more."""
    waits = {one.id for one in parcels} - set(result.sent) - {one.id for one in result.dead}
    return list(takewhile(lambda line: line.id not in waits, lines))


def _note(
    id: str,  # noqa: A002 - the field's own word
    passed: Sequence[Line],
    absent: Set[str],
    stays: Set[str],
    result: Delivered,
) -> int:
    """Move the place behind what needs no more; how many of it were sent."""
    gone = {line.id for line in passed}
    counted = len(gone & set(result.sent))
    now = clock.now_ms()
    with write_transaction() as session:
        destination = session.get(Destination, id)
        if destination is None or not passed:
            return 0
        destination.place, destination.last = passed[-1].n, UUID(passed[-1].id).bytes
        destination.sent += counted
        destination.withheld += len(gone & stays)
        destination.failures = destination.faults = 0
        if counted:
            destination.sent_ms = now
        for one in result.dead:
            if one.id in gone:
                session.merge(_letter(id, one, now, again=False))
        for key in absent & gone:
            session.merge(_letter(id, Dead(key, NO_FILE, None), now, again=True))
    return counted


def _letter(id: str, dead: Dead, now: int, *, again: bool) -> Letter:  # noqa: A002
    return Letter(
        destination=id,
        statement=UUID(dead.id).bytes,
        reason=dead.reason,
        status=dead.status,
        since_ms=now,
        again=again,
    )


def _forget_letters(id: str, statements: Set[str]) -> None:  # noqa: A002
    """Consent was withdrawn while they lay aside."""
    with write_transaction() as session:
        keys = queue.keys_of(sorted(statements))
        session.execute(delete(Letter).where(Letter.destination == id, Letter.statement.in_(keys)))
        session.execute(
            update(Destination)
            .where(Destination.id == id)
            .values(withheld=Destination.withheld + len(keys))
        )


def _note_letters(id: str, result: Delivered) -> None:  # noqa: A002 - the field's own word
    here = Letter.destination == id
    with write_transaction() as session:
        keys = queue.keys_of(result.sent)
        session.execute(delete(Letter).where(here, Letter.statement.in_(keys)))
        for one in result.dead:
            session.execute(
                update(Letter)
                .where(here, Letter.statement == UUID(one.id).bytes)
                .values(again=False, reason=one.reason, status=one.status)
            )
        if result.sent:
            session.execute(
                update(Destination)
                .where(Destination.id == id)
                .values(sent=Destination.sent + len(result.sent), sent_ms=clock.now_ms())
            )


def _failed(id: str, reply: Reply) -> None:  # noqa: A002 - the field's own word
    """Wait before the next try: as long as was asked for, and ever longer."""
    words = f"{reply.status}: {reply.reason}" if reply.status else reply.reason
    with write_transaction() as session:
        destination = session.get(Destination, id)
        if destination is None:
            return
        destination.failures += 1
        destination.faults += reply.answer is Answer.FAILED
        wait = max(backoff_s(node_id(), destination.failures), float(reply.retry_after_s or 0))
        destination.next_ms = clock.now_ms() + int(wait * 1000)
        destination.error = words


def _idle(id: str) -> None:  # noqa: A002 - the field's own word
    destination = db.session().get(Destination, id)
    if destination is None or (destination.failures == 0 and destination.error is None):
        db.session.rollback()
        return
    with write_transaction() as session:
        session.execute(
            update(Destination)
            .where(Destination.id == id)
            .values(failures=0, faults=0, next_ms=0, error=None)
        )
