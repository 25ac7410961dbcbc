"""The reader's thread, under `tirek serve` only."""

import logging
import os
import sys
import threading
from collections.abc import Callable

from flask import Flask

from server.library.stores import course_store
from server.search.indexing import next_unread, read_lesson
from server.search.limits import LOOK_SECONDS, NICENESS

log = logging.getLogger(__name__)


def start(app: Flask) -> Callable[[], None]:
    """Begin to read what waits; the answer stops after the lesson that is being read."""
    stop = threading.Event()

    def run() -> None:
        if sys.platform == "linux":
            # Linux keeps a priority for each thread.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while not stop.is_set():
            try:
                with app.app_context():
                    while not stop.is_set() and (manifest := next_unread()) is not None:
                        read_lesson(course_store(), manifest)
            except Exception:
                # The table still says what waits; the next look tries again.
                log.exception("reading a lesson for search failed")
            stop.wait(LOOK_SECONDS)

    thread = threading.Thread(target=run, name="search", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()

    return end
