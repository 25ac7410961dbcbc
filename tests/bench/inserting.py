"""What SQLite alone needs for the rows that a record store has written: no HTTP, no checks, no
Python between the rows. With the same tables and indexes, and as durable."""

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

# Tables, and how the rows of one statement are found in them.
_ROWS: Final = {
    "log": "SELECT o.* FROM {log} WHERE s.n = ?",
    "lrs_statement": "SELECT s.* FROM lrs_statement s WHERE s.n = ?",
}
_LOG: Final = "lrs_statement s JOIN log o ON o.id = s.operation"
# Those without an index for it are read whole: by the log's row, or by the statement's.
_BESIDE: Final = {
    "feed": "operation",
    "waiting": "operation",
    "lrs_statement_id": "statement",
    "lrs_statement_agent": "statement",
    "lrs_statement_activity": "statement",
}
_Beside = dict[str, dict[int, list[tuple[Any, ...]]]]
_Rows = dict[str, list[tuple[Any, ...]]]


def per_second(database: Path, size: int, rounds: int) -> float:
    """Statements per second when the latest ones of `database` are written again into an empty
    file beside it, `size` in a transaction."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source:
        tables = _schema(source)
        batches = _batches(source, size, rounds)
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        into = sqlite3.connect(Path(folder) / "bound.sqlite", isolation_level=None)
        with closing(into):
            into.execute("PRAGMA journal_mode=WAL")
            into.execute("PRAGMA synchronous=FULL")
            for sql in tables:
                into.execute(sql)
            began = time.perf_counter()
            for batch in batches:
                _write(into, batch)
            spent = time.perf_counter() - began
    return size * len(batches) / spent


def _schema(source: sqlite3.Connection) -> list[str]:
    tables = (*_ROWS, *_BESIDE)
    marks = ",".join("?" * len(tables))
    found = source.execute(
        f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL"
        " ORDER BY type DESC",
        tables,
    )
    return [row[0] for row in found]


def _batches(source: sqlite3.Connection, size: int, rounds: int) -> list[_Rows]:
    wanted = source.execute(
        "SELECT n FROM lrs_statement ORDER BY n DESC LIMIT ?", (size * rounds,)
    ).fetchall()
    numbers = [row[0] for row in reversed(wanted)]
    beside = {name: _by_number(source, name, column) for name, column in _BESIDE.items()}
    return [
        _rows(source, numbers[start : start + size], beside)
        for start in range(0, len(numbers), size)
    ]


def _by_number(
    source: sqlite3.Connection, table: str, column: str
) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    cursor = source.execute(f"SELECT {column}, * FROM {table}")
    for number, *row in cursor:
        found.setdefault(number, []).append(tuple(row))
    return found


def _rows(
    source: sqlite3.Connection,
    numbers: Sequence[int],
    beside: _Beside,
) -> _Rows:
    made: _Rows = {name: [] for name in (*_ROWS, *_BESIDE)}
    for number in numbers:
        for name, sql in _ROWS.items():
            made[name] += source.execute(sql.format(log=_LOG), (number,)).fetchall()
        operation = made["log"][-1][0]
        for name, rows in beside.items():
            by_operation = _BESIDE[name] == "operation"
            made[name] += rows.get(operation if by_operation else number, [])
    return made


def _write(into: sqlite3.Connection, batch: _Rows) -> None:
    into.execute("BEGIN IMMEDIATE")
    for name, rows in batch.items():
        if rows:
            marks = ",".join("?" * len(rows[0]))
            into.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    into.execute("COMMIT")
