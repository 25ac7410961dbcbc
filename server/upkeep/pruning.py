"""Letting the log's closed terms go into the cold log at night, and bringing them back."""

import json
import logging
import time
from datetime import date, datetime, timedelta
from datetime import time as of_day
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.db import db, write_transaction
from server.identity import config
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, log_store
from server.people.models import School
from server.planning.reading import calendars_of
from server.upkeep.limits import KEEP_AFTER_TERM_DAYS, KEEP_DAYS
from sync.cold import shelf, thawing
from sync.cold.folder import ColdFolder
from sync.cold.pruning import Moved, Pruner
from sync.cold.shelf import Verified
from sync.cold.thawing import Thawed
from sync.storage.port import UPSTREAM

log = logging.getLogger(__name__)
FOLDER: Final = "cold"
"""Of the data folder; a copy of that holds the cold log, too."""
_LAST: Final = "prune.last"


def folder() -> ColdFolder:
    """Where this node's cold log lies."""
    return ColdFolder(config().home / FOLDER)


def closed_ms(session: Session) -> int:
    """The moment (unix ms) before which everything is closed at every school here: the end of the
    last term that ended two weeks ago or more by the calendars for it, or four months ago where
    none tells of a term any more."""
    today = clock.school_date(clock.now_ms())
    lasts = (_last_closed(session, one, today) for one in session.scalars(select(School.id)).all())
    last = min(lasts, default=today - timedelta(days=KEEP_DAYS))
    closes = datetime.combine(last + timedelta(days=1), of_day(), ZoneInfo(config().timezone))
    return int(closes.timestamp() * 1000)


def _last_closed(session: Session, school: str, today: date) -> date:
    ended = today - timedelta(days=KEEP_AFTER_TERM_DAYS)
    calendars = calendars_of(session, school)
    ends = [date.fromisoformat(str(term["ends_on"])) for one in calendars for term in one.terms]
    closed = [end for end in ends if end <= ended]
    if 0 < len(closed) < len(ends):
        return max(closed)
    # Nobody has entered what comes next: what is written until then must not pile up for ever.
    return max([*closed, today - timedelta(days=KEEP_DAYS)])


def prunes() -> bool:
    """Whether this node may let go of anything: somebody above keeps it all."""
    return config().role != "hub" and log_store(db.session()).state(UPSTREAM) is not None


def look() -> Moved:
    """What a run would move; changes nothing."""
    return _pruner().look() if prunes() else Moved()


def run() -> Moved:
    """Move it, and note what was done. Raises ColdBroken or OSError when the disk fails."""
    if not prunes():
        return Moved()
    began = time.monotonic()
    done = _pruner().run()
    with write_transaction() as session:
        store = log_store(session)
        if done.operations:
            store.sweep_feeds()
        told = {
            "at": clock.rfc3339(clock.now_ms()),
            "operations": done.operations,
            "bytes": done.bytes,
            "seconds": round(time.monotonic() - began, 1),
            "kept": store.count(),
            "pruned": store.count_pruned(),
        }
        store.set_state(_LAST, json.dumps(told))
    return done


def thaw(*, everything: bool = False) -> Thawed:
    """Bring back what is wanted, by the node above or by this node's own tables, or everything."""
    if everything:
        return thawing.thaw(ServerUnits(), catalogue().registry, folder(), None)
    return thawing.thaw_due(ServerUnits(), catalogue().registry, folder())


def scrub() -> int:
    """Take erased payloads out of the volumes; returns how many were written again."""
    return thawing.scrub(ServerUnits(), folder())


def verify() -> Verified:
    """Read the whole cold log."""
    known = shelf.head(log_store(db.session()))
    db.session.rollback()
    return shelf.verify(folder(), known)


def facts(session: Session) -> dict[str, Any] | None:
    """What the last run did and left, and the cold log's volumes and bytes; None before one."""
    told = log_store(session).state(_LAST)
    if told is None:
        return None
    there = folder()
    return {**json.loads(told), "volumes": len(there.numbers()), "cold_bytes": there.size()}


def nightly() -> None:
    """Everything that the cold log needs, one after the other. What fails is told, and tried
    again: nothing is let go before it is safe."""
    back = thaw()
    if back.operations or back.damaged:
        log.info("the cold log gave back", extra={"operations": back.operations})
    if back.damaged:
        log.error("the cold log is damaged", extra={"volumes": back.damaged})
        return
    scrubbed = scrub()
    done = run()
    if scrubbed or done.operations:
        extra = {"operations": done.operations, "bytes": done.bytes, "scrubbed": scrubbed}
        log.info("closed terms have left the log", extra=extra)


def _pruner() -> Pruner:
    session = db.session()
    before = closed_ms(session)
    session.rollback()
    return Pruner(ServerUnits(), catalogue().registry, folder(), before)
