"""A statement inside an operation and back: what the log keeps, and what travels.

Operations have no floats, so that their bytes are canonical; a fraction stands as `{"#": "0.95"}`.
A statement that does not fit this plain form (large, nested deeply, with such an object or with
integers of more than 64 bits) travels as compressed JSON instead.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from server.lrs.errors import Invalid, TooLarge
from server.lrs.limits import (
    MAX_KEPT_INFLATED_BYTES,
    MAX_STATEMENT_BYTES,
    PLAIN_FIELDS_BYTES,
    PLAIN_FIELDS_DEPTH,
)
from server.lrs.repeats import Repeats
from server.lrs.values import JsonObject
from sync.core import cbor

PLAIN: Final = "statement"
PACKED: Final = "zstd"
NUMBER: Final = "#"
_INT_MIN, _INT_MAX = -(2**63), 2**63 - 1
_OPERATION_ROOM: Final = 22 * 1024
# Members of a statement that are maps of which many statements have the same.
_REPEATED: Final = frozenset({"actor", "verb", "object", "contextActivities", "authority"})


class _NotPlain(Exception):
    pass


def pack(statement: JsonObject, at: str = "") -> dict[str, Any]:
    """`{"statement": …}` or `{"zstd": bytes}`. Raises TooLarge beyond MAX_STATEMENT_BYTES."""
    try:
        plain = cbor.Encoded(_plain(statement, 0))
        # as JSON it is six times as long at most, where every character is escaped
        if len(plain.encoding) <= min(PLAIN_FIELDS_BYTES, MAX_STATEMENT_BYTES // 6):
            return {PLAIN: plain}
    except _NotPlain:
        pass
    text = json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > MAX_STATEMENT_BYTES:
        raise TooLarge(at, MAX_STATEMENT_BYTES)
    from backports import zstd  # noqa: PLC0415 - rare, and not needed at start

    packed = zstd.compress(text, level=12)
    if len(packed) > _OPERATION_ROOM:
        raise TooLarge(at, _OPERATION_ROOM)
    return {PACKED: packed}


def unpack(fields: Mapping[str, Any]) -> JsonObject:
    """The statement of an operation's fields; raises Invalid when there is none."""
    plain = fields.get(PLAIN)
    if isinstance(plain, Mapping):
        found = _json(dict(plain))
        if isinstance(found, dict):
            return found
    packed = fields.get(PACKED)
    if isinstance(packed, bytes):
        from backports import zstd  # noqa: PLC0415

        try:
            data = zstd.ZstdDecompressor().decompress(packed, max_length=MAX_KEPT_INFLATED_BYTES)
            found = json.loads(data)
        except (zstd.ZstdError, ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
    raise Invalid("statement", "is not in the operation")


def _plain(value: Any, level: int) -> Any:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is dict:
        if level >= PLAIN_FIELDS_DEPTH or NUMBER in value:
            raise _NotPlain
        return {
            key: (_repeated if key in _REPEATED else _plain)(item, level + 1)
            for key, item in value.items()
        }
    if kind is int:
        if not _INT_MIN <= value <= _INT_MAX:
            raise _NotPlain
        return value
    if kind is float:
        if level >= PLAIN_FIELDS_DEPTH:
            raise _NotPlain
        return {NUMBER: repr(value)}
    if level >= PLAIN_FIELDS_DEPTH:
        raise _NotPlain
    return [_plain(item, level + 1) for item in value]


def _encoded(value: Any, level: int) -> Any:
    return cbor.Encoded(_plain(value, level))


_known: Final = Repeats(_encoded)


def _repeated(value: Any, level: int) -> Any:
    return _known(value, level) if type(value) is dict else _plain(value, level)


def _json(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return value
    if isinstance(value, dict):
        if NUMBER in value and len(value) == 1:
            return float(value[NUMBER])
        return {key: _json(item) for key, item in value.items()}
    if kind is list:
        return [_json(item) for item in value]
    return value
