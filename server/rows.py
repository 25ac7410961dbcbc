"""Ready statements for what every request reads and every operation writes.

The unit of work is right for a form that somebody edits. A page of documents and a batch of a
hundred operations have no use for it: it builds an object for each row, watches it, looks it up
again before it is written. Here rows are read as they are, and a row is written in one statement,
whether or not it was there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar, cast

from sqlalchemy import (
    Connection,
    Dialect,
    Insert,
    Select,
    Table,
    bindparam,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Session

from server.db import Model
from server.gathering import empty, gathered, write
from server.limits import COPY_FROM_ROWS
from server.reading import maker
from sync.storage.plain import Plain

_Thing = TypeVar("_Thing")
_REMEMBERED: Final = "tirek_remembered"


def table_of(model: type[Model]) -> Table:
    """The table of a model."""
    return cast(Table, model.__table__)


def ready(session: Session, *models: type[Model]) -> Connection:
    """The session's connection and transaction, once what the session holds is written.

    `models` are those that the caller reads, where it reads only; otherwise everything that a
    batch has gathered is written, too.
    """
    session.flush()
    kept = gathered(session)
    if kept is not None:
        kept.write({table_of(model) for model in models} or None)
    return session.connection()


def rows_of(
    session: Session,
    model: type[Model],
    keys: Iterable[str],
    *,
    by: str = "id",
    order: str | None = None,
) -> list[Any]:
    """The rows whose column `by` is among `keys`, to be read by the names of their columns."""
    wanted = list(keys)
    if not wanted:
        return []
    connection = ready(session, model)
    if connection.dialect.name == "sqlite":
        return _reader(model, by, order, connection.dialect)(connection, wanted)
    return list(connection.execute(_among(model, by, order), {"keys": wanted}))


def insert_many(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows, all with the same columns (none of them JSON); many go by COPY where there is
    one."""
    connection = ready(session)
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        Plain(connection).many(
            _plain_insert(table, tuple(rows[0])), [tuple(r.values()) for r in rows]
        )
        return
    if len(rows) < COPY_FROM_ROWS:
        connection.execute(_insert(table), rows)
        return
    from server import postgres  # noqa: PLC0415 - a school has no use for its memory

    postgres.copy(connection, table.name, list(rows[0]), [tuple(row.values()) for row in rows])


@cache
def _plain_insert(table: Table, columns: tuple[str, ...]) -> str:
    marks = ",".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({','.join(columns)}) VALUES ({marks})"  # noqa: S608


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


def remembered(
    session: Session, name: str, make: Callable[[], _Thing], *, anew: bool = False
) -> _Thing:
    """What `make` gives, the same one until the session's transaction ends, or is made `anew`."""
    session.connection()
    transaction = session.get_transaction()
    kept: tuple[Any, dict[str, Any]] | None = session.info.get(_REMEMBERED)
    if kept is None or kept[0] is not transaction:
        kept = session.info[_REMEMBERED] = (transaction, {})
    if anew or name not in kept[1]:
        kept[1][name] = make()
    found: _Thing = kept[1][name]
    return found


def take_turns(session: Session, name: str) -> None:
    """Until the commit nobody else comes here under this name; SQLite has one writer anyway."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        from server import postgres  # noqa: PLC0415 - a school has no use for its memory

        postgres.take_turns(connection, name)


def put(session: Session, model: type[Model], values: Mapping[str, Any]) -> None:
    """Write the row with this primary key, new or in place of the one that is there.

    `values` has every column, by the column's own name. An object of the session that stands for
    the row reads it anew.
    """
    kept = gathered(session)
    if kept is None:
        write(ready(session), table_of(model), [values])
    else:
        kept.put(table_of(model), values)
    mapper = inspect(model)
    key = mapper.identity_key_from_primary_key(tuple(values[c.name] for c in mapper.primary_key))
    held = session.identity_map.get(key)
    if held is not None:
        session.expire(held)


def put_parts(
    session: Session, model: type[Model], by: str, whole: str, parts: Iterable[Mapping[str, Any]]
) -> None:
    """Let these be all the rows with the value `whole` in the column `by`."""
    kept = gathered(session)
    if kept is None:
        empty(ready(session), table_of(model), by, [whole])
    else:
        kept.empty(table_of(model), by, whole)
    for part in parts:
        put(session, model, part)


@cache
def _reader(
    model: type[Model], by: str, order: str | None, dialect: Dialect
) -> Callable[[Connection, list[str]], list[Any]]:
    """What `rows_of` does on SQLite. A page of a phone's documents asks two dozen tables for a few
    rows each, and SQLAlchemy spends ten times on each question what SQLite does."""
    table = table_of(model)
    columns = ",".join(f'"{column.name}"' for column in table.columns)
    head = f'SELECT {columns} FROM "{table.name}" WHERE "{by}" IN ('  # noqa: S608 - a model's
    tail = f') ORDER BY "{order}"' if order else ")"
    made = maker(table.name, table.columns, dialect)

    def rows(connection: Connection, keys: list[str]) -> list[Any]:
        return made(Plain(connection).all(head + ",".join("?" * len(keys)) + tail, keys))

    return rows


@cache
def _among(model: type[Model], by: str, order: str | None) -> Select[Any]:
    table = table_of(model)
    query = select(table).where(table.c[by].in_(bindparam("keys", expanding=True)))
    return query.order_by(table.c[order]) if order else query
