"""Getting a batch across: pure decisions over a Target; no clock, no database.

A batch that is refused is halved until the statements at fault are alone. What may or may not have
arrived is read back before anything is sent a second time.

A 500 may be a statement's fault or the store's. Where several turns have ended with one, the
batch is halved, too, and a statement that fails alone is a suspect: it is put aside once another
one comes through after it, for then the store works; else only after many more turns, one at a
time. So a statement over which a store always breaks holds the others up for some turns, and a
store that is broken for a day puts next to nothing aside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.forwarding.limits import (
    FAULTS_BEFORE_HALVING,
    FAULTS_BEFORE_PARKING,
    SUSPECTS_IN_A_ROW,
)
from server.forwarding.port import Answer, Parcel, Reply, Target, Unreachable
from server.lrs.values import JsonObject

Same = Callable[[JsonObject, JsonObject], bool]
_LATER: Final = (Answer.LATER, Answer.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Dead:
    """A statement that was refused for its own sake."""

    id: str
    reason: str
    status: int | None


@dataclass(slots=True)
class Delivered:
    """`sent` and `dead` are settled; `stop` says why the rest was left for later."""

    sent: list[str] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)
    stop: Reply | None = None


def deliver(
    target: Target, parcels: Sequence[Parcel], same: Same, *, faults: int | None = 0
) -> Delivered:
    """Send in order, as far as it goes.

    `faults` counts the turns before this one that ended with a 500; None for statements that were
    put aside before, of which each is refused for itself. After a lost answer `sent` may name
    statements beyond the first that was left for later.
    """
    made = Delivered()
    suspects: list[Dead] = []
    failed: Reply | None = None
    stack: list[Sequence[Parcel]] = [parcels] if parcels else []
    while stack and len(suspects) < SUSPECTS_IN_A_ROW:
        batch = stack.pop()
        try:
            reply, rest = _push(target, batch, same)
            left = {one.id for one in rest}
            made.sent += [one.id for one in batch if one.id not in left]
            if reply.answer is Answer.ACCEPTED:
                made.sent += [one.id for one in rest]
                made.dead += suspects
                suspects = []
            elif reply.answer in _LATER or (reply.answer is Answer.FAILED and _early(faults)):
                made.stop = reply
                return made
            elif len(rest) > 1:
                half = len(rest) // 2
                stack += [rest[half:], rest[:half]]
            elif reply.answer is Answer.FAILED and faults is not None:
                failed = reply
                suspects += _suspect(target, rest[0], reply, same, made)
            else:
                _alone(target, rest[0], reply, same, made)
        except Unreachable as error:
            made.stop = error.reply
            return made
    if suspects:
        made.stop = failed
        if faults is not None and faults >= FAULTS_BEFORE_PARKING:
            made.dead.append(suspects[0])
    return made


def _early(faults: int | None) -> bool:
    return faults is not None and faults < FAULTS_BEFORE_HALVING


def _suspect(
    target: Target, parcel: Parcel, reply: Reply, same: Same, made: Delivered
) -> list[Dead]:
    """Nobody, where the store has kept the statement before it broke."""
    if _there(target, parcel, same):
        made.sent.append(parcel.id)
        return []
    return [Dead(parcel.id, reply.reason, reply.status)]


def _push(target: Target, batch: Sequence[Parcel], same: Same) -> tuple[Reply, Sequence[Parcel]]:
    """The answer, and the parcels it is about: those that were not there already."""
    reply = target.push(batch)
    if reply.answer is not Answer.UNKNOWN:
        return reply, batch
    missing = [one for one in batch if not _there(target, one, same)]
    if not missing:
        return Reply(Answer.ACCEPTED), ()
    return target.push(missing), missing


def _alone(target: Target, parcel: Parcel, reply: Reply, same: Same, made: Delivered) -> None:
    # some stores answer 409 to a repetition of the very same statement, or break once it is kept
    if reply.answer in (Answer.CONFLICT, Answer.FAILED) and _there(target, parcel, same):
        made.sent.append(parcel.id)
    else:
        made.dead.append(Dead(parcel.id, reply.reason, reply.status))


def _there(target: Target, parcel: Parcel, same: Same) -> bool:
    found = target.find(parcel.id)
    return found is not None and same(found, parcel.statement)
