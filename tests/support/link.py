"""A TCP link between two processes that counts what crosses it and is cut on command.

It stands between the sync agent and the hub in the story test and in the benchmarks. It works on
bytes, not packets: loss and delay belong to an emulated network, cuts and counts belong here.
"""

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Pair = tuple[socket.socket, socket.socket]
CHUNK = 4096  # bytes read at once: small, so that a cut falls inside a body and not after it
REQUEST_LINE = re.compile(rb"(?:GET|HEAD|POST|PUT|PATCH|DELETE) \S+ HTTP/1\.1\r\n")


@dataclass
class Traffic:
    """Payload bytes in each direction and HTTP requests, since the last `take()`."""

    up: int = 0
    down: int = 0
    requests: int = 0

    @property
    def total(self) -> int:
        return self.up + self.down


@dataclass
class Link:
    """Forwards 127.0.0.1:`port` to 127.0.0.1:`target`.

    `cuts` is a list of byte counts: when that many bytes (both ways together) have crossed since
    the last cut, every connection is reset and the next count applies.
    """

    target: int
    cuts: list[int] = field(default_factory=list)
    cuts_made: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._traffic = Traffic()
        self._since_cut = 0
        self._up = True
        self._pairs: set[Pair] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self) -> Traffic:
        """What has crossed since the last call."""
        with self._lock:
            taken, self._traffic = self._traffic, Traffic()
        return taken

    def down(self) -> None:
        """Pulls the cable: open connections are reset, new ones are refused at once."""
        self._up = False
        self._reset_all()

    def up(self) -> None:
        self._up = True

    def close(self) -> None:
        self.down()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread blocked in accept
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._up:
                _reset(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            except OSError:
                _reset(client)
                continue
            server.settimeout(None)
            pair = (client, server)
            with self._lock:
                self._pairs.add(pair)
            for source, sink, is_up in ((client, server, True), (server, client, False)):
                threading.Thread(
                    target=self._pump, args=(pair, source, sink, is_up), daemon=True
                ).start()

    def _pump(
        self,
        pair: Pair,
        source: socket.socket,
        sink: socket.socket,
        is_up: bool,
    ) -> None:
        tail = b""
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                allowed, cut_pairs = self._account(pair, len(data), is_up)
                if allowed == 0 and not cut_pairs:
                    break  # the link was cut while these bytes were on their way
                data = data[:allowed]
                if is_up:
                    seen = tail + data
                    with self._lock:
                        self._traffic.requests += len(REQUEST_LINE.findall(seen))
                    # A request line may straddle two reads: keep what follows the last whole line.
                    tail = seen[seen.rfind(b"\r\n") + 2 :][-2048:]
                sink.sendall(data)
                if cut_pairs:
                    _reset_pairs(cut_pairs)
                    return
            else:
                sink.shutdown(socket.SHUT_WR)
                return
        self._forget(pair)

    def _account(self, pair: Pair, size: int, is_up: bool) -> tuple[int, set[Pair]]:
        """How many of these bytes still cross, and the connections that end with them."""
        ended: set[Pair] = set()
        with self._lock:
            if pair not in self._pairs:
                return 0, ended
            if self.cuts and self._since_cut + size >= self.cuts[0]:
                size = max(0, self.cuts.pop(0) - self._since_cut)
                self._since_cut = 0
                self.cuts_made += 1
                # At once, so that no other thread counts a byte more.
                ended, self._pairs = self._pairs, set()
            else:
                self._since_cut += size
            if is_up:
                self._traffic.up += size
            else:
                self._traffic.down += size
        return size, ended

    def _reset_all(self) -> None:
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        _reset_pairs(pairs)

    def _forget(self, pair: Pair) -> None:
        with self._lock:
            self._pairs.discard(pair)
        for end in pair:
            _reset(end)


def _reset_pairs(pairs: Iterable[Pair]) -> None:
    for pair in pairs:
        for end in pair:
            _reset(end)


def _reset(end: socket.socket) -> None:
    """Closes with a reset, as a link does that goes away, and wakes a thread blocked in recv."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        end.close()


@contextlib.contextmanager
def link_to(target: int, cuts: list[int] | None = None) -> Iterator[Link]:
    link = Link(target, cuts or [])
    try:
        yield link
    finally:
        link.close()
