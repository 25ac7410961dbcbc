"""Telling a full disk from every other failure, and doing without a write that may wait."""

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
        sqlite3.SQLITE_IOERR_WRITE,
    }
)
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


@contextmanager
def optional_write() -> Iterator[None]:
    """Around a write that only makes later answers better: reading goes on without it when the
    disk is full."""
    try:
        yield
    except Exception as error:
        if not is_full(error):
            raise
        log.warning("the disk is full: a note was left out")
