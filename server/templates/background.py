"""At a hub, what schools offer to those around them is handed on."""

from collections.abc import Callable

from flask import Flask

from server.config import Config
from server.looking import Looker
from server.templates.limits import SPREAD_EVERY_SECONDS


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if config.role != "hub":
        return lambda: None
    from server.templates.spreading import spread  # noqa: PLC0415 - a hub's

    worker = Looker(app, "shared plans", SPREAD_EVERY_SECONDS, lambda _stopped: spread())
    worker.start()
    return worker.stop
