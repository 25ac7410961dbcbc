"""A stick: `TIREK1/<to>/<from>/<volume>.b` on whatever file system it has.

Whoever pulls it at any moment finds whole volumes and at most one leftover that nobody reads. The
stick is not trusted: links on it are not followed, and only plain files of a bearable number and
size are looked at. Errors of the disk leave as StickFailed.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sync.core.errors import SyncError
from sync.core.ops import is_node_id
from sync.limits import MAX_STICK_NODES, MAX_STICK_VOLUMES, MAX_VOLUME_BYTES

FOLDER: Final = "TIREK1"
"""Holds all bundles of all schools; the name carries the layout's version."""
MARKER: Final = "TIREK.TXT"
"""An empty stick that carries this file wants to be filled."""
ENDING: Final = ".b"
UNFINISHED: Final = ".tmp"
_NAME: Final = re.compile(r"[0-9a-f]{16}")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)


class StickFailed(SyncError):
    """The stick cannot be read or written; `full` when only its room is at fault."""

    def __init__(self, operation: str, subject: str, hint: str, *, full: bool = False) -> None:
        super().__init__(operation, subject, hint)
        self.full = full


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A volume as it lies in its folder: the folder's names are no proof of anything."""

    sender: str
    name: str
    recipient: str
    size: int
    path: Path


class Reading:
    """A file on a stick that may be pulled while it is read."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self._stream = stream
        self._path = path

    def seek(self, offset: int, /) -> int:
        with _told("read", self._path):
            return self._stream.seek(offset)

    def read(self, size: int, /) -> bytes:
        with _told("read", self._path):
            return self._stream.read(size)


class Stick:
    """The bundles below `root`, which is where the stick is mounted (or any folder)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = root / FOLDER

    def invites(self) -> bool:
        """Whether this is a stick of ours: it has the folder, or the marker."""
        return _is_folder(self._folder) or _is_file(self.root / MARKER)

    def recipients(self) -> list[str]:
        """Nodes that volumes are addressed to."""
        return _nodes(self._folder)

    def senders(self, recipient: str) -> list[str]:
        """Nodes that have written to `recipient`."""
        return _nodes(self._folder / recipient)

    def volumes(self, recipient: str, sender: str | None = None) -> list[Found]:
        """What is addressed to a node, each sender's in the order of making."""
        found: list[Found] = []
        for maker in self.senders(recipient) if sender is None else [sender]:
            folder = self._folder / recipient / maker
            for entry in _entries(folder, MAX_STICK_VOLUMES):
                path = Path(entry.path)
                name = path.stem.lower()
                if path.suffix.lower() != ENDING or not _NAME.fullmatch(name):
                    continue
                if entry.is_file(follow_symlinks=False):
                    size = entry.stat(follow_symlinks=False).st_size
                    found.append(Found(maker, name, recipient, size, path))
        return sorted(found)

    @contextlib.contextmanager
    def open(self, found: Found) -> Iterator[tuple["Reading", int]]:
        """A volume for reading, and its size in bytes; raises StickFailed, also while reading."""
        with _told("read", found.path):
            handle = os.open(found.path, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK)
        with os.fdopen(handle, "rb") as stream:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise StickFailed("read", found.name, "it is no plain file")
            yield Reading(stream, found.path), about.st_size

    def free_bytes(self) -> int:
        """Room on the stick."""
        with _told("read", self.root):
            return shutil.disk_usage(self.root).free

    def write(self, recipient: str, sender: str, name: str, data: bytes) -> None:
        """Put a volume: written beside its name, synced, renamed, read back and compared.

        Raises StickFailed (`full` where the room ended); the leftover is removed if that is
        possible, and swept by the next `sweep` if not.
        """
        if len(data) > MAX_VOLUME_BYTES:
            raise ValueError(f"a volume of {len(data)} bytes")
        self._put(self._folder_for(recipient, sender), f"{name}{ENDING}", data)

    def write_note(self, recipient: str, sender: str, name: str, data: bytes | None) -> None:
        """Put a small file beside the volumes, as safely as these; None: take it away."""
        if data is not None:
            self._put(self._folder_for(recipient, sender), name, data)
            return
        path = self._folder / recipient / sender / name
        if _is_file(path):
            with _told("write", path):
                path.unlink(missing_ok=True)

    def read_note(self, recipient: str, sender: str, name: str, most: int) -> bytes | None:
        """What a note says; None where there is none, or one of more than `most` bytes."""
        folder = self._folder / recipient / sender
        path = folder / name
        if not _is_folder(folder) or not _is_file(path):
            return None
        with _told("read", path):
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NO_LINK)
            with os.fdopen(handle, "rb") as stream:
                data = stream.read(most + 1)
        return data if len(data) <= most else None

    def _put(self, folder: Path, name: str, data: bytes) -> None:
        path = folder / name
        unfinished = path.with_suffix(UNFINISHED)
        with _told("write", path):
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK
                handle = os.open(unfinished, flags, 0o644)
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(handle)
                unfinished.replace(path)
                _sync_folder(folder)
            except OSError:
                with contextlib.suppress(OSError):
                    unfinished.unlink(missing_ok=True)
                raise
            if not _holds(path, data):
                path.unlink(missing_ok=True)
                raise StickFailed("write", path.name, "the stick does not keep what it was given")

    def remove(self, found: Found) -> None:
        """Take a volume away."""
        with _told("write", found.path):
            found.path.unlink(missing_ok=True)

    def sweep(self, sender: str) -> int:
        """Remove what this sender began and never finished; returns how many files."""
        swept = 0
        with _told("write", self._folder):
            for recipient in self.recipients():
                for entry in _entries(self._folder / recipient / sender, MAX_STICK_VOLUMES):
                    if entry.name.lower().endswith(UNFINISHED) and not entry.is_dir():
                        Path(entry.path).unlink(missing_ok=True)
                        swept += 1
        return swept

    def _folder_for(self, recipient: str, sender: str) -> Path:
        if not is_node_id(recipient) or not is_node_id(sender):
            raise ValueError("a node id is expected")
        at = self.root
        with _told("write", at):
            for name in (FOLDER, recipient, sender):
                at = at / name
                if not _is_folder(at):
                    at.mkdir()  # fails where a link or a file has the name
                    _sync_folder(at.parent)
        return at


