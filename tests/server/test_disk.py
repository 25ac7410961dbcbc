"""A full disk is told from other failures, and asks nobody for what can wait."""

import errno
import sqlite3
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from content.errors import BlobMissing, DiskFull
from server.db import db
from server.disk import is_failing, is_full, optional_write
from tests.server import cast
from tests.server.conftest import School


def sqlite_error(code: int) -> OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return OperationalError("INSERT", None, error)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        DiskFull("personal", needed_bytes=1, free_bytes=0),
        sqlite_error(sqlite3.SQLITE_FULL),
        sqlite_error(sqlite3.SQLITE_IOERR_SHMSIZE),
    ],
)
def test_a_full_disk_is_known_by_whoever_meets_it(error: Exception) -> None:
    assert is_full(error)
    with optional_write():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EACCES, "Permission denied"),
        BlobMissing("0" * 64),
        sqlite_error(sqlite3.SQLITE_BUSY),
        IntegrityError("INSERT", None, sqlite3.IntegrityError("UNIQUE")),
        ValueError("full"),
    ],
)
def test_other_failures_are_not_hidden(error: Exception) -> None:
    assert not is_full(error)
    assert not is_failing(error)
    with pytest.raises(type(error)), optional_write():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "Input/output error"),
        OSError(errno.EROFS, "Read-only file system"),
        sqlite_error(sqlite3.SQLITE_IOERR_WRITE),
        sqlite_error(sqlite3.SQLITE_IOERR_FSYNC),
        sqlite_error(sqlite3.SQLITE_READONLY),
    ],
)
def test_a_failing_disk_is_no_full_one_and_no_mistake_of_ours(error: Exception) -> None:
    assert is_failing(error)
    assert not is_full(error)
    with optional_write():
        raise error


@pytest.fixture
def no_room(app: Flask) -> Iterator[None]:
    """SQLite itself says SQLITE_FULL as soon as the database would have to grow."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    with app.app_context():
        engine = db.engine
        engine.dispose()
        event.listen(engine, "connect", limit)
        yield
        event.remove(engine, "connect", limit)
        engine.dispose()


def test_work_is_refused_with_a_reason_and_reading_goes_on(school: School, no_room: None) -> None:
    client = school.app.test_client()
    body = {"login": cast.ARU, "password": cast.PASSWORD, "device": "x" * 100}

    answers = [client.post("/api/v1/sessions", json=body) for _ in range(40)]

    refused = next(a for a in answers if a.status_code != 201)
    assert refused.status_code == 507
    assert refused.get_json()["type"] == "/problems/disk-full"
    assert refused.get_json()["hint"]
    token = answers[0].get_json()["token"]
    read = client.get("/api/v1/changes", headers={"Authorization": f"Bearer {token}"})
    assert read.status_code == 200
    assert read.get_json()["records"]
