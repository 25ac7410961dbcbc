"""A log folded up: what still counts in full, what was superseded by its name and hash alone.

The node above takes one of the feeds that a node below follows; a new or restored node below starts
from it, and follows the feeds from there (docs/reference/cold-log.md). It is believed only when its
signer is, and when what it holds adds up, writer by writer, to what the signer's log says.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sync import repair, upstream
from sync.apply import apply
from sync.core import audit, canonical, cbor, seals
from sync.core import verdict as verdicts
from sync.core.cbor import Value
from sync.core.errors import Malformed, SyncError, UnknownVersion, WrongRecipient
from sync.core.knowledge import Key, Knowledge
from sync.core.merge import MergeState
from sync.core.ops import OpId, is_record_id
from sync.core.registry import Merge, Registry
from sync.frames import codec, squeeze
from sync.limits import (
    MAX_COUNTER,
    MAX_FRAME_OPERATIONS,
    MAX_KEYS_PER_QUERY,
    MAX_SCOPES,
    MAX_SNAPSHOT_BYTES,
    MAX_SNAPSHOT_WRITERS,
    REBUILD_BATCH,
)
from sync.storage.base import chunks
from sync.storage.port import UPSTREAM, Cursor, Entry, LogPort, Pruned, Unit

MAGIC: Final = b"TKS"
VERSION: Final = 1
_LABEL: Final = b"tirek snapshot 1\x00"
_START: Final = len(MAGIC) + 1


class SnapshotBroken(SyncError):
    """A snapshot is damaged, forged, or does not hold what it says it holds."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`entries` still count; `folded` were superseded. `cursors` are the places in the feeds of
    `node`, in its life, up to which this is everything; `prints` the fingerprints of `knowledge`
    as the log of `node` has them. `seals` are how many entries each frame holds, in their order,
    and its seal, once there are frames."""

    node: str
    recipient: str
    cursors: dict[str, Cursor]
    knowledge: Knowledge
    prints: dict[Key, bytes]
    entries: tuple[Entry, ...]
    folded: tuple[Pruned, ...]
    seals: tuple[tuple[int, bytes], ...] = ()


def take(store: LogPort, registry: Registry, scopes: Sequence[str], recipient: str) -> Snapshot:
    """Everything of these feeds up to now; reads all of them."""
    lines: dict[OpId, Entry] = {}
    cursors: dict[str, Cursor] = {}
    for scope in scopes:
        after = 0
        while page := store.feed_after(scope, after, MAX_KEYS_PER_QUERY):
            after = page[-1][0]
            lines |= {line.op.id: Entry(line.op, line.verdict) for _, line in page}
        cursors[scope] = Cursor(store.incarnation, max(after, store.feed_head(scope)))
    gone = _superseded(store, registry, lines.values())
    knowledge = Knowledge.of(lines)
    return Snapshot(
        store.node,
        recipient,
        cursors,
        knowledge,
        {
            key: audit.fingerprint(one for _, one in store.audit_items(*key, numbers))
            for key, numbers in knowledge.items()
        },
        tuple(entry for key, entry in lines.items() if key not in gone),
        tuple(
            Pruned(key, canonical.op_hash(op), verdict, op.kind, op.record)
            for key, (op, verdict) in lines.items()
            if key in gone
        ),
    )


def encode(snapshot: Snapshot, sign: Callable[[bytes], bytes]) -> bytes:
    """The bytes of a snapshot, signed."""
    frames: list[bytes] = []
    sealed: list[bytes] = []
    lines = [codec.line(entry) for entry in snapshot.entries]
    while lines:
        frame, count = codec.pack(
            lines[: 2 * MAX_FRAME_OPERATIONS],
            sender=snapshot.node,
            recipient=snapshot.recipient,
            priority=0,
            reads=[codec.READS_TIGHT],
        )
        if not count:
            raise Malformed("snapshot", str(lines[0].entry.op.id), "no frame holds it")
        frames.append(frame)
        leaves = [seals.leaf(canonical.hash_of(one.op), one.verdict) for one in lines[:count]]
        sealed.append(sign(seals.message(snapshot.node, count, seals.root(leaves))))
        lines = lines[count:]
    pieces = [
        squeeze.whole(cbor.encode([_thin(one) for one in some]))
        for some in chunks(snapshot.folded, REBUILD_BATCH)
    ]
    body = b"".join(frames + pieces)
    header = cbor.encode(
        [
            bytes.fromhex(snapshot.node),
            bytes.fromhex(snapshot.recipient),
            [
                [scope, bytes.fromhex(at.incarnation), at.seq]
                for scope, at in sorted(snapshot.cursors.items())
            ],
            [
                [bytes.fromhex(key[0]), key[1], numbers.to_value(), snapshot.prints[key]]
                for key, numbers in sorted(snapshot.knowledge.items())
            ],
            [len(frame) for frame in frames],
            [len(piece) for piece in pieces],
            hashlib.sha256(body).digest(),
            list(sealed),
        ]
    )
    signed = cbor.encode([header, sign(_message(header))])
    return MAGIC + bytes([VERSION]) + signed + body


def decode(data: bytes, has_signed: Callable[[str, bytes, bytes], bool]) -> Snapshot:
    """The snapshot in exactly these bytes, once it has been found whole; raises SnapshotBroken or
    UnknownVersion. `has_signed` says whether a node has made a signature (node, message,
    signature)."""
    try:
        return _decoded(data, has_signed)
    except (Malformed, TypeError, ValueError) as error:
        raise _bad(str(error)) from None


def install(unit: Unit, registry: Registry, snapshot: Snapshot) -> int:
    """Begin from a snapshot that was found whole; returns how many operations were new. What is
    here already stays, and what follows in the feeds comes with the next exchange. One that comes
    so late that the feeds have brought all of it changes nothing."""
    store = unit.store
    if snapshot.recipient != store.node:
        raise WrongRecipient("snapshot", snapshot.recipient, "it was made for another node")
    here = store.cursors(UPSTREAM)
    if all(_reached(here.get(scope), at) for scope, at in snapshot.cursors.items()):
        return 0
    before = store.knowledge().count()
    store.follow(UPSTREAM)
    upstream.meet(store, snapshot.node, next(iter(snapshot.cursors.values())).incarnation)
    known = store.knowledge()
    store.adopt_pruned(snapshot.folded)
    _mark_spent(store, registry, snapshot.folded)
    after = 0
    for count, seal in snapshot.seals:
        frame = snapshot.entries[after : after + count]
        after += count
        for batch in chunks(frame, REBUILD_BATCH):
            apply(store, registry, unit.port, batch, source=UPSTREAM)
        # What the node above judged is given back with it, should that node lose it.
        upstream.keep_seal(store, snapshot.node, frame, seal)
    _settle_known(store, [one for one in snapshot.folded if known.has(one.id)])
    here = store.cursors(UPSTREAM)
    ahead = {s: at for s, at in snapshot.cursors.items() if not _reached(here.get(s), at)}
    store.set_cursors(UPSTREAM, ahead)
    return store.knowledge().count() - before


def _reached(here: Cursor | None, at: Cursor) -> bool:
    """Whether a feed has been read up to there, in the same life."""
    return here is not None and here.incarnation == at.incarnation and here.seq >= at.seq


def _settle_known(store: LogPort, folded: Iterable[Pruned]) -> None:
    """Folded operations that were here already: the verdict that is known above counts. Of what is
    another operation here, that of the node above is fetched."""
    others = []
    for one in folded:
        here = store.verdict_of(one.id)
        if here is None:
            continue  # lost here, and fetched as such
        if here[0] != one.hash:
            others.append(one.id)
        elif here[1] != one.verdict:
            entry = store.get(one.id)
            if entry is None:
                store.judge_pruned(one.id, one.verdict)
            else:
                # Superseded under any verdict, so its record need not be merged again.
                store.judge_again(Entry(entry.op, one.verdict), applied=True)
    if others:
        repair.forked(store, others)


def _superseded(store: LogPort, registry: Registry, entries: Iterable[Entry]) -> set[OpId]:
    """Those that no state tells of any more: the sittings that others went on from."""
    found: set[OpId] = set()
    for batch in chunks(entries, MAX_KEYS_PER_QUERY):
        keys = {}
        for op, verdict in batch:
            kind = registry.knows(op.kind, op.version)
            if kind is not None and kind.merge is Merge.BRANCH and not verdict.held:
                keys[op.id] = (kind.family, op.record)
        states = store.merge_states(set(keys.values()))
        for key, of in keys.items():
            if of in states and key in states[of].spent:
                found.add(key)
    return found


def _mark_spent(store: LogPort, registry: Registry, folded: Sequence[Pruned]) -> None:
    for batch in chunks(folded, MAX_KEYS_PER_QUERY):
        ids: dict[tuple[str, str], set[OpId]] = {}
        for one in batch:
            kind = registry.get(one.kind)
            if kind is not None:
                ids.setdefault((kind.family, one.record), set()).add(one.id)
        states = store.merge_states(ids)
        for key, spent in ids.items():
            before = states.get(key, MergeState(Merge.BRANCH, ()))
            versions = tuple(v for v in before.versions if v.id not in spent)
            all_spent = tuple(sorted({*before.spent, *spent}))
            store.put_merge_states({key: MergeState(Merge.BRANCH, versions, all_spent)})


def _decoded(data: bytes, has_signed: Callable[[str, bytes, bytes], bool]) -> Snapshot:
    if len(data) > MAX_SNAPSHOT_BYTES or data[:3] != MAGIC or len(data) < _START + 1:
        raise _bad("it is none")
    if data[3] != VERSION:
        raise UnknownVersion("snapshot", f"version {data[3]}", "upgrade this node")
    signed, at = cbor.decode_first(data, _START)
    raw, signature = cast("list[Any]", signed)
    parts = cast("list[Any]", cbor.decode(raw))
    node, recipient, scopes, rows, frames, pieces, digest, sealed = parts[:8]
    if not has_signed(node.hex(), _message(raw), signature):
        raise _bad("its signature is not that of the node above")
    if len(scopes) > MAX_SCOPES or len(rows) > MAX_SNAPSHOT_WRITERS:
        raise _bad("it names too much")
    if len(sealed) != len(frames) or any(len(one) != seals.SIGNATURE_BYTES for one in sealed):
        raise _bad("its seals are broken")
    if sum(frames) + sum(pieces) != len(data) - at:
        raise _bad("it ends too early, or too late")
    if hashlib.sha256(data[at:]).digest() != digest:
        raise _bad("a byte of it is another than was written")
    entries: list[Entry] = []
    counts: list[int] = []
    for size in frames:
        found = codec.decode(data[at : at + size]).entries
        entries += found
        counts.append(len(found))
        at += size
    folded: list[Pruned] = []
    for size in pieces:
        listed = cast("list[Any]", cbor.decode(squeeze.opened(data[at : at + size])))
        folded += [_read_thin(row) for row in listed]
        at += size
    knowledge = Knowledge.from_value([row[:3] for row in rows], MAX_SNAPSHOT_WRITERS)
    made = Snapshot(
        node.hex(),
        recipient.hex(),
        {str(scope): Cursor(life.hex(), int(seq)) for scope, life, seq in scopes},
        knowledge,
        {(row[0].hex(), row[1]): row[3] for row in rows},
        tuple(entries),
        tuple(folded),
        tuple(zip(counts, sealed, strict=True)),
    )
    _audit(made)
    return made


def _audit(snapshot: Snapshot) -> None:
    """What it holds is what the signer's log had, no more and no less."""
    items: dict[Key, list[bytes]] = {}
    ids: list[OpId] = []
    everything = [
        *((op.id, canonical.op_hash(op), verdict) for op, verdict in snapshot.entries),
        *((one.id, one.hash, one.verdict) for one in snapshot.folded),
    ]
    for key, digest, verdict in everything:
        ids.append(key)
        items.setdefault((key.writer, key.epoch), []).append(
            audit.item(key.seq, digest, held=verdict.held, order=verdict.order, rank=verdict.rank)
        )
    held = Knowledge.of(ids)
    lacking = snapshot.knowledge.difference(held)
    if lacking or held != snapshot.knowledge or len(ids) != held.count():
        raise _bad(f"it lacks {lacking.count()} operations that it names, or has others")
    for of, found in items.items():
        if audit.fingerprint(found) != snapshot.prints.get(of):
            raise _bad(f"the operations of {of[0]} do not add up")


def _thin(one: Pruned) -> list[Value]:
    op = one.id
    said = verdicts.encode(one.verdict)
    return [bytes.fromhex(op.writer), op.epoch, op.seq, one.hash, said, one.kind, one.record]


def _read_thin(row: Sequence[Any]) -> Pruned:
    writer, epoch, seq, digest, verdict, kind, record = row
    good = len(writer) == 8 and len(digest) == 32 and is_record_id(record)
    if not good or not 1 <= epoch <= MAX_COUNTER or not 1 <= seq <= MAX_COUNTER:
        raise _bad("a folded operation is broken")
    return Pruned(
        OpId(writer.hex(), epoch, seq), digest, verdicts.decode(verdict), str(kind), record
    )


def _message(header: bytes) -> bytes:
    return _LABEL + hashlib.sha256(header).digest()


def _bad(what: str) -> SnapshotBroken:
    return SnapshotBroken("snapshot", what, "take a new one at the node above")
