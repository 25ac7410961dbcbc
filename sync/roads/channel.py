"""One TCP connection, with TLS or without, that never blocks: the line waits for it in `select`."""

import contextlib
import errno
import fcntl
import os
import socket
import ssl
import struct
import sys
import termios
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sync.limits import (
    KEEPALIVE_IDLE_S,
    KEEPALIVE_PROBES,
    KEEPALIVE_STEP_S,
    MAX_UNHEARD,
    RECEIVE_BYTES,
    UNSENT_BYTES,
)
from sync.plan import Speed

_LINUX: Final = sys.platform == "linux"
# Where struct tcp_info of linux/tcp.h says when the last acknowledgement came (ms ago) and what the
# smoothed round trip is (us).
_LAST_ACK_AT: Final = 56
_RTT_AT: Final = 68
_INFO_BYTES: Final = 104
_CONGESTION: Final = b"bbr"
# Linux' TCP_FASTOPEN_CONNECT; where struct tcp_info tells that data in the first packet arrived.
_FASTOPEN_CONNECT: Final = 30
_OPTIONS_AT: Final = 5
_SYN_DATA: Final = 0x20
# X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python has no name for.
_NO_CHECK_TIME: Final = ssl.VerifyFlags(0x200000)


class Dead(Exception):
    """The connection is over. `refused`: nobody listens there; `certificate`: the other side is
    not trusted."""

    def __init__(self, reason: str, *, refused: bool = False, certificate: bool = False) -> None:
        super().__init__(reason)
        self.refused = refused
        self.certificate = certificate


@dataclass(slots=True, eq=False)
class Memory:
    """What outlives a connection and an exchange: TLS sessions to resume, and the link's measure.

    One for each upstream and each process; not for several threads at once.
    """

    authority: str | None = None
    speed: Speed = field(default_factory=Speed)
    rtt_s: float | None = None
    sessions: dict[tuple[str, int], ssl.SSLSession] = field(default_factory=dict)
    _context: ssl.SSLContext | None = None
    _undated: bool = False
    _unheard: int = 0

    @property
    def says_at_once(self) -> bool:
        """Whether the first packet may carry data. Some networks drop such packets, so what never
        arrives is not tried for ever."""
        return self._unheard < MAX_UNHEARD

    def note_at_once(self, arrived: bool) -> None:
        """What became of it on a connection that is up."""
        self._unheard = 0 if arrived else self._unheard + 1

    def doubt_dates(self, doubted: bool) -> None:
        """Whether this machine's clock is known to be wrong. Then the dates of a certificate say
        nothing, and are not looked at: the node above is where a right clock can be heard of. Its
        name and who vouches for it are checked as ever."""
        if doubted != self._undated:
            self._undated, self._context = doubted, None
            self.sessions.clear()

    @property
    def context(self) -> ssl.SSLContext:
        """TLS 1.3 and nothing older; `authority` names a file of the certificates to trust in
        place of the system's. The environment has no say in it."""
        if self._context is None:
            made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            made.minimum_version = ssl.TLSVersion.TLSv1_3
            made.set_alpn_protocols(["http/1.1"])
            file, folder = _authorities() if self.authority is None else (self.authority, None)
            made.load_verify_locations(cafile=file, capath=folder)
            if self._undated:
                made.verify_flags |= _NO_CHECK_TIME
            self._context = made
        return self._context


def _authorities() -> tuple[str | None, str | None]:
    """The system's own certificates, by the paths that OpenSSL was built with: the variables that
    move them have silently broken such connections before."""
    paths = ssl.get_default_verify_paths()
    file = paths.openssl_cafile if Path(paths.openssl_cafile).is_file() else None
    folder = paths.openssl_capath if Path(paths.openssl_capath).is_dir() else None
    if file is None and (folder is None or not any(Path(folder).iterdir())):
        from requests import utils  # noqa: PLC0415 - only where the system has none

        return str(utils.DEFAULT_CA_BUNDLE_PATH), None
    return file, folder


