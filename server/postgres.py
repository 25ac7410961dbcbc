"""What a hub's database needs that SQLite does not: isolation, locks, and columns wide enough.

A transaction that writes reads what is committed at each statement, behind a lock that it takes
first. Either it writes anywhere, and is alone (what SQLite does for everybody), or it names the
schools it stays within, and waits only for those who write in the same ones. A transaction that
only reads sees one snapshot, and PostgreSQL refuses its writes.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry

from server.limits import LOCK_TIMEOUT_MS
from sync.storage.postgres import Collision, lock_number

# Keys of advisory locks: any numbers that nobody else in this database uses.
_WRITERS: Final = 0x7472656B
_SCHOOL: Final = 0x7473
_TURNS: Final = 0x7474
_READ_COMMITTED, _REPEATABLE_READ = 2, 3  # psycopg.IsolationLevel
_TRY_AGAIN: Final = frozenset({"40001", "40P01"})
"""SQLSTATE serialization_failure and deadlock_detected (PostgreSQL documentation, appendix A)."""

_WIDE: Final = (String, Integer)

ENGINE_OPTIONS: Final[dict[str, Any]] = {
    "pool_size": 12,
    "max_overflow": 8,
    "pool_pre_ping": True,  # the server may have been started again since
    "connect_args": {"options": f"-c lock_timeout={LOCK_TIMEOUT_MS}"},
}


@compiles(String, "postgresql")
def _string(kind: String, compiler: Any, **words: Any) -> Any:
    """Columns without a length: SQLite does not look at it, and what a school keeps must fit."""
    if isinstance(words.get("type_expression"), Column):
        return "VARCHAR"
    return compiler.visit_string(kind, **words)


@compiles(Integer, "postgresql")
def _integer(kind: Integer, compiler: Any, **words: Any) -> Any:
    """Columns with 64 bits, for the same reason."""
    if isinstance(words.get("type_expression"), Column):
        return "BIGINT"
    return compiler.visit_integer(kind, **words)


def widen(metadata: Iterable[MetaData]) -> None:
    """Let values for integer columns be sent with 64 bits, too."""
    for table in (table for one in metadata for table in one.sorted_tables):
        for column in table.columns:
            kind = column.type
            if isinstance(kind, Integer) and "postgresql" not in kind._variant_mapping:
                column.type = kind.with_variant(BigInteger(), "postgresql")


def prepare(engine: Engine) -> None:
    """Give `engine` these transactions."""
    event.listen(engine, "connect", _connected)


def _connected(connection: Any, _entry: ConnectionPoolEntry) -> None:
    from psycopg.types.numeric import NumericLoader  # noqa: PLC0415 - only where it serves
    from psycopg.types.string import StrDumperUnknown  # noqa: PLC0415

    class WithoutNul(StrDumperUnknown):
        """PostgreSQL keeps no NUL in a text, and schools may have written one.

        The log has it, as bytes; a table shows U+FFFD.
        """

        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)

    class SumLoader(NumericLoader):
        """A sum of 64-bit numbers is a numeric there, and a whole number everywhere else."""

        def load(self, data: Any) -> Any:
            found = super().load(data)
            return int(found) if found == found.to_integral_value() else float(found)

    connection.adapters.register_dumper(str, WithoutNul)
    connection.adapters.register_loader("numeric", SumLoader)


def begin(
    connection: Connection, *, write: bool, within: Collection[str] | None, wait: bool
) -> bool:
    """Open the transaction; `within` are its schools, None for anywhere. False, where it is not to
    wait, when somebody writes in one of them."""
    driver: Any = connection.connection.driver_connection
    driver.isolation_level = _READ_COMMITTED if write else _REPEATABLE_READ
    driver.read_only = not write
    if not write:
        return True
    if within is None:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITERS,))
        return True
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock_shared(%s)", (_WRITERS,))
    numbers = sorted({lock_number(school) for school in within})
    lock = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    taken = connection.exec_driver_sql(
        f"SELECT {lock}(%s, n) FROM unnest(%s::int[]) AS s (n)",  # noqa: S608 - one of the two
        (_SCHOOL, numbers),
    )
    return wait or all(row[0] for row in taken)


def copy(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write new rows by COPY, in the transaction of this connection."""
    driver: Any = connection.connection.driver_connection
    into = f"COPY {table} ({','.join(columns)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(into) as copying:
        for row in rows:
            copying.write_row(row)


def remove(
    connection: Connection, table: Table, columns: Sequence[str], keys: Sequence[Sequence[str]]
) -> None:
    """Delete the rows with one of these combinations of texts in the columns."""
    quote = connection.dialect.identifier_preparer.quote
    names = [quote(name) for name in columns]
    same = " AND ".join(f"t.{name} = k.{name}" for name in names)
    arrays = ",".join("%s::text[]" for _ in names)
    sql = (
        f"DELETE FROM {quote(table.name)} t USING unnest({arrays}) AS k ({','.join(names)})"  # noqa: S608 - names of models
        f" WHERE {same}"
    )
    connection.exec_driver_sql(sql, tuple(list(column) for column in zip(*keys, strict=True)))


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of different keys in one statement, each new or in place of the one there."""
    sql, columns = _upsert(table, connection.dialect)
    values = []
    for name, bound in columns:
        column = [row[name] for row in rows]
        values.append(column if bound is None else [bound(value) for value in column])
    connection.exec_driver_sql(sql, tuple(values))


@cache
def _upsert(
    table: Table, dialect: Dialect
) -> tuple[str, tuple[tuple[str, Callable[[Any], Any] | None], ...]]:
    """The statement, and per parameter its column and what makes its values the driver's."""
    quote = dialect.identifier_preparer.quote
    names = [quote(column.name) for column in table.columns]
    keys = ",".join(quote(column.name) for column in table.primary_key)
    rest = ",".join(
        f"{quote(column.name)}=excluded.{quote(column.name)}"
        for column in table.columns
        if not column.primary_key
    )
    arrays = ",".join(f"%s::{column.type.compile(dialect)}[]" for column in table.columns)
    sql = (
        f"INSERT INTO {quote(table.name)} ({','.join(names)}) SELECT * FROM unnest({arrays})"  # noqa: S608 - names of models
        f" ON CONFLICT ({keys}) DO " + (f"UPDATE SET {rest}" if rest else "NOTHING")
    )
    bound = (column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns)
    return sql, tuple(zip((column.name for column in table.columns), bound, strict=True))


def take_turns(connection: Connection, name: str) -> None:
    """Let no other transaction come here under this name until this one has ended."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", (_TURNS, lock_number(name)))


def is_free(connection: Connection, name: str) -> bool:
    """Whether nobody is under this name at the moment; nobody is kept from it."""
    found = connection.exec_driver_sql(
        "SELECT CASE WHEN pg_try_advisory_lock_shared(%s, %s)"
        " THEN pg_advisory_unlock_shared(%s, %s) ELSE false END",
        (_TURNS, lock_number(name)) * 2,
    )
    return bool(found.scalar_one())


def may_run_again(error: BaseException) -> bool:
    """Whether PostgreSQL, or the log, gave a transaction up for another one's sake."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "sqlstate", None) in _TRY_AGAIN
    return isinstance(error, Collision)


def same_type(in_database: Any, in_model: Any) -> bool:
    """Whether a column of these types is as the model wants it, lengths left out."""
    return any(isinstance(in_database, kind) and isinstance(in_model, kind) for kind in _WIDE)
