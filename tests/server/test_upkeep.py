"""Upkeep finds out by itself what is due."""

import threading
from typing import Any

import pytest
from sqlalchemy import func, select, update

from server import db
from server.erasure.models import ErasedFile
from server.library.stores import personal_store
from server.operations.port import log_store
from server.upkeep import background
from sync.storage import bodies, training
from sync.storage.tables import dictionaries, operations
from tests.server.conftest import School
from tests.support.xapi import FRACTIONS, Client, statement


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


def kept(school: School, latest: int) -> list[int]:
    """Bytes of the latest bodies of the log."""
    with school.app.app_context():
        query = select(operations.c.body).order_by(operations.c.id.desc()).limit(latest)
        return [len(body) for body in db.db.session().scalars(query)]


def test_a_log_that_has_grown_gets_a_dictionary_and_every_statement_is_read_as_before(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client.with_key(school.app)

    def said(number: int) -> dict[str, Any]:
        name = {"account": {"homePage": "https://example.kz", "name": f"oqushy-{number % 9}"}}
        question = {"kk": f"Бөлшектерді қосу және азайту, {number % 7}-сұрақ: дұрысын таңда"}
        target = {"id": f"{FRACTIONS}/{number % 7}", "definition": {"description": question}}
        return statement(actor=name, object=target)

    before = [said(number) for number in range(300)]
    client.keep(*before)
    (first,) = kept(school, 1)
    monkeypatch.setattr(training, "DICTIONARY_FROM_OPERATIONS", 300)
    with school.app.app_context():
        background.look()
        background.look()
    after = [said(number) for number in range(20)]
    client.keep(*after)
    bodies._own.clear()
    bodies._own_dictionary.cache_clear()

    found = {one["id"]: one["object"] for one in client.find()}
    assert found == {one["id"]: {**one["object"]} for one in [*before, *after]}
    with school.app.app_context():
        session = db.db.session()
        assert session.execute(select(func.count()).select_from(dictionaries)).scalar() == 1
    assert max(kept(school, 20)) < 0.8 * first
