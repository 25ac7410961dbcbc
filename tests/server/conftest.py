"""A school server with the standing cast (tests/server/cast.py) on a real SQLite file.

Its stories are told on PostgreSQL, too (tests/support/databases.py): some at every run, all of
them in `make test-full`.
"""

import io
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from server import db, logs
from server.app import create_app
from server.config import Config
from server.people import passwords
from tests.server import cast
from tests.server.phone import Phone, SchoolClock
from tests.support import databases

MONDAY_MS = int(datetime(2026, 11, 23, 4, 0, tzinfo=UTC).timestamp() * 1000)
"""Monday, 23 November 2026, 9:00 in Ақбұлақ."""


def make_app(home: Path, clock: SchoolClock, **settings: str) -> Flask:
    """An application on `home`; settings as TIREK_* names in lower case."""
    if "database_url" not in settings:
        databases.begin(home)
    settings = databases.settings_for(home) | settings
    environ = {f"TIREK_{key.upper()}": value for key, value in settings.items()}
    config = Config.load({"TIREK_HOME": str(home), **environ})
    return create_app(
        config, unix_ms=clock, app_build=home / "app_build", shell_build=home / "shell_build"
    )


def close(app: Flask) -> None:
    """Let go of the database's connections."""
    with app.app_context():
        db.db.session.remove()
        db.db.engine.dispose()


@dataclass
class School:
    """The server under test, its clock, and phones of its people."""

    app: Flask
    home: Path
    clock: SchoolClock
    _phones: dict[str, Phone] = field(default_factory=dict)

    def phone(self, person: str) -> Phone:
        """The person's phone, logged in at the first call."""
        if person not in self._phones:
            self._phones[person] = self.new_phone(person)
        return self._phones[person]

    def new_phone(self, person: str, device: str = "test") -> Phone:
        """One more device of the person."""
        return Phone(self.app, self.clock, person, cast.PASSWORD, device)

    def restart(self, **settings: str) -> None:
        """The same data folder under a new application; phones stay logged in."""
        close(self.app)
        self.app = make_app(self.home, self.clock, **settings)
        db.upgrade(self.app)
        for phone in self._phones.values():
            phone.client = self.app.test_client()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    databases.on_both(metafunc)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database on which every application of the test is made."""
    kind: str = getattr(request, "param", "sqlite")
    yield from databases.use(kind, request)


@pytest.fixture(scope="session", autouse=True)
def passwords_are_worked_out_once() -> Iterator[None]:
    """Argon2 is slow on purpose: asked again about a verifier, it would only say the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "verify", cache(passwords.verify))
        yield


@pytest.fixture(scope="session")
def cast_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cast, made once and copied for each test."""
    return _cast_home(tmp_path_factory.mktemp("cast") / "home")


@pytest.fixture(scope="session")
def cast_homes(cast_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By kind of database; PostgreSQL's comes with the first test that wants it."""
    return {"sqlite": cast_home, "to be": tmp_path_factory.mktemp("postgres")}


def _cast_home(home: Path) -> Path:
    app = make_app(home, SchoolClock(MONDAY_MS))
    db.upgrade(app)
    with app.app_context():
        cast.build()
    close(app)
    return home


@pytest.fixture
def clock() -> SchoolClock:
    return SchoolClock(MONDAY_MS)


@pytest.fixture
def school(
    database_kind: str, cast_homes: dict[str, Path], tmp_path: Path, clock: SchoolClock
) -> Iterator[School]:
    """Ақбұлақ's server on its own copy of the data."""
    if database_kind not in cast_homes:
        cast_homes[database_kind] = databases.as_template(_cast_home(cast_homes["to be"] / "home"))
    home = tmp_path / "home"
    shutil.copytree(cast_homes[database_kind], home)
    made = School(make_app(home, clock), home, clock)
    yield made
    close(made.app)


@pytest.fixture
def app(school: School) -> Flask:
    return school.app


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    """The application's context, for tests that look into the tables."""
    with app.app_context():
        yield


@pytest.fixture
def phone(school: School) -> Callable[[str], Phone]:
    """`phone(cast.ARU)`: that person's phone."""
    return school.phone


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as `serve` writes it."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("info", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
