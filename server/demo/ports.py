"""Who holds a port: so that a busy one is answered with a name and not with a stack of calls."""

import contextlib
import errno
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LISTEN: Final = "0A"  # the state's number in /proc/net/tcp


@dataclass(frozen=True)
class Holder:
    pid: int
    command: str


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now, on any address."""
    for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):  # noqa: S104
        with contextlib.ExitStack() as stack:
            try:
                probe = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind((address, port))
                probe.listen(1)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return False
                # A machine without IPv6 refuses the address family, which says nothing of the port.
    return True


def holder(port: int) -> Holder | None:
    """The process that listens on the port; None where the system doesn't tell (Linux only)."""
    inodes = set(_listening_inodes(port))
    if not inodes:
        return None
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            for descriptor in (process / "fd").iterdir():
                if str(descriptor.readlink()) in inodes:
                    words = (process / "cmdline").read_bytes().split(b"\0")
                    command = b" ".join(words).decode(errors="replace").strip()
                    return Holder(int(process.name), command[:120])
    return None


def _listening_inodes(port: int) -> list[str]:
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for row in Path(table).read_text().splitlines()[1:]:
                cells = row.split()
                if cells[3] == LISTEN and int(cells[1].rsplit(":", 1)[1], 16) == port:
                    found.append(f"socket:[{cells[9]}]")
    return found
