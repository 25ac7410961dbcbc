"""A server that starts takes up the time where it was last known; upkeep notes it from then on."""

from collections.abc import Callable

from flask import Flask

from server.db import write_transaction
from server.disk import optional_write
from server.identity import config
from server.timekeeping import keeping

EVERY_WORKER = True


def start(app: Flask) -> Callable[[], None]:
    """Before the first request, so that no right is looked up on a day in 1970. A clock that turns
    out wrong is noted at once: the administrator is told of it on the first page they open."""
    with app.app_context():
        keeping.take_up()
        if config().role != "hub":
            with optional_write(), write_transaction() as session:
                keeping.keep(session)
    return lambda: None
