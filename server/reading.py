"""Rows and questions of SQLite, read and written without SQLAlchemy's layers in between.

What every request asks is compiled once and goes straight to the driver of the session's own
transaction: SQLAlchemy takes ten times on such a question what SQLite does. Values are what
SQLAlchemy would give, on PostgreSQL it does.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Dialect, Select, Table
from sqlalchemy.types import JSON

from sync.storage.plain import Plain

Rows = list[Any]
Read = Callable[[Any], Any]
_DECODER: Final[Any] = json.JSONDecoder()
_SCAN: Final[Callable[[str, int], tuple[Any, int]]] = _DECODER.scan_once


def maker(
    name: str, columns: Iterable[ColumnElement[Any]], dialect: Dialect
) -> Callable[[Rows], Rows]:
    """What turns the driver's tuples into rows that are read by the names of their columns."""
    known = list(columns)
    named: Any = namedtuple(name, [str(column.key) for column in known])  # type: ignore[misc]
    # as SQLAlchemy's rows have it
    members = {"__slots__": (), "_mapping": property(lambda row: row._asdict())}
    kind: Any = type(name, (named,), members)
    readers = [
        (place, read)
        for place, column in enumerate(known)
        if (read := _reader(column, dialect)) is not None
    ]

    def rows(found: Rows) -> Rows:
        if not found:
            return []
        if readers:
            # by columns: those that need no reading cost nothing
            values: list[Any] = list(zip(*found, strict=True))
            for place, read in readers:
                values[place] = [read(value) for value in values[place]]
            found = list(zip(*values, strict=True))
        return [tuple.__new__(kind, row) for row in found]

    return rows


@cache
def writer(
    table: Table, dialect: Dialect
) -> Callable[[Connection, Sequence[Mapping[str, Any]]], None]:
    """What writes rows with all of the columns, each new or in place of the one that is there."""
    names = table.columns.keys()
    own = [name for name, column in table.columns.items() if column.primary_key]
    rest = [f'"{name}" = excluded."{name}"' for name in names if name not in own]
    columns, marks = ",".join(f'"{name}"' for name in names), ",".join("?" * len(names))
    keys = ",".join(f'"{name}"' for name in own)
    then = f"UPDATE SET {','.join(rest)}" if rest else "NOTHING"
    sql = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks}) ON CONFLICT ({keys}) DO {then}'  # noqa: S608 - a model's
    told = [
        (name, column.type.dialect_impl(dialect).bind_processor(dialect))
        for name, column in table.columns.items()
    ]

    def write(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        values = [
            tuple(row[name] if make is None else make(row[name]) for name, make in told)
            for row in rows
        ]
        if len(values) == 1:
            Plain(connection).run(sql, values[0])
        else:
            Plain(connection).many(sql, values)

    return write


class Question:
    """A SELECT whose values have names, asked again and again."""

    def __init__(self, query: Select[Any]) -> None:
        self._query = query
        self._plain: _Plain | None = None

    def rows(self, connection: Connection, **values: Any) -> Sequence[Any]:
        """Every row, to be read by the names of its columns."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._query, values).all()
        if self._plain is None:
            self._plain = _Plain(self._query, connection.dialect)
        return self._plain.rows(connection, values)


class _Plain:
    """A question as SQLite's driver takes it."""

    def __init__(self, query: Select[Any], dialect: Dialect) -> None:
        compiled: Any = query.compile(dialect=dialect)
        self._sql: str = compiled.string
        self._order: list[str] = compiled.positiontup or []
        writers = {
            name: compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
            for name in self._order
        }
        self._writers: dict[str, Read] = {n: w for n, w in writers.items() if w is not None}
        self._fixed: dict[str, Any] = compiled.params
        self._make = maker("Answer", query.selected_columns, dialect)

    def rows(self, connection: Connection, values: dict[str, Any]) -> Rows:
        told = {**self._fixed, **values}
        for name, write in self._writers.items():
            told[name] = write(told[name])
        return self._make(Plain(connection).all(self._sql, [told[name] for name in self._order]))


def _reader(column: ColumnElement[Any], dialect: Dialect) -> Read | None:
    kind = column.type.dialect_impl(dialect)
    if isinstance(kind, JSON):
        return _json
    return kind.result_processor(dialect, None)


def _json(value: Any) -> Any:
    """What SQLAlchemy makes of it: SQLite keeps a lone number of a JSON column as a number."""
    if type(value) is not str:
        return value
    try:
        return _SCAN(value, 0)[0]
    except StopIteration as end:
        raise ValueError(f"no JSON: {value[:50]!r}") from end
