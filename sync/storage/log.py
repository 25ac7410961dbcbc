# ruff: noqa: S608 - only constants of this package are ever interpolated into SQL
"""The append-only log: operations, what is known of each writer, forks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sync.core import canonical
from sync.core import verdict as verdicts
from sync.core.knowledge import EMPTY, IntervalSet, Key, Knowledge
from sync.core.ops import Operation, OpId
from sync.core.registry import Registry
from sync.core.verdict import Verdict
from sync.limits import MAX_KEYS_PER_QUERY
from sync.storage import bodies
from sync.storage.base import STORED_COLUMNS, chunks, stored
from sync.storage.erasures import ALONE, MERGED, NEVER, ErasureRows
from sync.storage.node import NodeRows
from sync.storage.port import UPSTREAM, Appended, Entry, Fork, Logged, Stored
from sync.storage.repairs import TABLES, RepairRows

_COLUMNS = (
    "id", "writer", "epoch", "seq", "hash", "body", "outcome", "order_hlc", "rank", "reason",
    "judge", "seen_ms", "kind", "record", "priority", "applied", "school",
)  # fmt: skip
_UPSERT_KNOWLEDGE = (
    "INSERT INTO knowledge (writer, epoch, intervals, durable, prefix, chain)"
    " VALUES (?,?,?,?,?,?) ON CONFLICT (writer, epoch) DO UPDATE SET"
    " intervals = excluded.intervals, durable = excluded.durable, prefix = excluded.prefix,"
    " chain = excluded.chain"
)
_EMPTY_SET = EMPTY.to_bytes()


# Names the dictionary that new bodies are compressed with.
OWN_DICTIONARY = "bodies"
# The highest row number that was ever given, whatever became of its row.
ROWS_GIVEN = "rows"


class Known:
    """What is known of one writer's epoch while a batch is appended."""

    __slots__ = ("chain", "durable", "hashes", "prefix", "seqs", "verdicts")

    def __init__(self, row: Any) -> None:
        self.seqs = IntervalSet.from_bytes(row[0]) if row else EMPTY
        self.durable = row[1] if row else _EMPTY_SET
        self.prefix = row[2] if row else 0
        self.chain = row[3] if row else canonical.CHAIN_START
        # Hashes and verdicts of this batch, by seq.
        self.hashes: dict[int, bytes] = {}
        self.verdicts: dict[int, Verdict] = {}


