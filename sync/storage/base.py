"""The connection that the parts of the SQLite store share, and how rows become values."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

from sync.core import canonical
from sync.core.errors import StorageBroken, SyncError
from sync.core.ops import Operation
from sync.core.verdict import Verdict
from sync.storage import bodies
from sync.storage.port import Entry, Stored

_Item = TypeVar("_Item")

# Of `operations o`.
STORED_COLUMNS = "o.id, o.body, o.outcome, o.order_hlc, o.rank, o.reason, o.judge, o.seen_ms"


class Rows:
    """Plain SQL on the caller's connection; the caller's transaction commits or rolls back.

    The SQL is what SQLite and PostgreSQL both take, with `?` where a value goes. Where they have
    to differ, a method says so by name, and sync.storage.postgres overrides it.
    """

    # Bytes that a row's columns say beside its body, as whoever reads it is told.
    _beside = 0

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        bodies.on(connection)

    def _sql(self, sql: str) -> str:
        """In the words of the driver."""
        return sql

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return list(self._connection.exec_driver_sql(self._sql(sql), tuple(values)).fetchall())

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.exec_driver_sql(self._sql(sql), tuple(values)).fetchone()

    def _run(self, sql: str, values: Sequence[Any] = ()) -> None:
        self._connection.exec_driver_sql(self._sql(sql), tuple(values))

    def _run_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._connection.exec_driver_sql(self._sql(sql), rows)

    def _copy(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Many new rows of a table at once."""
        marks = ",".join("?" * len(columns))
        self._run_many(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - names of this package

    def _kept(self, body: bytes, _order: int, own: bytes | None = None) -> bytes:
        """Canonical bytes as the row with this ordering time keeps them."""
        return bodies.kept(body, own)

    def _of_records(self, records: Sequence[str]) -> tuple[str, list[Any]]:
        """A condition on `operations o` that an index answers, and its values."""
        return f"o.record IN ({','.join('?' * len(records))})", list(records)

    def _replace(self, row: int, entry: Entry, *, priority: int, applied: int) -> None:
        """Let this be what stands in a row of the log."""
        raise NotImplementedError

    def _homes_of(self, rows: Collection[int]) -> dict[int, str]:
        """The school under which each row of the log is kept."""
        return dict.fromkeys(rows, "")

    def state(self, key: str) -> str | None:
        row = self._one("SELECT value FROM node_state WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def states(self, *keys: str) -> dict[str, str]:
        """Several at once; those that are not there are left out."""
        marks = ",".join("?" * len(keys))
        sql = f"SELECT key, value FROM node_state WHERE key IN ({marks})"  # noqa: S608 - marks
        return dict(self._all(sql, keys))

    def set_state(self, key: str, value: str) -> None:
        self._run(
            "INSERT INTO node_state (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def _must(self, key: str) -> str:
        value = self.state(key)
        if value is None:
            raise StorageBroken("node state", key, "the node has not been initialised")
        return value


def stored(row: Sequence[Any]) -> Stored:
    """A row of STORED_COLUMNS as a line of the log."""
    body = bodies.opened(bytes(row[1]))
    verdict = Verdict(row[2], row[3], row[4], row[5], row[6], row[7])
    return Stored(row[0], canonical.decode(body), verdict, body)


def sound_operation(digest: bytes, body: bytes, connection: Connection) -> Operation | None:
    """The operation in a row's body, None where the bytes contradict its hash."""
    try:
        plain = bodies.opened(body, connection)
        return canonical.decode(plain) if canonical.hash_of(plain) == digest else None
    except SyncError:
        return None


def chunks(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    batch: list[_Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
