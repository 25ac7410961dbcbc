"""Work beside the requests: what was published is indexed, shown and offered, and packed for phones
that have the former edition; what nothing names any more is removed."""

import logging
import time
from collections.abc import Callable
from typing import Final

from flask import Flask

from server import clock
from server.config import Config
from server.db import db, write_transaction
from server.delivery import limits
from server.delivery.ledger import note
from server.delivery.offers import complete, unoffered
from server.delivery.phone_packs import make_due
from server.delivery.tidying import tidy
from server.delivery.wanting import settle
from server.library.stores import course_store
from server.looking import Looker
from server.operations.port import log_store

TIDIED: Final = "delivery.tidied"
"""State: when files that nothing names were last looked for, unix ms."""

log = logging.getLogger(__name__)


class Rounds:
    """What is due every few seconds, and what only now and then."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._noted = self._packed = time.monotonic()

    def look(self, _stopped: Callable[[], bool]) -> None:
        """One round."""
        look(self._app)
        if time.monotonic() - self._packed > limits.PHONE_PACKS_EVERY_SECONDS:
            make_due(course_store())
            self._packed = time.monotonic()
        if time.monotonic() - self._noted > limits.NOTE_EVERY_SECONDS:
            note()
            self._noted = time.monotonic()
        if tidying_due():
            tidy(course_store())
            tidied()


def tidying_due() -> bool:
    """Whether a day has passed since files were last tidied, by the calendar and not by this
    process: a box that is switched off every night would never come to it. The first is due a day
    after the first look; whichever way the clock was put, a day's difference is one."""
    before = log_store(db.session()).state(TIDIED)
    db.session.rollback()
    if before is None:
        tidied()
        return False
    return abs(clock.now_ms() - int(before)) > limits.TIDY_EVERY_MS


def tidied() -> None:
    """Count the next day from now."""
    with write_transaction() as session:
        log_store(session).set_state(TIDIED, str(clock.now_ms()))


def look(app: Flask) -> None:
    """Everything that is due now."""
    config: Config = app.extensions["tirek.config"]
    settle(course_store())
    if config.role == "hub":
        for course in unoffered():
            complete(course)


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    worker = Looker(app, "delivery", limits.WORK_EVERY_SECONDS, Rounds(app).look)
    worker.start()
    return worker.stop
