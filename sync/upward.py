"""What goes up in one request: a frame of this node's own, or one of what the node above said once.

Entries that another node judged came down from above. When they wait to go up, the node above has
lost them: they go back in frames of their own, with the proofs that it had sealed them itself.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from sync import messages, upstream
from sync.core import canonical, seals
from sync.core import verdict as verdicts
from sync.core.knowledge import IntervalSet
from sync.core.ops import OpId
from sync.frames import codec
from sync.limits import (
    MAX_FRAME_BODY_BYTES,
    MAX_FRAME_BYTES,
    MAX_PROOF_BYTES,
    MAX_PROOFS,
    MAX_WAITING_SCAN,
)
from sync.messages import Returned
from sync.storage.port import UPSTREAM, Entry, LogPort, Stored

_Line = tuple[int, Stored]
_WHOLE = MAX_FRAME_BYTES + MAX_PROOF_BYTES


class Upward(NamedTuple):
    """The body of a request with a frame, and the operations in it; both empty for nothing."""

    body: bytes
    ids: tuple[OpId, ...]


def next_frame(
    store: LogPort,
    *,
    room: int,
    reads: Sequence[str],
    skip: Collection[OpId] = (),
    alone: bool = True,
) -> Upward:
    """The most urgent waiting operations that `room` bytes hold, but for those under way (`skip`).

    `reads` are capabilities of both sides. Not `alone`: the frame stands inside another message,
    where none with proofs can.
    """
    found = store.missing_for(UPSTREAM, MAX_WAITING_SCAN + len(skip))
    waiting = [line for line in found if line[1].op.id not in skip]
    places = _sealed(store, waiting)
    own = [line for line in waiting if line[1].row not in places]
    if alone and places and (not own or own[0] != waiting[0]):
        return _returned(store, waiting, places, room=room, reads=reads)
    lines = list(_that_fit(own))
    frame, count = codec.pack(
        [codec.line(Entry(found.op, found.verdict)) for _, found in lines],
        sender=store.node,
        recipient=store.state(upstream.NODE),
        priority=lines[0][0] if lines else 0,
        room=room,
        reads=reads,
    )
    return Upward(frame, tuple(found.op.id for _, found in lines[:count]))


def given_back(store: LogPort, reads: Sequence[str]) -> Iterator[tuple[int, bytes, list[Entry]]]:
    """All frames with proofs, each with its priority and its entries, for a road without answers.

    What they hold is not to be sent otherwise.
    """
    after = (-1, 0)
    while waiting := store.missing_for(UPSTREAM, MAX_WAITING_SCAN, after):
        after = waiting[-1][0], waiting[-1][1].row
        places = _sealed(store, waiting)
        left = [line for line in waiting if line[1].row in places]
        while left:
            body, ids = _returned(store, left, places, room=_WHOLE, reads=reads)
            if not ids:
                break
            by_id = {found.op.id: Entry(found.op, found.verdict) for _, found in left}
            yield left[0][0], body, [by_id[op] for op in ids]
            left = [line for line in left if line[1].op.id not in ids]


def _sealed(store: LogPort, waiting: Sequence[_Line]) -> dict[int, tuple[str, int]]:
    """By row: seal and place of what the node above said itself, if it takes such back."""
    foreign = {found.row: found for _, found in waiting if found.verdict.node != store.node}
    if not foreign or not upstream.takes_back(store):
        return {}
    above = store.state(upstream.NODE)
    places = store.seal_places(foreign)
    known = {name: store.seal(name) for name in {name for name, _ in places.values()}}
    return {
        row: (name, place)
        for row, (name, place) in places.items()
        if known[name].signer == above and known[name].leaves[place - 1] == _leaf(foreign[row])
    }


def _leaf(found: Stored) -> bytes:
    """As it stands in the log: a verdict that was lifted since is not the one that was sealed."""
    return seals.leaf(canonical.hash_of(found.body), verdicts.encode(found.verdict))


def _returned(
    store: LogPort,
    waiting: Sequence[_Line],
    places: dict[int, tuple[str, int]],
    *,
    room: int,
    reads: Sequence[str],
) -> Upward:
    """Seal by seal, in the order of the most urgent operation of each."""
    by_seal: dict[str, dict[int, Stored]] = {}
    for _, found in _that_fit(line for line in waiting if line[1].row in places):
        name, place = places[found.row]
        by_seal.setdefault(name, {})[place] = found
    picked = [
        (name, place, group[place])
        for name, group in list(by_seal.items())[:MAX_PROOFS]
        for place in sorted(group)
    ]
    first = waiting[0][0]
    while picked:
        frame, count = codec.pack(
            [codec.line(Entry(found.op, found.verdict)) for _, _, found in picked],
            sender=store.node,
            recipient=store.state(upstream.NODE),
            priority=first,
            room=min(room, MAX_FRAME_BYTES),
            reads=reads,
        )
        picked = picked[:count]
        body = messages.encode_returned(Returned(frame, _proofs(store, picked)))
        if picked and len(body) <= min(room, len(frame) + MAX_PROOF_BYTES):
            return Upward(body, tuple(found.op.id for _, _, found in picked))
        picked = picked[: len(picked) // 2]
    return Upward(b"", ())


def _proofs(store: LogPort, picked: Sequence[tuple[str, int, Stored]]) -> tuple[seals.Proof, ...]:
    made = []
    for name in dict.fromkeys(name for name, _, _ in picked):
        seal = store.seal(name)
        shown = IntervalSet.of(place for of, place, _ in picked if of == name)
        made.append(seals.prove(seal.signature, seal.leaves, shown))
    return tuple(made)


def _that_fit(lines: Iterable[_Line]) -> Iterable[_Line]:
    size = 0
    for line in lines:
        size += len(line[1].body)
        if size > MAX_FRAME_BODY_BYTES:
            return
        yield line
