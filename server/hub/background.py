"""The hub's worker, under `tirek hub serve` only."""

from collections.abc import Callable
from typing import Final

from flask import Flask

from server.config import Config

EVERY_WORKER: Final = True


def start(app: Flask) -> Callable[[], None]:
    """Apply what nodes have sent; the answer stops it."""
    config: Config = app.extensions["tirek.config"]
    if config.role == "school":
        return lambda: None
    from server.hub.applying import WORKER, Worker  # noqa: PLC0415 - not of a school

    worker = app.extensions[WORKER] = Worker(app)
    worker.start()
    return worker.stop
