"""The byte form of a frame (docs/reference/sync-format.md, section Frame).

`TRK`, a version byte, a CBOR header, a body. A frame can be decoded without any other frame.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sync.core import canonical, cbor
from sync.core import verdict as verdicts
from sync.core.cbor import Value
from sync.core.errors import Malformed, UnknownVersion
from sync.core.registry import MAX_PRIORITY
from sync.frames import checked, preset, squeeze, tight
from sync.frames.tight import Line, line
from sync.limits import (
    MAX_FRAME_BODY_BYTES,
    MAX_FRAME_BYTES,
    MAX_FRAME_HEADER_BYTES,
    MAX_FRAME_OPERATIONS,
)
from sync.storage.port import Entry

MAGIC = b"TRK"
VERSION = 1
CAPABILITIES: tuple[str, ...] = ("zstd",)
ZSTD, PLAIN, TIGHT, DERIVED = range(4)
# What a reader of codec 2, and of codec 3, announces in its messages.
READS_TIGHT = "frame2"
READS_DERIVED = "frame3"
# What the next try takes of the share that would just fit.
_SHRINK = 0.9
_SHRINK_TIGHT = 0.985
# Columns of so few operations may be larger than the operations themselves.
_FEW = 8
# Many lines are measured by some of them: packing all to find that they don't fit takes longer.
_MANY = 1200
_PROBES = (128, 512)
# The tables of a frame grow ever more slowly: more fits than two measures make believe.
_GROWTH = 1.05
_MAX_CAPABILITIES = 64

__all__ = [
    "CAPABILITIES", "READS_DERIVED", "READS_TIGHT", "Frame", "Line", "decode", "line", "pack",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded frame. `recipient` is None when the sender does not yet know who answers."""

    capabilities: tuple[str, ...]
    sender: str
    recipient: str | None
    priority: int
    entries: tuple[Entry, ...]


def pack(
    lines: Sequence[Line],
    *,
    sender: str,
    recipient: str | None,
    priority: int,
    room: int = MAX_FRAME_BYTES,
    reads: Collection[str] = (),
) -> tuple[bytes, int]:
    """A frame of at most `room` bytes with as many of the first lines as fit, and their number.

    `reads` is what the reader has announced; without `frame2` or `frame3` in it the frame has a
    codec that every release reads. (b"", 0) when there are no lines or not even the first one fits.
    """
    room = min(room, MAX_FRAME_BYTES)
    count = _first_that_fit(lines)
    compact = DERIVED if READS_DERIVED in reads else TIGHT if READS_TIGHT in reads else None
    shrink = _SHRINK if compact is None else _SHRINK_TIGHT
    if compact is not None and count >= _MANY:
        sizes = [len(_build(lines[:n], sender, recipient, priority, compact)) for n in _PROBES]
        each = (sizes[1] - sizes[0]) / (_PROBES[1] - _PROBES[0])
        likely = _GROWTH * (_PROBES[1] + (room - sizes[1]) / max(each, 0.1))
        count = min(count, max(int(likely), _PROBES[0]))
    while count:
        some = lines[:count]
        frame = _build(some, sender, recipient, priority, compact)
        if len(frame) <= room:
            return frame, count
        count = min(count - 1, int(count * room / len(frame) * shrink) or int(count > 1))
    return b"", 0


