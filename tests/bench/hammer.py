"""Asks the same server again and again over one kept connection: `python -m tests.bench.hammer`.

A process of its own for each connection, so that the asking shares no interpreter lock. Reads from
standard input a JSON object: `port`, `seconds`, `requests` (text of the raw bytes, in latin-1),
`good` (statuses) and `repeat`; prints how many were answered and in how many seconds.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class Hammered:
    """Requests answered, and how long the slowest of the processes took, in seconds."""

    count: int
    seconds: float


def hammer(
    port: int, each: Sequence[Sequence[bytes]], *, seconds: float, good: int, repeat: bool
) -> Hammered:
    """A process for each list of requests, all at once; without `repeat` each ends with its list.
    Raises AssertionError for an answer of another status."""
    with ExitStack() as stack:
        words = [sys.executable, "-m", "tests.bench.hammer"]
        made = [
            stack.enter_context(
                subprocess.Popen(
                    words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT
                )
            )
            for _ in each
        ]
        for process, requests in zip(made, each, strict=True):
            assert process.stdin is not None
            texts = [one.decode("latin-1") for one in requests]
            told = {"port": port, "seconds": seconds, "good": good, "repeat": repeat}
            json.dump({**told, "requests": texts}, process.stdin)
            process.stdin.write("\n")
            process.stdin.flush()
        for process in made:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in made:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        found = [process.communicate()[0].split() for process in made]
    assert all(len(one) == 2 for one in found), "an answer was none of those expected"
    return Hammered(sum(int(one[0]) for one in found), max(float(one[1]) for one in found))


def _answer(connection: socket.socket, kept: bytearray) -> int:
    """Reads one answer; what follows it stays in `kept`. Its status."""
    while (end := kept.find(b"\r\n\r\n")) < 0:
        kept += _more(connection)
    head = bytes(kept[:end]).lower()
    at = head.find(b"content-length:")
    length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    status = int(head[9:12])
    if status in {204, 304}:
        length = 0
    while len(kept) < end + 4 + length:
        kept += _more(connection)
    del kept[: end + 4 + length]
    return status


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 16)
    assert data, "the server has hung up"
    return data


def main() -> None:
    """One connection's part."""
    told: dict[str, Any] = json.loads(sys.stdin.readline())
    requests = [text.encode("latin-1") for text in told["requests"]]
    connection = socket.create_connection(("127.0.0.1", told["port"]), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    kept, count = bytearray(), 0
    began = time.monotonic()
    for raw in cycle(requests) if told["repeat"] else requests:
        connection.sendall(raw)
        status = _answer(connection, kept)
        assert status == told["good"], (status, raw[:200])
        count += 1
        if time.monotonic() - began > told["seconds"]:
            break
    print(count, time.monotonic() - began)  # noqa: T201


if __name__ == "__main__":
    main()
