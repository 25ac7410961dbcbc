# ruff: noqa: S608 - only constants of this package are ever interpolated into SQL
"""Operations whose payload has left for the cold log: what stays of them, and how they come back.

A pruned operation stays known: its id, its hash and its verdict are here for ever, so that
knowledge, repetitions, forks, chains and audits go on as if nothing had left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from sync.core import canonical, cbor
from sync.core.knowledge import EMPTY, IntervalSet, Key, Knowledge
from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.core.verdict import Verdict
from sync.limits import MAX_KEYS_PER_QUERY
from sync.storage.base import STORED_COLUMNS, chunks, stored
from sync.storage.erasures import MERGED, NEVER
from sync.storage.log import LogRows
from sync.storage.peers import PeerRows
from sync.storage.port import THAW, UPSTREAM, Entry, Pruned, Stored

_COLUMNS: Final = (
    "writer", "epoch", "seq", "hash", "outcome", "order_hlc", "rank", "reason", "judge", "seen_ms",
    "kind", "record",
)  # fmt: skip


# Operations that left the log after a restore with this node's own verdict: see `offer`.
_JUDGED_SINCE: Final = "restored-judged"


class PrunedRows(LogRows, PeerRows):
    def offer(self) -> Knowledge:
        """As the log's; of what has left it, too, only what the upstream cannot judge otherwise."""
        return super().offer().difference(self._judged_since())

    def pruned_of(self, ids: Iterable[OpId]) -> dict[OpId, Pruned]:
        """Those of these operations that are pruned."""
        found: dict[OpId, Pruned] = {}
        for (writer, epoch), group in groupby(sorted(set(ids)), key=lambda op: op[:2]):
            for some in chunks((op.seq for op in group), MAX_KEYS_PER_QUERY):
                rows = self._all(
                    f"SELECT {','.join(_COLUMNS[2:])} FROM pruned WHERE writer = ? AND epoch = ?"
                    f" AND seq IN ({','.join('?' * len(some))})",
                    (writer, epoch, *some),
                )
                for row in rows:
                    key = OpId(writer, epoch, row[0])
                    verdict = Verdict(*row[2:8])
                    found[key] = Pruned(key, bytes(row[1]), verdict, row[8], row[9])
        return found

    def pruned_within(self, ids: Knowledge) -> list[Pruned]:
        """Those of what is named that are pruned, however much is named."""
        found: list[Pruned] = []
        for (writer, epoch), numbers in ids.items():
            for low, high in numbers.spans:
                rows = self._all(
                    "SELECT seq FROM pruned WHERE writer = ? AND epoch = ? AND seq BETWEEN ? AND ?",
                    (writer, epoch, low, high),
                )
                found += self.pruned_of(OpId(writer, epoch, row[0]) for row in rows).values()
        return found

    def verdict_of(self, op: OpId) -> tuple[bytes, Verdict] | None:
        """Hash and verdict of a known operation, pruned or not."""
        columns = "hash, outcome, order_hlc, rank, reason, judge, seen_ms"
        for table in ("operations", "pruned"):
            row = self._one(
                f"SELECT {columns} FROM {table} WHERE writer = ? AND epoch = ? AND seq = ?", op
            )
            if row is not None:
                return bytes(row[0]), Verdict(*row[1:])
        return None

    def all_pruned(self, writer: str = "") -> Iterator[Pruned]:
        """Every pruned operation, or one writer's, in the order of ids."""
        after: tuple[Any, ...] = (writer, 0, 0)
        one, values = (" AND writer = ?", (writer,)) if writer else ("", ())
        while rows := self._all(
            f"SELECT {','.join(_COLUMNS)} FROM pruned WHERE (writer, epoch, seq) > (?, ?, ?){one}"
            " ORDER BY writer, epoch, seq LIMIT ?",
            (*after, *values, MAX_KEYS_PER_QUERY),
        ):
            after = tuple(rows[-1][:3])
            for row in rows:
                verdict = Verdict(*row[4:10])
                yield Pruned(OpId(*row[:3]), bytes(row[3]), verdict, row[10], row[11])

    def count_pruned(self) -> int:
        return int(self._one("SELECT count(*) FROM pruned")[0])

    def candidates(
        self, kinds: Collection[str], before_ms: int, after_row: int, limit: int
    ) -> list[tuple[Stored, bytes]]:
        """Applied operations of these kinds, seen before a moment, with the hash of their row: in
        local order after a row. None that waits for anybody or to be applied."""
        marks = ",".join("?" * len(kinds))
        rows = self._all(
            f"SELECT {STORED_COLUMNS}, o.hash FROM operations o WHERE o.id > ?"
            f" AND o.applied = {MERGED}"
            f" AND o.outcome <> 'held' AND o.seen_ms < ? AND o.kind IN ({marks})"
            " AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.school = o.school"
            "  AND p.operation = o.id) ORDER BY o.id LIMIT ?",
            (after_row, before_ms, *sorted(kinds), limit),
        )
        return [(stored(row[:-1]), bytes(row[-1])) for row in rows]

    def among_waiting(self, rows: Collection[int]) -> set[int]:
        """Those of these rows of the log that wait for any peer, also those it has refused."""
        found: set[int] = set()
        for some in chunks(rows, MAX_KEYS_PER_QUERY):
            marks = ",".join("?" * len(some))
            waits = self._all(f"SELECT operation FROM waiting WHERE operation IN ({marks})", some)
            found |= {row[0] for row in waits}
        return found

    def drop_payloads(self, lines: Sequence[Stored]) -> int:
        """Leave of these lines what a pruned operation keeps; returns the bytes their bodies had.
        Whoever calls has put them into the cold log, on disk."""
        freed = 0
        self._note_judged_since(lines)
        for some in chunks(lines, MAX_KEYS_PER_QUERY):
            rows = [line.row for line in some]
            marks = ",".join("?" * len(rows))
            freed += int(
                self._one(
                    f"SELECT coalesce(sum(length(body)), 0) FROM operations WHERE id IN ({marks})",
                    rows,
                )[0]
            )
            self._copy("pruned", _COLUMNS, [_thin(line) for line in some])
            self._run(f"DELETE FROM sealed WHERE operation IN ({marks})", rows)
            self._run(f"DELETE FROM operations WHERE id IN ({marks})", rows)
        return freed

    def adopt_pruned(self, some: Sequence[Pruned]) -> int:
        """Know operations by their hash and verdict alone, as a snapshot names them; those that
        are known here already are left as they are. Returns how many were not."""
        fresh: dict[OpId, Pruned] = {}
        known = self._known_of({(one.id.writer, one.id.epoch) for one in some})
        for one in some:
            of = known[one.id.writer, one.id.epoch]
            if one.id.seq not in of.seqs:
                of.seqs = of.seqs.add(one.id.seq)
                of.hashes[one.id.seq] = one.hash
                fresh[one.id] = one
        rows = [
            (*one.id, one.hash, v.outcome, v.order, v.rank, v.reason, v.node, v.seen, one.kind,
             one.record)
            for one in fresh.values()
            if (v := one.verdict)
        ]  # fmt: skip
        self._copy("pruned", _COLUMNS, rows)
        self._store_known(known, durable=True)
        self._witness(max((one.verdict.order for one in fresh.values()), default=0))
        return len(fresh)

    def sweep_feeds(self) -> None:
        """Take out of the feeds what has been pruned; their numbers stay given."""
        self._run(
            "INSERT INTO feed_floors (scope, seq) SELECT scope, max(seq) FROM feed GROUP BY scope"
            " ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq"
        )
        self._run(
            "DELETE FROM feed WHERE NOT EXISTS (SELECT 1 FROM operations o"
            " WHERE o.id = feed.operation AND o.school = feed.school)"
        )

    def restore_payloads(self, entries: Iterable[Entry], registry: Registry) -> int:
        """Put pruned operations back into the log with the verdicts that are known here; what the
        node above lacks waits for it again. Entries that are not pruned, or whose hash is not the
        one that was kept, are left alone, and so is what was forgotten; returns how many came
        back."""
        wanted = {entry.op.id: entry for entry in entries}
        kept = self.pruned_of(wanted)
        back = [
            (kept[key], wanted[key].op)
            for key in sorted(kept)
            if kept[key].kind != canonical.FORGOTTEN
            and canonical.op_hash(wanted[key].op) == kept[key].hash
        ]
        homes = self._homes({key.writer for key in kept})
        inserts, waits = [], []
        for (thin, op), row in zip(back, self._new_rows(len(back)), strict=False):
            verdict = thin.verdict
            body = self._kept(canonical.encode(op), verdict.order)
            priority = registry.priority(op.kind)
            applied = NEVER if canonical.is_stub(op) else MERGED
            inserts.append(
                (row, *op.id, thin.hash, body, verdict.outcome, verdict.order, verdict.rank,
                 verdict.reason, verdict.node, verdict.seen, op.kind, op.record, priority,
                 applied, homes[op.writer])
            )  # fmt: skip
            waits.append((op.id, (UPSTREAM, priority, row, self._beside + len(body))))
        self._forget_thin([op.id for _, op in back])
        self._insert(inserts)
        if self.state(UPSTREAM) is not None:
            self._wait(waits)
        return len(back)

    def lose_pruned(self, ids: Iterable[OpId]) -> None:
        """What is kept of these is not enough any more: they count as lost until they come again,
        from the cold log or from the node above."""
        self._forget_thin(list(ids))
        self.set_state(THAW, "1")

    def yield_pruned(self, op: OpId, digest: bytes) -> None:
        """The node above has another operation under this id, with this hash: let it come in."""
        self.lose_pruned([op])
        self._run(
            "DELETE FROM forks WHERE writer = ? AND epoch = ? AND seq = ? AND hash = ?",
            (*op, digest),
        )

    def judge_pruned(self, op: OpId, verdict: Verdict) -> None:
        """Replace a pruned operation's verdict by the upstream's."""
        self._run(
            "UPDATE pruned SET outcome = ?, order_hlc = ?, rank = ?, reason = ?, judge = ?,"
            " seen_ms = ? WHERE writer = ? AND epoch = ? AND seq = ?",
            (verdict.outcome, verdict.order, verdict.rank, verdict.reason, verdict.node,
             verdict.seen, *op),
        )  # fmt: skip

    def erase_pruned(self, ids: Iterable[OpId]) -> None:
        """An order names these: their record is forgotten, too."""
        self._run_many(
            "UPDATE pruned SET kind = ?, record = ? WHERE writer = ? AND epoch = ? AND seq = ?",
            [(canonical.ERASED, str(op), *op) for op in ids],
        )

    def forget_pruned(self, schools: Mapping[OpId, str]) -> None:
        """Keep of these pruned operations nothing but the school that they were of."""
        self._run_many(
            "UPDATE pruned SET kind = ?, record = ? WHERE writer = ? AND epoch = ? AND seq = ?",
            [(canonical.FORGOTTEN, school, *op) for op, school in schools.items()],
        )
        self._run_many("DELETE FROM forks WHERE writer = ? AND epoch = ? AND seq = ?", [*schools])

    def forgotten(self) -> dict[OpId, str]:
        """Operations that were forgotten with their school, which is named."""
        rows = self._all(
            "SELECT writer, epoch, seq, record FROM pruned WHERE kind = ?", (canonical.FORGOTTEN,)
        )
        return {OpId(*row[:3]): row[3] for row in rows}

    def wanted_above(self) -> Knowledge:
        """What is pruned here although the node above is not known to hold it (any more)."""
        received = {key: ack.received for key, ack in self.acks(UPSTREAM).items()}
        found = Knowledge()
        for writer, epoch, least, most in self._all(
            "SELECT writer, epoch, min(seq), max(seq) FROM pruned GROUP BY writer, epoch"
        ):
            held = received.get((writer, epoch), EMPTY)
            if IntervalSet([(least, most)]).difference(held):
                here = self._pruned_numbers((writer, epoch))
                if lacking := here.difference(held):
                    found[writer, epoch] = lacking
        return found

    def _note_judged_since(self, lines: Sequence[Stored]) -> None:
        since = self.state("restored-at-row")
        if since is None:
            return
        mine = [line for line in lines if line.row > int(since) and line.verdict.node == self.node]
        if mine:
            known = self._judged_since().union(Knowledge.of(line.op.id for line in mine))
            self.set_state(_JUDGED_SINCE, cbor.encode(known.to_value()).hex())

    def _judged_since(self) -> Knowledge:
        raw = self.state(_JUDGED_SINCE)
        rows = cbor.decode(bytes.fromhex(raw)) if raw else []
        return Knowledge.from_value(rows, len(rows) if isinstance(rows, list) else 0)

    def _pruned_numbers(self, key: Key) -> IntervalSet:
        sql = "SELECT seq FROM pruned WHERE writer = ? AND epoch = ?"
        return IntervalSet.of(row[0] for row in self._all(sql, key))

    def _forget_thin(self, ids: Sequence[OpId]) -> None:
        self._run_many("DELETE FROM pruned WHERE writer = ? AND epoch = ? AND seq = ?", [*ids])


def _thin(line: Stored) -> tuple[Any, ...]:
    op, verdict = line.op, line.verdict
    return (
        *op.id, canonical.hash_of(line.body), verdict.outcome, verdict.order, verdict.rank,
        verdict.reason, verdict.node, verdict.seen, op.kind, op.record,
    )  # fmt: skip
