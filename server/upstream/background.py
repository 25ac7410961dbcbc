"""The schedule: an exchange every few minutes while a window is open and its budget lasts."""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
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
WATCH_EVERY_SECONDS: Final = 20.0  # an exchange is late by no more than this when a clock was moved
MOVED_SECONDS: Final = 5.0  # less is a clock being trimmed


class Schedule:
    """Runs exchanges one after the other in one thread; `soon()` wakes it.

    APScheduler counts by the box's clock. Where somebody puts that right, what was planned by the
    wrong one is planned anew: else a box whose year was 2036 would exchange again ten years later.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        config: Config = app.extensions["tirek.config"]
        self._config = config
        self._failures = 0
        self._running = threading.Lock()
        self._planning = threading.Lock()
        self._due = 0.0  # by the clock that nobody can set
        self._ahead = 0.0  # seconds that the box's clock was ahead of it when this was planned
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._watch_clock, name="schedule", daemon=True)
        from apscheduler.schedulers.background import (  # noqa: PLC0415 - only where it is needed
            BackgroundScheduler,
        )

        self._scheduler = BackgroundScheduler(timezone=UTC, daemon=True)

    def start(self) -> None:
        """The first exchange runs at once: a box that was off for a week has news."""
        self._scheduler.start()
        self._plan(FIRST_AFTER_SECONDS)
        self._watch.start()

    def stop(self) -> None:
        """Ends after the step that is under way is journalled; an exchange may be cut anywhere."""
        self._stopped.set()
        self._scheduler.shutdown(wait=False)

    def soon(self) -> None:
        """Exchange now, whatever the windows say: somebody asked."""
        self._failures = 0
        self._scheduler.add_job(
            self._run, kwargs={"asked": True}, id="asked", replace_existing=True,
            misfire_grace_time=None,  # at a bell a slow box is later than a second
        )  # fmt: skip

    @property
    def running(self) -> bool:
        """Whether an exchange is under way."""
        return self._running.locked()

    def _plan(self, seconds: float) -> None:
        jitter = 1 + random.uniform(-JITTER_PART, JITTER_PART)  # noqa: S311 - no secret
        with self._planning:
            self._due = time.monotonic() + seconds * jitter
            self._enter()

    def _enter(self) -> None:
        self._ahead = time.time() - time.monotonic()
        when = datetime.fromtimestamp(self._due + self._ahead, UTC)
        self._scheduler.add_job(
            self._run_and_plan, "date", run_date=when, id="next", replace_existing=True,
            misfire_grace_time=None,
        )  # fmt: skip

    def _watch_clock(self) -> None:
        while not self._stopped.wait(WATCH_EVERY_SECONDS):
            self.heed_clock()

    def heed_clock(self) -> None:
        """Keeps to the time that was left when the box's clock was moved meanwhile."""
        with self._planning:
            moved = abs(time.time() - time.monotonic() - self._ahead) > MOVED_SECONDS
            if moved and self._scheduler.get_job("next") is not None:
                self._enter()

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
