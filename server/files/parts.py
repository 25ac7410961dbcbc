"""Files that arrive in pieces from another node: appended, synced, verified, then kept."""

import hashlib
import os
from pathlib import Path
from typing import Final

from content.blobs import BlobStore
from server.files.references import SHA256

PIECE: Final = 1024 * 1024  # bytes hashed at once


class Parts:
    """Unfinished files in `folder`, one per name; a finished one moves into `store`.

    A process killed at any point leaves a prefix of the file, which is where the next piece goes.
    """

    def __init__(self, folder: Path, store: BlobStore) -> None:
        self._folder = folder
        self._store = store

    def size(self, name: str) -> int:
        """Bytes that are safely here."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, name: str, offset: int, data: bytes) -> None:
        """Append at `offset`, which must be the present size; synced when this returns.

        Raises ValueError for another offset, DiskFull where the store's reserve would be touched.
        """
        self._store.require_room(len(data))
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._path(name).open("ab") as stream:
            if stream.tell() != offset:
                raise ValueError(f"{name}: at {stream.tell()}, not at {offset}")
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())

    def finish(self, name: str, sha256: str) -> bool:
        """Verify and keep; false, and the part is gone, when its bytes have another hash."""
        path = self._path(name)
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
        good = digest.hexdigest() == sha256
        if good:
            with path.open("rb") as stream:
                self._store.put(stream)
        path.unlink()
        return good

    def _path(self, name: str) -> Path:
        if not all(SHA256.fullmatch(p) or p.isalnum() for p in name.split("-")):
            raise ValueError(f"{name!r} is no name of a part")
        return self._folder / f"{name}.part"
