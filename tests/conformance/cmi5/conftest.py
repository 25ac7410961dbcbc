"""A school without anybody in it, and a program that manages cmi5 courses there."""

import pytest
from flask import Flask

from tests.conformance.conftest import Shared
from tests.server.phone import SchoolClock
from tests.support.cmi5 import Lms


@pytest.fixture
def clock(shared: Shared) -> SchoolClock:
    return shared.clock


@pytest.fixture
def app(shared: Shared) -> Flask:
    return shared.app


@pytest.fixture
def lms(app: Flask) -> Lms:
    return Lms.of(app)
