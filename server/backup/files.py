"""Which files of the data folder belong to a copy, and how each is read."""

import hashlib
import hmac
import re
import secrets
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from server.backup.errors import BackupFailed
from server.backup.limits import CHUNK_BYTES
from server.config import SETTINGS_FILE
from server.people.keyfile import kept

DATABASE: Final = "tirek.sqlite"
WEB: Final = "web"
"""Keys and certificates that phones trust the box by: without them each tablet would have to be
given a new authority by hand."""
PARTS: Final = ("keys", WEB, "blobs", "cold", "uploads", "mail")
"""Folders that are copied. Left out: what comes again by itself (parts/, courier/) and locks."""
ABOVE: Final = ("keys", WEB, "cold")
"""Of these the ones that go to the node above: courses and people's files come from there by sync,
what is half here is brought again by whoever sent it."""
SINGLE: Final = (SETTINGS_FILE,)
_BLOB: Final = re.compile(r"blobs/[a-z]+/[0-9a-f]{2}/([0-9a-f]{64})")
_NAMES: Final = "backup.names"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be copied: its path below the data folder, permissions, and SHA-256 where its name
    says it already."""

    path: str
    mode: int
    named: bytes | None


def sources(home: Path, parts: Sequence[str] = PARTS) -> Iterator[Source]:
    """Every plain file that belongs to a copy of these folders, but for the database."""
    for name in SINGLE:
        yield from _one(home, home / name)
    for part in parts:
        for path in sorted((home / part).rglob("*")):
            if "tmp" not in path.relative_to(home).parts[:-1]:
                yield from _one(home, path)


def _one(home: Path, path: Path) -> Iterator[Source]:
    try:
        about = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(about.st_mode):
        below = path.relative_to(home).as_posix()
        blob = _BLOB.fullmatch(below)
        named = bytes.fromhex(blob[1]) if blob else None
        yield Source(below, stat.S_IMODE(about.st_mode), named)


def read(home: Path, path: str) -> Iterator[bytes]:
    """A file's bytes. Raises Vanished, or BackupFailed when the box's own disk fails."""
    try:
        with (home / path).open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except FileNotFoundError:
        raise Vanished("read", path, "It was removed meanwhile.") from None
    except OSError as error:
        raise BackupFailed(
            "read", f"{path}: {error.strerror}", "This box's own disk fails; run `tirek doctor`."
        ) from error


class Vanished(BackupFailed):
    """The file was there a moment ago; nobody needs it any more."""


def sha256(home: Path, path: str) -> bytes:
    """Of a file's bytes."""
    digest = hashlib.sha256()
    for chunk in read(home, path):
        digest.update(chunk)
    return digest.digest()


class Names:
    """Names of objects: keyed, so that nobody can ask a stolen disk whether it holds a certain
    photo or film."""

    def __init__(self, home: Path) -> None:
        self._key = kept(home / "keys" / _NAMES, lambda: secrets.token_bytes(32))

    def of(self, plain_sha256: bytes) -> str:
        """The object that holds bytes of this SHA-256."""
        return hmac.new(self._key, plain_sha256, hashlib.sha256).hexdigest()


def is_inside(path: str) -> bool:
    """Whether a path from a copy may be written below a data folder."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\x00" in path:
        return False
    return path == DATABASE or path in SINGLE or (parts[0] in PARTS and len(parts) > 1)
