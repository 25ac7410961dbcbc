"""The byte form of a frame (docs/reference/sync-format.md, section Frame).

`TRK`, a version byte, a CBOR header, a body. A frame can be decoded without any other frame.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sync.core import canonical, cbor
from sync.core import verdict as verdicts
from sync.core.cbor import Value
from sync.core.errors import Malformed, UnknownVersion
from sync.core.ops import is_node_id
from sync.core.registry import MAX_PRIORITY
from sync.limits import (
    MAX_FRAME_BODY_BYTES,
    MAX_FRAME_BYTES,
    MAX_FRAME_HEADER_BYTES,
    MAX_FRAME_OPERATIONS,
    MAX_ZSTD_WINDOW_LOG,
)
from sync.storage.port import Entry

MAGIC = b"TRK"
VERSION = 1
CAPABILITIES: tuple[str, ...] = ("zstd",)
ZSTD, PLAIN = 0, 1
# Bulk of the gain at a tenth of the time of the highest levels, on bodies of this size.
_LEVEL = 9
_SHRINK = 0.9
_MAX_CAPABILITIES = 64

Line = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Frame:
    """A decoded frame. `recipient` is None when the sender does not yet know who answers."""

    capabilities: tuple[str, ...]
    sender: str
    recipient: str | None
    priority: int
    entries: tuple[Entry, ...]


def line(entry: Entry) -> Line:
    """The canonical bytes of an operation and of its verdict."""
    return canonical.encode(entry.op), verdicts.encode(entry.verdict)


def pack(
    lines: Sequence[Line],
    *,
    sender: str,
    recipient: str | None,
    priority: int,
    room: int = MAX_FRAME_BYTES,
) -> tuple[bytes, int]:
    """A frame of at most `room` bytes with as many of the first lines as fit, and their number.

    (b"", 0) when there are none or not even the first one fits.
    """
    room = min(room, MAX_FRAME_BYTES)
    count = _first_that_fit(lines)
    while count:
        frame = _build(lines[:count], sender, recipient, priority)
        if len(frame) <= room:
            return frame, count
        count = min(count - 1, int(count * room / len(frame) * _SHRINK) or int(count > 1))
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
    return Frame(
        _capabilities(capabilities),
        _node(sender),
        None if recipient is None else _node(recipient),
        priority,
        _entries(_open(codec, body)),
    )


def _first_that_fit(lines: Sequence[Line]) -> int:
    raw = 0
    for count, (op, verdict) in enumerate(lines[:MAX_FRAME_OPERATIONS]):
        raw += len(op) + len(verdict) + 8
        if raw > MAX_FRAME_BODY_BYTES:
            return count
    return min(len(lines), MAX_FRAME_OPERATIONS)


def _build(lines: Sequence[Line], sender: str, recipient: str | None, priority: int) -> bytes:
    from backports import zstd  # noqa: PLC0415 - heavy, and only nodes that exchange need it

    plain = b"".join(cbor.encode([op, verdict]) for op, verdict in lines)
    packed = zstd.compress(plain, level=_LEVEL)
    codec, body = (ZSTD, packed) if len(packed) < len(plain) else (PLAIN, plain)
    header: list[Value] = [
        list(CAPABILITIES),
        bytes.fromhex(sender),
        None if recipient is None else bytes.fromhex(recipient),
        priority,
        codec,
        len(body),
        hashlib.sha256(body).digest(),
    ]
    return MAGIC + bytes([VERSION]) + cbor.encode(header) + body


def _open(codec: object, body: bytes) -> bytes:
    if codec == PLAIN:
        return body
    if codec != ZSTD:
        raise UnknownVersion("frame", f"body codec {codec!r}"[:40], "upgrade this node")
    from backports import zstd  # noqa: PLC0415 - as above

    options = {int(zstd.DecompressionParameter.window_log_max): MAX_ZSTD_WINDOW_LOG}
    opener = zstd.ZstdDecompressor(options=options)
    try:
        plain = opener.decompress(body, max_length=MAX_FRAME_BODY_BYTES + 1)
    except zstd.ZstdError:
        raise _bad("the body does not decompress") from None
    if len(plain) > MAX_FRAME_BODY_BYTES:
        raise _bad("the body is larger than 1 MiB")
    if not opener.eof or opener.unused_data:
        raise _bad("the body does not decompress")
    return plain


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


def _node(raw: object) -> str:
    text = raw.hex() if isinstance(raw, bytes) else ""
    if not is_node_id(text):
        raise _bad("a node id of 8 bytes is expected")
    return text


def _bad(what: str) -> Malformed:
    return Malformed("frame", what, "ask the sender for it again")
