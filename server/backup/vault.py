"""Where copies lie: `TIREK-BACKUP/<key id>/objects/ab/<name>` and `…/copies/<when>.copy`.

Any file system will do. Objects are written beside their names and renamed, a copy appears when
all its objects are on the disk and have been read back: whoever pulls the cable leaves whole
copies, and objects that the next night uses or sweeps.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from content.blobs import sync_disk, sync_folder
from server.backup import listing, sealed
from server.backup.errors import BackupFailed, Damaged, NoRoom
from server.backup.limits import CHUNK_BYTES, MAX_COPY_BYTES, RESERVE_BYTES
from server.backup.listing import Copy, Stored
from server.backup.sealed import RunKey, Written

FOLDER: Final = "TIREK-BACKUP"
"""A disk that has this folder is written to; no other ever is."""
_ENDING: Final = ".copy"
_UNFINISHED: Final = ".tmp"
_KEPT: Final = "kept.list"
KEY_ID: Final = re.compile(r"[0-9a-f]{16}")
_NAME: Final = re.compile(r"[0-9a-f]{64}")
_LARGER: Final = "Use a larger disk."
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def key_ids(disk: Path) -> list[str]:
    """Recovery keys for which copies lie on a disk."""
    folder = disk / FOLDER
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if KEY_ID.fullmatch(entry.name))


class Vault:
    """The copies on one disk (`disk` is where it is mounted) that one recovery key opens."""

    def __init__(self, disk: Path, key_id: str) -> None:
        self.disk = disk
        self.root = disk / FOLDER / key_id
        self._objects = self.root / "objects"
        self._copies = self.root / "copies"

    def prepare(self) -> None:
        """Make the folders, and sweep what a cut run has left half written."""
        with told("write", self.disk):
            for folder in (self._objects, self._copies):
                folder.mkdir(parents=True, exist_ok=True)
            for leftover in (*self._objects.glob(f"*/*{_UNFINISHED}"), *self._unfinished()):
                leftover.unlink(missing_ok=True)

    def _unfinished(self) -> Iterator[Path]:
        yield from self._copies.glob(f"*{_UNFINISHED}")

    # --- copies -----------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Of the copies, the oldest first."""
        with told("read", self.disk):
            if not self._copies.is_dir():
                return []
            return sorted(file.stem for file in self._copies.glob(f"*{_ENDING}"))

    def read(self, name: str) -> Copy:
        """Raises Damaged, also for a copy that is not there."""
        with told("read", self.disk):
            try:
                with (self._copies / f"{name}{_ENDING}").open("rb") as stream:
                    return listing.decode(stream.read(MAX_COPY_BYTES), name)
            except FileNotFoundError:
                raise Damaged("backup", f"there is no copy {name}", "See `list`.") from None

    def sound(self) -> dict[str, Copy]:
        """Every copy whose own bytes are whole, by name, the oldest first."""
        found = {}
        for name in self.names():
            with contextlib.suppress(Damaged):
                found[name] = self.read(name)
        return found

    def publish(self, copy: Copy) -> str:
        """Let a copy appear whose objects are all here; its name."""
        made = datetime.fromtimestamp(copy.header.made_ms / 1000, UTC)
        name = f"{made:%Y%m%dT%H%M%S}{copy.header.made_ms % 1000:03d}Z"
        data = copy.encode()
        with told("write", self.disk):
            self._write(self._copies / f"{name}{_ENDING}", data)
            (self.root / _KEPT).unlink(missing_ok=True)
        if self.read(name) != copy:
            raise Damaged("backup", "the disk does not keep what it was given", "Use another one.")
        return name

    def remove(self, name: str) -> None:
        """Give a copy up; its objects go with `sweep`."""
        with told("write", self.disk):
            (self._copies / f"{name}{_ENDING}").unlink(missing_ok=True)

    # --- objects ----------------------------------------------------------------------------

    def known(self) -> dict[str, Stored]:
        """Objects that some copy needs, or that a cut run has noted as kept."""
        found: dict[str, Stored] = {}
        with told("read", self.disk):
            if (self.root / _KEPT).is_file():
                found |= listing.decode_objects((self.root / _KEPT).read_bytes())
        for copy in self.sound().values():
            found |= copy.objects
        return found

    def lies(self, name: str, stored: Stored) -> bool:
        """Whether an object of that name and size is there; its bytes are not looked at."""
        try:
            return self._object(name).stat().st_size == stored.size
        except OSError:
            return False

    def put(self, run: RunKey, name: str, plain: Iterable[bytes]) -> Written:
        """Write an object; it is on the disk after the next `settle`. Raises NoRoom."""
        path = self._object(name)
        unfinished = path.with_suffix(_UNFINISHED)
        with told("write", self.disk):
            path.parent.mkdir(exist_ok=True)
            try:
                with unfinished.open("wb") as stream:
                    written = sealed.seal(run, name, plain, stream)
                unfinished.replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    unfinished.unlink(missing_ok=True)
                raise
        return written

    def take(self, name: str, stored: Stored, sealed_bytes: Iterable[bytes]) -> bool:
        """Keep an object as it came from elsewhere, already sealed; false, and nothing is kept,
        when its bytes are not those that the list says. Raises NoRoom."""
        path = self._object(name)
        unfinished, digest = path.with_suffix(_UNFINISHED), hashlib.sha256()
        self.require_room(stored.size)
        with told("write", self.disk):
            path.parent.mkdir(exist_ok=True)
            try:
                with unfinished.open("wb") as stream:
                    for chunk in sealed_bytes:
                        stream.write(chunk)
                        digest.update(chunk)
                if digest.digest() != stored.sha256:
                    return False
                unfinished.replace(path)
            finally:
                with contextlib.suppress(OSError):
                    unfinished.unlink(missing_ok=True)
        return True

    def settle(self, known: Mapping[str, Stored]) -> None:
        """Wait until everything is on the disk, and note what is: a run that is cut later does not
        write it again."""
        with told("write", self.disk):
            sync_disk(self.root)
            self._write(self.root / _KEPT, listing.encode_objects(known))

    def holds(self, name: str, stored: Stored) -> bool:
        """Read an object back, from the disk and not from memory, and compare its hash."""
        digest = hashlib.sha256()
        try:
            with self._object(name).open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                while chunk := stream.read(CHUNK_BYTES):
                    digest.update(chunk)
        except OSError:
            return False
        return digest.digest() == stored.sha256

    def open(self, name: str) -> BinaryIO:
        """An object for reading. Raises Damaged."""
        try:
            return self._object(name).open("rb")
        except OSError:
            raise Damaged(
                "backup", f"{name} cannot be read", "Restore from another copy."
            ) from None

    def drop(self, name: str) -> None:
        """Take a damaged object away: the next run writes it again."""
        with told("write", self.disk):
            self._object(name).unlink(missing_ok=True)

    def sweep(self, needed: Iterable[str]) -> int:
        """Remove objects that no copy needs; how many bytes that freed."""
        keep, freed = frozenset(needed), 0
        with told("write", self.disk):
            for path in self._objects.glob("[0-9a-f][0-9a-f]/*"):
                if _NAME.fullmatch(path.name) and path.name not in keep:
                    freed += path.stat().st_size
                    path.unlink()
        return freed

    def clear(self) -> None:
        """Remove everything that this key opens."""
        with told("write", self.disk):
            shutil.rmtree(self.root)

    def require_room(self, size: int) -> None:
        """Raises NoRoom unless `size` bytes fit beside the reserve."""
        with told("read", self.disk):
            if shutil.disk_usage(self.disk).free < size + RESERVE_BYTES:
                raise NoRoom("write", f"{self.disk} is full", _LARGER)

    def _object(self, name: str) -> Path:
        return self._objects / name[:2] / name

    def _write(self, path: Path, data: bytes) -> None:
        unfinished = path.with_suffix(_UNFINISHED)
        with unfinished.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)


@contextmanager
def told(operation: str, disk: Path) -> Iterator[None]:
    """Errors of the disk leave as NoRoom or BackupFailed."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoom(operation, f"{disk} is full", _LARGER) from error
        raise BackupFailed(
            operation, f"{disk}: {error.strerror or error}", "Look at the disk and its cable."
        ) from error
