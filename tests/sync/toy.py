"""A small world for tests of sync: a few kinds, one projection table, nodes on real SQLite."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from sync.core import cbor, clock
from sync.core.merge import MergeState
from sync.core.ops import Operation, OpId, Value
from sync.core.registry import Kind, Merge, Registry
from sync.core.verdict import Verdict
from sync.storage import tables
from sync.storage.open import open_log
from sync.storage.partitions import partition
from sync.storage.plain import Plain
from sync.storage.port import Entry, Touch, Unit
from sync.storage.sqlite import LogStore
from tests.support.postgres import Spares

ARU, MARAT, AIZHAN = "aaaa000000000001", "aaaa000000000002", "aaaa000000000003"
SCHOOL, HUB = "5c00000000000001", "4b00000000000001"
NOON = 1_795_000_000_000  # unix ms, an ordinary day after the clock's floor

KINDS = (
    Kind("writer.issue", 1, Merge.APPEND, 0),
    Kind("school.set", 1, Merge.OWNER, 0),
    Kind("course.publish", 1, Merge.AUTHORITY, 0),
    Kind("course.withdraw", 1, Merge.TOMBSTONE, 0),
    Kind("assignment.set", 1, Merge.FIELD, 0),
    Kind("assignment.withdraw", 1, Merge.TOMBSTONE, 0),
    Kind("submission.hand_in", 1, Merge.APPEND, 1),
    Kind("mark.give", 1, Merge.SUPERSEDE, 0),
    Kind("attempt.commit", 1, Merge.BRANCH, 2),
    Kind("statement.make", 1, Merge.UNION, 2),
    Kind("erasure.order", 1, Merge.APPEND, 0),
    Kind("person.set", 1, Merge.OWNER, 0),
    Kind("person.alias", 1, Merge.OWNER, 0, family="alias"),
    Kind("enrolment.set", 1, Merge.OWNER, 0),
)

toy_rows = sa.Table(
    "toy_rows",
    sa.MetaData(),
    sa.Column("family", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("view", sa.LargeBinary, nullable=False),
    sa.Column("author", sa.Text),
)


def op(
    seq: int,
    kind: str = "submission.hand_in",
    *,
    writer: str = ARU,
    epoch: int = 1,
    record: str | None = None,
    base: OpId | None = None,
    at: int = NOON,
    version: int = 1,
    **fields: Value,
) -> Operation:
    """An operation made `seq` ms after `at`."""
    key = OpId(writer, epoch, seq)
    made = record or str(key)
    hlc = clock.pack(at + seq)
    return Operation(writer, epoch, seq, hlc, kind, version, base, None, made, fields)


def judged(made: Operation, *, rank: int = 1, order: int | None = None) -> Entry:
    order = made.hlc if order is None else order
    return Entry(made, Verdict("admitted", order, rank, None, SCHOOL, NOON))


def held(made: Operation) -> Entry:
    return Entry(made, Verdict("held", made.hlc, 0, "not-your-class", SCHOOL, NOON))


_PUT = (
    "INSERT INTO toy_rows VALUES (?, ?, ?, ?) ON CONFLICT (family, record)"
    " DO UPDATE SET view = excluded.view, author = excluded.author"
)
_DROP = "DELETE FROM toy_rows WHERE family = ? AND record = ?"


class ToyPort:
    """Projects every view into one table, with the person behind the winning version. Of a record
    of which nothing is left there is no row, as in the tables of a server."""

    def __init__(self, store: LogStore, connection: sa.Connection, scopes: "Scopes") -> None:
        self.store = store
        self.connection = connection
        self._plain = Plain(connection)
        self.scopes = scopes
        self.told: list[Touch] = []

    def project(
        self, kind: Kind, entry: Entry, view: Mapping[str, object] | None, state: MergeState
    ) -> Sequence[Touch]:
        winner = state.winner
        owner = None if winner is None else self.store.writer(winner.id.writer)
        key = (kind.family, entry.op.record)
        if view is None:
            self._plain.run(_DROP, key)
        else:
            row = (cbor.encode(view), None if owner is None else owner.person)  # type: ignore[arg-type]
            self._plain.run(_PUT, (*key, *row))
        return [Touch("everybody", kind.family, entry.op.record)]

    def node_scopes(self, _kind: Kind | None, entry: Entry) -> Sequence[str]:
        return self.scopes(entry.op)

    def touched(self, touches: Sequence[Touch]) -> None:
        self.told += touches

    def erased(self, entries: Sequence[Entry], *, elsewhere: bool = False) -> Sequence[Touch]:
        return [
            Touch("here" if elsewhere else "everybody", entry.op.kind, entry.op.record)
            for entry in entries
        ]

    def clear(self) -> None:
        self.connection.exec_driver_sql("DELETE FROM toy_rows")


class Scopes:
    """Feed scopes of an operation: the school it names, or the national one."""

    def __call__(self, _made: Operation) -> list[str]:
        school = _made.fields.get("school")
        return [f"school:{school}"] if isinstance(school, str) else ["national"]


class NoScopes(Scopes):
    def __call__(self, _made: Operation) -> list[str]:
        return []


def make_tables(connection: sa.Connection) -> None:
    """An empty node's."""
    tables.make(connection)
    toy_rows.metadata.create_all(connection)
    if connection.dialect.name == "postgresql":
        partition(connection)


