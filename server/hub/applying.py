"""Applying what nodes have sent: by any worker, school by school, beside the requests."""

import logging
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from flask import Flask
from sqlalchemy.orm import Session

from server import shards
from server.db import Busy, again, db, write_transaction
from server.gathering import gathering
from server.hub.foresight import look_ahead
from server.hub.limits import APPLY_BATCH, PENDING_LOOK_SECONDS, PENDING_SCHOOLS
from server.lrs import batches, names
from server.lrs.operations import STATEMENT_PUT
from server.operations.catalogue import catalogue
from server.operations.port import log_store, server_port
from sync.deferred import apply_pending
from sync.storage.port import Stored

log = logging.getLogger(__name__)
WORKER: Final = "tirek.applying"


def apply_some(school: str) -> int:
    """A batch of what waits under one home, in a transaction; 0 when nothing does or when another
    worker is at it. What belongs to no school is applied while nobody else writes."""

    def transaction() -> int:
        with write_transaction([school] if school else None, wait=not school) as session:
            store, port = server_port(session, school)
            lines = store.pending_of(school, APPLY_BATCH)
            look_ahead(session, store, lines)
            with gathering(session), _statements_together(session, lines):
                apply_pending(store, catalogue().registry, port, school, lines)
            return len(lines)

    try:
        return again(transaction)
    except Busy:
        return 0


def apply_all() -> int:
    """Everything that waits and that no other worker is at; returns how many operations."""
    done = 0
    while True:
        schools = _waiting()
        some = sum(apply_some(school) for school in schools)
        if not some:
            return done
        done += some


def _waiting() -> list[str]:
    session = db.session()
    try:
        return log_store(session).pending_schools(PENDING_SCHOOLS)
    finally:
        session.rollback()


@contextmanager
def _statements_together(session: Session, lines: Sequence[Stored]) -> Iterator[None]:
    """Statements that are new here are written together at the end."""
    ids = Counter(
        (str(line.op.fields.get("school") or ""), names.statement_id(line.op.record))
        for line in lines
        if line.op.kind == STATEMENT_PUT
    )
    once = [key for key, count in ids.items() if count == 1]
    batch = batches.begin(session, batches.unknown(session, once))
    try:
        yield
        batch.flush()
    finally:
        batches.end(session)


class Worker:
    """Applies what waits, in a thread of its own, until it is stopped."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._news = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="applying", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier run, or another worker, has left."""
        self._thread.start()

    def stop(self) -> None:
        """After the batch that is under way."""
        self._over = True
        self._news.set()
        self._thread.join()

    def soon(self) -> None:
        """Something waits."""
        self._news.set()

    def _run(self) -> None:
        while not self._over:
            self._news.clear()
            try:
                with self._app.app_context():
                    shards.replicate()
                    for _shard in shards.each():
                        self._apply()
            except Exception:
                log.exception("what nodes have sent could not be applied; it stays in the queue")
            self._news.wait(PENDING_LOOK_SECONDS)

    def _apply(self) -> None:
        """One batch of each school in turn, so that none waits for a large one."""
        while True:
            some = 0
            for school in _waiting():
                if self._over:
                    return
                some += apply_some(school)
            if not some:
                return
