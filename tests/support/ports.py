"""Ports for servers of a test, which no other program on this machine takes in the meantime."""

import contextlib
import itertools
import socket
from collections.abc import Iterator
from functools import cache
from typing import Final

FIRST, LAST = 20_000, 32_000
"""Below those that Linux gives to whoever asks for any port or opens a connection: from 32768."""
BLOCK: Final = 100
"""Ports of one test process: many times what one test needs, so that none comes again soon."""


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on, and that this process has not given away lately."""
    found: list[int] = []
    ours = _ours()
    for _ in range(BLOCK):
        port = next(ours)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError(f"fewer than {count} of this process's {BLOCK} ports are free")


@cache
def _ours() -> Iterator[int]:
    """The ports of a block that is this process's until it ends, round and round."""
    for start in range(FIRST, LAST, BLOCK):
        # An abstract Unix socket: its name is taken by one process, and given back by its end.
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(f"\0tirek-test-ports-{start}")
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        return itertools.cycle(range(start, start + BLOCK))
    raise RuntimeError("every block of ports belongs to a test process")


_claims: Final[list[socket.socket]] = []
