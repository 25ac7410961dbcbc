"""A server that starts takes up the time where it was last known; upkeep notes it from then on."""

from collections.abc import Callable

from flask import Flask

from server.timekeeping import keeping

EVERY_WORKER = True


def start(app: Flask) -> Callable[[], None]:
    """Before the first request, so that no right is looked up on a day in 1970."""
    with app.app_context():
        keeping.take_up()
    return lambda: None
