"""What a box of 512 MB does not carry about: parts that only other places use."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.support import databases

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

config = Config.load({"TIREK_HOME": sys.argv[1], "TIREK_HOST": "127.0.0.1"})
app = create_app(config)
db.upgrade(app)
stop = start_background(app)
stop()
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.sqlite
def test_a_school_s_server_starts_without_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    databases.begin(home)  # with its tables
    done = subprocess.run(
        [sys.executable, "-c", STARTS, str(home)],
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
