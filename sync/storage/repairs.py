# ruff: noqa: S608 - only marks are ever interpolated into SQL
"""Finding damage in the log, and making room for what replaces it."""

from collections.abc import Collection, Iterator
from heapq import merge
from typing import Final

from sqlalchemy import Connection

from sync.core import audit, canonical
from sync.core import verdict as verdicts
from sync.core.knowledge import IntervalSet, Key, Knowledge
from sync.core.merge import MergeState, Version
from sync.core.ops import OpId
from sync.core.registry import family_of
from sync.core.verdict import Verdict
from sync.limits import MAX_KEYS_PER_QUERY
from sync.storage import bodies
from sync.storage.base import Rows, sound_operation
from sync.storage.erasures import ALONE, MERGED
from sync.storage.port import THAW, Entry
from sync.storage.records import alone

# Where what is known of an operation stands: with its payload, or without.
TABLES: Final = ("operations", "pruned")
_Row = tuple[int, str, int, int, bytes, bytes, str, str]


class RepairRows(Rows):
    def audit_items(
        self, writer: str, epoch: int, numbers: IntervalSet
    ) -> Iterator[tuple[int, bytes]]:
        """(seq, item) of those of these operations that are in the log or pruned, in order."""
        for low, high in numbers.spans:
            yield from merge(*(self._items(table, writer, epoch, low, high) for table in TABLES))

    def _items(
        self, table: str, writer: str, epoch: int, low: int, high: int
    ) -> Iterator[tuple[int, bytes]]:
        after = low - 1
        while after < high:
            rows = self._all(
                f"SELECT seq, hash, outcome, order_hlc, rank FROM {table}"
                " WHERE writer = ? AND epoch = ? AND seq > ? AND seq <= ?"
                " ORDER BY seq LIMIT ?",
                (writer, epoch, after, high, MAX_KEYS_PER_QUERY),
            )
            for seq, digest, outcome, order, rank in rows:
                held = outcome == "held"
                yield seq, audit.item(seq, bytes(digest), held=held, order=order, rank=rank)
            after = rows[-1][0] if len(rows) == MAX_KEYS_PER_QUERY else high

    def judged_elsewhere(self, writer: str, epoch: int) -> IntervalSet:
        """Numbers of a writer's epoch that another node judged: they came from one."""
        rows = self._all(
            "SELECT seq FROM operations WHERE writer = ? AND epoch = ? AND judge <> ?",
            (writer, epoch, self._must("node")),
        )
        return IntervalSet.of(row[0] for row in rows)

    def count(self) -> int:
        """Operations in the log."""
        return int(self._one("SELECT count(*) FROM operations")[0])

    def records(self, after: str = "") -> Iterator[str]:
        """Every record that an operation names, in order, after this one."""
        while rows := self._all(
            "SELECT DISTINCT record FROM operations WHERE record > ? ORDER BY record LIMIT ?",
            (after, MAX_KEYS_PER_QUERY),
        ):
            yield from (row[0] for row in rows)
            after = rows[-1][0]

    def lost(self, keys: Collection[Key] | None = None) -> Knowledge:
        """What this node knows to have logged, and has no row of any more; of some writers'
        epochs or of all."""
        counting = [f"SELECT writer, epoch, count(*) FROM {table}" for table in TABLES]
        claims = "SELECT writer, epoch, intervals FROM knowledge"
        counted, claimed_rows = [], []
        if keys is None:
            for count in counting:
                counted += self._all(f"{count} GROUP BY writer, epoch")
            claimed_rows = self._all(claims)
        else:
            for key in keys:
                one = "WHERE writer = ? AND epoch = ?"
                for count in counting:
                    counted += self._all(f"{count} {one} GROUP BY writer, epoch", key)
                claimed_rows += self._all(f"{claims} {one}", key)
        counts: dict[Key, int] = {}
        for row in counted:
            counts[row[0], row[1]] = counts.get((row[0], row[1]), 0) + row[2]
        found = Knowledge()
        for writer, epoch, raw in claimed_rows:
            claimed = IntervalSet.from_bytes(bytes(raw))
            if len(claimed) == counts.get((writer, epoch), 0):
                continue
            there = IntervalSet.of(
                row[0]
                for table in TABLES
                for row in self._all(
                    f"SELECT seq FROM {table} WHERE writer = ? AND epoch = ?", (writer, epoch)
                )
            )
            if missing := claimed.difference(there):
                found[writer, epoch] = missing
        return found

    def versions_of(self, ids: Knowledge) -> Iterator[tuple[str, Version]]:
        """(record, version) of these operations as merge states hold them; reads all of them."""
        after = ("", "")
        while rows := self._all(
            "SELECT family, record, body FROM merge_state WHERE (family, record) > (?, ?)"
            " ORDER BY family, record LIMIT ?",
            (*after, MAX_KEYS_PER_QUERY),
        ):
            after = rows[-1][0], rows[-1][1]
            for _, record, body in rows:
                for version in MergeState.decode(bodies.opened(bytes(body))).versions:
                    if ids.has(version.id):
                        yield record, version

    def broken(self) -> Iterator[tuple[int, OpId]]:
        """Rows whose bytes contradict their hash or their columns, with the ids they stand for."""
        after = 0
        while rows := self._all(
            "SELECT id, writer, epoch, seq, hash, body, kind, record FROM operations"
            " WHERE id > ? ORDER BY id LIMIT ?",
            (after, MAX_KEYS_PER_QUERY),
        ):
            after = rows[-1][0]
            for row in rows:
                if not _sound(row, self._connection):
                    yield row[0], OpId(row[1], row[2], row[3])

    def set_aside(self, row: int, op: OpId) -> None:
        """Take a broken row out of the log: it counts as lost until it comes again, and takes its
        old place then."""
        self._run("DELETE FROM damaged WHERE writer = ? AND epoch = ? AND seq = ?", op)
        self._run("INSERT INTO damaged VALUES (?,?,?,?)", (*op, row))
        self._keep_state(row, op)
        self._run("DELETE FROM operations WHERE id = ?", (row,))

    def _keep_state(self, row: int, op: OpId) -> None:
        """Of a row that is its record's merge state, keep the id and the kind to mend by."""
        found = self._one(
            "SELECT rank, order_hlc, kind, record FROM operations"
            f" WHERE id = ? AND applied = {ALONE}",
            (row,),
        )
        if found is not None:
            rank, order, kind, record = found
            self._run(
                "INSERT INTO merge_state (family, record, body) VALUES (?,?,?)"
                " ON CONFLICT (family, record) DO NOTHING",
                (family_of(kind), record, alone(op, rank, order, kind, None).encode()),
            )

    def lost_row(self, op: OpId) -> int | None:
        """The row that a lost operation had, where it is known; it is not damaged any more."""
        row = self._one(
            "SELECT operation FROM damaged WHERE writer = ? AND epoch = ? AND seq = ?", op
        )
        self._run("DELETE FROM damaged WHERE writer = ? AND epoch = ? AND seq = ?", op)
        return None if row is None else int(row[0])

    def wait_again(self, peer: str, lost: Knowledge) -> None:
        """The peer turns out not to hold these: send them again."""
        if lost:
            self.set_state(THAW, "1")
        for (writer, epoch), numbers in lost.items():
            row = self._one(
                "SELECT received, durable FROM peer_acks"
                " WHERE peer = ? AND writer = ? AND epoch = ?",
                (peer, writer, epoch),
            )
            if row is not None:
                left = [
                    IntervalSet.from_bytes(bytes(raw)).difference(numbers).to_bytes() for raw in row
                ]
                self._run(
                    "UPDATE peer_acks SET received = ?, durable = ?"
                    " WHERE peer = ? AND writer = ? AND epoch = ?",
                    (*left, peer, writer, epoch),
                )
            for low, high in numbers.spans:
                self._run(
                    "INSERT INTO waiting (peer, priority, operation, bytes)"
                    " SELECT ?, priority, id, length(body) FROM operations WHERE writer = ?"
                    " AND epoch = ? AND seq BETWEEN ? AND ? ON CONFLICT DO NOTHING",
                    (peer, writer, epoch, low, high),
                )

    def swap(self, entry: Entry, *, priority: int, applied: bool) -> Entry:
        """Put the upstream's operation in the place of another under its id, which is kept as the
        fork instead; returns that one. The caller merges both records again."""
        op = entry.op
        digest = canonical.op_hash(op)
        row = self._one(
            "SELECT body, outcome, order_hlc, rank, reason, judge, seen_ms, hash, id"
            " FROM operations WHERE writer = ? AND epoch = ? AND seq = ?",
            op.id,
        )
        first = bodies.opened(bytes(row[0]))
        before = Entry(canonical.decode(first), Verdict(*row[1:7]))
        self._run(
            "DELETE FROM forks WHERE writer = ? AND epoch = ? AND seq = ? AND hash = ?",
            (*op.id, digest),
        )
        self._run(
            "INSERT INTO forks VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            (*op.id, bytes(row[7]), first, verdicts.encode(before.verdict), ""),
        )
        self._replace(row[8], entry, priority=priority, applied=MERGED * applied)
        self._rechain(op.writer, op.epoch)
        return before

    def _rechain(self, writer: str, epoch: int) -> None:
        where = "WHERE writer = ? AND epoch = ?"
        prefix = self._one(f"SELECT prefix FROM knowledge {where}", (writer, epoch))[0]
        hashes: dict[int, bytes] = {}
        for table in TABLES:
            hashes |= dict(
                self._all(
                    f"SELECT seq, hash FROM {table} {where} AND seq <= ?", (writer, epoch, prefix)
                )
            )
        chain = canonical.CHAIN_START
        for seq in sorted(hashes):
            chain = canonical.chain(chain, bytes(hashes[seq]))
        self._run(f"UPDATE knowledge SET chain = ? {where}", (chain, writer, epoch))

    def in_feeds(self, op: OpId, scopes: Collection[str]) -> bool:
        """Whether an operation stands in one of these feeds."""
        marks = ",".join("?" * len(scopes))
        row = self._one(
            "SELECT 1 FROM feed f JOIN operations o ON o.id = f.operation"
            f" WHERE o.writer = ? AND o.epoch = ? AND o.seq = ? AND f.scope IN ({marks}) LIMIT 1",
            (*op, *scopes),
        )
        return row is not None


def _sound(row: _Row, connection: Connection) -> bool:
    _, writer, epoch, seq, digest, body, kind, record = row
    op = sound_operation(bytes(digest), bytes(body), connection)
    found = None if op is None else (*op.id, op.kind, op.record)
    return found == (writer, epoch, seq, kind, record)
