"""The schedule: an exchange every few minutes while a window is open and its budget lasts."""

import json
import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from flask import Flask

from server import clock
from server.config import Config
from server.db import db, write_transaction
from server.operations.port import log_store
from server.upstream.exchange import AlreadyExchanging, exchange
from server.upstream.state import BUDGET_SPENT
from server.upstream.windows import open_window
from sync.plan import Budget

log = logging.getLogger(__name__)

SCHEDULE: Final = "tirek.sync_schedule"
LONGEST_PAUSE_FACTOR: Final = 8  # after failures the pause doubles, up to so many intervals
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
        factor = min(2**self._failures, LONGEST_PAUSE_FACTOR) if self._failures else 1
        self._plan(seconds=self._minutes * 60 * factor)

    def _run(self, *, asked: bool = False) -> bool:
        """True when nothing more can be done now."""
        with self._running, self._app.app_context():
            budget = Budget() if asked else self._budget()
            if budget is None:
                return True
            try:
                outcome = exchange(self._app, budget)
            except AlreadyExchanging:
                return True
            except Exception:
                log.exception("the exchange failed on this node's side")
                return False
            self._spend(outcome.bytes_up + outcome.bytes_down)
            log.info("exchange", extra={"outcome": outcome.to_json()})
            return outcome.error is None

    def _budget(self) -> Budget | None:
        now = datetime.fromtimestamp(clock.now_ms() / 1000, ZoneInfo(self._config.timezone))
        window = open_window(self._config.sync_windows, now)
        if window is None:
            return None
        left = None
        if window.budget_bytes is not None:
            left = max(0, window.budget_bytes - self._spent(window.id))
            if left == 0:
                return None
        return Budget(bytes=left, seconds=window.seconds_left)

    def _spent(self, window: str) -> int:
        text = log_store(db.session()).state(BUDGET_SPENT)
        known = json.loads(text) if text else {}
        spent = known.get(window, 0)
        return int(spent)

    def _spend(self, count: int) -> None:
        now = datetime.fromtimestamp(clock.now_ms() / 1000, ZoneInfo(self._config.timezone))
        window = open_window(self._config.sync_windows, now)
        if window is None:
            return
        with write_transaction() as session:
            spent = self._spent(window.id) + count
            log_store(session).set_state(BUDGET_SPENT, json.dumps({window.id: spent}))


def start(app: Flask) -> Callable[[], None]:
    """Begin exchanging if this node has an upstream; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if not config.upstream_url:
        return lambda: None
    schedule = Schedule(app)
    app.extensions[SCHEDULE] = schedule
    schedule.start()
    return schedule.stop
