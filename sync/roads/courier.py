"""What passes through a courier's hands: names of parts, the pass, receipts, and a file of them.

A part is a volume of at most 1 MB (docs/reference/bundle-format.md, Courier). The courier can
neither read nor change one; the pass says whose they are, a receipt that they have arrived. Pure:
keys and clocks come as arguments.
"""

import hashlib
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed, UnknownVersion
from sync.frames import checked
from sync.frames.bundle import SIGNATURE_BYTES
from sync.limits import (
    CLOCK_FLOOR_MS,
    MAX_CLOCK_AHEAD_MS,
    MAX_EXPORTS,
    MAX_NAMED_PARTS,
    MAX_ORIGIN_CHARS,
    MAX_PASS_BYTES,
    MAX_PASS_ORIGINS,
    MAX_RECEIPT_BYTES,
    PASS_DAYS,
)

PART_ID_BYTES: Final = 16
PART_ID: Final = re.compile(r"[0-9a-f]{32}")
_VERSION: Final = 1
_PASS: Final = b"TKP"
_RECEIPT: Final = b"TKR"
_FILE: Final = b"TIREKC1\n"
_DAY_MS: Final = 24 * 3_600_000
_MAX_MS: Final = 2**53 - 1

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]


def part_id(data: bytes) -> str:
    """The name of a part: 32 hex digits of its SHA-256."""
    return hashlib.sha256(data).hexdigest()[: 2 * PART_ID_BYTES]


@dataclass(frozen=True, slots=True)
class Pass:
    """`node` lets whoever shows this carry between it and `recipient`: bring its parts, take
    parts for it. `number` is the export that it was made with, `origins` the addresses under
    which the app of that school runs."""

    node: str
    recipient: str
    number: int
    made_ms: int
    origins: tuple[str, ...] = ()

    def good(self, now_ms: int, heard: int) -> bool:
        """By the clock within PASS_DAYS of its making. Schools' clocks are wrong: a pass of a
        later export than the youngest one heard (`heard`) is good whatever its date."""
        age = now_ms - self.made_ms
        dated = self.made_ms >= CLOCK_FLOOR_MS and -MAX_CLOCK_AHEAD_MS <= age <= PASS_DAYS * _DAY_MS
        return dated or self.number > heard


@dataclass(frozen=True, slots=True)
class Receipt:
    """`node` says, in this `life` of it, what it has taken of `recipient`'s parts."""

    node: str
    recipient: str
    life: str
    parts: Mapping[str, "Taken"]


class Taken(IntEnum):
    """How a part was taken: not every operation of it, or all received, or all durable."""

    PARTLY = 0
    RECEIVED = 1
    DURABLE = 2


class Signed:
    """Bytes whose signature is still to be checked."""

    def __init__(self, data: bytes, end: int, domain: bytes) -> None:
        if len(data) != end + SIGNATURE_BYTES:
            raise _bad("it has another length than its signature needs")
        self._message = domain + data[:end]
        self._signature = data[end:]

    def by(self, verify: Verify) -> bool:
        """Whether `verify(message, signature)` knows the hand."""
        return verify(self._message, self._signature)


def write_pass(given: Pass, sign: Sign) -> bytes:
    """The bytes that a courier shows."""
    value: list[Value] = [
        bytes.fromhex(given.node),
        bytes.fromhex(given.recipient),
        given.number,
        given.made_ms,
        list(given.origins),
    ]
    return _write(_PASS, value, sign)


def read_pass(data: bytes) -> tuple[Pass, Signed]:
    """Raises Malformed and UnknownVersion; the signature is for the caller to check."""
    raw, signed = _read(_PASS, data, 5, MAX_PASS_BYTES)
    node, recipient, number, made_ms, origins = raw
    if not isinstance(origins, list) or len(origins) > MAX_PASS_ORIGINS:
        raise _bad("its origins are broken")
    if not all(isinstance(one, str) and len(one) <= MAX_ORIGIN_CHARS for one in origins):
        raise _bad("its origins are broken")
    made = Pass(
        checked.node(node, _bad),
        checked.node(recipient, _bad),
        checked.count(number, MAX_EXPORTS, _bad),
        checked.count(made_ms, _MAX_MS, _bad),
        tuple(origins),
    )
    return made, signed


