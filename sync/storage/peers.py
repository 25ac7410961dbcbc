# ruff: noqa: S608 - only constants of this package are ever interpolated into SQL
"""What other nodes are known to hold, what waits for them, and how far their feeds are applied."""

from collections.abc import Iterable, Mapping

from sync.core.knowledge import EMPTY, IntervalSet, Key, Knowledge
from sync.core.ops import OpId
from sync.limits import MAX_KEYS_PER_QUERY
from sync.storage.base import STORED_COLUMNS, Rows, chunks, stored
from sync.storage.port import THAW, Ack, AckChange, Acks, Cursor, Stored, Waiting

# Priority in `waiting` of what the peer has refused: kept, counted, and not sent.
DEFERRED = 9
_NO_ACK = Ack(EMPTY, EMPTY)
_EMPTY_SET = EMPTY.to_bytes()


class PeerRows(Rows):
    def missing_for(
        self, peer: str, limit: int, after: tuple[int, int] = (-1, 0)
    ) -> list[tuple[int, Stored]]:
        """(priority, line of the log) of what the peer lacks: by priority, then by age.

        `after` is the priority and row of the last line of the page before.
        """
        rows = self._all(
            f"SELECT w.priority, {STORED_COLUMNS} FROM waiting w"
            " JOIN operations o ON o.id = w.operation"
            " WHERE w.peer = ? AND w.priority < ? AND (w.priority, w.operation) > (?, ?)"
            " ORDER BY w.priority, w.operation LIMIT ?",
            (peer, DEFERRED, *after, limit),
        )
        return [(row[0], stored(row[1:])) for row in rows]

    def waiting(self, peer: str) -> Waiting:
        row = self._one(
            "SELECT count(*), coalesce(sum(bytes), 0) FROM waiting WHERE peer = ?", (peer,)
        )
        return Waiting(int(row[0]), int(row[1]))

    def first_waiting_priority(self, peer: str) -> int | None:
        """The most urgent priority that has something to send; None when nothing has."""
        row = self._one(
            "SELECT min(priority) FROM waiting WHERE peer = ? AND priority < ?", (peer, DEFERRED)
        )
        return None if row[0] is None else int(row[0])

    def defer(self, peer: str, ids: Iterable[OpId]) -> None:
        """Stop sending what the peer has refused, until `send_deferred`; it goes on waiting."""
        self._run_many(
            "UPDATE waiting SET priority = ? WHERE peer = ? AND operation ="
            " (SELECT id FROM operations WHERE writer = ? AND epoch = ? AND seq = ?)",
            [(DEFERRED, peer, *key) for key in ids],
        )

    def send_deferred(self, peer: str) -> None:
        """The peer's rights have changed: try again what it once refused."""
        self._run(
            "UPDATE waiting SET priority ="
            " (SELECT priority FROM operations o WHERE o.id = waiting.operation)"
            " WHERE peer = ? AND priority = ?",
            (peer, DEFERRED),
        )

    def follow(self, peer: str) -> None:
        """From now on everything logged here waits for the peer; what is logged already, too."""
        if self.state(peer) is None:
            self.set_state(peer, "")
            self.offer_again(peer, keep_durable=False)

    def offer_again(self, peer: str, *, keep_durable: bool) -> None:
        """The peer has begun a new life: offer all again but what it acknowledged as durable."""
        self.set_state(THAW, "1")
        if keep_durable:
            self._run("UPDATE peer_acks SET received = durable WHERE peer = ?", (peer,))
        else:
            self._run("DELETE FROM peer_acks WHERE peer = ?", (peer,))
        self._run("DELETE FROM waiting WHERE peer = ?", (peer,))
        self._run(
            "INSERT INTO waiting (peer, priority, operation, bytes)"
            " SELECT ?, priority, id, length(body) FROM operations",
            (peer,),
        )
        for key, ack in self.acks(peer).items():
            self._stop_waiting(peer, key, ack.received)

    def acks(self, peer: str) -> dict[Key, Ack]:
        """What the peer is known to hold, per writer and epoch."""
        rows = self._all(
            "SELECT writer, epoch, received, durable FROM peer_acks WHERE peer = ?", (peer,)
        )
        return {(row[0], row[1]): _ack(row[2], row[3]) for row in rows}

    def acks_for(self, peer: str) -> dict[Key, Ack]:
        """What to acknowledge to the peer: our own knowledge of the writers it has sent us."""
        rows = self._all(
            "SELECT k.writer, k.epoch, k.intervals, k.durable FROM peer_acks p"
            " JOIN knowledge k ON k.writer = p.writer AND k.epoch = p.epoch WHERE p.peer = ?",
            (peer,),
        )
        return {(row[0], row[1]): _ack(row[2], row[3]) for row in rows}

    def record_ack(self, peer: str, acks: Acks) -> AckChange:
        """Add what a peer acknowledges; returns what is news. Acks only ever grow here."""
        before = self._some_acks(peer, acks)
        after = {}
        for key, ack in acks.items():
            had = before.get(key, _NO_ACK)
            durable = had.durable.union(ack.durable)
            after[key] = Ack(had.received.union(ack.received).union(durable), durable)
        return self._put_acks(peer, before, after)

    def replace_acks(self, peer: str, acks: Acks) -> AckChange:
        """Believe a peer's full statement, also where it holds less than we thought.

        What it lost waits again: a checkpoint that one side alone holds is worth nothing.
        """
        before = self.acks(peer)
        for key, had in before.items():
            lost = had.received.difference(acks.get(key, _NO_ACK).received)
            if lost:
                self.set_state(THAW, "1")
            for low, high in lost.spans:
                self._run(
                    "INSERT INTO waiting (peer, priority, operation, bytes)"
                    " SELECT ?, priority, id, length(body) FROM operations WHERE writer = ?"
                    " AND epoch = ? AND seq BETWEEN ? AND ? ON CONFLICT DO NOTHING",
                    (peer, *key, low, high),
                )
        self._run("DELETE FROM peer_acks WHERE peer = ?", (peer,))
        return self._put_acks(peer, before, acks)

    def set_received(self, peer: str, held: Knowledge) -> None:
        """Believe a peer's own list of what it holds; the writers it once sent stay covered."""
        self._run("UPDATE peer_acks SET received = ? WHERE peer = ?", (_EMPTY_SET, peer))
        self._run_many(
            "INSERT INTO peer_acks (peer, writer, epoch, received, durable) VALUES (?,?,?,?,?)"
            " ON CONFLICT (peer, writer, epoch) DO UPDATE SET received = excluded.received",
            [(peer, *key, found.to_bytes(), _EMPTY_SET) for key, found in held.items()],
        )

    def received_at(self, peer: str, op: OpId) -> bool:
        return op.seq in self._ack_of(peer, op).received

    def durable_at(self, peer: str, op: OpId) -> bool:
        """Whether the peer has acknowledged this operation as durable there."""
        return op.seq in self._ack_of(peer, op).durable

    def cursors(self, peer: str) -> dict[str, Cursor]:
        rows = self._all("SELECT scope, incarnation, seq FROM cursors WHERE peer = ?", (peer,))
        return {row[0]: Cursor(row[1], row[2]) for row in rows}

    def set_cursors(self, peer: str, cursors: Mapping[str, Cursor]) -> None:
        self._run_many(
            "INSERT INTO cursors (peer, scope, incarnation, seq) VALUES (?,?,?,?)"
            " ON CONFLICT (peer, scope) DO UPDATE SET incarnation = excluded.incarnation,"
            " seq = excluded.seq",
            [(peer, scope, at.incarnation, at.seq) for scope, at in cursors.items()],
        )

    def drop_cursors(self, peer: str) -> None:
        self._run("DELETE FROM cursors WHERE peer = ?", (peer,))

    def want_blobs(self, peer: str, shas: Iterable[str]) -> None:
        """Note files that a peer has asked for; one that it held and asks for again was lost."""
        self._run_many(
            "INSERT INTO blob_uploads (peer, sha256, state) VALUES (?,?,'wanted')"
            " ON CONFLICT (peer, sha256) DO UPDATE SET state = excluded.state",
            [(peer, sha) for sha in shas],
        )

    def blobs_wanted(self, peer: str, limit: int) -> list[str]:
        rows = self._all(
            "SELECT sha256 FROM blob_uploads WHERE peer = ? AND state = 'wanted'"
            " ORDER BY sha256 LIMIT ?",
            (peer, limit),
        )
        return [row[0] for row in rows]

    def blob_held(self, peer: str, sha256: str) -> bool:
        row = self._one(
            "SELECT 1 FROM blob_uploads WHERE peer = ? AND sha256 = ? AND state = 'held'",
            (peer, sha256),
        )
        return row is not None

    def set_blob_held(self, peer: str, sha256: str) -> None:
        self._run(
            "INSERT INTO blob_uploads (peer, sha256, state) VALUES (?,?,'held')"
            " ON CONFLICT (peer, sha256) DO UPDATE SET state = excluded.state",
            (peer, sha256),
        )

    def _ack_of(self, peer: str, op: OpId) -> Ack:
        row = self._one(
            "SELECT received, durable FROM peer_acks WHERE peer = ? AND writer = ? AND epoch = ?",
            (peer, op.writer, op.epoch),
        )
        return _NO_ACK if row is None else _ack(row[0], row[1])

    def _some_acks(self, peer: str, keys: Iterable[Key]) -> dict[Key, Ack]:
        wanted = set(keys)
        found: dict[Key, Ack] = {}
        for some in chunks(sorted({writer for writer, _ in wanted}), MAX_KEYS_PER_QUERY):
            rows = self._all(
                "SELECT writer, epoch, received, durable FROM peer_acks WHERE peer = ?"
                f" AND writer IN ({','.join('?' * len(some))})",
                (peer, *some),
            )
            for row in rows:
                if (row[0], row[1]) in wanted:
                    found[row[0], row[1]] = _ack(row[2], row[3])
        return found

    def _put_acks(self, peer: str, before: Acks, after: Acks) -> AckChange:
        news = AckChange(Knowledge(), Knowledge())
        rows = []
        # For a node below nothing ever waits in this table: it is fed.
        waits = self._one("SELECT 1 FROM waiting WHERE peer = ? LIMIT 1", (peer,)) is not None
        for key, ack in after.items():
            had = before.get(key, _NO_ACK)
            rows.append((peer, *key, ack.received.to_bytes(), ack.durable.to_bytes()))
            if waits:
                self._stop_waiting(peer, key, ack.received.difference(had.received))
            for known, now, then in (
                (news.received, ack.received, had.received),
                (news.durable, ack.durable, had.durable),
            ):
                if fresh := now.difference(then):
                    known[key] = fresh
        self._run_many(
            "INSERT INTO peer_acks (peer, writer, epoch, received, durable) VALUES (?,?,?,?,?)"
            " ON CONFLICT (peer, writer, epoch) DO UPDATE SET received = excluded.received,"
            " durable = excluded.durable",
            rows,
        )
        return news

    def _stop_waiting(self, peer: str, key: Key, seqs: IntervalSet) -> None:
        self._run_many(
            "DELETE FROM waiting WHERE peer = ? AND operation IN (SELECT id FROM operations"
            " WHERE writer = ? AND epoch = ? AND seq BETWEEN ? AND ?)",
            [(peer, *key, low, high) for low, high in seqs.spans],
        )


def _ack(received: bytes, durable: bytes) -> Ack:
    return Ack(IntervalSet.from_bytes(received), IntervalSet.from_bytes(durable))
