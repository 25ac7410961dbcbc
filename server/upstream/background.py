"""The schedule: an exchange every few minutes while a window is open and its budget lasts."""

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Final

from flask import Flask

from server import logs
from server.config import Config
from server.db import db
from server.identity import node_id
from server.upstream.exchange import AlreadyExchanging, exchange
from server.upstream.turn import scheduled
from sync.plan import backoff_s

log = logging.getLogger(__name__)

SCHEDULE: Final = "tirek.sync_schedule"
FIRST_AFTER_SECONDS: Final = 1.0
JITTER_PART: Final = 0.2  # schools of one hub must not knock at the same second
FAILED_SECONDS: Final = 60.0  # after a fault of our own


class Schedule:
    """Runs exchanges one after the other in one thread; `soon()` wakes it.

    It counts by the clock that nobody can set: where somebody puts the box's clock right, what was
    planned stays as far off as it was.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        config: Config = app.extensions["tirek.config"]
        self._config = config
        self._failures = 0
        self._running = threading.Lock()
        self._changed = threading.Condition()
        self._due = 0.0
        self._asked = False
        self._stopped = False
        self._thread = threading.Thread(target=self._work, name="schedule", daemon=True)

    def start(self) -> None:
        """The first exchange runs at once: a box that was off for a week has news."""
        self._plan(FIRST_AFTER_SECONDS)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the step that is under way is journalled; an exchange may be cut anywhere."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def soon(self) -> None:
        """Exchange now, whatever the windows say: somebody asked."""
        with self._changed:
            self._failures = 0
            self._asked = True
            self._changed.notify()

    @property
    def running(self) -> bool:
        """Whether an exchange is under way."""
        return self._running.locked()

    def _work(self) -> None:
        while (asked := self._wait()) is not None:
            try:
                self._run(asked=True) if asked else self._run_and_plan()
            except Exception:
                log.exception("the schedule failed")
                self._plan(FAILED_SECONDS)

    def _wait(self) -> bool | None:
        """Until the next exchange is due: whether somebody asked for it, None to end."""
        with self._changed:
            while not self._stopped and not self._asked:
                left = self._due - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
            self._asked = False
            return None if self._stopped else True

    def _plan(self, seconds: float) -> None:
        jitter = 1 + random.uniform(-JITTER_PART, JITTER_PART)  # noqa: S311 - no secret
        with self._changed:
            self._due = time.monotonic() + seconds * jitter

    def _run_and_plan(self) -> None:
        good = self._run()
        self._failures = 0 if good else self._failures + 1
        if self._failures:
            # Soon again after a cut, ever more rarely where nothing answers.
            with self._app.app_context():
                self._plan(backoff_s(node_id(), self._failures))
        else:
            self._plan(self._config.sync_every_minutes * 60)

    def _run(self, *, asked: bool = False) -> bool:
        """True when nothing more can be done now."""
        with self._running, self._app.app_context(), logs.one_act():
            turn = None
            if not asked:
                turn = scheduled(db.session(), self._config)
                db.session.rollback()  # no snapshot is held open for as long as the link takes
                if turn is None:
                    return True
            try:
                outcome = exchange(self._app, turn=turn)
            except AlreadyExchanging:
                return True
            except Exception:
                log.exception("the exchange failed on this node's side")
                return False
            log.info("exchange", extra={"outcome": outcome.to_json()})
            return outcome.error is None


def start(app: Flask) -> Callable[[], None]:
    """Begin exchanging if this node has an upstream; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if not config.upstream_url:
        return lambda: None
    schedule = Schedule(app)
    app.extensions[SCHEDULE] = schedule
    schedule.start()
    return schedule.stop
