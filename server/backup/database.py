"""A consistent copy of the database while the server works, and its pieces."""

import contextlib
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from server.backup.errors import BackupFailed, Damaged, NoRoomHere
from server.backup.limits import PIECE_BYTES, RESERVE_BYTES


def copy_to(database: Path, target: Path) -> None:
    """SQLite's own backup in one step: one snapshot, and writers go on meanwhile.

    Pages stay where they are (VACUUM would move them), so that a day's work changes a part of the
    pieces only. Raises NoRoomHere before the disk is filled to the brim (whoever works meanwhile
    needs it), Damaged when the copy does not pass SQLite's check, BackupFailed.
    """
    remove(target)
    needed = _bytes(database) + RESERVE_BYTES
    if shutil.disk_usage(target.parent).free < needed:
        raise NoRoomHere(needed)
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(target)) as made,
        ):
            source.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    except sqlite3.Error as error:
        remove(target)
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise NoRoomHere(needed) from error
        raise BackupFailed("database", str(error), "Run `tirek doctor`.") from error
    must_be_sound(target)


def remove(target: Path) -> None:
    """A copy, and what SQLite may have left beside it."""
    for end in ("", "-journal"):
        target.with_name(target.name + end).unlink(missing_ok=True)


def _bytes(database: Path) -> int:
    """Of the database with what is not yet in its file."""
    files = (database.with_name(database.name + end) for end in ("", "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def must_be_sound(database: Path) -> None:
    """Raises Damaged unless every page is what it should be."""
    found = check(database)
    if found != ["ok"]:
        raise Damaged(
            "database", f"{database.name}: {found[0]}", "Run `tirek doctor`; the disk may be dying."
        )


def check(database: Path) -> list[str]:
    """SQLite's quick_check: ["ok"], or what is wrong."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            return [str(row[0]) for row in opened.execute("PRAGMA quick_check(10)")]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def revision(database: Path) -> str:
    """The last migration that a database has seen; empty for none."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        try:
            row = opened.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return ""
    return str(row[0]) if row else ""


def pieces(database: Path) -> Iterator[tuple[bytes, bytes]]:
    """SHA-256 and bytes of each piece in order."""
    with database.open("rb") as stream:
        while piece := stream.read(PIECE_BYTES):
            yield hashlib.sha256(piece).digest(), piece


def has_school(database: Path) -> bool:
    """Whether any school lives in a database; a broken one may hold anything."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            return opened.execute("SELECT 1 FROM school LIMIT 1").fetchone() is not None
    except sqlite3.OperationalError as error:
        return "no such table" not in str(error)
    except sqlite3.DatabaseError:
        return True
