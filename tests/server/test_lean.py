"""What a box of 512 MB does not carry about: parts that only other places use."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.server import cast
from tests.server.conftest import MONDAY_MS

NOT_ON_A_SCHOOL: Final = (
    "sqlalchemy.dialects.postgresql",  # a hub's
    "psycopg",
    "alembic",  # a new release's, once
    "openpyxl",  # whoever brings a sheet
    "lxml",  # whoever brings a course
    "plistlib",  # the school's own iPads, once
    "requests",  # an exchange
    "zeroconf",  # unless the box is to have a name
    "apscheduler",  # unless there is a node above
    "segno",  # whoever prints a code
    "content.importer",  # whoever brings a lesson
    "server.templates.spreading",  # a hub's
    "server.transfers.passing",  # a hub's
    "server.hub.applying",  # a hub's
    "server.gradebook.book",  # a teacher's day
    "multiprocessing",  # nobody
    "pygments",
    "pytest",
)
STARTS: Final = """
import json, sys
from server import db
from server.app import create_app
from server.background import start_background
from server.config import Config
from server.serve import make_server

home, now, login, password = sys.argv[1:]
config = Config.load({"TIREK_HOME": home, "TIREK_HOST": "127.0.0.1"})
app = create_app(config, unix_ms=lambda: int(now))
db.upgrade(app)
stop = start_background(app)
phone = app.test_client()
told = {"login": login, "password": password, "device": "a phone"}
session = phone.post("/api/v1/sessions", json=told)
token = {"Authorization": "Bearer " + session.get_json()["token"]}
assert phone.get("/api/v1/changes?limit=200", headers=token).status_code == 200
assert phone.get("/c/" + "0" * 64).status_code == 404
assert phone.get("/healthz").status_code == 200
stop()
print(json.dumps(sorted(sys.modules)))
"""
EVERYBODY_S_VIEWS: Final = {"changes", "library", "node", "people"}
"""Domains whose routes a log-in, a to-do list and the look at the server's health ask for."""
OURS_AT_MOST: Final = 650
"""Modules of this program. Each holds some 50 KB for good; one that few people ever ask for is
imported where they do, as views are (server.routing)."""


@pytest.mark.sqlite
def test_a_pupil_is_served_without_them(tmp_path: Path, cast_home: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(cast_home, home)
    done = subprocess.run(
        [sys.executable, "-c", STARTS, str(home), str(MONDAY_MS), cast.ARU, cast.PASSWORD],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={k: v for k, v in os.environ.items() if not k.startswith("TIREK_")},
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)

    assert "server.serve" in loaded
    assert [name for name in NOT_ON_A_SCHOOL if name in loaded] == []
    views = {n.split(".")[1] for n in loaded if n.startswith("server.") and n.endswith(".views")}
    assert views == EVERYBODY_S_VIEWS
    ours = [name for name in loaded if name.split(".")[0] in ("server", "sync", "content")]
    assert len(ours) <= OURS_AT_MOST
