"""What the dates of the node above's certificate say to a box that knows its clock to be wrong."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.core.errors import RoadFailed
from sync.roads.channel import Memory
from sync.roads.http import HttpRoad
from tests.support.nginx import CERTIFICATE, KEY, certificates

IN_2036 = timedelta(days=3650)


class _Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def serve(folder: Path, name: str) -> Iterator[tuple[str, Memory]]:
    """A node whose certificate becomes good in ten years, as a box sees it that stands in 2016."""
    authority = certificates(folder, [name], now=datetime.now(UTC) + IN_2036)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / CERTIFICATE, folder / KEY)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}", Memory(str(authority))
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def above(tmp_path: Path) -> Iterator[tuple[str, Memory]]:
    yield from serve(tmp_path, "127.0.0.1")


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[tuple[str, Memory]]:
    yield from serve(tmp_path, "another.example")


def ask(address: str, memory: Memory) -> bytes:
    road = HttpRoad(address, "token", memory=memory)
    try:
        return road.session(b"x")()
    finally:
        road.close()


def test_dates_count_as_long_as_the_clock_is_believed(above: tuple[str, Memory]) -> None:
    address, memory = above
    with pytest.raises(RoadFailed) as failed:
        ask(address, memory)
    assert failed.value.cause == "certificate"

    memory.doubt_dates(True)
    assert ask(address, memory) == b"ok"

    memory.doubt_dates(False)
    with pytest.raises(RoadFailed):
        ask(address, memory)


def test_a_name_and_an_authority_count_whatever_the_clock(impostor: tuple[str, Memory]) -> None:
    address, memory = impostor
    memory.doubt_dates(True)
    with pytest.raises(RoadFailed) as failed:
        ask(address, memory)
    assert failed.value.cause == "certificate"
