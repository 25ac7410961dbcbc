"""An empty school, migrated once for all tests, and one application on it for each module."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from server import db
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.phone import SchoolClock
from tests.support import databases
from tests.support.postgres import Templates
from tests.support.xapi import Client

_SCHOOLS = itertools.count(1)


class Shared(NamedTuple):
    """An application that the tests of a module share, each in a school of its own, and its
    clock."""

    app: Flask
    clock: SchoolClock


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with tables and nothing in them, to be copied (SQLite only)."""
    home = tmp_path_factory.mktemp("empty") / "home"
    app = make_app(home, SchoolClock(MONDAY_MS))
    db.upgrade(app)
    close(app)
    return home


@pytest.fixture(scope="module")
def module_app(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """On SQLite. Schools on one node do not see each other, which tests of their own show."""
    home = shutil.copytree(empty_home, tmp_path_factory.mktemp("shared") / "home")
    clock = SchoolClock(MONDAY_MS)
    app = make_app(home, clock)
    yield Shared(app, clock)
    close(app)


@pytest.fixture(scope="module")
def module_app_on_postgres(
    postgres: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    """The same on PostgreSQL."""
    home = tmp_path_factory.mktemp("shared") / "home"
    clock = SchoolClock(MONDAY_MS)
    url = postgres.copy("migrated", databases.migrate)
    app = make_app(home, clock, database_url=url)
    db.upgrade(app)
    yield Shared(app, clock)
    close(app)


@pytest.fixture
def shared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shared:
    """The module's application at nine o'clock, with an empty school for this test's clients."""
    of = "module_app_on_postgres" if _is_on_postgres(request) else "module_app"
    found: Shared = request.getfixturevalue(of)
    found.clock.unix_ms = MONDAY_MS
    monkeypatch.setattr(Client, "school", f"mektep-{next(_SCHOOLS)}")
    return found


def _is_on_postgres(request: pytest.FixtureRequest) -> bool:
    if "database_kind" not in request.fixturenames:
        return False
    return bool(request.getfixturevalue("database_kind") == "postgresql")
