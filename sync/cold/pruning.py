"""What may leave the log, and the way it goes.

An operation leaves only when all of this holds: the node above has called it durable; it waits for
nobody, on no road; it is applied, was never held, and was seen before the moment up to which things
are closed; and the record's merged state, looked at once more, says of it what the operation says
itself. It is on disk in the cold log before the log lets go of its payload, and never forgotten.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sync import erasing, judgements
from sync.apply import WRITER_ISSUE, in_current_form
from sync.cold import shelf as shelves
from sync.cold.shelf import Shelf
from sync.core import canonical
from sync.core.knowledge import Knowledge
from sync.core.merge import MergeState, merge
from sync.core.ops import OpId
from sync.core.registry import Kind, Merge, Registry
from sync.limits import COLD_VOLUME_BODY_BYTES, COLD_VOLUME_OPERATIONS, MAX_KEYS_PER_QUERY
from sync.storage.port import UPSTREAM, Entry, LogPort, Stored, Units

_ALWAYS_AT_HAND: Final = frozenset({WRITER_ISSUE, erasing.ORDER, judgements.JUDGEMENT})
"""Few, small, and asked for whenever what they speak of comes again."""
# A UNION record of one version has its words in the log alone, so nothing would be won.
_NEVER: Final = frozenset({Merge.UNION})


@dataclass(slots=True)
class Moved:
    """What a run did, or would do: operations, bytes of their bodies, volumes written."""

    operations: int = 0
    bytes: int = 0
    volumes: int = 0


def prunable_kinds(registry: Registry) -> list[str]:
    """Names of the kinds whose operations may leave."""
    return [
        kind.name
        for kind in registry
        if kind.merge not in _NEVER and kind.name not in _ALWAYS_AT_HAND
    ]


def kept_above(store: LogPort) -> Knowledge:
    """What the node above has called durable: lost only when that loses more than its disk."""
    return Knowledge({key: ack.durable for key, ack in store.acks(UPSTREAM).items()})


@dataclass(frozen=True, slots=True)
class Pruner:
    """Moves what was seen before `before_ms`, and may leave, from the log to the shelf."""

    units: Units
    registry: Registry
    shelf: Shelf
    before_ms: int

    def run(self, *, most: int | None = None) -> Moved:
        """All of it, or about `most` operations. Raises ColdBroken or OSError when a volume cannot
        be written: what has left before that is safe, and nothing else has left."""
        done = Moved()
        for lines in self._batches():
            self._move(lines, done)
            if most is not None and done.operations >= most:
                break
        return done

    def look(self) -> Moved:
        """What a run would do; changes nothing."""
        done = Moved()
        for lines in self._batches():
            done.operations += len(lines)
            done.bytes += sum(len(line.body) for line in lines)
        return done

    def _move(self, lines: Sequence[Stored], done: Moved) -> None:
        with self.units.read() as unit:
            node, known = unit.store.node, shelves.head(unit.store)
        entries = [Entry(line.op, line.verdict) for line in lines]
        now = shelves.append(self.shelf, node, known, entries)
        done.volumes += 1
        rows = {line.row: line for line in lines}
        with self.units.write() as unit:
            # Something may have come meanwhile: what may no longer leave stays, and lies in both.
            found = self._chosen(unit.store, min(rows) - 1, max(rows))
            again = [line for line in found if rows.get(line.row) == line]
            done.operations += len(again)
            done.bytes += unit.store.drop_payloads(again)
            kinds = [(self.registry.get(line.op.kind), line.op.record) for line in again]
            unit.store.pack_states((kind.family, record) for kind, record in kinds if kind)
            shelves.set_head(unit.store, now)

    def _batches(self) -> Iterator[list[Stored]]:
        """What may leave, a volume's worth at a time, each looked for in a transaction."""
        after, waiting = 0, list[Stored]()
        while True:
            with self.units.read() as unit:
                page = self._page(unit.store, after)
                if not page:
                    break
                waiting += self._may_leave(unit.store, page, waiting)
            after = page[-1][0].row
            size = sum(len(line.body) for line in waiting)
            room = len(waiting) < COLD_VOLUME_OPERATIONS - MAX_KEYS_PER_QUERY
            if not room or size >= COLD_VOLUME_BODY_BYTES:
                yield waiting
                waiting = []
        if waiting:
            yield waiting

    def _chosen(self, store: LogPort, after: int, last: int) -> list[Stored]:
        found: list[Stored] = []
        while page := self._page(store, after):
            found += self._may_leave(store, page, found)
            after = page[-1][0].row
            if after >= last:
                break
        return found

    def _page(self, store: LogPort, after: int) -> list[tuple[Stored, bytes]]:
        kinds = prunable_kinds(self.registry)
        if not kinds:
            return []
        return store.candidates(kinds, self.before_ms, after, MAX_KEYS_PER_QUERY)

    def _may_leave(
        self, store: LogPort, page: Sequence[tuple[Stored, bytes]], before: Iterable[Stored]
    ) -> list[Stored]:
        """Of a page of candidates; those in `before` leave before them."""
        durable = kept_above(store)
        safe = [
            line
            for line, digest in page
            if durable.has(line.op.id) and canonical.hash_of(line.body) == digest
        ]
        waits = store.among_waiting([line.row for line in safe])
        kinds = {line.row: self.registry.knows(line.op.kind, line.op.version) for line in safe}
        states = store.merge_states(
            {(kind.family, line.op.record) for line in safe if (kind := kinds[line.row])}
        )
        chosen: list[Stored] = []
        gone = {line.op.id for line in before}
        for line in safe:
            kind = kinds[line.row]
            state = states.get((kind.family, line.op.record)) if kind else None
            if kind is None or state is None or line.row in waits:
                continue
            if self._remembered(store, kind, line, state, gone):
                chosen.append(line)
                gone.add(line.op.id)
        return chosen

    def _remembered(
        self, store: LogPort, kind: Kind, line: Stored, state: MergeState, gone: Collection[OpId]
    ) -> bool:
        """Whether the state has all that the operation gave it."""
        if kind.merge is Merge.BRANCH:
            # Only what was superseded, from the first on: so all superseded ids are accounted for.
            base = line.op.base
            superseded = line.op.id in state.spent
            return superseded and (base is None or base in gone or bool(store.pruned_of([base])))
        current = in_current_form(self.registry, kind, line.op)
        return merge(kind.merge, None, current, line.verdict).versions[0] in state.versions
