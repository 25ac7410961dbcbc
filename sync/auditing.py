"""Comparing two logs by fingerprints, and fetching what one of them has lost.

The node below asks, on the road of its pulls. First it names parts of writers with their
fingerprints and hears which differ; these it cuts into sixteen, again and again; of the smallest it
asks for a list. So the first difference among n operations is found in log16(n) rounds, and only
operations that differ travel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sync.core import audit, cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed
from sync.core.knowledge import IntervalSet, Key, Knowledge, read_key
from sync.core.seals import SIGNATURE_BYTES
from sync.limits import MAX_ACK_ROWS, MAX_AUDIT_PARTS, MAX_FRAME_BYTES

# In the place of a message's version byte.
MARK: Final = b"A"
_VERSION: Final = 1
# Bytes of each item in a list: enough to tell sixteen apart.
LISTED_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Part:
    """Some operations of one writer's epoch, and the fingerprint of those that are here."""

    key: Key
    numbers: IntervalSet
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """Parts to compare, parts to list, operations to send; `room` is for the frame."""

    parts: tuple[Part, ...] = ()
    lists: tuple[tuple[Key, IntervalSet], ...] = ()
    fetch: Knowledge = field(default_factory=Knowledge)
    room: int = MAX_FRAME_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """`differ`: places in `parts`. `lists`: by seq the first 8 bytes of each item that is there.
    `frame` holds what of `fetch` fitted, sealed; `lacks` is what is not there, or not the
    caller's to have."""

    differ: tuple[int, ...] = ()
    lists: tuple[Mapping[int, bytes], ...] = ()
    frame: bytes = b""
    seal: bytes = b""
    lacks: Knowledge = field(default_factory=Knowledge)


def is_question(data: bytes) -> bool:
    """Whether what came as a pull asks for a comparison."""
    return data[:1] == MARK


def encode_question(q: Question) -> bytes:
    return MARK + cbor.encode(
        [
            _VERSION,
            [[*_key(p.key), p.numbers.to_value(), p.fingerprint] for p in q.parts],
            [[*_key(key), numbers.to_value()] for key, numbers in q.lists],
            q.fetch.to_value(),
            q.room,
        ]
    )


def decode_question(data: bytes) -> Question:
    _, parts, lists, fetch, room = _open(data, 5)
    for rows in (parts, lists):
        if not isinstance(rows, list) or len(rows) > MAX_AUDIT_PARTS:
            raise _bad("parts")
    if type(room) is not int:
        raise _bad("room")
    return Question(
        tuple(
            Part(read_key(w, e), IntervalSet.from_value(numbers), _bytes(print_, _PRINT))
            for w, e, numbers, print_ in _rows(parts, 4)
        ),
        tuple((read_key(w, e), _few(numbers)) for w, e, numbers in _rows(lists, 3)),
        Knowledge.from_value(fetch, MAX_ACK_ROWS),
        max(0, min(room, MAX_FRAME_BYTES)),
    )


def encode_answer(a: Answer) -> bytes:
    return MARK + cbor.encode(
        [
            _VERSION,
            list(a.differ),
            [
                [IntervalSet.of(found).to_value(), b"".join(found[seq] for seq in sorted(found))]
                for found in a.lists
            ],
            a.frame,
            a.seal,
            a.lacks.to_value(),
        ]
    )


def decode_answer(data: bytes) -> Answer:
    _, differ, lists, frame, seal, lacks = _open(data, 6)
    if not isinstance(differ, list) or not all(type(place) is int for place in differ):
        raise _bad("places")
    if not isinstance(frame, bytes) or len(frame) > MAX_FRAME_BYTES:
        raise _bad("frame")
    if not isinstance(seal, bytes) or len(seal) not in (0, SIGNATURE_BYTES):
        raise _bad("seal")
    found = []
    for numbers, items in _rows(lists, 2):
        seqs = list(_few(numbers))
        raw = _bytes(items, LISTED_BYTES * len(seqs))
        split = (raw[at : at + LISTED_BYTES] for at in range(0, len(raw), LISTED_BYTES))
        found.append(dict(zip(seqs, split, strict=True)))
    return Answer(
        tuple(differ), tuple(found), frame, seal, Knowledge.from_value(lacks, MAX_ACK_ROWS)
    )


_PRINT: Final = audit.FINGERPRINT_BYTES


def _open(data: bytes, parts: int) -> list[Any]:
    content = cbor.decode(data[1:])
    if not isinstance(content, list) or len(content) < parts or content[0] != _VERSION:
        raise _bad("shape")
    return content[:parts]


def _key(key: Key) -> list[Value]:
    return [bytes.fromhex(key[0]), key[1]]


def _rows(rows: object, parts: int) -> Sequence[list[Any]]:
    if not isinstance(rows, list) or len(rows) > MAX_AUDIT_PARTS:
        raise _bad("rows")
    if not all(isinstance(row, list) and len(row) == parts for row in rows):
        raise _bad("rows")
    return rows


def _few(numbers: object) -> IntervalSet:
    found = IntervalSet.from_value(numbers)
    if len(found) > audit.LISTED:
        raise _bad("a list of more than 16")
    return found


def _bytes(raw: object, size: int) -> bytes:
    if not isinstance(raw, bytes) or len(raw) != size:
        raise _bad("bytes")
    return raw


def _bad(what: str) -> Malformed:
    return Malformed("audit", what, "the other node must be repaired")
