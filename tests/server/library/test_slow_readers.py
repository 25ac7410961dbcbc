"""Films for a whole class on a bad Wi-Fi: who reads slowly holds up nobody else."""

import http.client
import random
import socket
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.server import MultiSocketServer

from content.importer import import_file
from server import db
from server.config import Config
from server.library.stores import course_store
from server.limits import REQUEST_THREADS, SEND_BYTES
from server.operations.local import submit
from server.serve import make_server
from tests.server.conftest import close, make_app
from tests.server.library.test_courses import with_manifest
from tests.server.phone import SchoolClock
from tests.support.ports import free_ports

FILM: Final = random.Random(7).randbytes(20_000_000)
"""Larger than what waitress lets a thread put into a connection's buffer: 16 MB."""
PATIENCE_SECONDS: Final = 20
SCHOOL: Final = "dala"


@dataclass(frozen=True)
class Cinema:
    port: int
    film: str

    def ask(self, wanted: str | None) -> tuple[http.client.HTTPResponse, bytes]:
        """The film or a range of it, read at once."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        asked.request("GET", self.film, headers={"Range": wanted} if wanted else {})
        answer = asked.getresponse()
        body = answer.read()
        asked.close()
        return answer, body

    def wait_at(self, wanted: str | None) -> socket.socket:
        """Somebody who asks for it and reads the beginning only."""
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.settimeout(PATIENCE_SECONDS)
        made.connect(("127.0.0.1", self.port))
        more = f"Range: {wanted}\r\n" if wanted else ""
        made.sendall(f"GET {self.film} HTTP/1.1\r\nHost: box\r\n{more}\r\n".encode())
        assert made.recv(100).startswith(b"HTTP/1.1 20")
        return made


@pytest.fixture(scope="module")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    """A server of ours with a lesson that has a film in it."""
    home = tmp_path_factory.mktemp("cinema") / "home"
    port, content_port = free_ports(2)
    settings = {"port": str(port), "content_port": str(content_port)}
    app = make_app(home, SchoolClock(1_800_000_000_000), **settings)
    db.upgrade(app)
    package = home / "film.zip"
    with zipfile.ZipFile(package, "w") as made:
        made.writestr("index.html", "<video src=film.mp4></video>")
        made.writestr("film.mp4", FILM)
    with app.app_context(), db.write_transaction():
        imported = import_file(package, "film.zip", course_store())
        submit("school.set", SCHOOL, {"name": "Дала мектебі", "language": "kk"})
        submit("course.publish", "film", with_manifest(imported.manifest_sha256))
        film = f"/c/{imported.description.files['film.mp4'].sha256}"
    environ = {f"TIREK_{name.upper()}": value for name, value in settings.items()}
    config = Config.load({"TIREK_HOME": str(home), "TIREK_HOST": "127.0.0.1", **environ})
    server = make_server(app, config)
    assert isinstance(server, MultiSocketServer)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Cinema(port, film)
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    close(app)


@pytest.mark.parametrize("wanted", [None, "bytes=0-", "bytes=1000-18000000"])
def test_more_slow_readers_than_threads_leave_a_thread_for_the_next(
    cinema: Cinema, wanted: str | None
) -> None:
    slow = [cinema.wait_at(wanted) for _ in range(REQUEST_THREADS + 2)]

    answer, body = cinema.ask("bytes=19999990-")

    assert (answer.status, body) == (206, FILM[-10:])
    for each in slow:
        each.close()


@pytest.mark.parametrize(
    ("wanted", "first", "end"),
    [
        ("bytes=0-", 0, len(FILM)),
        ("bytes=5-5", 5, 6),
        ("bytes=17000000-17000099", 17_000_000, 17_000_100),
        ("bytes=-7", len(FILM) - 7, len(FILM)),
        ("bytes=19999999-99999999", len(FILM) - 1, len(FILM)),
    ],
)
def test_a_range_is_exactly_what_was_asked_for(
    cinema: Cinema, wanted: str, first: int, end: int
) -> None:
    answer, body = cinema.ask(wanted)

    assert answer.status == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(FILM)}"
    assert answer.headers["Content-Length"] == str(end - first)
    assert body == FILM[first:end]


def test_a_connection_lives_on_after_a_range(cinema: Cinema) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", cinema.port, timeout=PATIENCE_SECONDS)
    for first in (3, 18_000_000, 0):
        asked.request("GET", cinema.film, headers={"Range": f"bytes={first}-{first + 999}"})
        assert asked.getresponse().read() == FILM[first : first + 1000]
    asked.close()


def test_no_more_is_read_of_a_film_than_is_sent_at_once(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    real = ReadOnlyFileBasedBuffer.get

    def get(self: ReadOnlyFileBasedBuffer, numbytes: int = -1, skip: bool = False) -> bytes:
        data: bytes = real(self, numbytes, skip)
        if not skip:
            read.append(len(data))
        return data

    monkeypatch.setattr(ReadOnlyFileBasedBuffer, "get", get)

    _, body = cinema.ask(None)

    assert body == FILM
    assert max(read) == SEND_BYTES
