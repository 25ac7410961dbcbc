# ruff: noqa: S608 - only constants of this package are ever interpolated into SQL
"""The log on PostgreSQL, where several transactions write at the same time.

The caller owns the connection and its transaction, which reads what is committed at each statement
(READ COMMITTED): a lock is worth something only if what is read after it is new.

- Row numbers of the log come from a sequence; they have gaps, and nobody takes them for a cursor.
- What is known of a writer and the merge state of a record are locked before they are read.
- Numbers of a feed are given under a lock on its scope that ends with the commit. A sequence in
  their place would lose rows: the reader of 2 never asks for a 1 that is committed after it.
- Locks of one sort are taken in order. Where two transactions still wait for each other, or make
  the same record at once, one of them fails with `Collision` or a deadlock and is run again.
"""

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection

from sync.core import canonical
from sync.core.errors import StorageBroken
from sync.core.knowledge import EMPTY, Key
from sync.core.merge import MergeState
from sync.storage.base import STORED_COLUMNS, stored
from sync.storage.log import Known
from sync.storage.partitions import ROW_NUMBERS
from sync.storage.port import Stored
from sync.storage.sqlite import LogStore

# Above so many rows COPY is quicker than an INSERT each.
_COPY_FROM: Final = 8
# Rows of the node's clock. Schools that are written at the same time rarely share one.
_CLOCKS: Final = 64
_CLOCK_KEYS: Final = ("hlc", *(f"hlc:{number:02d}" for number in range(_CLOCKS)))
# Classes of advisory locks; any numbers that nobody else in this database uses.
_FEED_LOCKS: Final = 0x7466
_OWN_WRITER_LOCK: Final = 0x7477
_NOTHING: Final = EMPTY.to_bytes()


class Collision(StorageBroken):
    """Another transaction made the same record first; run this one again."""

    def __init__(self, subject: str) -> None:
        super().__init__("merge", subject, "run the transaction again")


def lock_number(name: str) -> int:
    """A name as the 32-bit number that an advisory lock takes; two names may share one."""
    return zlib.crc32(name.encode()) - 2**31


