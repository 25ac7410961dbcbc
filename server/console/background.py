"""At a hub, schools that came by another way appear on operators' lists; a box reports daily."""

from collections.abc import Callable

from flask import Flask

from server import shards
from server.config import Config
from server.console import directory, losses
from server.console.counting import keep
from server.console.limits import ENTER_EVERY_SECONDS, REPORT_LOOK_SECONDS
from server.console.reporting import told
from server.db import db, write_transaction
from server.looking import Looker


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    config: Config = app.extensions["tirek.config"]
    if config.role != "hub":
        return _start_box(app)
    worker = Looker(app, "schools' list", ENTER_EVERY_SECONDS, lambda _stopped: complete())
    worker.start()
    return worker.stop


def _start_box(app: Flask) -> Callable[[], None]:
    """Sticks and couriers carry the report as well, and no exchange calls for it then."""
    worker = Looker(app, "report", REPORT_LOOK_SECONDS, lambda _stopped: told())
    worker.start()
    return worker.stop


def complete() -> None:
    """Bring the lists and the counts of all databases up to date."""
    for _shard in shards.each():
        complete_here = directory.is_complete(db.session())
        db.session.rollback()
        if not complete_here:
            with write_transaction() as session:
                directory.enter(session)
    keep()
    losses.keep()
