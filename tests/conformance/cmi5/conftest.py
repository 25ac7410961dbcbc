"""A school without anybody in it, and a program that manages cmi5 courses there."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.phone import SchoolClock
from tests.support.cmi5 import Lms


@pytest.fixture
def clock() -> SchoolClock:
    return SchoolClock(MONDAY_MS)


@pytest.fixture
def app(empty_home: Path, tmp_path: Path, clock: SchoolClock) -> Iterator[Flask]:
    home = shutil.copytree(empty_home, tmp_path / "home")
    made = make_app(home, clock)
    yield made
    close(made)


@pytest.fixture
def lms(app: Flask) -> Lms:
    return Lms.of(app)
