"""Getting a batch across: pure decisions over a Target; no clock, no database.

A batch that is refused is halved until the statements at fault are alone. What may or may not have
arrived is read back before anything is sent a second time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.forwarding.port import Answer, Parcel, Reply, Target, Unreachable
from server.lrs.values import JsonObject

Same = Callable[[JsonObject, JsonObject], bool]


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


def deliver(target: Target, parcels: Sequence[Parcel], same: Same) -> Delivered:
    """Send in order, as far as it goes.

    After a lost answer `sent` may name statements beyond the first that was left for later.
    """
    made = Delivered()
    stack: list[Sequence[Parcel]] = [parcels] if parcels else []
    while stack:
        batch = stack.pop()
        try:
            reply, rest = _push(target, batch, same)
            left = {one.id for one in rest}
            made.sent += [one.id for one in batch if one.id not in left]
            if reply.answer is Answer.ACCEPTED:
                made.sent += [one.id for one in rest]
            elif reply.answer in (Answer.LATER, Answer.UNKNOWN):
                made.stop = reply
                return made
            elif len(rest) > 1:
                half = len(rest) // 2
                stack += [rest[half:], rest[:half]]
            else:
                _alone(target, rest[0], reply, same, made)
        except Unreachable as error:
            made.stop = error.reply
            return made
    return made


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
    # some stores answer 409 to a repetition of the very same statement
    if reply.answer is Answer.CONFLICT and _there(target, parcel, same):
        made.sent.append(parcel.id)
    else:
        made.dead.append(Dead(parcel.id, reply.reason, reply.status))


def _there(target: Target, parcel: Parcel, same: Same) -> bool:
    found = target.find(parcel.id)
    return found is not None and same(found, parcel.statement)
