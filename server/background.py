"""Work beside the requests: started by `tirek serve`, and by nothing else."""

from collections.abc import Callable
from contextlib import ExitStack

from flask import Flask

from server.domains import parts

Stop = Callable[[], None]


def start_background(app: Flask) -> Stop:
    """Start what each domain has to do by itself; the answer stops all of it again.

    A domain's background.py has `start(app) -> stop`, both of which return at once.
    """
    stops = ExitStack()
    for module in parts("background"):
        stop: Stop = module.start(app)
        stops.callback(stop)
    return stops.close
