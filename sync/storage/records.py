# ruff: noqa: S608 - only constants of this package are ever interpolated into SQL
"""Merge states, writers and the feed for the nodes below."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from sync.core.knowledge import Key
from sync.core.merge import MergeState, Version, referred
from sync.core.ops import Operation, OpId
from sync.core.registry import Fields, Merge, family_of
from sync.limits import MAX_KEYS_PER_QUERY, MAX_OPERATION_BYTES
from sync.storage import bodies
from sync.storage.base import STORED_COLUMNS, Rows, chunks, sound_operation, stored
from sync.storage.erasures import ALONE, MERGED, NEVER
from sync.storage.port import Stored, Writer


class RecordRows(Rows):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._writers: dict[str, Writer] = {}
        # What this transaction has looked for in merge_state, and not found.
        self._absent: set[tuple[str, str]] = set()

    def merge_states(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], MergeState]:
        """The states of (family, record) pairs; those without one are left out."""
        found: dict[tuple[str, str], MergeState] = {}
        for batch in chunks(keys, MAX_KEYS_PER_QUERY):
            marks = ",".join(["(?,?)"] * len(batch))
            rows = self._all(
                "SELECT family, record, body FROM merge_state"
                f" WHERE (family, record) IN (VALUES {marks})",
                [part for key in batch for part in key],
            )
            found |= self._decoded(rows)
            absent = {key for key in batch if key not in found}
            self._absent |= absent
            found |= self._alone(absent)
        return found

    def _alone(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], MergeState]:
        """States of those of these records whose one operation in the log is their state."""
        if not keys:
            return {}
        here, values = self._of_records([record for _, record in keys])
        rows = self._all(
            "SELECT writer, epoch, seq, rank, order_hlc, kind, record, hash, body"
            f" FROM operations o WHERE {here} AND applied = {ALONE}",
            values,
        )
        found = {}
        for row in rows:
            key = family_of(row[5]), row[6]
            if key in keys:
                op = sound_operation(bytes(row[7]), bytes(row[8]), self._connection)
                found[key] = alone(OpId(*row[:3]), row[3], row[4], row[5], op)
        return found

    def _decoded(self, rows: Sequence[Any]) -> dict[tuple[str, str], MergeState]:
        """States of (family, record, body) rows, with the fields that only the log keeps."""
        wanted: dict[Key, list[int]] = {}
        rows = [(row[0], row[1], bodies.opened(bytes(row[2]))) for row in rows]
        for row in rows:
            key = referred(row[2])
            if key is not None:
                wanted.setdefault((key.writer, key.epoch), []).append(key.seq)
        logged: dict[OpId, Fields] = {}
        for (writer, epoch), seqs in wanted.items():
            for batch in chunks(seqs, MAX_KEYS_PER_QUERY):
                found = self._all(
                    "SELECT seq, hash, body FROM operations WHERE writer = ? AND epoch = ?"
                    f" AND seq IN ({','.join('?' * len(batch))})",
                    (writer, epoch, *batch),
                )
                for seq, digest, body in found:
                    op = sound_operation(bytes(digest), bytes(body), self._connection)
                    if op is not None:
                        logged[OpId(writer, epoch, seq)] = op.fields
        return {(row[0], row[1]): MergeState.decode(row[2], logged.get) for row in rows}

    def pack_states(self, keys: Iterable[tuple[str, str]]) -> None:
        """Compress the states of records that rest: they lie as they are again once they change."""
        packed = []
        for family, record in sorted(set(keys)):
            sql = "SELECT body FROM merge_state WHERE family = ? AND record = ?"
            row = self._one(sql, (family, record))
            if row is not None and len(row[0]) <= MAX_OPERATION_BYTES:
                body = bodies.kept(bodies.opened(bytes(row[0])))
                packed.append((body, family, record))
        self._run_many("UPDATE merge_state SET body = ? WHERE family = ? AND record = ?", packed)

    def put_merge_states(self, states: Mapping[tuple[str, str], MergeState]) -> None:
        alone = {key: state for key, state in states.items() if state.stands_in_log(key[0])}
        self._mark_alone([state.versions[0].id for state in alone.values()])
        self._run_many(
            "DELETE FROM merge_state WHERE family = ? AND record = ?",
            [key for key in alone if key not in self._absent],
        )
        self._absent.difference_update(states)
        self._run_many(
            "INSERT INTO merge_state (family, record, body) VALUES (?,?,?)"
            " ON CONFLICT (family, record) DO UPDATE SET body = excluded.body",
            [(*key, state.encode()) for key, state in states.items() if key not in alone],
        )

    def _mark_alone(self, ops: Collection[OpId]) -> None:
        """The rows of these are all that there is of their records' states."""
        self._run_many(
            f"UPDATE operations SET applied = {ALONE}"
            f" WHERE writer = ? AND epoch = ? AND seq = ? AND applied <> {NEVER}",
            [tuple(op) for op in ops],
        )

    def drop_merge_state(self, family: str, record: str) -> None:
        """The record has no applied operation any more."""
        self._run("DELETE FROM merge_state WHERE family = ? AND record = ?", (family, record))
        here, values = self._of_records([record])
        self._run(
            f"UPDATE operations SET applied = {MERGED} WHERE id IN (SELECT o.id FROM operations o"
            f" WHERE {here} AND o.applied = {ALONE} AND o.kind LIKE ?)",
            (*values, f"{family}.%"),
        )

    def put_writer(self, writer: Writer) -> bool:
        """Keep whom a writer belongs to; whether that is news."""
        row = (
            writer.writer,
            writer.person,
            writer.node,
            writer.school,
            writer.label,
            writer.issued_ms,
        )
        before = self.writer(writer.writer)
        if before == writer:
            return False
        self._run(
            "INSERT INTO writers (writer, person, node, school, label, issued_ms)"
            " VALUES (?,?,?,?,?,?) ON CONFLICT (writer) DO UPDATE SET person = excluded.person,"
            " node = excluded.node, school = excluded.school, label = excluded.label,"
            " issued_ms = excluded.issued_ms",
            row,
        )
        self._writers[writer.writer] = writer
        return True

    def writer(self, writer: str) -> Writer | None:
        """Who a writer belongs to; one that is known stays so in this transaction."""
        if writer in self._writers:
            return self._writers[writer]
        self.look_for_writers([writer])
        return self._writers.get(writer)

    def look_for_writers(self, writers: Iterable[str]) -> None:
        """Ask for several at once."""
        for batch in chunks(writers, MAX_KEYS_PER_QUERY):
            rows = self._all(
                "SELECT writer, person, node, school, label, issued_ms FROM writers"
                f" WHERE writer IN ({','.join('?' * len(batch))})",
                batch,
            )
            self._writers.update((row[0], Writer(*row)) for row in rows)

    def writers_of(self, person: str) -> list[Writer]:
        rows = self._all(
            "SELECT writer, person, node, school, label, issued_ms FROM writers"
            " WHERE person = ? ORDER BY issued_ms, writer",
            (person,),
        )
        return [Writer(*row) for row in rows]

    def feed_append(self, rows: Sequence[tuple[str, int]]) -> None:
        """Give (scope, row of the log) pairs the next gapless numbers of their scopes."""
        self._lock_feeds({scope for scope, _ in rows})
        homes = self._homes_of({operation for _, operation in rows})
        heads: dict[str, int] = {}
        made = []
        for scope, operation in rows:
            if scope not in heads:
                heads[scope] = self.feed_head(scope)
            heads[scope] += 1
            made.append((scope, heads[scope], operation, homes[operation]))
        self._copy("feed", ("scope", "seq", "operation", "school"), made)

    def fed_rows(self) -> set[int]:
        """Rows of the log that stand in some feed."""
        return {row[0] for row in self._all("SELECT DISTINCT operation FROM feed")}

    def _lock_feeds(self, scopes: Collection[str]) -> None:
        """Until the commit nobody else gives numbers in these scopes: what a reader sees is
        without gaps, and nothing appears later below what it has seen."""

    def feed_head(self, scope: str) -> int:
        row = self._one("SELECT coalesce(max(seq), 0) FROM feed WHERE scope = ?", (scope,))
        return max(int(row[0]), self.feed_floor(scope))

    def feed_floor(self, scope: str) -> int:
        """The highest number below which rows of a feed may be gone; 0 where none is."""
        row = self._one("SELECT seq FROM feed_floors WHERE scope = ?", (scope,))
        return int(row[0]) if row else 0

    def feed_after(self, scope: str, seq: int, limit: int) -> list[tuple[int, Stored]]:
        """At most `limit` (seq, line of the log) of a scope above `seq`, in order."""
        rows = self._all(
            f"SELECT f.seq, {STORED_COLUMNS} FROM feed f JOIN operations o ON o.id = f.operation"
            " AND o.school = f.school WHERE f.scope = ? AND f.seq > ? ORDER BY f.seq LIMIT ?",
            (scope, seq, limit),
        )
        return [(row[0], stored(row[1:])) for row in rows]

    def clear_tables(self) -> None:
        """Empty what is derived from the log alone, before it is rebuilt; see `clear_states`."""
        self._run("DELETE FROM writers")
        self._writers.clear()

    def clear_states(self) -> None:
        """Empty the merge states, where the log has everything that they were made from."""
        self._run("DELETE FROM merge_state")

    def state_keys(self) -> Iterator[list[tuple[str, str]]]:
        """(family, record) of every merge state, a page at a time, in order."""
        after = ("", "")
        while rows := self._all(
            "SELECT family, record FROM merge_state WHERE (family, record) > (?, ?)"
            " ORDER BY family, record LIMIT ?",
            (*after, MAX_KEYS_PER_QUERY),
        ):
            after = rows[-1][0], rows[-1][1]
            yield [(row[0], row[1]) for row in rows]


def alone(key: OpId, rank: int, order: int, kind: str, op: Operation | None) -> MergeState:
    """The state of a record that has this one operation; `op` is None where its words are lost."""
    only = Version(
        id=key,
        rank=rank,
        order=order,
        hlc=order if op is None else op.hlc,
        kind=kind,
        actor=None if op is None else op.actor,
        base=None if op is None else op.base,
        fields={} if op is None else op.fields,
        as_logged=True,
    )
    return MergeState(Merge.UNION, (only,))
