"""What the administrator of a box says about the release that was published for it."""

import json
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from server.db import write_transaction
from server.operations.port import log_store
from server.releases.timing import Say

_KEY: Final = "releases.say"
WAITING: Final = "releases.waiting"
"""In the node's notes, for the doctor: `version`, and since when it lies here (`since_ms`)."""


def said(session: Session) -> Say:
    """Nothing, to begin with."""
    told = json.loads(log_store(session).state(_KEY) or "{}")
    day = told.get("not_before")
    return Say(told.get("now"), date.fromisoformat(day) if day else None)


def say(what: Say) -> None:
    """Keep it."""
    day = what.not_before.isoformat() if what.not_before else None
    with write_transaction() as session:
        log_store(session).set_state(_KEY, json.dumps({"now": what.now, "not_before": day}))


def note_waiting(session: Session, version: str | None, since_ms: int | None) -> None:
    """Keep which release lies here and is not taken yet; None for none."""
    value = json.dumps({"version": version, "since_ms": since_ms} if version else None)
    if (log_store(session).state(WAITING) or "null") != value:
        session.rollback()
        with write_transaction() as writing:
            log_store(writing).set_state(WAITING, value)
