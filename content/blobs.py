"""Files kept under the SHA-256 of their bytes.

Layout: `<root>/<first two digits>/<sha256>`, and unfinished files in `<root>/tmp/`. A blob
appears by a rename after its bytes are on the disk, so a power cut leaves either the whole
blob or a leftover in `tmp/`, never half a blob under its name.
"""

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final, Protocol

from content.errors import BadBlobName, BlobMissing, DiskFull
from content.limits import (
    CHUNK_BYTES,
    DISK_CHECK_BYTES,
    DISK_RESERVE_BYTES,
    STALE_TEMPORARY_SECONDS,
)

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_FULL_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Readable(Protocol):
    """Anything with a `read(size)` that gives bytes, and b"" at the end."""

    def read(self, size: int = ..., /) -> bytes: ...


class BlobStore:
    """The blobs below one folder, which is made when absent.

    Several processes may use one folder at once. `reserve_bytes` stay free for the school's
    own records; leftovers in `tmp/` older than `stale_after_seconds` are swept on opening.
    """

    def __init__(
        self,
        root: Path,
        *,
        reserve_bytes: int = DISK_RESERVE_BYTES,
        stale_after_seconds: float = STALE_TEMPORARY_SECONDS,
    ) -> None:
        self.root = root
        self._reserve_bytes = reserve_bytes
        self._temporary = root / "tmp"
        self._temporary.mkdir(parents=True, exist_ok=True)
        self._sweep(stale_after_seconds)

    def put(self, source: bytes | Readable) -> tuple[str, int]:
        """Keep the bytes of `source`; gives (sha256, size in bytes). Raises DiskFull.

        Putting the same bytes again is harmless and heals a blob that was damaged on disk.
        """
        if isinstance(source, bytes):
            return self.put_chunks((source,))
        return self.put_chunks(iter(lambda: source.read(CHUNK_BYTES), b""))

    def put_chunks(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """As `put`, for bytes that arrive piece by piece."""
        try:
            return self._write(chunks)
        except OSError as error:
            if error.errno in _FULL_DISK:
                raise self._disk_full(CHUNK_BYTES) from error
            raise

    def _write(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        digest = hashlib.sha256()
        size = 0
        handle, name = tempfile.mkstemp(dir=self._temporary)
        try:
            with os.fdopen(handle, "wb") as file:
                unchecked = DISK_CHECK_BYTES
                for chunk in chunks:
                    unchecked += len(chunk)
                    if unchecked >= DISK_CHECK_BYTES:
                        self.require_room(len(chunk))
                        unchecked = 0
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                file.flush()
                os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            self._publish(Path(name), sha256)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256, size

    def open(self, sha256: str) -> BufferedReader:
        """The blob for reading, seekable. Raises BlobMissing, BadBlobName."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise BlobMissing(sha256) from None

    def read(self, sha256: str) -> bytes:
        """All bytes of a small blob. Raises BlobMissing, BadBlobName."""
        with self.open(sha256) as file:
            return file.read()

    def path(self, sha256: str) -> Path:
        """Where the blob is or would be. Raises BadBlobName."""
        if not _SHA256.fullmatch(sha256):
            raise BadBlobName(sha256)
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the blob is here. Raises BadBlobName."""
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Bytes of the blob. Raises BlobMissing, BadBlobName."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            raise BlobMissing(sha256) from None

    def verify(self, sha256: str) -> bool:
        """Whether the bytes on disk still have this sha256. Raises BlobMissing."""
        with self.open(sha256) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def iter(self) -> Iterator[str]:
        """The sha256 of every blob, in order."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for name in sorted(file.name for file in folder.iterdir()):
                if _SHA256.fullmatch(name):
                    yield name

    def delete(self, sha256: str) -> bool:
        """Remove the blob; False when it was not here. Raises BadBlobName."""
        try:
            self.path(sha256).unlink()
        except FileNotFoundError:
            return False
        return True

    def free_bytes(self) -> int:
        """Bytes that may still be put: free on the disk less the reserve, never negative."""
        return max(0, shutil.disk_usage(self.root).free - self._reserve_bytes)

    def require_room(self, size: int) -> None:
        """Raises DiskFull unless `size` more bytes fit beside the reserve."""
        if size > self.free_bytes():
            raise self._disk_full(size)

    def _disk_full(self, size: int) -> DiskFull:
        return DiskFull(self.root.name, needed_bytes=size, free_bytes=self.free_bytes())

    def _publish(self, temporary: Path, sha256: str) -> None:
        target = self.path(sha256)
        if not target.parent.is_dir():
            target.parent.mkdir(exist_ok=True)
            _sync_folder(self.root)
        # Replacing an equal blob costs nothing and spares it from a sweep by age.
        temporary.replace(target)
        _sync_folder(target.parent)

    def _sweep(self, stale_after_seconds: float) -> None:
        newest = time.time() - stale_after_seconds
        for leftover in self._temporary.iterdir():
            try:
                if leftover.stat().st_mtime <= newest:
                    leftover.unlink()
            except FileNotFoundError:
                continue  # another process finished or swept it


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
