"""The schedule: an exchange every few minutes while a window is open and its budget lasts."""

import logging
import random
import threading
from collections.abc import Callable
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
FIRST_AFTER_SECONDS: Final = 1.0
JITTER_PART: Final = 0.2  # schools of one hub must not knock at the same second


class Schedule:
    """Runs exchanges one after the other in one thread; `soon()` wakes it.

    It waits by a clock that nobody can set: else a box whose year is put right would exchange
    again when the wrong year has come.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        config: Config = app.extensions["tirek.config"]
        self._config = config
        self._failures = 0
        self._running = threading.Lock()
        self._woken = threading.Event()
        self._ended = False
        self._asked = False
        self._thread = threading.Thread(target=self._loop, name="exchanges", daemon=True)

    def start(self) -> None:
        """The first exchange runs at once: a box that was off for a week has news."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the step that is under way is journalled; an exchange may be cut anywhere."""
        self._ended = True
        self._woken.set()

    def soon(self) -> None:
        """Exchange now, whatever the windows say: somebody asked."""
        self._failures = 0
        self._asked = True
        self._woken.set()

    @property
    def running(self) -> bool:
        """Whether an exchange is under way."""
        return self._running.locked()

    def _loop(self) -> None:
        wait = FIRST_AFTER_SECONDS
        while True:
            self._woken.wait(wait * (1 + random.uniform(-JITTER_PART, JITTER_PART)))  # noqa: S311 - no secret
            self._woken.clear()
            if self._ended:
                return
            asked, self._asked = self._asked, False
            good = self._run(asked=asked)
            self._failures = 0 if good else self._failures + 1
            wait = self._wait()

    def _wait(self) -> float:
        """Seconds to the next exchange: soon again after a cut, ever more rarely where nothing
        answers."""
        if not self._failures:
            return self._config.sync_every_minutes * 60
        with self._app.app_context():
            return backoff_s(node_id(), self._failures)

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
