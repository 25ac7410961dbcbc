"""Certificates of nodes: whose keys they are, for which schools, until when.

A hub signs them with its identity, a key that outlives the one with which it signs sticks and
frames (docs/reference/bundle-format.md, Certificates). Pure: keys and clocks come as arguments.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed, UnknownVersion
from sync.core.ops import is_node_id
from sync.limits import (
    CERTIFICATE_DAYS,
    MAX_CERTIFICATE_BYTES,
    MAX_CERTIFIED_SCHOOLS,
    RENEW_CERTIFICATE_DAYS,
)

KEY_BYTES: Final = 32  # Ed25519 (RFC 8032) and X25519 (RFC 7748)
SIGNATURE_BYTES: Final = 64
_MAGIC: Final = b"TKN"
_VERSION: Final = 1
_DOMAIN: Final = b"tirek certificate 1\x00"
_OFFERED: Final = b"tirek next key 1\x00"
_DAY_MS: Final = 24 * 3_600_000
_MAX_NUMBER: Final = 2**53 - 1
_PARTS: Final = 8
_MAX_SCHOOL_CHARS: Final = 120

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class Certificate:
    """`issuer` says that `node` signs with `key`, opens with `lock` and speaks for `schools`.

    Of two for one node the one with the higher `number` is the younger; times are unix ms.
    """

    issuer: str
    number: int
    node: str
    key: bytes
    lock: bytes
    schools: tuple[str, ...]
    since_ms: int
    until_ms: int

    def over(self, now_ms: int) -> bool:
        """Whether it has run out. It is never too early for one: clocks that stopped at 1970 are
        the rule, and nobody is issued one ahead of time."""
        return now_ms > self.until_ms

    def ageing(self, now_ms: int) -> bool:
        """Whether the next one should be on its way."""
        return now_ms > self.until_ms - RENEW_CERTIFICATE_DAYS * _DAY_MS


def issued(
    issuer: str,
    node: str,
    *,
    number: int,
    key: bytes,
    lock: bytes,
    schools: tuple[str, ...],
    now_ms: int,
) -> Certificate:
    """A certificate from now on, for as long as one lasts."""
    until_ms = now_ms + CERTIFICATE_DAYS * _DAY_MS
    return Certificate(issuer, number, node, key, lock, schools, now_ms, until_ms)


def next_key_message(node: str, key: bytes) -> bytes:
    """What a node signs with its present key to have the next one certified."""
    return _OFFERED + bytes.fromhex(node) + key


def encode(made: Certificate, sign: Sign) -> bytes:
    """Its bytes, signed."""
    value: list[Value] = [
        bytes.fromhex(made.issuer),
        made.number,
        bytes.fromhex(made.node),
        made.key,
        made.lock,
        list(made.schools),
        made.since_ms,
        made.until_ms,
    ]
    head = _MAGIC + bytes([_VERSION]) + cbor.encode(value)
    return head + sign(_DOMAIN + head)


def decode(data: bytes, verify: Verify) -> Certificate | None:
    """The certificate, or None where `verify(message, signature)` does not know the issuer's
    hand. Raises Malformed and UnknownVersion."""
    if len(data) > MAX_CERTIFICATE_BYTES or data[:3] != _MAGIC or len(data) < 5:
        raise _bad("it does not begin with TKN, or is too long")
    if data[3] != _VERSION:
        raise UnknownVersion("certificate", f"version {data[3]}", "upgrade this node")
    raw, end = cbor.decode_first(data, 4)
    if not isinstance(raw, list) or len(raw) < _PARTS or len(data) != end + SIGNATURE_BYTES:
        raise _bad("it has another length than its parts need")
    issuer, number, node, key, lock, schools, since_ms, until_ms = raw[:_PARTS]
    if not isinstance(schools, list) or len(schools) > MAX_CERTIFIED_SCHOOLS:
        raise _bad("its schools are broken")
    if not all(isinstance(one, str) and len(one) <= _MAX_SCHOOL_CHARS for one in schools):
        raise _bad("its schools are broken")
    made = Certificate(
        _node(issuer),
        _number(number),
        _node(node),
        _key(key),
        _key(lock),
        tuple(str(one) for one in schools),
        _number(since_ms),
        _number(until_ms),
    )
    return made if verify(_DOMAIN + data[:end], data[end:]) else None


def _node(raw: object) -> str:
    if not isinstance(raw, bytes) or not is_node_id(raw.hex()):
        raise _bad("a node has 8 bytes")
    return raw.hex()


def _key(raw: object) -> bytes:
    if not isinstance(raw, bytes) or len(raw) != KEY_BYTES:
        raise _bad("a key has 32 bytes")
    return raw


def _number(raw: object) -> int:
    if type(raw) is not int or not 0 <= raw <= _MAX_NUMBER:
        raise _bad("a number is out of range")
    return raw


def _bad(what: str) -> Malformed:
    return Malformed("certificate", what, "let the hub admit this node anew")
