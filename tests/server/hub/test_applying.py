"""Frames that the hub takes at once and applies later, by several workers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.db import db
from server.hub.applying import WORKER, Worker, apply_all, apply_some
from server.lrs.models import Name, Statement, StatementActivity
from server.lrs.naming import school_name
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, log_store
from sync.core.ops import Operation, OpId, Value
from sync.core.verdict import Verdict
from sync.deferred import take
from sync.storage.port import Entry
from tests.faults.victim import eventually
from tests.server import cast
from tests.server.conftest import School

NODE = "5c00000000000009"
NOW = 1_800_000_000_000

SCHOOLS = [f"mektep-{n}" for n in range(4)]


def statement(school: str, writer: str, seq: int) -> Entry:
    """As a school's node sends it."""
    fields: dict[str, Value] = {
        "school": school,
        "statement": {
            "actor": {"account": {"homePage": "https://mektep.example", "name": cast.ARU}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
            "object": {
                "id": f"https://mektep.example/sabaq/{seq % 7}",
                "definition": {"name": {"kk": f"Сабақ {seq % 7}"}},
            },
        },
    }
    key = OpId(writer, 1, seq)
    hlc = (NOW + seq) << 16
    made = Operation(*key, hlc, "statement.put", 1, None, None, str(key), fields)
    return Entry(made, Verdict("admitted", hlc, 1, None, NODE, NOW))


def send(school: str, writer: str, count: int) -> None:
    """What the route does with a frame too large to be applied at once."""
    with ServerUnits([school]).write() as unit:
        entries = [statement(school, writer, seq) for seq in range(1, count + 1)]
        take(unit.store, catalogue().registry, entries, source=NODE)


def statements(app: Flask) -> dict[str, int]:
    with app.app_context():
        query = select(Name.name, func.count()).join(Statement, Statement.school == Name.n)
        counted = {row[0]: row[1] for row in db.session.execute(query.group_by(Name.name))}
        schools = (cast.DALA, *SCHOOLS)
        return {s: counted[school_name(s)] for s in schools if school_name(s) in counted}


def pending(app: Flask) -> int:
    with app.app_context():
        return log_store(db.session()).count_pending()


def test_what_waits_is_applied_and_its_statements_are_found(app: Flask) -> None:
    with app.app_context():
        send(cast.DALA, "aaaa00000000000a", 30)
        assert apply_all() == 30
        assert apply_all() == 0
        activities = select(func.count(StatementActivity.activity.distinct()))
        assert db.session.scalar(activities) == 7
    assert statements(app) == {cast.DALA: 30}
    assert pending(app) == 0


def test_a_failure_leaves_the_batch_in_the_queue(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        send(cast.DALA, "aaaa00000000000a", 3)
        with monkeypatch.context() as broken:
            broken.setattr("server.hub.applying.apply_pending", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                apply_some(cast.DALA if db.engine.dialect.name != "sqlite" else "")
    assert pending(app) == 3
    with app.app_context():
        assert apply_all() == 3


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    made = app.extensions[WORKER] = Worker(app)
    yield made
    made.stop()


def test_the_worker_takes_up_what_was_left(app: Flask, worker: Worker, school: School) -> None:
    with app.app_context():
        send(cast.DALA, "aaaa00000000000a", 20)
    worker.start()
    eventually(lambda: pending(app), lambda left: left == 0)
    assert statements(app) == {cast.DALA: 20}


@pytest.mark.postgresql
def test_many_workers_and_senders_lose_nothing_and_do_nothing_twice(app: Flask) -> None:

    def sender(number: int) -> None:
        with app.app_context():
            for part in range(3):
                send(SCHOOLS[number % 4], f"aaaa0000000{part:02d}{number:03d}", 40)

    def helper(_number: int) -> int:
        with app.app_context():
            return sum(apply_all() for _ in range(5))

    with ThreadPoolExecutor(8) as pool:
        senders = pool.map(sender, range(8))
        applied = sum(pool.map(helper, range(4)))
        list(senders)
    with app.app_context():
        applied += apply_all()

    assert applied == 8 * 3 * 40
    assert statements(app) == dict.fromkeys(SCHOOLS, 2 * 3 * 40)
    with app.app_context():
        store = log_store(db.session())
        for school in SCHOOLS:
            numbers = [seq for seq, _ in store.feed_after(f"school:{school}", 0, 999)]
            assert numbers == list(range(1, 2 * 3 * 40 + 1))
