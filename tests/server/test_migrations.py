"""Migrations: all of a step or nothing, and never apart from the models."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import Engine, MetaData

from server import db
from server.identity import node_id
from server.migrations import runner
from server.migrations.standing import is_current
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock

NOW = SchoolClock(1_795_406_400_000)


def tables(home: Path) -> set[str]:
    connection = sqlite3.connect(home / "tirek.sqlite")
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    finally:
        connection.close()


def shape(home: Path) -> dict[str, str]:
    """Each table and index as it was made."""
    connection = sqlite3.connect(home / "tirek.sqlite")
    try:
        return dict(connection.execute("SELECT name, sql FROM sqlite_master"))
    finally:
        connection.close()


def identity(app: Flask) -> str:
    with app.app_context():
        return node_id()


def test_the_models_and_the_migrations_agree(app: Flask) -> None:
    with app.app_context():
        assert runner.differences(db.db.engine, db.target_metadata()) == []


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    app = make_app(tmp_path, NOW)
    db.upgrade(app)
    before, who = tables(tmp_path), identity(app)

    db.upgrade(app)

    assert tables(tmp_path) == before
    assert identity(app) == who
    close(app)


def test_a_database_of_an_earlier_release_is_brought_to_this_one(tmp_path: Path) -> None:
    app = make_app(tmp_path, NOW)
    with app.app_context():
        engine = db.db.engine
    assert not is_current(engine)
    with engine.begin() as connection:
        command.upgrade(runner.settings(connection, db.target_metadata()), "head-1")
    assert not is_current(engine)
    before = shape(tmp_path)

    db.upgrade(app)

    assert before != shape(tmp_path)
    assert is_current(engine)
    close(app)


class Kill(BaseException):
    """Stands for the power cut."""


def test_a_cut_in_the_middle_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection vanishes after the revision's tables were made, before the commit."""
    app = make_app(tmp_path, NOW)
    real = command.upgrade

    def cut(config: Any, revision: str) -> None:
        real(config, revision)
        raise Kill

    monkeypatch.setattr(command, "upgrade", cut)
    with pytest.raises(Kill):
        db.upgrade(app)
    assert tables(tmp_path) == set()
    monkeypatch.undo()

    db.upgrade(app)

    assert {"person", "operations", "alembic_version"} <= tables(tmp_path)
    close(app)


def test_a_failing_statement_takes_the_ones_before_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(tmp_path, NOW)
    real = Engine.connect
    made: list[str] = []

    def connect(engine: Engine) -> Any:
        connection = real(engine)
        execute = connection.execute

        def failing(statement: Any, *more: Any, **options: Any) -> Any:
            if "CREATE TABLE" in str(statement):
                made.append(str(statement))
                if len(made) == 5:
                    raise OSError("disk full")
            return execute(statement, *more, **options)

        monkeypatch.setattr(connection, "execute", failing)
        return connection

    monkeypatch.setattr(Engine, "connect", connect)
    with pytest.raises(OSError, match="disk full"):
        db.upgrade(app)
    monkeypatch.undo()

    assert len(made) == 5
    assert tables(tmp_path) == set()
    db.upgrade(app)
    close(app)


def test_foreign_keys_are_on_again_after_an_upgrade(app: Flask) -> None:
    with app.app_context():
        runner.run(db.db.engine, [MetaData()])
        with db.db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
