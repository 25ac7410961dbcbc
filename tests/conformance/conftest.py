"""An empty school, migrated once for all tests."""

from pathlib import Path

import pytest

from server import db
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.phone import SchoolClock


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with tables and nothing in them, to be copied (SQLite only)."""
    home = tmp_path_factory.mktemp("empty") / "home"
    app = make_app(home, SchoolClock(MONDAY_MS))
    db.upgrade(app)
    close(app)
    return home