def decode(data: bytes) -> Frame:
    """The frame in exactly these bytes; Malformed or UnknownVersion otherwise, within limits."""
    if len(data) > MAX_FRAME_BYTES:
        raise _bad(f"{len(data)} bytes, the limit is {MAX_FRAME_BYTES}")
    if data[:3] != MAGIC or len(data) < 5:
        raise _bad("it does not begin with TRK")
    if data[3] != VERSION:
        raise UnknownVersion("frame", f"version {data[3]}", "upgrade this node")
    header, start = cbor.decode_first(data, 4)
    if start > MAX_FRAME_HEADER_BYTES or not isinstance(header, list) or len(header) < 7:
        raise _bad("the header is broken")
    capabilities, sender, recipient, priority, codec, length, digest = header[:7]
    if type(length) is not int or length != len(data) - start:
        raise _bad("the body has another length than the header says")
    body = data[start:]
    if hashlib.sha256(body).digest() != digest:
        raise _bad("the body was damaged on its way")
    if type(priority) is not int or not 0 <= priority <= MAX_PRIORITY:
        raise _bad("the priority is not 0 to 5")
    node = checked.node(sender, _bad)
    return Frame(
        _capabilities(capabilities),
        node,
        None if recipient is None else checked.node(recipient, _bad),
        priority,
        _open(codec, body, node, header[7:]),
    )


def _first_that_fit(lines: Sequence[Line]) -> int:
    raw = 0
    for count, one in enumerate(lines[:MAX_FRAME_OPERATIONS]):
        raw += len(one.op) + len(one.verdict) + 8
        if raw > MAX_FRAME_BODY_BYTES:
            return count
    return min(len(lines), MAX_FRAME_OPERATIONS)


def _build(
    lines: Sequence[Line],
    sender: str,
    recipient: str | None,
    priority: int,
    compact: int | None,
) -> bytes:
    bodies: list[tuple[int, bytes]] = []
    if compact is not None and not any(canonical.is_stub(one.entry.op) for one in lines):
        try:
            pieces = tight.build(lines, sender, derives=compact == DERIVED)
            bodies.append((compact, squeeze.in_pieces(pieces, preset.NEWEST)))
        except Malformed:
            # More values than the tight body holds: rows take any valid operation.
            bodies.clear()
    if not bodies or len(lines) <= _FEW:
        plain = b"".join(cbor.encode([one.op, one.verdict]) for one in lines)
        bodies += [(ZSTD, squeeze.whole(plain)), (PLAIN, plain)]
    codec, body = min(bodies, key=lambda pair: len(pair[1]))
    header: list[Value] = [
        list(CAPABILITIES),
        bytes.fromhex(sender),
        None if recipient is None else bytes.fromhex(recipient),
        priority,
        codec,
        len(body),
        hashlib.sha256(body).digest(),
    ]
    if codec in (TIGHT, DERIVED):
        header.append(preset.NEWEST)
    return MAGIC + bytes([VERSION]) + cbor.encode(header) + body


def _open(codec: object, body: bytes, sender: str, more: Sequence[object]) -> tuple[Entry, ...]:
    if codec == PLAIN:
        return _entries(body)
    if codec == ZSTD:
        return _entries(squeeze.opened(body))
    if codec not in (TIGHT, DERIVED):
        raise UnknownVersion("frame", f"body codec {codec!r}"[:40], "upgrade this node")
    number = more[0] if more else None
    if type(number) is not int or number < 0:
        raise _bad("the header names no dictionary")
    return tuple(tight.read(squeeze.opened(body, number), sender, derives=codec == DERIVED))


def _entries(plain: bytes) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    at = 0
    while at < len(plain):
        pair, at = cbor.decode_first(plain, at)
        if (
            not isinstance(pair, list)
            or len(pair) != 2
            or not isinstance(pair[0], bytes)
            or not isinstance(pair[1], bytes)
        ):
            raise _bad("an entry is an operation and a verdict")
        if len(entries) == MAX_FRAME_OPERATIONS:
            raise _bad(f"more than {MAX_FRAME_OPERATIONS} operations")
        entries.append(Entry(canonical.decode(pair[0]), verdicts.decode(pair[1])))
    return tuple(entries)


def _capabilities(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or len(raw) > _MAX_CAPABILITIES:
        raise _bad("the list of capabilities is broken")
    if not all(isinstance(name, str) for name in raw):
        raise _bad("the list of capabilities is broken")
    return tuple(raw)


def _bad(what: str) -> Malformed:
    return Malformed("frame", what, "ask the sender for it again")
