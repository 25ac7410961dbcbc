"""Upkeep beside the requests: files of erased work go, and the log is read once a day."""

import logging
import threading
from collections.abc import Callable

from flask import Flask

from server.db import db, write_transaction
from server.erasure.service import remove_files
from server.operations.port import log_store
from server.timekeeping import keeping
from server.trust import issuing, rotating
from server.upkeep import dictionary, pruning
from server.upkeep.checking import begin, check, check_due
from server.upkeep.limits import LOOK_EVERY_SECONDS

log = logging.getLogger(__name__)


class Worker:
    """One thread that looks every few minutes; `stop` ends it after the step under way."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY_SECONDS):
            with self._app.app_context():
                try:
                    look()
                except Exception:
                    # What is due stays due: the next look tries again.
                    log.exception("upkeep failed")
                finally:
                    db.session.rollback()


def look() -> None:
    """Everything that is due now."""
    removed = remove_files()
    if removed:
        log.info("files of erased work are gone", extra={"files": removed})
    if dictionary.settle():
        log.info("bodies of the log are compressed with a new dictionary")
    rotating.settle()
    with write_transaction() as session:
        keeping.keep(session)
        issuing.certify_itself(session)
        store = log_store(session)
        begin(store)
        due = check_due(store)
    if due:
        found = check()
        if found.lost:
            log.error("the log is damaged", extra={"check": found.to_json()})
        pruning.nightly()


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    worker = Worker(app)
    worker.start()
    return worker.stop
