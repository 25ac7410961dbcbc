"""A school without anybody in it, and a program that manages cmi5 courses there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server import db
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.phone import SchoolClock
from tests.support.cmi5 import Lms


@pytest.fixture
def clock() -> SchoolClock:
    return SchoolClock(MONDAY_MS)


@pytest.fixture
def app(tmp_path: Path, clock: SchoolClock) -> Iterator[Flask]:
    made = make_app(tmp_path / "home", clock)
    db.upgrade(made)
    yield made
    close(made)


@pytest.fixture
def lms(app: Flask) -> Lms:
    return Lms.of(app)
