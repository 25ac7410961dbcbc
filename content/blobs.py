"""Files kept under the SHA-256 of their bytes.

Layout: `<root>/<first two digits>/<sha256>`, and unfinished files in `<root>/tmp/`. A blob
appears by a rename after its bytes are on the disk, so a power cut leaves either the whole
blob or a leftover in `tmp/`, never half a blob under its name.
"""

import ctypes
import errno
import hashlib
import itertools
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
        # One draw for all names of this store: drawing each costs as much as hashing a small file.
        self._names = map(f"{os.getpid()}-{secrets.token_hex(8)}-{{}}".format, itertools.count())
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
        with self._telling_full_disks():
            temporary, sha256, size = self._write(chunks, sync=True)
            if self._publish(temporary, sha256):
                sync_folder(self.root)
            sync_folder(self.path(sha256).parent)
            return sha256, size

    @contextmanager
    def batch(self) -> Iterator["Batch"]:
        """Many blobs at once: they appear when the block ends, in the order in which they were put.

        The disk is synced twice for all of them instead of twice for each, which is most of the
        time that a lesson of many small files takes. Raises DiskFull.
        """
        batch = Batch(self)
        try:
            yield batch
            with self._telling_full_disks():
                batch.publish()
        finally:
            batch.clear()

    @contextmanager
    def _telling_full_disks(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL_DISK:
                raise self._disk_full(CHUNK_BYTES) from error
            raise

    def _write(self, chunks: Iterable[bytes], *, sync: bool) -> tuple[Path, str, int]:
        """The bytes in `tmp/`, their hash and size."""
        digest = hashlib.sha256()
        size = 0
        temporary = self._temporary / next(self._names)
        try:
            with temporary.open("xb") as file:
                unchecked = DISK_CHECK_BYTES
                for chunk in chunks:
                    unchecked += len(chunk)
                    if unchecked >= DISK_CHECK_BYTES:
                        self.require_room(len(chunk))
                        unchecked = 0
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                if sync:
                    file.flush()
                    os.fsync(file.fileno())
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return temporary, digest.hexdigest(), size

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

    def read_range(self, sha256: str, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset` on. Raises BlobMissing, BadBlobName."""
        with self.open(sha256) as file:
            file.seek(offset)
            return file.read(length)

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

    def _publish(self, temporary: Path, sha256: str) -> bool:
        """Give written bytes their name; whether that took a new folder. Syncs nothing."""
        target = self.path(sha256)
        new = not target.parent.is_dir()
        # Replacing an equal blob costs nothing and spares it from a sweep by age.
        try:
            if new:
                target.parent.mkdir(exist_ok=True)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return new

    def _sweep(self, stale_after_seconds: float) -> None:
        newest = time.time() - stale_after_seconds
        for leftover in self._temporary.iterdir():
            try:
                if leftover.stat().st_mtime <= newest:
                    leftover.unlink()
            except FileNotFoundError:
                continue  # another process finished or swept it


class Batch:
    """What `BlobStore.batch` has taken and not shown yet."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self._waiting: dict[Path, str] = {}

    def put_chunks(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """As the store's; the blob is there once the batch has ended."""
        with self._store._telling_full_disks():
            temporary, sha256, size = self._store._write(chunks, sync=False)
        self._waiting[temporary] = sha256
        return sha256, size

    def require_room(self, size: int) -> None:
        """As the store's."""
        self._store.require_room(size)

    def publish(self) -> None:
        """Bytes first, then names: after a power cut no name stands for bytes that are lost."""
        sync_disk(self._store.root)
        for temporary, sha256 in self._waiting.items():
            self._store._publish(temporary, sha256)
        self._waiting.clear()
        sync_disk(self._store.root)

    def clear(self) -> None:
        """Remove what was not published."""
        for temporary in self._waiting:
            temporary.unlink(missing_ok=True)
        self._waiting.clear()


def sync_disk(folder: Path) -> None:
    """Wait until everything written to the disk that holds `folder` is on it; raises OSError.

    syncfs(2) looks at this disk only and tells of write errors; where it is missing, sync(2).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):
        os.sync()
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        if libc.syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
