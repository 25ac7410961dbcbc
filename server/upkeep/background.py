"""Upkeep beside the requests: files of erased work go, and the log is read once a day."""

import logging
from collections.abc import Callable

from flask import Flask

from server.backup import leaving
from server.db import write_transaction
from server.erasure.service import remove_files
from server.looking import Looker
from server.operations.port import log_store
from server.timekeeping import keeping
from server.trust import issuing, rotating
from server.upkeep import dictionary, pruning
from server.upkeep.checking import begin, check, check_due, check_tables
from server.upkeep.limits import LOOK_EVERY_SECONDS

log = logging.getLogger(__name__)


def look() -> None:
    """Everything that is due now."""
    removed = remove_files()
    if removed:
        log.info("files of erased work are gone", extra={"files": removed})
    if dictionary.settle():
        log.info("bodies of the log are compressed with a new dictionary")
    rotating.settle()
    with write_transaction() as session:
        keeping.keep(session)
        issuing.certify_itself(session)
        store = log_store(session)
        begin(store)
        due = check_due(store)
    if due or leaving.is_first():
        leaving.tidy()
    if due:
        found = check()
        if found.lost:
            log.error("the log is damaged", extra={"check": found.to_json()})
        wrong = check_tables()
        if wrong:
            log.error("tables were not what the log says", extra={"records": wrong})
        pruning.nightly()


def start(app: Flask) -> Callable[[], None]:
    """Begin; the answer ends it."""
    worker = Looker(app, "upkeep", LOOK_EVERY_SECONDS, lambda _stopped: look())
    worker.start()
    return worker.stop
