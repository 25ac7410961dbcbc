"""Keys and certificates of the box in `home`/web, readable by its own user alone.

A key and its chain lie in one file, so that a power cut never leaves one without the other.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from content.blobs import sync_folder
from server.certificates import reading, requesting
from server.certificates.reading import BadChain, Shown

FOLDER: Final = "web"
_KEY_ENDS: Final = b"-----END PRIVATE KEY-----\n"


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key (PEM) and the chain for it (PEM)."""

    key: bytes
    chain: bytes

    def shown(self) -> Shown:
        """What the chain says. Raises BadChain."""
        return reading.shown(self.chain)


class WebFiles:
    """The files below one data folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self.public = self._folder / "public.pem"
        """The school's own name, vouched for by a public authority."""
        self.local = self._folder / "local.pem"
        """The names and addresses of this box, vouched for by its own authority."""
        self.authority = self._folder / "authority.pem"
        """That authority."""
        self._waiting = self._folder / "waiting-key.pem"

    def pair(self, path: Path) -> Pair | None:
        """What lies at one of the paths; None where nothing does. Raises BadChain."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        key, ends, chain = data.partition(_KEY_ENDS)
        if not ends or not chain:
            raise BadChain(f"{path.name} is damaged")
        return Pair(key + ends, chain)

    def put(self, path: Path, pair: Pair) -> None:
        """Put a key and its chain there, at once or not at all."""
        if not pair.key.endswith(_KEY_ENDS):
            raise ValueError("a PKCS #8 key in PEM is expected")
        self._write(path, pair.key + pair.chain)

    def waiting_key(self) -> bytes | None:
        """The key whose certificate has not come yet."""
        try:
            return self._waiting.read_bytes()
        except FileNotFoundError:
            return None

    def new_waiting_key(self) -> bytes:
        """Make the next key; the one that waits already, if there is one."""
        found = self.waiting_key()
        if found is not None:
            return found
        made = requesting.fresh_key()
        self._write(self._waiting, made)
        return made

    def forget_waiting_key(self) -> None:
        """Its certificate has come."""
        self._waiting.unlink(missing_ok=True)

    def _write(self, path: Path, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(f".{os.getpid()}.new")
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
        sync_folder(self._folder)
