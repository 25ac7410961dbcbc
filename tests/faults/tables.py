"""What a data folder holds, read past the server: rows by table, and SQLite's own judgement."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

NOT_SHARED: Final = {"token", "writers", "scope_set", "node_state"}
"""Logins and notes of this node itself: a phone that asks again leaves traces in them."""

Rows = dict[str, list[tuple[Any, ...]]]


@contextmanager
def database(home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(home / "tirek.sqlite")) as connection:
        yield connection


def is_sound(home: Path) -> bool:
    """PRAGMA integrity_check and foreign_key_check."""
    with database(home) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall()
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        return whole == [("ok",)] and not orphans


def names(home: Path) -> set[str]:
    """Tables of the database; none where there is no database yet."""
    if not (home / "tirek.sqlite").exists():
        return set()
    with database(home) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}


def rows(home: Path, *, without: set[str] | frozenset[str] = frozenset()) -> Rows:
    """Every row of every table but NOT_SHARED and `without`."""
    found: Rows = {}
    with database(home) as connection:
        for name in sorted(names(home) - NOT_SHARED - without):
            found[name] = sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)
    return found


def count(home: Path, table: str) -> int:
    with database(home) as connection:
        return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def log(home: Path) -> set[bytes]:
    """The hash of every operation's canonical bytes: two nodes may keep the same ones otherwise."""
    with database(home) as connection:
        return {hash_ for (hash_,) in connection.execute("SELECT hash FROM operations")}


def files(folder: Path) -> set[str]:
    """Names of the finished blobs below a store's folder."""
    return {path.name for path in folder.glob("??/*")}


def packs_of_seen_editions(home: Path) -> set[str]:
    """Packs that have brought what is seen by now; below a relay none is needed any more."""
    with database(home) as connection:
        found = connection.execute(
            "SELECT o.packs FROM edition_offer o JOIN course_shown s ON s.course = o.course"
            " WHERE o.edition <= s.edition"
        )
        return {pack["sha256"] for (packs,) in found for pack in json.loads(packs)}


def operations(home: Path) -> set[tuple[str, int, int]]:
    """The ids of every operation: writer, epoch, seq."""
    with database(home) as connection:
        return set(connection.execute("SELECT writer, epoch, seq FROM operations"))
