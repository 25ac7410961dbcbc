"""Several `tirek hub serve` on one database: any of them answers, any of them may be killed."""

from pathlib import Path

import pytest

from tests.support.nodes import Node
from tests.support.ports import free_ports
from tests.support.postgres import Templates

pytestmark = pytest.mark.postgresql


def worker(home: Path, url: str) -> Node:
    port, content_port = free_ports(2)
    return Node(home, port, content_port, {"TIREK_DATABASE_URL": url}, ("hub", "serve"))


@pytest.mark.slow
def test_two_workers_serve_one_database_and_one_goes_on_alone(
    tmp_path: Path, postgres: Templates
) -> None:
    server = postgres.server
    url = server.url(server.create())
    one, two = worker(tmp_path / "home", url), worker(tmp_path / "home", url)
    try:
        one.start()
        two.start()
        assert one.answers()
        assert two.answers()
        one.kill()
        assert two.answers()
        one.start()
        assert one.answers(), "in the place of the one that was killed"
        two.stop()
        assert one.answers()
    finally:
        for node in (one, two):
            node.stop()


def test_a_school_on_sqlite_never_loads_the_driver(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from server import db; from server.app import"
        " create_app; from server.config import Config;"
        f"app = create_app(Config.load({{'TIREK_HOME': {str(tmp_path)!r}}})); db.upgrade(app);"
        "print([m for m in sys.modules if m.split('.')[0] == 'psycopg'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
