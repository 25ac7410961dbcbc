"""Clients that take their time: hundreds of sockets, each as slow as a bad phone or as an attacker.

All of them live in one thread, which wakes ten times a second and costs next to nothing; what a
probe then waits for is the server's own doing.
"""

import contextlib
import http.client
import math
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

BEAT_SECONDS: Final = 0.1
SIP_BYTES: Final = 512
"""What a slow client takes or gives at a beat: 5 KB a second, a telephone of long ago."""
RECEIVE_BUFFER_BYTES: Final = 4096
"""So that the kernel does not swallow a film for it."""
CONNECT_SECONDS: Final = 10.0


@dataclass
class SlowClients:
    """`count` connections to a port: each says `first` at once and a sip of `rest` at every beat,
    over and over; what comes back it takes by sips, or not at all."""

    port: int
    count: int
    first: bytes = b""
    rest: bytes = b""
    reads: bool = True
    broken: int = 0
    """Connections that the server has ended."""
    _sockets: list[socket.socket] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def connect(self) -> None:
        """Open all of them, and let them go on in a thread."""
        for _ in range(self.count):
            made = socket.socket()
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            made.settimeout(CONNECT_SECONDS)
            made.connect(("127.0.0.1", self.port))
            if self.first:
                made.sendall(self.first)
            made.setblocking(False)
            self._sockets.append(made)
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End all of them."""
        self._stop.set()
        self._thread.join()
        for each in self._sockets:
            each.close()

    def _go_on(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            for each in list(self._sockets):
                if not self._sip(each):
                    self._sockets.remove(each)
                    each.close()
                    self.broken += 1

    def _sip(self, each: socket.socket) -> bool:
        try:
            if self.rest:
                each.send(self.rest[:SIP_BYTES])
            if self.reads:
                return bool(each.recv(SIP_BYTES))
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True


@contextlib.contextmanager
def slow_clients(
    port: int, count: int, first: bytes = b"", rest: bytes = b""
) -> Iterator[SlowClients]:
    """All connected, until the end."""
    made = SlowClients(port, count, first, rest)
    made.connect()
    try:
        yield made
    finally:
        made.close()


def request(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    """The head of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: box", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def probe(
    port: int, path: str, headers: Mapping[str, str], *, seconds: float, every: float = 0.02
) -> list[float]:
    """Milliseconds that one more client waits for its answer, asked again and again, in order of
    size. Raises AssertionError for an answer that is none."""
    waits = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        answer.read()
        waits.append((time.monotonic() - began) * 1000)
        assert answer.status in {200, 304}, answer.status
        time.sleep(every)
    connection.close()
    return sorted(waits)


def share(waits: list[float], part: float) -> float:
    """The wait below which `part` of them lie, by the nearest rank."""
    return waits[max(0, math.ceil(part * len(waits)) - 1)]