def write_receipt(receipt: Receipt, sign: Sign) -> bytes:
    """The bytes that a courier brings back."""
    rows: list[Value] = [
        [bytes.fromhex(part), int(taken)] for part, taken in sorted(receipt.parts.items())
    ]
    value: list[Value] = [
        bytes.fromhex(receipt.node),
        bytes.fromhex(receipt.recipient),
        bytes.fromhex(receipt.life),
        rows,
    ]
    return _write(_RECEIPT, value, sign)


def read_receipt(data: bytes) -> tuple[Receipt, Signed]:
    """As `read_pass`."""
    raw, signed = _read(_RECEIPT, data, 4, MAX_RECEIPT_BYTES)
    node, recipient, life, rows = raw
    if not isinstance(rows, list) or len(rows) > MAX_NAMED_PARTS:
        raise _bad("its parts are broken")
    parts = {}
    for row in rows:
        if not isinstance(row, list) or len(row) < 2 or not isinstance(row[0], bytes):
            raise _bad("its parts are broken")
        if len(row[0]) != PART_ID_BYTES:
            raise _bad("its parts are broken")
        parts[row[0].hex()] = Taken(checked.count(row[1], max(Taken), _bad))
    return Receipt(
        checked.node(node, _bad), checked.node(recipient, _bad), checked.node(life, _bad), parts
    ), signed


def read_ids(data: bytes) -> list[str]:
    """Names of parts, 16 bytes each; raises Malformed."""
    if len(data) % PART_ID_BYTES or len(data) > MAX_NAMED_PARTS * PART_ID_BYTES:
        raise _bad(f"at most {MAX_NAMED_PARTS} names of {PART_ID_BYTES} bytes are expected")
    starts = range(0, len(data), PART_ID_BYTES)
    return [data[at : at + PART_ID_BYTES].hex() for at in starts]


# --- a file for what no phone delivers itself ---------------------------------------------------


class Item(IntEnum):
    """What a file holds, item by item; readers pass over other numbers."""

    PASS = 1
    UP = 2
    DOWN = 3
    RECEIPT = 4


_ITEM: Final = struct.Struct(">BI")


def read_file(data: bytes) -> Iterator[tuple[Item, bytes]]:
    """The items of a file that an app has shared; raises Malformed where it is none or ends
    early."""
    if not data.startswith(_FILE):
        raise _bad("it is no file of a courier")
    at = len(_FILE)
    known = {int(item) for item in Item}
    while at < len(data):
        if at + _ITEM.size > len(data):
            raise _bad("it ends too early")
        sort, length = _ITEM.unpack_from(data, at)
        at += _ITEM.size
        if at + length > len(data):
            raise _bad("it ends too early")
        if sort in known:
            yield Item(sort), data[at : at + length]
        at += length


def write_file(items: list[tuple[Item, bytes]]) -> bytes:
    """As the app writes it."""
    return _FILE + b"".join(_ITEM.pack(sort, len(data)) + data for sort, data in items)


def is_file(start: bytes) -> bool:
    """Whether something that begins so is a courier's file."""
    return start.startswith(_FILE)


# --- both signed forms --------------------------------------------------------------------------


def _write(magic: bytes, value: list[Value], sign: Sign) -> bytes:
    head = magic + bytes([_VERSION]) + cbor.encode(value)
    return head + sign(_domain(magic) + head)


def _read(magic: bytes, data: bytes, size: int, most: int) -> tuple[list[Any], Signed]:
    if len(data) > most or data[:3] != magic or len(data) < 5:
        raise _bad(f"it does not begin with {magic.decode()}, or is too long")
    if data[3] != _VERSION:
        raise UnknownVersion("courier", f"version {data[3]}", "upgrade this node")
    raw, end = cbor.decode_first(data, 4)
    if not isinstance(raw, list) or len(raw) < size:
        raise _bad("it is too short")
    return raw[:size], Signed(data, end, _domain(magic))


def _domain(magic: bytes) -> bytes:
    return b"tirek courier 1\x00" + magic


def _bad(what: str) -> Malformed:
    return Malformed("courier", what, "let the phone take it anew at the school")
