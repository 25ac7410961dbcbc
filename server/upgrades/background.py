"""At a box: a stick that brings a signed release is noticed; the administrator decides."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from server import clock
from server.config import Config
from server.looking import Looker
from server.upgrades.limits import LOOK_SECONDS
from server.upgrades.service import Upgrades


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    upgrades = Upgrades(config.home)

    def look(_stopped: object) -> None:
        for pattern in config.stick_folders:
            for stick in Path("/").glob(pattern.lstrip("/")):
                upgrades.look(stick, clock.now_ms())

    worker = Looker(app, "releases", LOOK_SECONDS, look)
    worker.start()
    return worker.stop
