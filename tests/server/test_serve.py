"""The real server: one process, two ports, and a lock that remembers how it ended."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from waitress.server import MultiSocketServer

from server import db
from server.config import Config
from server.lock import LOCK_FILE, AlreadyServing, ServeLock
from server.serve import PortBusy, make_server
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock
from tests.support.ports import free_ports

RUNNING_SECONDS = 20


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """A waitress of ours on two free ports, run in a thread."""
    port, content_port = free_ports(2)
    environ = {"TIREK_HOME": str(tmp_path), "TIREK_HOST": "127.0.0.1"}
    environ |= {"TIREK_PORT": str(port), "TIREK_CONTENT_PORT": str(content_port)}
    (tmp_path / "shell_build").mkdir()
    (tmp_path / "shell_build" / "shell.html").write_text("Player")
    app = make_app(tmp_path, SchoolClock(0), port=str(port), content_port=str(content_port))
    db.upgrade(app)
    config = Config.load(environ)
    server = make_server(app, config)
    assert isinstance(server, MultiSocketServer)
    with pytest.raises(PortBusy, match=str(port)):
        make_server(app, config)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield port, content_port
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(RUNNING_SECONDS)
    assert not thread.is_alive()
    close(app)


def fetch(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=names)
    try:
        with urllib.request.urlopen(request, timeout=RUNNING_SECONDS) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_the_listening_socket_chooses_the_origin(ports: tuple[int, int]) -> None:
    """Neither Host nor any forwarded header moves a request to the other origin."""
    port, content_port = ports
    assert fetch(port, "/healthz")[0] == 200
    assert fetch(content_port, "/shell.html") == (200, b"Player")
    assert fetch(content_port, "/healthz")[0] == 404

    for lie in (
        {"Host": f"127.0.0.1:{port}"},
        {"X_Forwarded_Port": str(port)},
        {"X_Forwarded_Host": f"127.0.0.1:{port}"},
        {"Forwarded": f"host=127.0.0.1:{port};proto=http"},
        {"X_Forwarded_Proto": "https"},
    ):
        assert fetch(content_port, "/healthz", **lie)[0] == 404, lie
    lie = {"Host": f"127.0.0.1:{content_port}", "X_Forwarded_Port": str(content_port)}
    assert fetch(port, "/healthz", **lie)[0] == 200


def test_one_folder_has_one_server(tmp_path: Path) -> None:
    with ServeLock(tmp_path) as first:
        assert first.last_stop_was_clean is None
        with pytest.raises(AlreadyServing, match="already served"), ServeLock(tmp_path):
            pass
    with ServeLock(tmp_path) as second:
        assert second.last_stop_was_clean is True


def test_a_killed_server_is_noticed_at_the_next_start(tmp_path: Path) -> None:
    with ServeLock(tmp_path):
        crashed = (tmp_path / LOCK_FILE).read_bytes()  # what a power cut would leave
    assert json.loads(crashed)["clean"] is False
    (tmp_path / LOCK_FILE).write_bytes(crashed)

    with ServeLock(tmp_path) as after:
        assert after.last_stop_was_clean is False
    (tmp_path / LOCK_FILE).write_bytes(crashed[:5])
    with ServeLock(tmp_path) as torn:
        assert torn.last_stop_was_clean is False


def test_an_error_is_no_clean_stop(tmp_path: Path) -> None:
    with pytest.raises(LookupError), ServeLock(tmp_path):
        raise LookupError

    with ServeLock(tmp_path) as after:
        assert after.last_stop_was_clean is False