class LogRows(NodeRows, RepairRows, ErasureRows):
    def append(self, op: Operation, verdict: Verdict) -> Appended:
        """Log one operation without applying it; idempotent."""
        return self.append_many([Entry(op, verdict)], registry=Registry())[0].outcome

    def append_many(
        self,
        entries: Sequence[Entry],
        *,
        registry: Registry,
        source: str = "",
        durable: bool = True,
    ) -> list[Logged]:
        """Log a batch; per entry what became of it.

        Rows of known kinds are marked as applied: the caller applies them in this transaction.
        `source` is the peer that sent them; what came from the upstream does not wait for it.
        `durable` says whether this node's commit counts as durable.
        """
        known = self._known_of({(entry.op.writer, entry.op.epoch) for entry in entries})
        homes = self._homes({writer for writer, _ in known})
        before = self._logged_before(known, entries)
        results: list[Logged] = []
        inserts: list[tuple[Any, ...]] = []
        waits: list[tuple[OpId, tuple[Any, ...]]] = []
        rows = self._new_rows(len(entries) - len(before))
        own = self.own_dictionary()
        for entry in entries:
            op, verdict = entry
            body = canonical.encode(op)
            digest = canonical.hash_of(body)
            of = known[op.writer, op.epoch]
            lost = op.seq in of.seqs and op.id not in before and op.seq not in of.hashes
            if op.seq in of.seqs and not lost:
                results.append(self._repeated(of, before, entry, source))
                continue
            row = (self.lost_row(op.id) if lost else None) or next(rows)
            of.seqs = of.seqs.add(op.seq)
            of.hashes[op.seq] = digest
            of.verdicts[op.seq] = verdict
            applies = not verdict.held and registry.knows(op.kind, op.version) is not None
            priority = registry.priority(op.kind)
            kept = self._kept(body, verdict.order, own)
            inserts.append(
                (row, op.writer, op.epoch, op.seq, digest, kept, verdict.outcome, verdict.order,
                 verdict.rank, verdict.reason, verdict.node, verdict.seen, op.kind, op.record,
                 priority, NEVER if canonical.is_stub(op) else MERGED * applies, homes[op.writer])
            )  # fmt: skip
            waits.append((op.id, (UPSTREAM, priority, row, self._beside + len(kept))))
            results.append(Logged("new", row, mends=lost))
        self._insert(inserts)
        if source != UPSTREAM and self.state(UPSTREAM) is not None:
            self._wait(waits)
        self._store_known(known, durable)
        if inserts:
            self._witness(max(insert[7] for insert in inserts))
            self._notice_other_life(known, source)
        return results

    def own_dictionary(self) -> bytes | None:
        """The name of this node's newest dictionary for bodies, None as long as it has none."""
        text = self.state(OWN_DICTIONARY)
        name = bytes.fromhex(text) if text else None
        return name if name and bodies.known(name, self._connection) else None

    def put_dictionary(self, name: bytes, content: bytes, now_ms: int) -> None:
        """Compress new bodies with this one; rows may name it for ever."""
        self._run(
            "INSERT INTO dictionaries (name, made_ms, content) VALUES (?,?,?)"
            " ON CONFLICT (name) DO NOTHING",
            (name, now_ms, content),
        )
        self.set_state(OWN_DICTIONARY, name.hex())

    def pack_bodies(self, _after_row: int) -> int:
        """Compress some bodies above a row with the newest dictionary; the last row that was looked
        at, 0 when all have been. On SQLite only: a hub's many schools leave little to gain."""
        return 0

    def last_row(self) -> int:
        """The highest row of the log; 0 while it is empty."""
        return int(self._one("SELECT coalesce(max(id), 0) FROM operations")[0])

    def _insert(self, rows: list[tuple[Any, ...]]) -> None:
        self._copy("operations", _COLUMNS, rows)

    def _replace(self, row: int, entry: Entry, *, priority: int, applied: int) -> None:
        """Let this be what stands in a row of the log."""
        op, verdict = entry
        body = canonical.encode(op)
        home = self._homes_of([row]).get(row, "")
        self._run("DELETE FROM operations WHERE id = ?", (row,))
        self._insert(
            [
                (row, op.writer, op.epoch, op.seq, canonical.hash_of(body),
                 self._kept(body, verdict.order), verdict.outcome, verdict.order, verdict.rank,
                 verdict.reason, verdict.node, verdict.seen, op.kind, op.record, priority, applied,
                 home)
            ]
        )  # fmt: skip

    def _wait(self, waits: Sequence[tuple[OpId, tuple[Any, ...]]]) -> None:
        """Note what the upstream lacks: not what it acknowledged before this database lost it."""
        acked: dict[Key, IntervalSet] = {}
        for op, _ in waits:
            if (op.writer, op.epoch) not in acked:
                row = self._one(
                    "SELECT received FROM peer_acks WHERE peer = ? AND writer = ? AND epoch = ?",
                    (UPSTREAM, op.writer, op.epoch),
                )
                acked[op.writer, op.epoch] = IntervalSet.from_bytes(row[0]) if row else EMPTY
        rows = [wait for op, wait in waits if op.seq not in acked[op.writer, op.epoch]]
        self._run_many("INSERT INTO waiting VALUES (?,?,?,?)", rows)

    def get(self, op: OpId) -> Entry | None:
        row = self._one(
            f"SELECT {STORED_COLUMNS} FROM operations o WHERE writer=? AND epoch=? AND seq=?", op
        )
        if row is None:
            return None
        found = stored(row)
        return Entry(found.op, found.verdict)

    def entries(self, after_row: int = 0) -> Iterator[Stored]:
        """The log in local order, in pages, so that rows may be changed meanwhile."""
        sql = f"SELECT {STORED_COLUMNS} FROM operations o WHERE o.id > ? ORDER BY o.id LIMIT ?"
        return self._pages(sql, (), after_row)

    def applied_of(self, writer: str, before_row: int) -> Iterator[Stored]:
        """Applied operations of one writer that were logged before a row."""
        sql = (
            f"SELECT {STORED_COLUMNS} FROM operations o WHERE o.writer = ?"
            f" AND o.applied IN ({MERGED}, {ALONE})"
            " AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.school = o.school"
            "  AND p.operation = o.id) AND o.id < ? AND o.id > ? ORDER BY o.id LIMIT ?"
        )
        return self._pages(sql, (writer, before_row), 0)

    def of_record(self, record: str) -> Iterator[Stored]:
        """All operations on a record id, of whatever kind."""
        here, values = self._of_records([record])
        sql = (
            f"SELECT {STORED_COLUMNS} FROM operations o WHERE {here} AND o.id > ?"
            " ORDER BY o.id LIMIT ?"
        )
        return self._pages(sql, tuple(values), 0)

    def firsts_of(self, records: Collection[str]) -> Iterator[Operation]:
        """The operation that was logged first of each of these records."""
        for some in chunks(sorted(records), MAX_KEYS_PER_QUERY):
            here, values = self._of_records(some)
            firsts = f"SELECT min(o.id) FROM operations o WHERE {here} GROUP BY o.record"
            rows = self._all(
                f"SELECT {STORED_COLUMNS} FROM operations o WHERE o.id IN ({firsts})", values
            )
            yield from (stored(row).op for row in rows)

    def judge_again(self, entry: Entry, *, applied: bool) -> int:
        """Replace a verdict by the upstream's; returns the row. The caller merges again."""
        op, verdict = entry
        row, before, priority = self._one(
            "SELECT id, applied, priority FROM operations"
            " WHERE writer = ? AND epoch = ? AND seq = ?",
            op.id,
        )
        counts = NEVER if before == NEVER else MERGED * applied
        self._replace(row, entry, priority=priority, applied=counts)
        self._witness(verdict.order)
        return int(row)

    def offer(self) -> Knowledge:
        """What to tell an upstream in a new life that it need not send.

        Left out is what this node judged since its first restore: the same operation may have
        reached the upstream before, with another verdict, which must come down.
        """
        known = self.knowledge()
        since = self.state("restored-at-row")
        if since is None:
            return known
        judged_here = self._all(
            "SELECT writer, epoch, seq FROM operations WHERE id > ? AND judge = ?",
            (int(since), self.node),
        )
        return known.difference(Knowledge.of(OpId(*row) for row in judged_here))

    def unapplied(self) -> Iterator[Stored]:
        """Admitted operations of kinds or versions that this node could not apply so far."""
        sql = (
            f"SELECT {STORED_COLUMNS} FROM operations o WHERE o.applied = 0"
            " AND o.outcome <> 'held' AND o.id > ? ORDER BY o.id LIMIT ?"
        )
        return self._pages(sql, (), 0)

    def mark_none_applied(self) -> None:
        self._run(f"UPDATE operations SET applied = 0 WHERE applied IN ({MERGED}, {ALONE})")

    def mark_applied(self, rows: Iterable[int]) -> None:
        self._run_many(
            f"UPDATE operations SET applied = {MERGED} WHERE id = ? AND applied <> {ALONE}",
            [(number,) for number in rows],
        )

    def pending_unknown(self, registry: Registry) -> int:
        """How many admitted operations wait for an upgrade although nothing here can apply them."""
        return sum(registry.knows(s.op.kind, s.op.version) is None for s in self.unapplied())

    def knowledge(self) -> Knowledge:
        return self._sets("SELECT writer, epoch, intervals FROM knowledge")

    def held(self, writer: str, epoch: int) -> IntervalSet:
        """Which numbers of a writer's epoch are in the log."""
        return self._known(writer, epoch).seqs

    def durable(self) -> Knowledge:
        return self._sets("SELECT writer, epoch, durable FROM knowledge")

    def mark_durable(self) -> None:
        """Everything logged so far has been copied off this machine (a verified backup)."""
        self._run("UPDATE knowledge SET durable = intervals WHERE durable <> intervals")

    def chain_head(self, writer: str, epoch: int) -> tuple[int, bytes]:
        """(n, head): the hash chain over the operations 1..n of a writer's epoch."""
        known = self._known(writer, epoch)
        return known.prefix, bytes(known.chain)

    def forks(self) -> list[Fork]:
        """Second operations under a known id, oldest id first."""
        rows = self._all("SELECT body, verdict, peer FROM forks ORDER BY writer, epoch, seq, hash")
        made = []
        for body, verdict, peer in rows:
            op = canonical.decode(bytes(body))
            made.append(Fork(op.id, op, verdicts.decode(bytes(verdict)), peer))
        return made

    def _pages(self, sql: str, values: tuple[Any, ...], after: int) -> Iterator[Stored]:
        while rows := self._all(sql, (*values, after, MAX_KEYS_PER_QUERY)):
            after = rows[-1][0]
            for row in rows:
                yield stored(row)

    def _sets(self, sql: str) -> Knowledge:
        made = Knowledge()
        for writer, epoch, raw in self._all(sql):
            found = IntervalSet.from_bytes(raw)
            if found:
                made[writer, epoch] = found
        return made

    def _known(self, writer: str, epoch: int) -> Known:
        return Known(
            self._one(
                "SELECT intervals, durable, prefix, chain FROM knowledge"
                " WHERE writer = ? AND epoch = ?",
                (writer, epoch),
            )
        )

    def _known_of(self, keys: Iterable[Key]) -> dict[Key, Known]:
        """What is known of several, to be added to: nobody else does so until the commit."""
        return {key: self._known(*key) for key in keys}

    def _homes(self, writers: Collection[str]) -> dict[str, str]:
        """The school under which each writer's operations are kept."""
        return dict.fromkeys(writers, "")

    def _new_rows(self, count: int) -> Iterator[int]:
        """At least `count` row numbers that were never given. What lost its row may still be
        pointed at from a feed: under its number nobody else may stand."""
        first = max(self.last_row(), int(self.state(ROWS_GIVEN) or 0)) + 1
        if count > 0:
            self.set_state(ROWS_GIVEN, str(first + count - 1))
        return iter(range(first, first + count))

    def _logged_before(
        self, known: Mapping[Key, Known], entries: Iterable[Entry]
    ) -> dict[OpId, tuple[bytes, Verdict]]:
        """Hash and verdict of those of these operations whose ids the log has already."""
        wanted: dict[Key, list[int]] = {}
        for op, _ in entries:
            if op.seq in known[op.writer, op.epoch].seqs:
                wanted.setdefault((op.writer, op.epoch), []).append(op.seq)
        found: dict[OpId, tuple[bytes, Verdict]] = {}
        for key, seqs in wanted.items():
            for batch in chunks(seqs, MAX_KEYS_PER_QUERY):
                for table in TABLES:
                    rows = self._all(
                        "SELECT seq, hash, outcome, order_hlc, rank, reason, judge, seen_ms"
                        f" FROM {table} WHERE writer = ? AND epoch = ?"
                        f" AND seq IN ({','.join('?' * len(batch))})",
                        (*key, *batch),
                    )
                    for row in rows:
                        found[OpId(*key, row[0])] = bytes(row[1]), Verdict(*row[2:])
        return found

    def _repeated(
        self,
        of: Known,
        before: Mapping[OpId, tuple[bytes, Verdict]],
        entry: Entry,
        source: str,
    ) -> Logged:
        """An operation under a known id: the same one again, or a fork."""
        op = entry.op
        body = canonical.encode(op)
        digest = canonical.hash_of(body)
        if op.seq in of.hashes:  # it stands twice in this batch
            known, verdict = of.hashes[op.seq], of.verdicts[op.seq]
        else:
            known, verdict = before[op.id]
        if known != digest:
            fresh = self._keep_fork(entry, body, digest, source)
            return Logged("fork", 0, fresh_fork=fresh)
        return Logged("duplicate", 0, verdict != entry.verdict)

    def _store_known(self, known: dict[Key, Known], durable: bool) -> None:
        rows = []
        for (writer, epoch), of in known.items():
            if not of.hashes:
                continue
            self._extend_chain(writer, epoch, of)
            raw = of.seqs.to_bytes()
            rows.append((writer, epoch, raw, raw if durable else of.durable, of.prefix, of.chain))
        self._run_many(_UPSERT_KNOWLEDGE, rows)

    def _extend_chain(self, writer: str, epoch: int, of: Known) -> None:
        """Chain what has become contiguous: this batch, and islands that it has joined."""
        end = of.seqs.prefix
        while of.prefix < end:
            page = range(of.prefix + 1, min(end, of.prefix + MAX_KEYS_PER_QUERY) + 1)
            stored_hashes: dict[int, bytes] = {}
            if not all(seq in of.hashes for seq in page):
                for table in TABLES:
                    stored_hashes |= dict(
                        self._all(
                            f"SELECT seq, hash FROM {table} WHERE writer = ? AND epoch = ?"
                            " AND seq BETWEEN ? AND ?",
                            (writer, epoch, page[0], page[-1]),
                        )
                    )
            for seq in page:
                digest = of.hashes.get(seq) or stored_hashes.get(seq)
                if digest is None:
                    return  # its row is lost: the chain goes on when it has come again
                of.chain = canonical.chain(of.chain, digest)
                of.prefix = seq

    def _keep_fork(self, entry: Entry, body: bytes, digest: bytes, source: str) -> bool:
        """Whether this one was not known yet."""
        op = entry.op
        known = self._one(
            "SELECT 1 FROM forks WHERE writer = ? AND epoch = ? AND seq = ? AND hash = ?",
            (*op.id, digest),
        )
        self._run(
            "INSERT INTO forks VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            (op.writer, op.epoch, op.seq, digest, body, verdicts.encode(entry.verdict), source),
        )
        if op.writer == self._own_life()[0]:
            self.set_state("epoch-spent", "1")
        return known is None

    def _notice_other_life(self, known: dict[Key, Known], source: str) -> None:
        """Our own writer's operations coming from outside, above what we numbered: this database
        was restored from a backup without saying so, and must not number on."""
        writer, epoch, seq = self._own_life()
        if not source or not writer:
            return
        for (of_writer, of_epoch), of in known.items():
            if of_writer == writer and (of_epoch, of.seqs.highest) > (epoch, seq):
                self.set_state("epoch-spent", "1")
