"""Rows that a batch of operations writes together, a statement for each table at its end.

A statement costs a hub more than the row in it. While rows are gathered, `server.rows.put` keeps
them, the last one under each key; whatever reads or changes a table that has gathered rows gets
them written first, so nobody can tell the difference.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Delete, Insert, Table, bindparam, delete, event, tuple_
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import visitors

from server.reading import writer

_GATHERED: Final = "tirek_gathered"
Row = Mapping[str, Any]


class Gathered:
    """What one transaction has put and not yet written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[Table, dict[tuple[Any, ...], Row]] = {}
        self._emptied: dict[tuple[Table, str], dict[str, None]] = {}

    def put(self, table: Table, row: Row) -> None:
        """Keep a row in place of whatever is under its primary key."""
        key = tuple(row[column.name] for column in table.primary_key)
        self._rows.setdefault(table, {})[key] = row

    def empty(self, table: Table, by: str, value: str) -> None:
        """Forget all rows with that value in the column `by`, written or not."""
        self._emptied.setdefault((table, by), {})[value] = None
        kept = self._rows.get(table, {})
        for key in [key for key, row in kept.items() if row[by] == value]:
            del kept[key]

    def write(self, tables: Collection[Table] | None = None) -> None:
        """Write what belongs to these tables, or everything."""
        if not self._rows and not self._emptied:
            return
        connection: Connection | None = None
        for place in [one for one in self._emptied if tables is None or one[0] in tables]:
            connection = connection or self._session.connection()
            empty(connection, *place, list(self._emptied.pop(place)))
        for table in [one for one in self._rows if tables is None or one in tables]:
            connection = connection or self._session.connection()
            write(connection, table, list(self._rows.pop(table).values()))


def gathered(session: Session) -> Gathered | None:
    """What is being gathered on this session, None when rows are written one by one."""
    found: Gathered | None = session.info.get(_GATHERED)
    return found


@contextmanager
def gathering(session: Session) -> Iterator[None]:
    """Within a transaction: gather what is put, and write it at the end unless it fails."""
    made = session.info[_GATHERED] = Gathered(session)
    event.listen(session, "do_orm_execute", _before)
    try:
        yield
        made.write()
    finally:
        event.remove(session, "do_orm_execute", _before)
        del session.info[_GATHERED]


def _before(state: ORMExecuteState) -> None:
    kept = gathered(state.session)
    if kept is not None:
        kept.write(_tables(state.statement) if state.is_select else None)


def _tables(statement: Any) -> Collection[Table] | None:
    """The tables that a query reads; None for one that is written as text."""
    found: set[Table] = set()
    for part in visitors.iterate(statement):
        table = part if isinstance(part, Table) else getattr(part, "table", None)
        if isinstance(table, Table):
            found.add(table)
        elif part.__visit_name__ in ("text", "textclause", "text_as_from", "textual_select"):
            return None
    return found


def write(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Rows of different keys, each new or in place of the one that is there."""
    if not rows:
        return
    if connection.dialect.name == "sqlite" and all(row.keys() == _names(table) for row in rows):
        writer(table, connection.dialect)(connection, rows)
        return
    if len(rows) == 1 or connection.dialect.name == "sqlite":
        connection.execute(_upsert(table, connection.dialect.name), rows)
        return
    from server import postgres  # noqa: PLC0415 - a school has no use for its memory

    postgres.upsert(connection, table, rows)


def remove(
    connection: Connection, table: Table, columns: Sequence[str], keys: Sequence[Sequence[str]]
) -> None:
    """Delete the rows that have one of these combinations of texts in the columns."""
    if connection.dialect.name == "sqlite":
        where = tuple_(*(table.c[name] for name in columns)).in_(keys)
        connection.execute(delete(table).where(where))
        return
    from server import postgres  # noqa: PLC0415 - as above

    postgres.remove(connection, table, columns, keys)


def empty(connection: Connection, table: Table, by: str, values: Sequence[str]) -> None:
    """Delete the rows with one of these values in the column `by`."""
    connection.execute(_delete(table, by), {"values": values})


@cache
def _delete(table: Table, by: str) -> Delete:
    return delete(table).where(table.c[by].in_(bindparam("values", expanding=True)))


@cache
def _names(table: Table) -> Set[str]:
    return frozenset(table.columns.keys())


@cache
def _upsert(table: Table, dialect: str) -> Insert:
    # Both dialects have the statement, but SQLAlchemy gives it no common type.
    insert: Callable[[Table], Any] = sqlite.insert
    if dialect != "sqlite":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 3 MB that no school needs

        insert = postgresql.insert
    made: sqlite.Insert = insert(table)
    rest = {c.name: made.excluded[c.name] for c in table.columns if not c.primary_key}
    if not rest:
        return made.on_conflict_do_nothing()
    return made.on_conflict_do_update(index_elements=list(table.primary_key), set_=rest)
