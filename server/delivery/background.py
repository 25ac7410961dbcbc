"""Work beside the requests: what was published is indexed, shown and offered; what nothing names
any more is removed."""

import logging
import threading
import time
from collections.abc import Callable

from flask import Flask

from server.config import Config
from server.db import db
from server.delivery import limits
from server.delivery.ledger import note
from server.delivery.offers import complete, unoffered
from server.delivery.tidying import tidy
from server.delivery.wanting import settle
from server.library.stores import course_store

log = logging.getLogger(__name__)


class Worker:
    """One thread that looks every few seconds; `stop` ends it after the step under way."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)
        self._tidied = self._noted = time.monotonic()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(limits.WORK_EVERY_SECONDS):
            with self._app.app_context():
                try:
                    look(self._app)
                    if time.monotonic() - self._noted > limits.NOTE_EVERY_SECONDS:
                        note()
                        self._noted = time.monotonic()
                    if time.monotonic() - self._tidied > limits.TIDY_EVERY_SECONDS:
                        tidy(course_store())
                        self._tidied = time.monotonic()
                except Exception:
                    # What it does follows from the tables: the next look tries again.
                    log.exception("content delivery failed")
                finally:
                    db.session.rollback()


def look(app: Flask) -> None:
    """Everything that is due now."""
    config: Config = app.extensions["tirek.config"]
    settle(course_store())
    if config.role == "hub":
        for course in unoffered():
            complete(course)


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    worker = Worker(app)
    worker.start()
    return worker.stop
