"""Connections are kept where nothing forbids it: a poll without news costs no second handshake."""

import http.client
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import pytest
from waitress.server import MultiSocketServer, create_server

from server.channels import make_fair
from tests.support.ports import free_ports

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATIENCE_SECONDS: Final = 20
STATUSES: Final = {
    "/unchanged": "304 Not Modified", "/taken": "204 No Content", "/page": "200 OK",
}  # fmt: skip


def answers(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
    status = STATUSES[environ["PATH_INFO"]]
    body = b"text" if status.startswith("200") else b""
    environ["wsgi.input"].read()
    start(status, [("Content-Length", "4")] if body else [])
    return [body]


@pytest.fixture
def port() -> Iterator[int]:
    sockets: dict[int, Any] = {}
    first, second = free_ports(2)
    listen = f"127.0.0.1:{first} 127.0.0.1:{second}"
    server = create_server(answers, map=sockets, listen=listen, threads=2, asyncore_use_poll=True)
    assert isinstance(server, MultiSocketServer)
    make_fair(sockets)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield first
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def ask(connection: http.client.HTTPConnection, path: str, **headers: str) -> bool:
    """Whether the server keeps the connection after its answer."""
    connection.request("POST", path, body=b"operations", headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == int(STATUSES[path][:3])
    return not answer.will_close


def test_an_answer_without_a_body_leaves_the_connection_open(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.connect()
    first = connection.sock.getsockname()

    for path in ("/unchanged", "/taken", "/page", "/unchanged"):
        assert ask(connection, path), path

    assert connection.sock.getsockname() == first
    connection.close()


@pytest.mark.parametrize("path", STATUSES)
def test_who_wants_it_closed_gets_it_closed(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    assert not ask(connection, path, Connection="close")

    connection.close()
