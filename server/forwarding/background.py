"""The sender's thread, under `tirek serve` only."""

import logging
import threading
from collections.abc import Callable

from flask import Flask

from server import clock, shards
from server.db import db
from server.forwarding import turns
from server.forwarding.limits import LOOK_SECONDS

log = logging.getLogger(__name__)


def start(app: Flask) -> Callable[[], None]:
    """Begin to send what waits; the answer stops after the batch that is under way."""
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            more = False
            try:
                with app.app_context():
                    more = once(stop)
            except Exception:
                # What was settled is written down; the rest still waits.
                log.exception("sending statements failed on this node's side")
            if not more:
                stop.wait(LOOK_SECONDS)

    thread = threading.Thread(target=run, name="forwarding", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(timeout=1.0)  # a request under way may take a minute, and may be cut anywhere

    return end


def once(stop: threading.Event) -> bool:
    """One turn for each destination that is due; whether some of them could go on at once."""
    more = False
    for _ in shards.each():
        for id in turns.due(clock.now_ms()):  # noqa: A001 - the field's own word
            if stop.is_set():
                break
            turn = turns.run(id)
            if turn.sent or turn.dead:
                log.info("statements sent", extra={"sent": turn.sent, "not_taken": turn.dead})
            more = more or turn.more
        db.session.rollback()
    return more