@dataclass(slots=True, eq=False)
class Channel:
    """Connects from the moment it is made; `advance` goes on with it until `ready`."""

    host: str
    port: int
    tls: bool
    memory: Memory
    family: socket.AddressFamily
    address: tuple[object, ...]
    ready: bool = False
    resumed: bool = False
    moved_at: float = 0.0
    """When something last crossed, as far as this side can see."""
    _socket: socket.socket = field(init=False)
    _began: float = 0.0
    _connected: bool = False
    _early: bool = False
    _wants_write: bool = True
    _queued: int = 0
    _out: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._began = self.moved_at = time.monotonic()
        self._socket = socket.socket(self.family, socket.SOCK_STREAM)
        self._socket.setblocking(False)
        _tune(self._socket)
        with _told():
            if self.tls:
                self._wrap()
                self._early = self.memory.says_at_once and _say_at_once(self._socket)
            failed = self._socket.connect_ex(self.address)
            if not failed and self.tls:
                # The system knows the hub from before: the handshake begins in the first packet.
                self._shake()
        if failed not in (0, errno.EINPROGRESS, errno.EWOULDBLOCK):
            self.close()
            raise Dead(os.strerror(failed), refused=failed == errno.ECONNREFUSED)

    def fileno(self) -> int:
        return self._socket.fileno()

    @property
    def wants_write(self) -> bool:
        return self._wants_write if not self.ready else bool(self._out)

    @property
    def connected(self) -> bool:
        """Whether the other side has said anything at all."""
        return self._connected

    @property
    def unsent(self) -> int:
        """Bytes that have not been given to the system yet."""
        return len(self._out)

    def advance(self) -> bool:
        """Go on with connecting, as far as it goes now; true once it is up. Raises Dead."""
        with _told():
            if not self._connected:
                failed = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if failed:
                    raise Dead(os.strerror(failed), refused=failed == errno.ECONNREFUSED)
                try:
                    self._socket.getpeername()
                except OSError:
                    return False
                self._connected = True
                self._moved()
                self._note_round_trip()
                if self._early:
                    self.memory.note_at_once(self._said_at_once())
            if self.tls:
                self._shake()
            else:
                self.ready = True
        return self.ready

    def _wrap(self) -> None:
        self._socket = self.memory.context.wrap_socket(
            self._socket,
            server_hostname=self.host,
            do_handshake_on_connect=False,
            session=self.memory.sessions.get((self.host, self.port)),
        )

    def _shake(self) -> None:
        assert isinstance(self._socket, ssl.SSLSocket)  # noqa: S101 - _wrap made it
        try:
            self._socket.do_handshake()
        except ssl.SSLWantReadError:
            self._wants_write = False
        except ssl.SSLWantWriteError:
            self._wants_write = True
        else:
            self.ready = True
            self.resumed = bool(self._socket.session_reused)
        self._moved()

    def send(self, data: bytes) -> None:
        """Queue bytes and give the system what it takes. Raises Dead."""
        self._out += data
        self.flush()

    def flush(self) -> None:
        """Give the system what it takes now. Raises Dead."""
        with _told():
            while self._out:
                # The same piece again after a refusal, as TLS demands.
                try:
                    sent = self._socket.send(bytes(self._out[:RECEIVE_BYTES]))
                except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    return
                del self._out[:sent]

    def receive(self) -> bytes | None:
        """What has come; None: nothing yet, empty: the other side has ended. Raises Dead."""
        with _told():
            try:
                data = self._socket.recv(RECEIVE_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return None
        if data:
            self._moved()
        return data

    def silent_s(self) -> float:
        """Seconds since the link last showed a sign of life: bytes that came, bytes of ours that
        were acknowledged, or an answered probe."""
        now = time.monotonic()
        queued = self._unacknowledged()
        if queued < self._queued:
            self._moved()
        self._queued = queued
        silent = now - self.moved_at
        info = self._info()
        if info is not None:
            silent = min(silent, struct.unpack_from("=I", info, _LAST_ACK_AT)[0] / 1000)
        return max(0.0, silent)

    def round_trip_s(self) -> float:
        """The smoothed round trip with what waits in queues; what connecting took where the
        system does not tell."""
        return self._smoothed_s() or self.memory.rtt_s or 0.0

    def remember(self) -> None:
        """Keep the TLS session. To be called once an answer is there: tickets of TLS 1.3 come
        after the handshake."""
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.session:
            self.memory.sessions[(self.host, self.port)] = self._socket.session

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()

    def _note_round_trip(self) -> None:
        """The shortest way there and back that was seen: what connecting took, unless the system
        knows better because its first packet was lost."""
        found = self._smoothed_s() or self.moved_at - self._began
        self.memory.rtt_s = min(found, self.memory.rtt_s or found)

    def _smoothed_s(self) -> float:
        info = self._info()
        micros: int = struct.unpack_from("=I", info, _RTT_AT)[0] if info else 0
        return micros / 1e6

    def _moved(self) -> None:
        self.moved_at = time.monotonic()

    def _said_at_once(self) -> bool:
        """Whether the first packet has brought the handshake's beginning, too."""
        info = self._info()
        return bool(info and info[_OPTIONS_AT] & _SYN_DATA)

    def _unacknowledged(self) -> int:
        if not _LINUX or not self._connected:
            return 0
        try:
            raw = fcntl.ioctl(self._socket.fileno(), termios.TIOCOUTQ, bytes(4))
        except OSError:
            return 0
        count: int = struct.unpack("=i", raw)[0]
        return count

    def _info(self) -> bytes | None:
        if not _LINUX or not self._connected:
            return None
        try:
            raw = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
        except OSError:
            return None
        return raw if len(raw) >= _RTT_AT + 4 else None


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Dead(error.verify_message or "certificate", certificate=True) from error
    except OSError as error:
        raise Dead(str(error), refused=isinstance(error, ConnectionRefusedError)) from error


def _say_at_once(made: socket.socket) -> bool:
    """Let the first packet carry data to a server that has allowed it before (RFC 7413), which
    saves a round trip after each cut; false where the system knows nothing of that."""
    if not _LINUX:
        return False
    try:
        made.setsockopt(socket.IPPROTO_TCP, _FASTOPEN_CONNECT, 1)
    except OSError:
        return False
    return True


def _tune(made: socket.socket) -> None:
    """Small queues, so that what is urgent does not wait behind what is not; probes, so that a
    connection whose way is gone is noticed though nothing of ours is under way; and the control of
    congestion that loss alone does not slow down, where the system has it and lets us use it."""
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    congestion = getattr(socket, "TCP_CONGESTION", None)
    if congestion is not None:
        with contextlib.suppress(OSError):
            made.setsockopt(socket.IPPROTO_TCP, congestion, _CONGESTION)
    for name, value in (
        ("TCP_KEEPIDLE", KEEPALIVE_IDLE_S),
        ("TCP_KEEPINTVL", KEEPALIVE_STEP_S),
        ("TCP_KEEPCNT", KEEPALIVE_PROBES),
        ("TCP_NOTSENT_LOWAT", UNSENT_BYTES),
    ):
        option = getattr(socket, name, None)
        if option is not None:
            with contextlib.suppress(OSError):
                made.setsockopt(socket.IPPROTO_TCP, option, value)
