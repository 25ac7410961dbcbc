"""A statement's JSON straight from the bytes of its operation.

A page of a hundred statements is four thousand values. Read into dictionaries, turned from their
plain form (server.lrs.packing) and written out again, they take most of the time of an answer;
here each is written as it is read. What many statements repeat (verbs, definitions, authorities,
contexts) is not even read: the bytes of one value are never the beginning of another's, so bytes
that begin as a remembered value are that value. Remembered values are looked for by their length,
of which those under one key have few.
"""

from collections.abc import Iterator
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Final

_MAP, _ARRAY, _TEXT = 5, 4, 3
_SHORT_TEXT, _LONG_TEXT = 0x60, 0x78
_LITERALS: Final = {0xF4: "false", 0xF5: "true", 0xF6: "null"}
# A map of one member whose key is `#`: a fraction, as text.
_FRACTION: Final = b"\xa1\x61\x23"
# What is remembered: values of so many bytes, the latest of each of two generations; with their
# texts, 4 MB at most, and most often a quarter of that.
_LEAST_BYTES, _MOST_BYTES = 40, 1_000
_GENERATION = 1_000
_KEYS = 256
_STATEMENT: Final = b"\x69statement"
_OTHERWISE_SAID: Final = (b"\x62id", b"\x66stored")
_TIMESTAMP: Final = b"\x69timestamp"
_ACCOUNT: Final = b"\xa2\x64name"
_HOME_PAGE: Final = b"\x68homePage"


class _Remembered:
    """Texts of values, for each key by length and bytes. Threads share it: a list that grows may
    be gone through meanwhile, a dictionary may not."""

    def __init__(self) -> None:
        self._young: dict[bytes, list[tuple[int, dict[bytes, str]]]] = {}
        self._old = self._young
        self._count = 0

    def at(self, data: bytes, at: int, key: bytes) -> tuple[str, int] | None:
        """The text of the value that begins at `at`, and where it ends."""
        young, old = self._young, self._old
        for sizes in (young.get(key), old.get(key)):
            for size, texts in sizes or ():
                value = data[at : at + size]
                text = texts.get(value)
                if text is not None:
                    if sizes is not young.get(key):
                        self.add(key, value, text)
                    return text, at + size
        return None

    def add(self, key: bytes, value: bytes, text: str) -> None:
        if self._count >= _GENERATION:
            self._old, self._young, self._count = self._young, {}, 0
        sizes = self._young.setdefault(key, [])
        texts = next((texts for size, texts in sizes if size == len(value)), None)
        if texts is None:
            sizes.append((len(value), texts := {}))
        texts[value] = text
        self._count += 1


_remembered: Final = _Remembered()


def statement(data: bytes, at: int, made: str, stored: str, taken: str) -> str | None:
    """The JSON of the statement in an operation's fields, which begin at `at`; `made` is its id,
    and `taken` its timestamp where it has none.

    None where it is kept in another form than the plain one. The bytes are this node's own.
    """
    start = _plain_at(data, at)
    return None if start is None else _whole(data, start, made, stored, taken)


def _plain_at(data: bytes, at: int) -> int | None:
    """Where the statement begins that is kept in the plain form; None where it is in another."""
    count, at = _head(data, at)
    for _ in range(count):
        end = _end(data, at)
        if data[at:end] == _STATEMENT:
            return end
        at = _end(data, end)
    return None


def accounts(data: bytes, at: int) -> Iterator[tuple[str, str]] | None:
    """Home page and name of every account in such a statement, wherever it stands; None as
    `statement`.

    They are looked for and the rest is passed over: an account is a map of its two members, in the
    order of their encodings. A text that has the same bytes in it is taken for one, too: who asks
    wants to miss none.
    """
    start = _plain_at(data, at)
    return None if start is None else _accounts(data, start)


def _accounts(data: bytes, at: int) -> Iterator[tuple[str, str]]:
    while (at := data.find(_ACCOUNT, at)) >= 0:
        at += len(_ACCOUNT)
        name, end = _text_at(data, at)
        if name is not None and data.startswith(_HOME_PAGE, end):
            page, _ = _text_at(data, end + len(_HOME_PAGE))
            if page is not None:
                yield page, name