# A node has more statements than the driver keeps ready by itself, and prepared the rest anew.
_STATEMENTS = {"cached_statements": 500}


class Database:
    """A node's SQLite file (or memory) with the transactions that sync asks for.

    On PostgreSQL where `elsewhere` has databases with these tables. `empty` is a dump of such a
    node, which is quicker to take over than its tables are to make.

    In memory there is one connection, which stays: simulated worlds make a thousand transactions in
    a second, and SQLAlchemy's part of opening and closing one would be a fifth of it.
    """

    elsewhere: ClassVar[Spares | None] = None
    _stays: sa.Connection | None = None

    def __init__(
        self, path: Path | None = None, *, feeds: bool = False, empty: bytes | None = None
    ) -> None:
        self.scopes = Scopes() if feeds else NoScopes()
        self.draw = random.Random(f"{path}").getrandbits
        if Database.elsewhere is not None:
            self._url = Database.elsewhere.take()
            self.engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT")
            return
        if path is None:
            self.engine = sa.create_engine(
                "sqlite://", poolclass=StaticPool, connect_args=_STATEMENTS
            )
        else:
            self.engine = sa.create_engine(f"sqlite:///{path}")
        sa.event.listen(self.engine, "connect", _manual)
        if path is None:
            self._stays = self.engine.connect()
            self._stays.begin()
        if empty is not None:
            self.load(empty)
            return
        with self.engine.begin() as connection:
            make_tables(connection)

    @property
    def on_postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def write(self) -> Iterator[Unit]:
        with self._connected() as (connection, run):
            run("BEGIN" if self.on_postgres else "BEGIN IMMEDIATE")
            try:
                yield self._unit(connection)
            except BaseException:
                run("ROLLBACK")
                raise
            run("COMMIT")

    @contextmanager
    def read(self) -> Iterator[Unit]:
        with self._connected() as (connection, run):
            run("BEGIN ISOLATION LEVEL REPEATABLE READ" if self.on_postgres else "BEGIN")
            try:
                yield self._unit(connection)
            finally:
                run("ROLLBACK")

    @contextmanager
    def _connected(self) -> Iterator[tuple[sa.Connection, Callable[[str], object]]]:
        """A connection, and what runs a statement that begins or ends a transaction on it."""
        if self._stays is not None:
            yield self._stays, self._stays.connection.driver_connection.execute  # type: ignore[union-attr]
            return
        with self.engine.connect() as connection:
            yield connection, connection.exec_driver_sql

    def _unit(self, connection: sa.Connection) -> Unit:
        store = open_log(connection)
        store.draw = self.draw
        return Unit(store, ToyPort(store, connection, self.scopes))

    def rows(self) -> dict[tuple[str, str], tuple[bytes, str | None]]:
        """The projection: what a user of this node would see."""
        with self.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT * FROM toy_rows").fetchall()
        return {(row[0], row[1]): (bytes(row[2]), row[3]) for row in found}

    def dump(self) -> bytes:
        """The whole database (in memory only), as a backup takes it."""
        with self.engine.connect() as connection:
            raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            return raw.serialize()

    def load(self, backup: bytes) -> None:
        """Put a backup in place of everything."""
        with self.engine.connect() as connection:
            raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            raw.deserialize(backup)

    def close(self) -> None:
        if Database.elsewhere is not None:
            with self.engine.connect() as connection:
                Database.elsewhere.give_back(self._url, connection)
        if self._stays is not None:
            self._stays.close()
        self.engine.dispose()


def _manual(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]


@cache
def registry() -> Registry:
    return Registry(KINDS)
