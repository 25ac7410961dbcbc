"""Under `tirek serve` only: finished attempts are told of in the record store."""

import logging
from collections.abc import Callable

from flask import Flask

from server.looking import Looker
from server.player.limits import TELL_EVERY_SECONDS
from server.player.telling import tell_all

log = logging.getLogger(__name__)


def look(stopped: Callable[[], bool]) -> None:
    """Tell of what has come since the last look."""
    told = tell_all(stopped)
    if told:
        log.info("results are in the record store", extra={"statements": told})


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    worker = Looker(app, "telling", TELL_EVERY_SECONDS, look)
    worker.start()
    return worker.stop
