"""Beside the requests: the box's name on its network follows its addresses."""

from collections.abc import Callable

from flask import Flask

from server.config import Config
from server.discovery.limits import LOOK_EVERY_SECONDS
from server.doctor.program import lan_addresses
from server.looking import Looker


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it. Nothing happens where no name is set."""
    config: Config = app.extensions["tirek.config"]
    if config.local_name is None:
        return lambda: None
    from server.discovery.announcing import Announcer  # noqa: PLC0415 - only where it is used

    announcer = Announcer(config.local_name, config.port, lan_addresses)
    announcer.look()
    worker = Looker(app, "announcing", LOOK_EVERY_SECONDS, lambda _stopped: announcer.look())
    worker.start()

    def stop() -> None:
        worker.stop()
        announcer.stop()

    return stop
