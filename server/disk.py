"""Telling a full disk, and one that fails, from every other failure; doing without a write that may
wait."""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from content.errors import DiskFull

log = logging.getLogger(__name__)

_ERRNO: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        # How SQLite tells of ENOSPC where it maps or extends the write-ahead log's index.
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
_FAILING_ERRNO: Final = frozenset({errno.EIO, errno.EROFS})
_FAILING_SQLITE: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
"""Primary result codes: the low byte of what SQLite says (sqlite.org/rescode.html)."""
_POSTGRES: Final = "53100"
"""SQLSTATE disk_full (PostgreSQL documentation, appendix A)."""


def is_full(error: BaseException) -> bool:
    """Whether `error` says that there is no room: from the blob store, a file, or the database."""
    if isinstance(error, DBAPIError):
        cause: Any = error.orig
        return (
            getattr(cause, "sqlite_errorcode", None) in _SQLITE
            or getattr(cause, "sqlstate", None) == _POSTGRES
        )
    if isinstance(error, OSError):
        return error.errno in _ERRNO
    return isinstance(error, DiskFull)


def is_failing(error: BaseException) -> bool:
    """Whether `error` says that the disk does not do what it is asked: it dies, a stick was pulled
    out, or the kernel has made it read-only after errors."""
    if is_full(error):
        return False
    if isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in _FAILING_SQLITE
    return isinstance(error, OSError) and error.errno in _FAILING_ERRNO


@contextmanager
def optional_write() -> Iterator[None]:
    """Around a write that only makes later answers better: reading goes on without it when the
    disk is full or fails."""
    try:
        yield
    except Exception as error:
        if is_full(error):
            log.warning("the disk is full: a note was left out")
        elif is_failing(error):
            log.warning("the disk fails: a note was left out")
        else:
            raise
