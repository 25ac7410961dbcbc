"""The emulated link must count and cut exactly, or the tests that stand on it prove nothing."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from tests.support.link import link_to


@pytest.fixture
def echo_port() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                end, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=echo, args=(end,), daemon=True).start()

    def echo(end: socket.socket) -> None:
        with end, contextlib.suppress(OSError):
            while data := end.recv(65536):
                end.sendall(data)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def exchange(port: int, payload: bytes) -> bytes:
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as end:
        end.sendall(payload)
        while len(got) < len(payload):
            data = end.recv(65536)
            if not data:
                break
            got += data
    return got


def test_it_counts_bytes_both_ways_and_requests(echo_port: int) -> None:
    request = b"POST /sync/v1/session HTTP/1.1\r\n\r\n" + b"x" * 1000
    with link_to(echo_port) as link:
        assert exchange(link.port, request * 2) == request * 2
        traffic = link.take()
    assert (traffic.up, traffic.down) == (len(request) * 2, len(request) * 2)
    assert traffic.requests == 2


def test_it_cuts_after_the_given_number_of_bytes(echo_port: int) -> None:
    with link_to(echo_port, cuts=[5_000]) as link:
        with pytest.raises(OSError):  # noqa: PT012
            if len(exchange(link.port, b"y" * 100_000)) < 100_000:
                raise ConnectionResetError
        assert link.take().total == 5_000
        assert link.cuts_made == 1
        assert exchange(link.port, b"again") == b"again"


def test_a_pulled_cable_refuses_until_it_is_back(echo_port: int) -> None:
    with link_to(echo_port) as link:
        link.down()
        with pytest.raises(OSError):  # noqa: PT012
            if exchange(link.port, b"anybody?") == b"":
                raise ConnectionResetError
        link.up()
        assert exchange(link.port, b"back") == b"back"
