"""Transactions on PostgreSQL, where several processes write at the same time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from server import db as database
from server.db import again, db, write_transaction
from server.identity import node_id
from server.limits import MAX_TRANSACTION_TRIES
from server.migrations import runner
from server.people.models import Person
from sync.storage.postgres import Collision
from tests.server import cast
from tests.server.conftest import School, close, make_app
from tests.server.phone import SchoolClock
from tests.support.postgres import SAFE, cluster, goes_through

THREADS = 6
ROUNDS = 20

pytestmark = pytest.mark.postgresql


def family_name() -> str:
    return db.session.get_one(Person, cast.ARU, populate_existing=True).family_name


def test_the_models_and_the_migrations_agree(app: Flask) -> None:
    with app.app_context():
        assert runner.differences(db.engine, database.target_metadata()) == []


def test_workers_that_start_together_migrate_once(tmp_path: Path, database_kind: str) -> None:
    home = tmp_path / "home"
    apps = [make_app(home, SchoolClock(1_795_406_400_000), role="hub") for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(database.upgrade, apps))
    found = set()
    for app in apps:
        with app.app_context():
            found.add(node_id())
        close(app)
    assert len(found) == 1


def test_a_commit_is_on_the_disk_and_a_reader_sees_one_moment(app: Flask) -> None:
    def setting(name: str) -> object:
        return db.session.execute(text(f"SHOW {name}")).scalar()

    with cluster(SAFE) as server:
        url = server.url("postgres")
        made = make_app(Path(app.instance_path), SchoolClock(0), database_url=url)
        with made.app_context():
            assert setting("synchronous_commit") == "on"
            assert setting("fsync") == "on"
            assert setting("transaction_isolation") == "repeatable read"
            with write_transaction():
                assert setting("transaction_isolation") == "read committed"
                assert setting("transaction_read_only") == "off"
        close(made)


def test_a_write_outside_a_write_transaction_is_refused_by_the_database(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError, match="read-only"):
        db.session.execute(text("DELETE FROM person"))


def test_readers_go_on_while_somebody_writes(app: Flask) -> None:
    with app.app_context(), write_transaction() as session:
        session.get_one(Person, cast.ARU).family_name = "Басқа"
        session.flush()
        with ThreadPoolExecutor(1) as pool:
            names = pool.submit(names_in, app).result(60)
    assert "Басқа" not in names


def names_in(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(Person.family_name)))


class Turns:
    """Says in which order transactions ran, and lets one wait inside."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.inside = threading.Event()
        self.leave = threading.Event()

    def hold(self, within: list[str] | None) -> None:
        with self.app.app_context(), write_transaction(within):
            self.inside.set()
            assert self.leave.wait(60)

    def pass_through(self, within: list[str] | None) -> None:
        with self.app.app_context(), write_transaction(within):
            pass


@pytest.mark.parametrize(
    ("inside", "outside", "enters"),
    [
        (None, None, False),
        (None, [cast.AKBULAQ], False),
        ([cast.AKBULAQ], None, False),
        ([cast.AKBULAQ], [cast.AKBULAQ], False),
        ([cast.AKBULAQ], [cast.DALA], True),
        ([cast.AKBULAQ, cast.DALA], [cast.DALA], False),
    ],
)
def test_only_those_who_stay_within_other_schools_write_at_the_same_time(
    app: Flask, inside: list[str] | None, outside: list[str] | None, enters: bool
) -> None:
    turns = Turns(app)
    with app.app_context():
        engine = db.engine
    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(turns.hold, inside)
        assert turns.inside.wait(60)
        try:
            assert goes_through(engine, pool.submit(turns.pass_through, outside)) is enters
        finally:
            turns.leave.set()
        holding.result(60)


def test_no_increment_is_lost_within_a_school(app: Flask) -> None:
    def count_up(_thread: int) -> None:
        with app.app_context():
            for _ in range(ROUNDS):
                assert db.session.get(Person, cast.ARU) is not None
                with write_transaction([cast.AKBULAQ]) as session:
                    person = session.get_one(Person, cast.ARU, populate_existing=True)
                    person.patronymic = str(int(person.patronymic or 0) + 1)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count_up, range(THREADS)))

    with app.app_context():
        assert db.session.get_one(Person, cast.ARU).patronymic == str(THREADS * ROUNDS)


def test_a_transaction_within_a_school_does_not_grow(app: Flask) -> None:
    with (
        app.app_context(),
        write_transaction([cast.AKBULAQ]),
        pytest.raises(RuntimeError, match="beyond"),
        write_transaction(),
    ):
        pass


def test_two_that_wait_for_each_other_both_get_through(app: Flask) -> None:
    """PostgreSQL gives one of them up; it is run again."""
    both = threading.Barrier(2)
    first = iter([True, True])

    def rename(school: str, order: list[str]) -> int:
        tries = 0

        def transaction() -> None:
            nonlocal tries
            tries += 1
            with write_transaction([school]) as session:
                for number, person in enumerate(order):
                    session.get_one(Person, person, with_for_update=True, populate_existing=True)
                    if number == 0 and tries == 1 and next(first, False):
                        both.wait(60)
                for person in order:
                    row = session.get_one(Person, person)
                    row.patronymic = f"{row.patronymic or ''}{school[0]}"

        with app.app_context():
            again(transaction)
        return tries

    orders = {cast.AKBULAQ: [cast.ARU, cast.DIAS], cast.DALA: [cast.DIAS, cast.ARU]}
    with ThreadPoolExecutor(2) as pool:
        tries = list(pool.map(rename, orders, orders.values()))

    assert sorted(tries) == [1, 2]
    with app.app_context():
        for person in (cast.ARU, cast.DIAS):
            assert sorted(db.session.get_one(Person, person).patronymic or "") == ["a", "d"]


def test_a_transaction_is_run_again_only_so_often_and_only_for_others(app: Flask) -> None:
    runs: list[BaseException] = []

    def fail(error: Exception) -> None:
        runs.append(error)
        raise error

    with app.app_context():
        with pytest.raises(Collision):
            again(lambda: fail(Collision("mark a~b")))
        assert len(runs) == MAX_TRANSACTION_TRIES
        with pytest.raises(LookupError):
            again(lambda: fail(LookupError()))
        assert len(runs) == MAX_TRANSACTION_TRIES + 1


@pytest.fixture
def aru(app: Flask) -> Iterator[Person]:
    with app.app_context(), write_transaction() as session:
        yield session.get_one(Person, cast.ARU)


def test_what_sqlite_keeps_fits_here_too(aru: Person, school: School) -> None:
    """A name longer than its column says, and a NUL, which PostgreSQL's texts cannot hold."""
    aru.given_name = "Ә" * 500
    aru.family_name = "Сері\0кбаева"
    db.session.flush()
    db.session.expire(aru)
    assert aru.given_name == "Ә" * 500
    assert family_name() == "Сері\ufffdкбаева"
