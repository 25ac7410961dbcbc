"""Which certificate a browser is shown, by the name it asks for; new files count at once."""

import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.certificates.files import WebFiles
from server.certificates.names import covers
from server.certificates.reading import BadChain, Shown

log = logging.getLogger(__name__)

_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2; those of 1.3 are all good. Chrome 80 and Android 5 have them."""


@dataclass(frozen=True, slots=True)
class _Ready:
    shown: Shown
    context: ssl.SSLContext


Stamp = tuple[int, int, int]


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


class Chooser:
    """Chooses among the public certificate and the box's own. The files are looked at with every
    handshake (two stats), so that a renewed one counts without a restart."""

    def __init__(self, home: Path, now_ms: Callable[[], int] = _wall_ms) -> None:
        self._files = WebFiles(home)
        self._now_ms = now_ms
        self._stamps: tuple[Stamp | None, ...] = ()
        self._ready: list[_Ready] = []
        self._front: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext | None:
        """For the next handshake; None while this box has no certificate at all."""
        paths = (self._files.public, self._files.local)
        stamps = tuple(_stamp(path) for path in paths)
        if stamps != self._stamps:
            self._ready = [one for path in paths if (one := self._read(path)) is not None]
            self._stamps = stamps
            self._front = None
            if self._ready:
                self._front = self._ready[-1].context
                self._front.sni_callback = self._choose
        return self._front

    def chosen(self, name: str | None) -> Shown | None:
        """What a browser that asks for `name` is shown; None: it asks for an address."""
        self.context()
        found = self._for(name)
        return found.shown if found is not None else None

    def _choose(self, socket: ssl.SSLObject, name: str | None, _front: ssl.SSLContext) -> None:
        found = self._for(name)
        if found is not None:
            socket.context = found.context

    def _for(self, name: str | None) -> _Ready | None:
        if not self._ready:
            return None
        if name is None:  # an address: only the box's own authority vouches for those
            return self._ready[-1]
        fits = [one for one in self._ready if covers(one.shown.names, name)]
        # Where the public one has ended, devices of the school still believe the box's own.
        now = self._now_ms()
        return next((one for one in fits if one.shown.standing(now)), [*fits, *self._ready][0])

    def _read(self, path: Path) -> _Ready | None:
        try:
            pair = self._files.pair(path)
            if pair is None:
                return None
            return _Ready(pair.shown(), _loaded(path))
        except (BadChain, ssl.SSLError, OSError):
            log.exception("a certificate cannot be used", extra={"file": path.name})
            return None


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _loaded(path: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers(_CIPHERS)
    made.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    made.set_alpn_protocols(["http/1.1"])
    made.load_cert_chain(path)
    return made
