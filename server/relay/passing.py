"""At the relay: satellites' mail goes to the node above, and its answers come back here."""

import logging
from dataclasses import dataclass

from server.bundles import volumes
from server.relay import mailbox
from server.relay.mailbox import DROPPED, PASSED
from sync.core.errors import RoadFailed
from sync.roads.mail import MailRefused, MailRoadPort

log = logging.getLogger(__name__)
_NOT_TAKEN = "bundle-not-taken"


@dataclass(slots=True)
class Passed:
    """How a round went: volumes passed on, refused by the node above, fetched for satellites,
    dropped because they were too old."""

    up: int = 0
    refused: int = 0
    down: int = 0
    expired: int = 0
    error: RoadFailed | None = None


def pass_on(road: MailRoadPort, most_bytes: int | None = None) -> Passed:
    """One round within a budget of bytes both ways: up by urgency, then answers for everybody
    whose mail has gone up. A failing link ends it; what was done stays done."""
    done = Passed(expired=mailbox.expire())
    try:
        waiting: set[str] = set()
        for name, satellite in mailbox.to_pass_on():
            data = mailbox.read(name)
            if data is None:
                mailbox.mark([name], DROPPED, "lost")
                continue
            if _spent(road, most_bytes, len(data)):
                return done
            waiting |= _leave(road, name, satellite, data, done)
        for satellite in sorted(waiting | mailbox.unanswered()):
            if _spent(road, most_bytes, 0):
                return done
            _fetch_for(road, satellite, done)
    except RoadFailed as error:
        done.error = error
    return done


def _leave(road: MailRoadPort, name: str, satellite: str, data: bytes, done: Passed) -> set[str]:
    """The satellite, if it has an answer to expect."""
    try:
        road.leave(data)
    except MailRefused as refused:
        if refused.kind != _NOT_TAKEN:
            raise
        log.warning("the node above has not taken mail", extra={"satellite": satellite})
        mailbox.mark([name], DROPPED, "not-taken")
        done.refused += 1
        return set()
    mailbox.mark([name], PASSED)
    done.up += 1
    return {satellite}


def _fetch_for(road: MailRoadPort, satellite: str, done: Passed) -> None:
    try:
        there = road.look(satellite)
    except MailRefused as refused:
        why = {"satellite": satellite, "why": str(refused)}
        log.warning("the node above has no mail", extra=why)
        return
    here = mailbox.lying_for(satellite)
    for name in there.mail:
        if name in here:
            continue
        try:
            mailbox.put_for(satellite, name, road.get(name, satellite))
        except volumes.Left as left:
            raise RoadFailed("mail", name, f"not whole: {left.reason}", retry=True) from left
        done.down += 1
    # The youngest export of the node above says all that older ones said.
    mailbox.forget(sorted(here - set(there.mail)), satellite)
    mailbox.answered(satellite)


def _spent(road: MailRoadPort, most_bytes: int | None, more: int) -> bool:
    return most_bytes is not None and road.up + road.down + more > most_bytes