class PostgresLog(LogStore):
    """All of sync.storage.port.LogPort on one SQLAlchemy connection to PostgreSQL.

    `home` is the school whose node sends: where the operations of writers that nobody has told
    about yet will be kept.
    """

    def __init__(self, connection: Connection, home: str = "") -> None:
        super().__init__(connection)
        self._home = home
        self._absent: set[tuple[str, str]] = set()
        self._homes_by_row: dict[int, str] = {}

    def _sql(self, sql: str) -> str:
        return _translated(sql)

    def _copy(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        if len(rows) < _COPY_FROM:
            super()._copy(table, columns, rows)
            return
        driver: Any = self._connection.connection.driver_connection
        into = f"COPY {table} ({','.join(columns)}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    # --- the node itself -------------------------------------------------------------------
    def last_hlc(self) -> int:
        marks = ",".join("?" * len(_CLOCK_KEYS))
        sql = f"SELECT max(value::bigint) FROM node_state WHERE key IN ({marks})"
        return int(self._one(sql, _CLOCK_KEYS)[0] or 0)

    def _set_hlc(self, hlc: int) -> None:
        """In one of several rows: the one row would make all schools wait for each other."""
        key = _CLOCK_KEYS[1 + zlib.crc32(self._home.encode()) % _CLOCKS]
        self._run(
            "INSERT INTO node_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE"
            " SET value = greatest(node_state.value::bigint, excluded.value::bigint)::text",
            (key, str(hlc)),
        )

    def _lock_own_writer(self) -> None:
        self._run("SELECT pg_advisory_xact_lock(?)", (_OWN_WRITER_LOCK,))

    # --- the log ---------------------------------------------------------------------------
    def _new_rows(self, count: int) -> Iterator[int]:
        if count < 1:
            return iter(())
        sql = f"SELECT nextval('{ROW_NUMBERS}') FROM generate_series(1, ?)"
        return iter([row[0] for row in self._all(sql, (count,))])

    def _insert(self, rows: list[tuple[Any, ...]]) -> None:
        super()._insert(rows)
        self._homes_by_row.update((row[0], row[-1]) for row in rows)

    def _known_of(self, keys: Iterable[Key]) -> dict[Key, Known]:
        wanted = sorted(set(keys))
        writers, epochs = [key[0] for key in wanted], [key[1] for key in wanted]
        self._run(
            "INSERT INTO knowledge (writer, epoch, intervals, durable, prefix, chain)"
            " SELECT k.writer, k.epoch, ?::bytea, ?::bytea, 0, ?::bytea"
            " FROM unnest(?::text[], ?::bigint[]) AS k (writer, epoch)"
            " WHERE NOT EXISTS (SELECT 1 FROM knowledge o"
            "  WHERE o.writer = k.writer AND o.epoch = k.epoch)"
            " ORDER BY 1, 2 ON CONFLICT DO NOTHING",
            (_NOTHING, _NOTHING, canonical.CHAIN_START, writers, epochs),
        )
        rows = self._all(
            "SELECT o.intervals, o.durable, o.prefix, o.chain, o.writer, o.epoch FROM knowledge o"
            " JOIN unnest(?::text[], ?::bigint[]) AS k (writer, epoch)"
            " ON k.writer = o.writer AND k.epoch = o.epoch"
            " ORDER BY o.writer, o.epoch FOR UPDATE OF o",
            (writers, epochs),
        )
        return {(row[4], row[5]): Known(row) for row in rows}

    def _homes(self, writers: Collection[str]) -> dict[str, str]:
        found = self._known_homes(writers)
        strangers = sorted(set(writers) - set(found))
        if not strangers:
            return found
        self._run(
            "INSERT INTO homes (writer, school)"
            " SELECT s.writer, coalesce(w.school, ?::text) FROM unnest(?::text[]) AS s (writer)"
            " LEFT JOIN writers w ON w.writer = s.writer ORDER BY 1 ON CONFLICT DO NOTHING",
            (self._home, strangers),
        )
        return found | self._known_homes(strangers)

    def _known_homes(self, writers: Collection[str]) -> dict[str, str]:
        sql = "SELECT writer, school FROM homes WHERE writer = ANY(?::text[])"
        return dict(self._all(sql, (list(writers),)))

    def of_record(self, record: str) -> Iterator[Stored]:
        """As everywhere; from now on nobody else merges into this record, so that a state made
        from these has everything."""
        if not self._reads_only():
            sql = "SELECT family FROM merge_state WHERE record = ? ORDER BY family FOR UPDATE"
            self._all(sql, (record,))
        return super().of_record(record)

    # --- merge states and feeds ------------------------------------------------------------
    def merge_states(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], MergeState]:
        """As everywhere. In a transaction that writes, nobody else changes them until its end;
        one that is made elsewhere meanwhile is noticed when ours is put."""
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        lock = "" if self._reads_only() else " FOR UPDATE OF m"
        rows = self._all(
            "SELECT m.family, m.record, m.body FROM merge_state m"
            " JOIN unnest(?::text[], ?::text[]) AS k (family, record)"
            f" ON k.family = m.family AND k.record = m.record ORDER BY m.family, m.record{lock}",
            ([key[0] for key in wanted], [key[1] for key in wanted]),
        )
        found = self._decoded(rows)
        self._absent.update(key for key in wanted if key not in found)
        return found

    def put_merge_states(self, states: Mapping[tuple[str, str], MergeState]) -> None:
        new = {key: state for key, state in states.items() if key in self._absent}
        if self._put(new, "NOTHING") < len(new):
            raise Collision(f"one of {len(new)} records")
        self._absent.difference_update(new)
        rest = {key: state for key, state in states.items() if key not in new}
        self._put(rest, "UPDATE SET body = excluded.body")

    def _put(self, states: Mapping[tuple[str, str], MergeState], otherwise: str) -> int:
        """Insert in order, and say how many rows were written."""
        if not states:
            return 0
        rows = sorted((*key, state.encode()) for key, state in states.items())
        done = self._connection.exec_driver_sql(
            _translated(
                "INSERT INTO merge_state (family, record, body)"
                " SELECT * FROM unnest(?::text[], ?::text[], ?::bytea[])"
                f" ON CONFLICT (family, record) DO {otherwise}"
            ),
            ([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]),
        )
        return done.rowcount

    def _reads_only(self) -> bool:
        driver: Any = self._connection.connection.driver_connection
        return bool(driver.read_only)

    def _lock_feeds(self, scopes: Collection[str]) -> None:
        numbers = sorted({lock_number(scope) for scope in scopes})
        self._all(
            "SELECT pg_advisory_xact_lock(?, n) FROM unnest(?::int[]) AS s (n)",
            (_FEED_LOCKS, numbers),
        )

    def feed_after(self, scope: str, seq: int, limit: int) -> list[tuple[int, Stored]]:
        """As everywhere, but in steps that each name their parts: joined, a planner that knows
        little of the tables reads all of them."""
        page = self._all(
            "SELECT seq, operation, school FROM feed WHERE scope = ? AND seq > ?"
            " ORDER BY seq LIMIT ?",
            (scope, seq, limit),
        )
        by_home: dict[str, list[int]] = {}
        for _, row, home in page:
            by_home.setdefault(home, []).append(row)
        lines: dict[int, Stored] = {}
        for home, rows in by_home.items():
            found = self._all(
                f"SELECT {STORED_COLUMNS} FROM operations o"
                " WHERE o.school = ? AND o.id = ANY(?::bigint[])",
                (home, rows),
            )
            lines |= {row[0]: stored(row) for row in found}
        return [(number, lines[row]) for number, row, _ in page if row in lines]

    def _homes_of(self, rows: Collection[int]) -> dict[int, str]:
        found = {row: self._homes_by_row[row] for row in rows if row in self._homes_by_row}
        if len(found) < len(rows):
            sql = "SELECT id, school FROM operations WHERE id = ANY(?::bigint[])"
            found |= dict(self._all(sql, ([row for row in rows if row not in found],)))
        return found


@cache
def _translated(sql: str) -> str:
    return sql.replace("?", "%s")
