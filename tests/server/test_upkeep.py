"""Upkeep finds out by itself what is due."""

import threading

from sqlalchemy import update

from server import db
from server.erasure.models import ErasedFile
from server.library.stores import personal_store
from server.operations.port import log_store
from server.upkeep import background
from sync.storage.tables import operations
from tests.server.conftest import School


def lost(school: School) -> int:
    with school.app.app_context():
        return log_store(db.db.session()).lost().count()


def test_the_log_is_read_once_a_day_and_what_is_broken_is_set_aside(school: School) -> None:
    with school.app.app_context():
        background.look()
        with db.write_transaction() as session:
            some = update(operations).where(operations.c.seq == 7)
            session.execute(some.values(hash=b"x" * 32))
        background.look()
    assert lost(school) == 0
    school.clock.forward(days=1)
    with school.app.app_context():
        background.look()
    assert lost(school) == 1


def test_files_of_erased_work_go_from_the_disk(school: School) -> None:
    with school.app.app_context():
        sha256, _ = personal_store().put(b"a page of a notebook")
        with db.write_transaction() as session:
            session.add(ErasedFile(sha256=sha256))
        background.look()
        assert not personal_store().has(sha256)


def test_stopping_ends_the_thread(school: School) -> None:
    stop = background.start(school.app)
    assert "upkeep" in {thread.name for thread in threading.enumerate()}
    stop()
    assert "upkeep" not in {thread.name for thread in threading.enumerate()}