def _nodes(folder: Path) -> list[str]:
    names = (e.name for e in _entries(folder, MAX_STICK_NODES) if e.is_dir(follow_symlinks=False))
    return sorted(name for name in names if is_node_id(name))


def _entries(folder: Path, limit: int) -> list[os.DirEntry[str]]:
    """At most `limit` entries of a folder that is no link; none where there is no such folder."""
    if not _is_folder(folder):
        return []
    with _told("read", folder), os.scandir(folder) as entries:
        return [entry for entry, _ in zip(entries, range(limit), strict=False)]


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(_mode(path))


def _is_file(path: Path) -> bool:
    return stat.S_ISREG(_mode(path))


def _mode(path: Path) -> int:
    """Of the name itself, not of what a link points to; 0 where there is nothing."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _holds(path: Path, data: bytes) -> bool:
    """Whether the device gives back these bytes; asks it, and not the memory that cached them."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := stream.read(1024 * 1024):
            digest.update(chunk)
    return digest.digest() == hashlib.sha256(data).digest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise  # some file systems of sticks cannot sync a folder, and do it with the file
    finally:
        os.close(handle)


@contextlib.contextmanager
def _told(operation: str, path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            hint = "make room on the stick, or take another one"
            raise StickFailed(operation, path.name, hint, full=True) from error
        hint = f"put the stick in again, or take another one ({error.strerror})"
        raise StickFailed(operation, path.name, hint) from error
