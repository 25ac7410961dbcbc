"""At a box: what was published is taken when it is time, and what became of it is told."""

from collections.abc import Callable

from flask import Flask

from server.config import Config
from server.looking import Looker
from server.releases.limits import LOOK_SECONDS
from server.releases.taking import look
from server.releases.telling import tell


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if config.role == "hub":
        return lambda: None

    def once(_stopped: object) -> None:
        look()
        tell()

    worker = Looker(app, "published releases", LOOK_SECONDS, once)
    worker.start()
    return worker.stop
