"""The last moment that is known for sure, kept in the node's own state.

A hub's clock is set by its operator's network and is not second-guessed; a school's box starts
without a network, often without a battery.
"""

import json
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.db import db
from server.identity import config
from server.operations.port import log_store
from server.timekeeping.limits import KEEP_EVERY_MS
from server.timekeeping.reckoning import DOUBTS, Mark

_STATE: Final = "clock.mark"


def take_up() -> None:
    """Reckon from what was last known here; outside of any transaction. Called where a process
    begins, after the migrations."""
    if config().role == "hub":
        return
    session = db.session()
    kept = _kept(session)
    session.rollback()
    if kept is not None:
        clock.remember(kept)


def keep(session: Session) -> None:
    """Note the present moment, if the last note is old or the clock turned out wrong since. Joins
    an open write transaction."""
    if config().role == "hub":
        return
    before, now = _kept(session), clock.reading()
    if before is not None and before.doubt == now.doubt:
        passed = now.system_ms - before.system_ms
        if 0 <= passed < KEEP_EVERY_MS:
            return
    _write(session, now)


def heard(session: Session, good_ms: int, *, by_hand: bool = False) -> None:
    """A good clock has told the time: the node above over a link, or `by_hand` a person with a
    phone. Joins an open write transaction."""
    if config().role != "hub":
        _write(session, clock.hear(good_ms, by_hand=by_hand))


def facts() -> dict[str, Any]:
    """For status pages: the moment that is believed, what the machine's own clock says (both in
    RFC 3339), and `doubt` (behind, ahead, or null while they are one)."""
    now = clock.reading()
    return {
        "time": clock.rfc3339(now.believed_ms),
        "machine": clock.rfc3339(max(now.system_ms, 0)),
        "doubt": now.doubt,
    }


def _write(session: Session, now: Mark) -> None:
    clock.remember(now)
    log_store(session).set_state(_STATE, json.dumps(now))


def _kept(session: Session) -> Mark | None:
    raw = log_store(session).state(_STATE)
    if raw is None:
        return None
    believed, system, doubt = json.loads(raw)
    return Mark(int(believed), int(system), doubt if doubt in DOUBTS else None)
