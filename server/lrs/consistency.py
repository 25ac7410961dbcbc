"""How far what a client asks for is complete (xAPI-Comm 2.1.3, 2.0: 4.1.6.1)."""

from typing import Any, Final

import flask
from sqlalchemy import bindparam, func, select

from server import clock
from server.config import Config
from server.db import db
from sync.core.clock import physical
from sync.storage.tables import operations, pending

_O: Final[Any] = operations
_P: Final[Any] = pending
_EARLIEST: Final = (
    select(func.min(_O.c.order_hlc))
    .join(_P, (_P.c.operation == _O.c.id) & (_P.c.school == _O.c.school))
    # Writers of whom nobody has told yet, and all on SQLite, have no home.
    .where(_P.c.school.in_(("", bindparam("school"))))
)


def through() -> str:
    """Now: a commit comes before every answer. At a hub that has logged more than it has applied,
    the moment before the earliest of what waits."""
    now = clock.now_ms()
    config: Config = flask.current_app.extensions["tirek.config"]
    caller = flask.g.get("lrs_caller")
    if config.role == "hub" and caller is not None:
        db.session.rollback()  # what is committed by now, whatever this request has read
        earliest = db.session.scalar(_EARLIEST, {"school": caller.school})
        db.session.rollback()
        if earliest is not None:
            now = min(now, physical(earliest) - 1)
    return clock.rfc3339(now)
