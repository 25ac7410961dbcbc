"""A record store on an empty school, and a client that may do everything."""

import pytest
from flask import Flask

from tests.conformance.conftest import Shared
from tests.server.phone import SchoolClock
from tests.support import databases
from tests.support.xapi import Client


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    databases.on_both(metafunc)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """The database on which the record store is."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def app(database_kind: str, shared: Shared) -> Flask:
    return shared.app


@pytest.fixture
def clock(shared: Shared) -> SchoolClock:
    return shared.clock


@pytest.fixture
def client(app: Flask) -> Client:
    return Client.with_key(app)
