"""A thread that looks every so often for what is due: what domains do beside the requests."""

import logging
import threading
from collections.abc import Callable

from flask import Flask

from server.db import db

log = logging.getLogger(__name__)


class Looker:
    """Calls `look` every `every_seconds` within the app; `stop` ends it after the step under way.

    What a look finds due follows from tables and folders, so one that fails is logged and the next
    tries again. `look` is given a function that says whether it is to end early.
    """

    def __init__(
        self,
        app: Flask,
        name: str,
        every_seconds: float,
        look: Callable[[Callable[[], bool]], object],
    ) -> None:
        self._app = app
        self._every = every_seconds
        self._look = look
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            with self._app.app_context():
                try:
                    self._look(self._stop.is_set)
                except Exception:
                    log.exception("%s failed", self._thread.name)
                finally:
                    db.session.rollback()
