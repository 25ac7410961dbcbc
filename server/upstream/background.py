"""The schedule: an exchange every few minutes while a window is open and its budget lasts."""

import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from flask import Flask

from server.config import Config
from server.db import db
from server.identity import node_id
from server.upstream.exchange import AlreadyExchanging, exchange
from server.upstream.turn import scheduled
from sync.plan import backoff_s

log = logging.getLogger(__name__)

SCHEDULE: Final = "tirek.sync_schedule"
JITTER_PART: Final = 0.2  # schools of one hub must not knock at the same second


class Schedule:
    """Runs exchanges one after the other in one thread; `soon()` wakes it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        config: Config = app.extensions["tirek.config"]
        self._config = config
        self._minutes = config.sync_every_minutes
        self._failures = 0
        self._running = threading.Lock()
        from apscheduler.schedulers.background import (  # noqa: PLC0415 - only where it is needed
            BackgroundScheduler,
        )

        self._scheduler = BackgroundScheduler(timezone=UTC, daemon=True)

    def start(self) -> None:
        """The first exchange runs at once: a box that was off for a week has news."""
        self._scheduler.start()
        self._plan(seconds=1)

    def stop(self) -> None:
        """Ends after the step that is under way is journalled; an exchange may be cut anywhere."""
        self._scheduler.shutdown(wait=False)

    def soon(self) -> None:
        """Exchange now, whatever the windows say: somebody asked."""
        self._failures = 0
        self._scheduler.add_job(
            self._run, kwargs={"asked": True}, id="asked", replace_existing=True
        )

    @property
    def running(self) -> bool:
        """Whether an exchange is under way."""
        return self._running.locked()

    def _plan(self, seconds: float) -> None:
        jitter = 1 + random.uniform(-JITTER_PART, JITTER_PART)  # noqa: S311 - no secret
        when = datetime.fromtimestamp(datetime.now(UTC).timestamp() + seconds * jitter, UTC)
        self._scheduler.add_job(
            self._run_and_plan, "date", run_date=when, id="next", replace_existing=True,
            misfire_grace_time=None,
        )  # fmt: skip

    def _run_and_plan(self) -> None:
        good = self._run()
        self._failures = 0 if good else self._failures + 1
        if self._failures:
            # Soon again after a cut, ever more rarely where nothing answers.
            with self._app.app_context():
                self._plan(seconds=backoff_s(node_id(), self._failures))
        else:
            self._plan(seconds=self._minutes * 60)

    def _run(self, *, asked: bool = False) -> bool:
        """True when nothing more can be done now."""
        with self._running, self._app.app_context():
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
