"""Files that arrive in pieces, from phones and from other nodes: one part each until it is whole.

A piece is on disk before it is answered. A kill leaves what was answered, and perhaps bytes of one
piece that never was; the next write cuts those off.
"""

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from content.blobs import BlobStore, sync_folder
from content.errors import DiskFull
from content.limits import CHUNK_BYTES
from server.identity import config
from server.library.stores import personal_store

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_NAME: Final = re.compile(r"[0-9a-z-]{1,120}")


class Parts:
    """Unfinished files in `folder`, one per name; a finished one is kept in `store`."""

    def __init__(self, folder: Path, store: BlobStore) -> None:
        self._folder = folder
        self._store = store
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """The part's file. Raises ValueError for what is no name of ours."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a part")
        return self._folder / f"{name}.part"

    def size(self, name: str) -> int:
        """Bytes on disk, 0 when there is no part yet."""
        try:
            return self.path(name).stat().st_size
        except FileNotFoundError:
            return 0

    def require_room(self, size: int) -> None:
        """Raises DiskFull unless `size` more bytes fit beside the store's reserve."""
        self._store.require_room(size)

    def write(self, name: str, offset: int, data: bytes) -> None:
        """Put `data` at `offset` and sync it; whatever lay beyond `offset` is gone.

        Raises DiskFull (the bytes before `offset` are untouched then), and ValueError when the
        part is shorter than `offset`.
        """
        have = self.size(name)
        if offset > have:
            raise ValueError(f"{name}: at {have}, not at {offset}")
        self.require_room(len(data))
        path = self.path(name)
        new = not path.exists()
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(handle, "r+b") as file:
                file.truncate(offset)
                file.seek(offset)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            if error.errno in _FULL:
                raise DiskFull(self._folder.name, needed_bytes=len(data), free_bytes=0) from error
            raise
        if new:
            sync_folder(self._folder)

    def keep(self, name: str, sha256: str) -> bool:
        """Copy the part into the store, hashed on the way; false, and nothing is kept, for another
        hash. The part stays until `drop`. Raises DiskFull."""
        try:
            self._store.put_chunks(self._chunks(name, sha256))
        except _WrongHash:
            return False
        return True

    def finish(self, name: str, sha256: str) -> bool:
        """As `keep`; the part is gone, whatever the answer."""
        kept = self.keep(name, sha256)
        self.drop(name)
        return kept

    def drop(self, name: str) -> None:
        """Remove the part, if there is one."""
        self.path(name).unlink(missing_ok=True)

    def drop_others(self, known: Iterable[str]) -> int:
        """Remove parts that nobody knows; returns how many."""
        names = {f"{name}.part" for name in known}
        strangers = [path for path in self._folder.glob("*.part") if path.name not in names]
        for path in strangers:
            path.unlink(missing_ok=True)
        return len(strangers)

    def _chunks(self, name: str, sha256: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        with self.path(name).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != sha256:
            raise _WrongHash


class _WrongHash(Exception):
    """The bytes are not the ones that were announced."""


def upload_parts() -> Parts:
    """What phones send to the current application."""
    return Parts(config().home / "uploads", personal_store())
