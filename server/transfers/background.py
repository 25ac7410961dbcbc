"""At a hub: files of pupils who move are handed on."""

from collections.abc import Callable

from flask import Flask

from server.config import Config
from server.looking import Looker
from server.transfers.limits import LOOK_SECONDS


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if config.role != "hub":
        return lambda: None
    from server.transfers.passing import pass_on  # noqa: PLC0415 - a hub's

    looker = Looker(app, "transfers", LOOK_SECONDS, lambda _ending: pass_on())
    looker.start()
    return looker.stop
