"""One frame of a node's feeds for a node below: what it lacks, and the cursors that follow."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sync.core import canonical, seals
from sync.core.knowledge import Knowledge
from sync.core.ops import OpId
from sync.frames import codec
from sync.limits import (
    MAX_FEED_SCAN,
    MAX_FRAME_BODY_BYTES,
    MAX_FRAME_BYTES,
    MAX_FRAME_OPERATIONS,
    MAX_KEYS_PER_QUERY,
)
from sync.storage.port import Cursor, Entry, LogPort, Stored


@dataclass(frozen=True, slots=True)
class Page:
    """A frame (empty when nothing fits or nothing is lacking) and what it means.

    `cursors` hold once the frame is applied to a log that stood at `after` and holds `left_out`;
    both name only the scopes that move. `leaves` are those of the frame's entries, to be sealed.
    """

    frame: bytes
    cursors: Mapping[str, Cursor]
    after: Mapping[str, Cursor]
    left_out: Knowledge
    more: bool
    leaves: tuple[bytes, ...] = ()

    def message(self, sender: str) -> bytes | None:
        """What the sender signs to seal the frame; None for an empty one."""
        if not self.leaves:
            return None
        return seals.message(sender, len(self.leaves), seals.root(self.leaves))


def page(
    store: LogPort,
    scopes: Sequence[str],
    cursors: Mapping[str, Cursor],
    *,
    skip: Callable[[Stored], bool],
    recipient: str,
    room: int = MAX_FRAME_BYTES,
    reads: Collection[str] = (),
) -> Page:
    """What comes after `cursors` in these scopes, but for what `skip` says the recipient has.

    `reads` is what the recipient has announced; see codec.pack."""
    life = store.incarnation
    walk = _Walk(skip)
    after: dict[str, Cursor] = {}
    for scope in scopes:
        at = cursors.get(scope)
        # A cursor of a former life, or beyond the feed, says nothing about this one.
        stale = at is None or at.incarnation != life or at.seq > store.feed_head(scope)
        after[scope] = Cursor(life, 0 if stale or at is None else at.seq)
        walk.scope(store, scope, after[scope].seq)
        if walk.full:
            break
    lines = [codec.line(Entry(line.op, line.verdict)) for line in walk.lines]
    frame, count = codec.pack(
        lines,
        sender=store.node,
        recipient=recipient,
        priority=0,
        room=room,
        reads=reads,
    )
    moved = {scope: Cursor(life, seq) for scope, seq in walk.cursors(count).items()}
    news = {scope: at for scope, at in moved.items() if cursors.get(scope) != at}
    return Page(
        frame,
        news,
        {scope: after[scope] for scope in news},
        walk.left_out(count),
        walk.full or count < len(walk.lines),
        tuple(seals.leaf(canonical.hash_of(one.op), one.verdict) for one in lines[:count]),
    )


class _Walk:
    """Goes through feeds until a frame may be full, and knows the cursors for each prefix."""

    def __init__(self, skip: Callable[[Stored], bool]) -> None:
        self.lines: list[Stored] = []
        self.full = False
        self._skip = skip
        self._taken: set[OpId] = set()
        self._skipped: list[tuple[OpId, int]] = []
        self._bytes = 0
        self._seen = 0
        # (scope, seq, how many lines a frame must hold before the cursor may stand there)
        self._steps: list[tuple[str, int, int]] = []

    def scope(self, store: LogPort, scope: str, after: int) -> None:
        self._steps.append((scope, after, 0))
        while not self.full:
            rows = store.feed_after(scope, after, MAX_KEYS_PER_QUERY)
            for seq, line in rows:
                if self._is_full(line):
                    self.full = True
                    return
                self._step(scope, seq, line)
                after = seq
            if len(rows) < MAX_KEYS_PER_QUERY:
                return

    def cursors(self, count: int) -> dict[str, int]:
        """Per scope the furthest cursor that holds once the first `count` lines are applied."""
        at: dict[str, int] = {}
        for scope, seq, needed in self._steps:
            if needed <= count:
                at[scope] = seq
        return at

    def left_out(self, count: int) -> Knowledge:
        """What was skipped on the way to those cursors."""
        return Knowledge.of(op for op, needed in self._skipped if needed <= count)

    def _is_full(self, line: Stored) -> bool:
        return (
            self._seen >= MAX_FEED_SCAN
            or len(self.lines) >= MAX_FRAME_OPERATIONS
            or self._bytes + len(line.body) > MAX_FRAME_BODY_BYTES
        )

    def _step(self, scope: str, seq: int, line: Stored) -> None:
        self._seen += 1
        if line.op.id not in self._taken:
            if self._skip(line):
                self._skipped.append((line.op.id, len(self.lines)))
            else:
                self._taken.add(line.op.id)
                self.lines.append(line)
                self._bytes += len(line.body)
        self._steps.append((scope, seq, len(self.lines)))
