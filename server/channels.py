"""waitress's connections, made fair: a slow reader costs what it takes, not what buffers may hold.

waitress reads as much of an answer as the kernel's send buffer may ever hold, 2.6 MB on Linux, to
send the few kilobytes for which there is room: two hundred slow films read 5 GB a second so.
"""

import socket
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from server.limits import SEND_BYTES, UNSENT_BYTES

_LOWEST: Final[int | None] = getattr(socket, "TCP_NOTSENT_LOWAT", None)
"""How much may lie in the kernel without being on its way; not every system can be told."""


class FairChannel(HTTPChannel):
    """A connection that reads no more of an answer than it may send at once."""

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002
        super().__init__(server, sock, addr, adj, map=map)
        self.sendbuf_len = SEND_BYTES
        if _LOWEST is not None:
            sock.setsockopt(socket.IPPROTO_TCP, _LOWEST, UNSENT_BYTES)


def make_fair(sockets: dict[int, Any]) -> None:
    """Let every plain listening socket of the map accept fair connections from now on."""
    for each in sockets.values():
        if type(each) is TcpWSGIServer:
            each.channel_class = FairChannel
