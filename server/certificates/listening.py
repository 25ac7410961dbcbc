"""waitress over TLS: a listening socket whose channels speak through OpenSSL.

Nothing blocks: the handshake happens as bytes come, within the loop that serves every socket.
"""

import logging
import ssl
import threading
import time
from typing import Any, Final

from waitress.server import TcpWSGIServer

from server.certificates.choosing import Chooser
from server.certificates.limits import TLS_RECORD_BYTES
from server.channels import FairChannel

log = logging.getLogger(__name__)

_AGAIN: Final = (ssl.SSLWantReadError, ssl.SSLWantWriteError)


class TlsChannel(FairChannel):
    """One connection. OpenSSL's object is not for two threads at once, and waitress reads in its
    loop while a worker writes: a lock stands between them."""

    def __init__(self, server: Any, sock: ssl.SSLSocket, addr: Any, adj: Any, map: Any) -> None:  # noqa: A002
        self._tls = threading.Lock()
        self._must_write = False
        self._secure = sock
        super().__init__(server, sock, addr, adj, map=map)

    def readable(self) -> bool:
        """While OpenSSL wants to write first, a byte to read would only spin the loop."""
        return bool(super().readable()) and not self._must_write

    def writable(self) -> bool:
        """Also where OpenSSL has more of a handshake to send."""
        return self._must_write or bool(super().writable())

    def handle_write(self) -> None:
        """Go on with a handshake that waited for room, then as ever."""
        if self._must_write:
            self._must_write = False
            self.handle_read()
            return
        super().handle_write()

    def handle_read(self) -> None:
        """Take what has come: all that OpenSSL has deciphered, since no poll tells of that."""
        while self.connected:
            try:
                with self._tls:
                    data = self._secure.recv(TLS_RECORD_BYTES)
                    more = self._secure.pending()
            except ssl.SSLWantWriteError:
                self._must_write = True
                return
            except _AGAIN:
                return
            except (OSError, ValueError):  # a browser that refuses the certificate, a scanner
                self.handle_close()
                return
            if not data:
                self.handle_close()
                return
            self.last_activity = time.time()
            self.received(data)
            if not more:
                return

    def send(self, data: bytes, do_close: bool = True) -> int:
        """The number of bytes taken; 0 where OpenSSL has to be asked again."""
        try:
            with self._tls:
                return int(self._secure.send(data))
        except _AGAIN:
            return 0
        except OSError:
            if do_close:
                self.handle_close()
                return 0
            raise


class TlsServer(TcpWSGIServer):
    """Listens for TLS; without a certificate a connection is closed at once."""

    channel_class = TlsChannel

    def __init__(
        self, application: Any, chooser: Chooser, *, sockets: dict[int, Any], **more: Any
    ) -> None:
        self._chooser = chooser
        self._sockets = sockets
        super().__init__(application, map=sockets, **more)

    def handle_accept(self) -> None:
        """Wrap a new connection; the handshake is left to its first reads."""
        try:
            taken = self.accept()
            if taken is None:
                return
            plain, address = taken
        except OSError:
            return
        try:
            self.set_socket_options(plain)
            plain.setblocking(False)
            context = self._chooser.context()
            if context is None:
                plain.close()
                return
            secure = context.wrap_socket(
                plain, server_side=True, do_handshake_on_connect=False, suppress_ragged_eofs=True
            )
        except (OSError, ValueError):
            plain.close()
            return
        self.channel_class(self, secure, self.fix_addr(address), self.adj, map=self._sockets)
