"""Unfinished uploads on disk: one file each, whose bytes are synced before they are answered."""

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from content.errors import DiskFull
from server.identity import config
from server.uploads.limits import RESERVE_BYTES

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def folder() -> Path:
    """Where the current application keeps unfinished uploads."""
    path = config().home / "uploads"
    path.mkdir(parents=True, exist_ok=True)
    return path


def path_of(upload: str) -> Path:
    """The part file of one upload; ids are our own hex digits."""
    return folder() / f"{upload}.part"


def require_room(size: int) -> None:
    """Raises DiskFull unless `size` more bytes fit beside the reserve."""
    free = max(0, shutil.disk_usage(folder()).free - RESERVE_BYTES)
    if size > free:
        raise DiskFull("uploads", needed_bytes=size, free_bytes=free)


def write(upload: str, offset: int, data: bytes) -> None:
    """Put `data` at `offset` and sync it; what a kill left beyond `offset` is cut off first.

    Raises DiskFull; the bytes before `offset` are untouched then.
    """
    require_room(len(data))
    path = path_of(upload)
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
            raise DiskFull("uploads", needed_bytes=len(data), free_bytes=0) from error
        raise
    if new:
        _sync_folder(path.parent)


def size(upload: str) -> int:
    """Bytes on disk, 0 when there is no part yet."""
    try:
        return path_of(upload).stat().st_size
    except FileNotFoundError:
        return 0


def drop(upload: str) -> None:
    """Remove the part, if there is one."""
    path_of(upload).unlink(missing_ok=True)


def drop_others(known: Iterable[str]) -> int:
    """Remove parts of uploads that nobody knows; returns how many."""
    names = {f"{upload}.part" for upload in known}
    strangers = [path for path in folder().glob("*.part") if path.name not in names]
    for path in strangers:
        path.unlink(missing_ok=True)
    return len(strangers)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
