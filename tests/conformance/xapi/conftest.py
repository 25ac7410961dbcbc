"""A record store on an empty school, and a client that may do everything."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server import db
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.phone import SchoolClock
from tests.support import databases
from tests.support.xapi import Client


@pytest.fixture
def clock() -> SchoolClock:
    return SchoolClock(MONDAY_MS)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    databases.on_both(metafunc)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database on which the record store is."""
    yield from databases.use(getattr(request, "param", "sqlite"), request)


@pytest.fixture
def app(
    database_kind: str, empty_home: Path, tmp_path: Path, clock: SchoolClock
) -> Iterator[Flask]:
    if database_kind == "sqlite":
        shutil.copytree(empty_home, tmp_path / "home")
    made = make_app(tmp_path / "home", clock)
    db.upgrade(made)
    yield made
    close(made)


@pytest.fixture
def client(app: Flask) -> Client:
    return Client.with_key(app)
