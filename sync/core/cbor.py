"""Deterministic CBOR (RFC 8949 section 4.2.1) for the few types that sync uses.

One value has exactly one encoding, so hashes over it are stable for ever. Allowed: null, booleans,
integers of 64 bits with sign, byte strings, text, arrays, and maps with text keys. Floats, tags,
indefinite lengths, non-shortest integers, unsorted or repeated keys are refused in both directions.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from sync.core.errors import Malformed
from sync.limits import MAX_DEPTH

Value: TypeAlias = "bool | int | str | bytes | Sequence[Value] | Mapping[str, Value] | None"

_INT_MIN = -(2**63)
_INT_MAX = 2**63 - 1
# The frame of a message adds a few levels around the fields of an operation.
_DEPTH = MAX_DEPTH + 8
_SHORT_TEXT = tuple(bytes([0x60 | size]) for size in range(24))
# Heads of text: below the second the length stands in the head.
_TEXT, _LONG_TEXT = 0x60, 0x78
# Keys come again and again; only short ones are remembered, so that strangers cannot fill memory.
_KEY_CHARS = 48
_KEYS_REMEMBERED = 2_048
# The same for texts as short as the words that statements repeat, and for the keys of small maps.
_VALUE_CHARS = 20
_ORDERED_CHARS = 160
_ORDERS_REMEMBERED = 1_024


class Encoded(dict[str, "Value"]):
    """A map whose encoding is known already, and which is not changed any more."""

    __slots__ = ("encoding",)

    def __init__(self, value: Mapping[str, "Value"]) -> None:
        super().__init__(value)
        self.encoding = encode(value)


def encode(value: Value, *, levels: int = _DEPTH) -> bytes:
    """The one canonical encoding of a value; raises Malformed for anything outside the subset, and
    for more than so many levels of arrays and maps inside the outermost one."""
    out = bytearray()
    _write(out, value, _DEPTH - levels)
    return bytes(out)


def decode(data: bytes, *, levels: int = _DEPTH) -> Value:
    """The value of exactly one canonical encoding; trailing bytes are an error."""
    value, end = decode_first(data, 0, levels=levels)
    if end != len(data):
        raise _bad("trailing bytes")
    return value


def decode_first(data: bytes, start: int, *, levels: int = _DEPTH) -> tuple[Value, int]:
    """The value that begins at `start` and the offset after it (for CBOR sequences)."""
    try:
        return _read(data, start, _DEPTH - levels)
    except IndexError:
        raise _bad("the bytes end too early") from None
    except UnicodeDecodeError:
        raise _bad("text is not UTF-8") from None


def _bad(what: str) -> Malformed:
    return Malformed("cbor", what, "the sender must use the canonical form")


def _head(out: bytearray, major: int, number: int) -> None:
    if number < 24:
        out.append(major | number)
    elif number < 0x100:
        out.append(major | 24)
        out.append(number)
    elif number < 0x10000:
        out.append(major | 25)
        out += number.to_bytes(2, "big")
    elif number < 0x100000000:
        out.append(major | 26)
        out += number.to_bytes(4, "big")
    else:
        out.append(major | 27)
        out += number.to_bytes(8, "big")


def _text(text: str) -> bytes:
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raise _bad("text with a lone surrogate") from None
    if len(raw) < 24:
        return _SHORT_TEXT[len(raw)] + raw
    if len(raw) < 0x100:
        return bytes((0x78, len(raw))) + raw
    head = bytearray()
    _head(head, 0x60, len(raw))
    return bytes(head) + raw


_key = lru_cache(_KEYS_REMEMBERED)(_text)


def _write(out: bytearray, value: Value, level: int) -> None:  # noqa: PLR0912 - one branch a type
    kind = type(value)
    if kind is str:
        out += _text(value)  # type: ignore[arg-type]
    elif kind is int:
        if 0 <= value < 24:  # type: ignore[operator]
            out.append(value)  # type: ignore[arg-type]
        elif not _INT_MIN <= value <= _INT_MAX:  # type: ignore[operator]
            raise _bad("an integer of more than 64 bits")
        elif value >= 0:  # type: ignore[operator]
            _head(out, 0x00, value)  # type: ignore[arg-type]
        else:
            _head(out, 0x20, -1 - value)  # type: ignore[operator]
    elif value is None:
        out.append(0xF6)
    elif kind is bool:
        out.append(0xF5 if value else 0xF4)
    elif kind is bytes or isinstance(value, bytes):
        _head(out, 0x40, len(value))  # type: ignore[arg-type]
        out += value  # type: ignore[arg-type]
    elif kind is Encoded:
        out += value.encoding  # type: ignore[union-attr]
    elif level > _DEPTH:
        raise _bad("nested too deeply")
    elif kind is dict or isinstance(value, Mapping):
        _write_map(out, value, level)  # type: ignore[arg-type]
    elif kind is list or (isinstance(value, Sequence) and not isinstance(value, str)):
        _head(out, 0x80, len(value))  # type: ignore[arg-type]
        for item in value:  # type: ignore[union-attr]
            _write(out, item, level + 1)
    else:
        raise _bad(f"a value of type {kind.__name__}")


def _write_map(out: bytearray, value: Mapping[str, Value], level: int) -> None:
    keys = tuple(value)
    _head(out, 0xA0, len(keys))
    for encoded_key, key in _remembered_order(keys):
        out += encoded_key
        item = value[key]
        kind = type(item)
        if kind is str:  # most values are texts and maps: a call less for each
            out += _key(item) if len(item) <= _VALUE_CHARS else _text(item)  # type: ignore[arg-type]
        elif kind is dict and level < _DEPTH:
            _write_map(out, item, level + 1)  # type: ignore[arg-type]
        else:
            _write(out, item, level + 1)


def _order(keys: tuple[object, ...]) -> list[tuple[bytes, str]]:
    """Keys in the order of their encodings."""
    rows = []
    for key in keys:
        if type(key) is not str:
            raise _bad("a map key that is not text")
        rows.append((_key(key) if len(key) <= _KEY_CHARS else _text(key), key))
    rows.sort()
    return rows


_short_order = lru_cache(_ORDERS_REMEMBERED, typed=True)(_order)


def _remembered_order(keys: tuple[object, ...]) -> list[tuple[bytes, str]]:
    """As `_order`; maps of the same shape come again and again."""
    try:
        return (_short_order if len("".join(keys)) <= _ORDERED_CHARS else _order)(keys)  # type: ignore[arg-type]
    except TypeError:
        return _order(keys)


def _read(data: bytes, at: int, level: int) -> tuple[Value, int]:  # noqa: PLR0911, PLR0912
    first = data[at]
    at += 1
    major = first >> 5
    number = first & 0x1F
    if major == 7:
        if number == 22:
            return None, at
        if number in (20, 21):
            return number == 21, at
        raise _bad("a float, a simple value or a break")
    if number >= 24:
        number, at = _long_head(data, at, number)
    if major == 0:
        if number > _INT_MAX:
            raise _bad("an integer of more than 63 bits")
        return number, at
    if major == 1:
        if number > _INT_MAX:
            raise _bad("an integer of more than 63 bits")
        return -1 - number, at
    if major in (2, 3):
        end = at + number
        if end > len(data):
            raise _bad("the bytes end too early")
        raw = data[at:end]
        return (bytes(raw) if major == 2 else raw.decode()), end
    if major == 6:
        raise _bad("a tag")
    if level > _DEPTH:
        raise _bad("nested too deeply")
    # Each item takes at least one byte: a length beyond the data is a lie that costs no memory.
    if number > len(data) - at:
        raise _bad("the bytes end too early")
    if major == 4:
        items = []
        for _ in range(number):
            item, at = _read(data, at, level + 1)
            items.append(item)
        return items, at
    return _read_map(data, at, number, level)


def _read_map(data: bytes, at: int, number: int, level: int) -> tuple[Value, int]:
    fields: dict[str, Value] = {}
    previous = b""
    for _ in range(number):
        start = at
        head = data[at]
        if head >> 5 != 3:
            raise _bad("a map key that is not text")
        if head < _LONG_TEXT:  # nearly all keys, and many values: a call less for each
            at += 1 + (head & 0x1F)
            encoded = data[start:at]
            key: Value = encoded[1:].decode()
        else:
            key, at = _read(data, at, level + 1)
            encoded = data[start:at]
        if encoded <= previous:
            raise _bad("map keys out of order or repeated")
        previous = encoded
        head = data[at]
        if _TEXT <= head < _LONG_TEXT:
            start = at + 1
            at = start + (head & 0x1F)
            fields[key] = data[start:at].decode()  # type: ignore[index]
        else:
            fields[key], at = _read(data, at, level + 1)  # type: ignore[index]
    if at > len(data):
        raise _bad("the bytes end too early")
    return fields, at


def _long_head(data: bytes, at: int, number: int) -> tuple[int, int]:
    if number > 27:
        raise _bad("an indefinite or reserved length")
    size = 1 << (number - 24)
    end = at + size
    if end > len(data):
        raise _bad("the bytes end too early")
    found = int.from_bytes(data[at:end], "big")
    if found < (24, 0x100, 0x10000, 0x100000000)[number - 24]:
        raise _bad("an integer that is not in its shortest form")
    return found, end