def _text_at(data: bytes, at: int) -> tuple[str | None, int]:
    """The text that begins here, None where none does, and where it ends."""
    if at >= len(data) or data[at] >> 5 != _TEXT:
        return None, at
    size, start = _head(data, at)
    return data[start : start + size].decode("utf-8", "replace"), start + size


def _whole(data: bytes, at: int, made: str, stored: str, taken: str) -> str | None:
    out = ['{"id":', encode_basestring(made)]
    timed = False
    count, at = _head(data, at)
    for _ in range(count):
        end = _end(data, at)
        key = data[at:end]
        if key in _OTHERWISE_SAID:
            return None
        timed = timed or key == _TIMESTAMP
        out.append(",")
        out.append(_key(key))
        at = _member(data, end, key, out)
    out.append(f',"stored":{encode_basestring(stored)}')
    if not timed:
        out.append(f',"timestamp":{encode_basestring(taken)}')
    out.append("}")
    return "".join(out)


def _member(data: bytes, at: int, key: bytes, out: list[str]) -> int:
    """Write the value that stands under a key; where it ends."""
    first = data[at]
    if _SHORT_TEXT <= first < _LONG_TEXT:
        end = at + 1 + (first & 31)
        out.append(encode_basestring(data[at + 1 : end].decode()))
        return end
    if first >> 5 not in (_MAP, _ARRAY):
        return _value(data, at, out)
    known = _remembered.at(data, at, key)
    if known is not None:
        out.append(known[0])
        return known[1]
    start = len(out)
    end = _value(data, at, out)
    if _LEAST_BYTES <= end - at <= _MOST_BYTES:
        _remembered.add(key, data[at:end], "".join(out[start:]))
    return end


def _value(data: bytes, at: int, out: list[str]) -> int:
    first = data[at]
    if _SHORT_TEXT <= first < _LONG_TEXT:
        end = at + 1 + (first & 31)
        out.append(encode_basestring(data[at + 1 : end].decode()))
        return end
    major = first >> 5
    if major == _MAP:
        return _map(data, at, out)
    if major == _TEXT:
        size, at = _head(data, at)
        out.append(encode_basestring(data[at : at + size].decode()))
        return at + size
    if major == _ARRAY:
        count, at = _head(data, at)
        out.append("[")
        for number in range(count):
            if number:
                out.append(",")
            at = _value(data, at, out)
        out.append("]")
        return at
    if first in _LITERALS:
        out.append(_LITERALS[first])
        return at + 1
    number, at = _head(data, at)
    out.append(str(number if major == 0 else -1 - number))
    return at


def _map(data: bytes, at: int, out: list[str]) -> int:
    if data.startswith(_FRACTION, at):
        size, start = _head(data, at + len(_FRACTION))
        out.append(data[start : start + size].decode())
        return start + size
    count, at = _head(data, at)
    mark = "{"
    for _ in range(count):
        first = data[at]
        end = at + 1 + (first & 31) if first < _LONG_TEXT else _end(data, at)
        key = data[at:end]
        out.append(mark)
        out.append(_key(key))
        at = _member(data, end, key, out)
        mark = ","
    out.append("}" if count else "{}")
    return at


@lru_cache(_KEYS)
def _key(encoded: bytes) -> str:
    """The text of a key, quoted, and the colon after it."""
    size, at = _head(encoded, 0)
    return encode_basestring(encoded[at : at + size].decode()) + ":"


def _head(data: bytes, at: int) -> tuple[int, int]:
    """The number in the head of a value, and where its head ends."""
    number = data[at] & 31
    at += 1
    if number < 24:
        return number, at
    end = at + (1 << (number - 24))
    return int.from_bytes(data[at:end], "big"), end


def _end(data: bytes, at: int) -> int:
    """Where a value ends."""
    first = data[at]
    if _SHORT_TEXT <= first < _LONG_TEXT:
        return at + 1 + (first & 31)
    major = first >> 5
    if first in _LITERALS:
        return at + 1
    number, at = _head(data, at)
    if major in (2, _TEXT):
        return at + number
    for _ in range({_ARRAY: number, _MAP: 2 * number}.get(major, 0)):
        at = _end(data, at)
    return at


__all__ = ["accounts", "statement"]
