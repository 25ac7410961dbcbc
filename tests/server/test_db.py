"""Transactions that lose nothing."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db, in_write_transaction, write_transaction
from server.people.models import Person
from tests.server import cast

THREADS = 8
INCREMENTS = 40


def grade(person: Person) -> int:
    return int(person.patronymic or 0)


@pytest.mark.usefixtures("school")
def test_no_increment_of_many_threads_is_lost(app: Flask) -> None:
    def count_up(_thread: int) -> None:
        with app.app_context():
            for _ in range(INCREMENTS):
                # a reader's snapshot beforehand is what loses updates elsewhere
                assert db.session.get(Person, cast.ARU) is not None
                with write_transaction() as session:
                    person = session.get_one(Person, cast.ARU, populate_existing=True)
                    person.patronymic = str(grade(person) + 1)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count_up, range(THREADS)))

    with app.app_context():
        assert grade(db.session.get_one(Person, cast.ARU)) == THREADS * INCREMENTS


@pytest.mark.usefixtures("in_app")
def test_an_error_takes_everything_back() -> None:
    def fail() -> None:
        with write_transaction() as session:
            session.get_one(Person, cast.ARU).family_name = "Басқа"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    row = db.session.get_one(Person, cast.ARU, populate_existing=True)
    assert row.family_name == "Серікбаева"
    assert not in_write_transaction()


@pytest.mark.usefixtures("in_app")
def test_a_transaction_inside_another_joins_it() -> None:
    def fail() -> None:
        with write_transaction():
            with write_transaction() as inner:
                inner.get_one(Person, cast.ARU).family_name = "Басқа"
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    row = db.session.get_one(Person, cast.ARU, populate_existing=True)
    assert row.family_name == "Серікбаева", "the inner one must not have committed"


@pytest.mark.usefixtures("in_app")
def test_changes_outside_a_write_transaction_are_a_mistake() -> None:
    db.session.get_one(Person, cast.ARU).family_name = "Басқа"

    with pytest.raises(RuntimeError, match="outside"), write_transaction():
        pass


@pytest.fixture
def another_writer(school: object, app: Flask) -> Iterator[sqlite3.Connection]:
    with app.app_context():
        path = Path(str(db.engine.url.database))
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.sqlite
def test_readers_go_on_while_somebody_writes(
    app: Flask, another_writer: sqlite3.Connection
) -> None:
    another_writer.execute("BEGIN IMMEDIATE")
    another_writer.execute("UPDATE person SET family_name = 'Басқа'")

    with app.app_context():
        names = set(db.session.scalars(select(Person.family_name)))

    assert "Басқа" not in names
    another_writer.execute("ROLLBACK")


@pytest.mark.sqlite
def test_two_writers_never_overlap(app: Flask, another_writer: sqlite3.Connection) -> None:
    another_writer.execute("PRAGMA busy_timeout=0")
    refused = pytest.raises(sqlite3.OperationalError, match="locked")
    with app.app_context(), write_transaction(), refused:
        another_writer.execute("BEGIN IMMEDIATE")
    another_writer.execute("BEGIN IMMEDIATE")
    another_writer.execute("ROLLBACK")


@pytest.mark.sqlite
@pytest.mark.usefixtures("in_app")
def test_commits_are_synced_to_the_disk() -> None:
    connection = db.session.connection()
    pragmas = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 15_000,
    }
