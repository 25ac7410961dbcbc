"""Beside the requests: names and chains that have come are taken up; a hub orders what waits."""

from collections.abc import Callable

from flask import Flask

from server.certificates import settling
from server.certificates.limits import ORDER_EVERY_SECONDS, SETTLE_EVERY_SECONDS
from server.config import Config
from server.looking import Looker


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if config.role == "hub":
        return _start_hub(app, config)
    worker = Looker(app, "certificates", SETTLE_EVERY_SECONDS, lambda _stopped: settling.settle())
    worker.start()
    return worker.stop


def _start_hub(app: Flask, config: Config) -> Callable[[], None]:
    if config.acme_directory is None:
        return lambda: None
    from server.certificates.ordering import look  # noqa: PLC0415 - only where orders are made

    worker = Looker(app, "certificate orders", ORDER_EVERY_SECONDS, look)
    worker.start()
    return worker.stop
