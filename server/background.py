"""Work beside the requests: started by `tirek serve`, and by nothing else."""

from collections.abc import Callable
from contextlib import ExitStack

from flask import Flask

from server.domains import parts

Stop = Callable[[], None]


def start_background(app: Flask, *, first: bool = True) -> Stop:
    """Start what each domain has to do by itself; the answer stops all of it again.

    A domain's background.py has `start(app) -> stop`, both of which return at once. Of several
    processes that serve one folder only the first does what is not for EVERY_WORKER.
    """
    stops = ExitStack()
    for module in parts("background"):
        if not first and not getattr(module, "EVERY_WORKER", False):
            continue
        stop: Stop = module.start(app)
        stops.callback(stop)
    return stops.close
