"""waitress's connections: fair to who shares the box with a slow reader, and kept between requests.

waitress reads as much of an answer as the kernel's send buffer may ever hold, 2.6 MB on Linux, to
send the few kilobytes for which there is room: two hundred slow films read 5 GB a second so. And it
hangs up after every answer that has no body, which a poll without news is: each would cost a phone
another handshake of TLS, and a school on a satellite two round trips more.
"""

import socket
from typing import Any, Final

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from server.limits import SEND_BYTES, UNSENT_BYTES

_LOWEST: Final[int | None] = getattr(socket, "TCP_NOTSENT_LOWAT", None)
"""How much may lie in the kernel without being on its way; not every system can be told."""


class LastingTask(WSGITask):
    """A request after which the connection stays, if the client wants it to: 204 and 304 end with
    their head (RFC 9112, section 6.3), so nobody has to hear that by its closing."""

    def set_close_on_finish(self) -> None:
        """Close it, unless the only reason is that there is no Content-Length."""
        request: Any = self.request
        asked = request.headers.get("CONNECTION", "").lower()
        if self.has_body or self.version != "1.1" or asked == "close":
            super().set_close_on_finish()


class FairChannel(HTTPChannel):
    """A connection that reads no more of an answer than it may send at once."""

    task_class = LastingTask

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
