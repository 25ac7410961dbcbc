"""The byte form of one volume of the cold log (docs/reference/cold-log.md).

`TKL`, a version byte, a CBOR header, ordinary frames, and SHA-256 of all that. A volume stands
alone, and links to the one before it. Links are over hashes of operations, which an erasure leaves
as they are: a volume whose payloads became stubs keeps its place in the chain.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sync import erasing
from sync.core import canonical, cbor, seals
from sync.core import verdict as verdicts
from sync.core.cbor import Value
from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.core.knowledge import Knowledge
from sync.core.ops import is_node_id
from sync.frames import codec
from sync.limits import (
    COLD_VOLUME_OPERATIONS,
    MAX_COLD_HEADER_BYTES,
    MAX_COLD_VOLUME_BYTES,
    MAX_COUNTER,
    MAX_FRAME_BYTES,
)
from sync.storage.port import Entry

MAGIC: Final = b"TKL"
VERSION: Final = 1
LINK_BYTES: Final = 32
CHAIN_START: Final = bytes(LINK_BYTES)
_LABEL: Final = b"tirek cold log 1\x00"
_START: Final = len(MAGIC) + 1


class ColdBroken(SyncError):
    """A volume of the cold log is damaged, missing, or none of this log's."""


@dataclass(frozen=True, slots=True)
class Header:
    """Which volume it is: whose, its `number` from 1, the `previous` volume's link, how many
    operations it has, the hash over them, and the sizes of its frames in bytes."""

    node: str
    number: int
    previous: bytes
    count: int
    content: bytes
    frames: tuple[int, ...]

    @property
    def link(self) -> bytes:
        """32 bytes that stand for this volume and all before it."""
        told = self.previous + self.number.to_bytes(8, "big") + self.count.to_bytes(4, "big")
        return hashlib.sha256(_LABEL + bytes.fromhex(self.node) + told + self.content).digest()


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume that has been checked against its own header."""

    header: Header
    entries: tuple[Entry, ...]


def build(entries: Sequence[Entry], node: str, number: int, previous: bytes) -> bytes:
    """A volume of at least one operation and at most COLD_VOLUME_OPERATIONS."""
    if not 0 < len(entries) <= COLD_VOLUME_OPERATIONS:
        raise ValueError(f"a volume of {len(entries)} operations")
    lines = [codec.line(entry) for entry in entries]
    frames: list[bytes] = []
    at = 0
    while at < len(lines):
        frame, count = codec.pack(
            lines[at:], sender=node, recipient=None, priority=0, reads=[codec.READS_TIGHT]
        )
        if not count:
            raise Malformed("cold log", str(entries[at].op.id), "no frame holds it")
        frames.append(frame)
        at += count
    header = Header(node, number, previous, len(lines), _content(entries), tuple(map(len, frames)))
    made = MAGIC + bytes([VERSION]) + _encode(header) + b"".join(frames)
    return made + hashlib.sha256(made).digest()


def read_header(data: bytes) -> tuple[Header, int]:
    """The header, and where the frames begin; raises ColdBroken or UnknownVersion."""
    if data[:3] != MAGIC or len(data) < _START + 1:
        raise _bad("it does not begin with TKL")
    if data[3] != VERSION:
        raise UnknownVersion("cold log", f"version {data[3]}", "upgrade this node")
    try:
        parts, start = cbor.decode_first(data, _START)
    except Malformed as error:
        raise _bad(str(error)) from None
    if start > MAX_COLD_HEADER_BYTES or not isinstance(parts, list) or len(parts) < 6:
        raise _bad("the header is broken")
    node, number, previous, count, content, frames = parts[:6]
    if not isinstance(node, bytes) or not is_node_id(node.hex()):
        raise _bad("the header names no node")
    for digest in (previous, content):
        if not isinstance(digest, bytes) or len(digest) != LINK_BYTES:
            raise _bad("a hash of 32 bytes is expected")
    if type(number) is not int or not 1 <= number <= MAX_COUNTER:
        raise _bad("it has no number")
    if type(count) is not int or not 1 <= count <= COLD_VOLUME_OPERATIONS:
        raise _bad("its count is out of bounds")
    if not isinstance(frames, list) or not all(
        type(size) is int and 0 < size <= MAX_FRAME_BYTES for size in frames
    ):
        raise _bad("the sizes of its frames are broken")
    made = Header(node.hex(), number, bytes(previous), count, bytes(content), tuple(frames))
    return made, start


def read(data: bytes) -> Volume:
    """The volume in exactly these bytes, checked; raises ColdBroken or UnknownVersion."""
    if len(data) > MAX_COLD_VOLUME_BYTES:
        raise _bad(f"{len(data)} bytes")
    header, at = read_header(data)
    end = len(data) - LINK_BYTES
    if sum(header.frames) != end - at:
        raise _bad("it ends too early, or too late")
    if hashlib.sha256(data[:end]).digest() != data[end:]:
        raise _bad("a byte of it is another than was written")
    entries: list[Entry] = []
    for size in header.frames:
        try:
            entries += codec.decode(data[at : at + size]).entries
        except Malformed as error:
            raise _bad(str(error)) from None
        at += size
    if len(entries) != header.count or _content(entries) != header.content:
        raise _bad("its operations are not those that it was made of")
    return Volume(header, tuple(entries))


def without(volume: Volume, gone: Knowledge) -> bytes | None:
    """The volume with stubs in the place of erased operations; None where it has none of them."""
    if not any(
        gone.has(entry.op.id) and not canonical.is_stub(entry.op) for entry in volume.entries
    ):
        return None
    entries = [
        erasing.replace_op(entry, canonical.stub_of(entry.op)) if gone.has(entry.op.id) else entry
        for entry in volume.entries
    ]
    header = volume.header
    made = build(entries, header.node, header.number, header.previous)
    now, _ = read_header(made)
    if now.link != header.link:
        raise ColdBroken("cold log", f"volume {header.number}", "an erasure must keep the chain")
    return made


def _content(entries: Sequence[Entry]) -> bytes:
    told = hashlib.sha256()
    for op, verdict in entries:
        told.update(seals.leaf(canonical.op_hash(op), verdicts.encode(verdict)))
    return told.digest()


def _encode(header: Header) -> bytes:
    parts: list[Value] = [
        bytes.fromhex(header.node),
        header.number,
        header.previous,
        header.count,
        header.content,
        list(header.frames),
    ]
    return cbor.encode(parts)


def _bad(what: str) -> ColdBroken:
    return ColdBroken("cold log", what, "put the volume back from a copy of the data folder")
