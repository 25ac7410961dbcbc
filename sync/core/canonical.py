"""The canonical byte form of operations, and the hashes over it (docs/reference/sync-format.md)."""

import hashlib
from collections.abc import Mapping
from typing import cast

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed, UnknownVersion
from sync.core.ops import Operation, OpId, validate
from sync.limits import MAX_DEPTH, MAX_OPERATION_BYTES

FORMAT = 1
# The chain of a writer's epoch starts from 32 zero bytes.
CHAIN_START = bytes(32)
_PARTS = 11
# A stub stands for an erased operation: an array of five parts that ends with the hash.
STUB_FORMAT = 2
ERASED = "erased"
# The kind that is kept of an operation whose school this node serves no more.
FORGOTTEN = "forgotten"
_HASH_BYTES = 32
_STUB_HEAD = b"\x85"


def encode(op: Operation) -> bytes:
    """Canonical bytes of a valid operation; raises Malformed when it breaks the format."""
    if op.encoded is not None:
        return op.encoded
    validate(op)
    base: Value = None
    if op.base is not None:
        base = [bytes.fromhex(op.base.writer), op.base.epoch, op.base.seq]
    body = cbor.encode(
        [
            FORMAT,
            bytes.fromhex(op.writer),
            op.epoch,
            op.seq,
            op.hlc,
            op.kind,
            op.version,
            base,
            op.actor,
            op.record,
            op.fields,
        ],
        levels=MAX_DEPTH,
    )
    if len(body) > MAX_OPERATION_BYTES:
        raise Malformed("operation", str(op.id), "larger than 24 KiB: put the content into a blob")
    object.__setattr__(op, "encoded", body)
    return body


def decode(body: bytes) -> Operation:
    """The operation in canonical bytes; anything but the canonical form raises Malformed."""
    if len(body) > MAX_OPERATION_BYTES:
        raise Malformed("operation", f"{len(body)} bytes", "24 KiB is the limit")
    parts = cbor.decode(body, levels=MAX_DEPTH)
    if not isinstance(parts, list) or not parts:
        raise Malformed("operation", "shape", "an array of 11 parts is expected")
    if body[:1] == _STUB_HEAD and parts[0] == STUB_FORMAT:
        return _read_stub(parts)
    if parts[0] != FORMAT or type(parts[0]) is not int:
        raise UnknownVersion("operation", f"format {parts[0]!r}"[:60], "upgrade this node")
    if len(parts) != _PARTS:
        raise Malformed("operation", "shape", "an array of 11 parts is expected")
    _, writer, epoch, seq, hlc, kind, version, base, actor, record, fields = parts
    op = Operation(
        writer=_writer(writer),
        epoch=cast(int, epoch),
        seq=cast(int, seq),
        hlc=cast(int, hlc),
        kind=cast(str, kind),
        version=cast(int, version),
        base=_base(base),
        actor=cast("str | None", actor),
        record=cast(str, record),
        fields=cast("Mapping[str, Value]", fields),
    )
    validate(op)
    object.__setattr__(op, "encoded", body)
    return op


def _read_stub(parts: list[Value]) -> Operation:
    _, writer, epoch, seq, digest = parts
    if not isinstance(digest, bytes) or len(digest) != _HASH_BYTES:
        raise Malformed("operation", "stub", "a hash of 32 bytes is expected")
    return _stub(OpId(_writer(writer), cast(int, epoch), cast(int, seq)), digest)


def fields_of(body: bytes) -> Mapping[str, Value]:
    """The fields of an operation of this node's own log: it was checked when it was logged."""
    parts = cast("list[Value]", cbor.decode(body))
    return cast("Mapping[str, Value]", parts[_PARTS - 1])


def hash_of(body: bytes) -> bytes:
    """SHA-256 of an operation's canonical bytes; of a stub that of what it stands for."""
    if body[:1] == _STUB_HEAD:
        return body[-_HASH_BYTES:]
    return hashlib.sha256(body).digest()


def stub_of(op: Operation) -> Operation:
    """What is left of an erased operation: its id and its hash, so that chains and seals hold."""
    return op if is_stub(op) else _stub(op.id, op_hash(op))


def is_stub(op: Operation) -> bool:
    return op.encoded is not None and op.encoded[:1] == _STUB_HEAD


def _stub(key: OpId, digest: bytes) -> Operation:
    made = Operation(*key, 0, ERASED, 1, None, None, str(key), {"hash": digest})
    validate(made)
    body = cbor.encode([STUB_FORMAT, bytes.fromhex(key.writer), key.epoch, key.seq, digest])
    object.__setattr__(made, "encoded", body)
    return made


def op_hash(op: Operation) -> bytes:
    return hash_of(encode(op))


def chain(previous: bytes, operation_hash: bytes) -> bytes:
    """The next link of a writer's chain: SHA-256 of the previous link and the operation's hash."""
    return hashlib.sha256(previous + operation_hash).digest()


def _writer(raw: object) -> str:
    if not isinstance(raw, bytes) or len(raw) != 8:
        raise Malformed("operation", "writer", "8 bytes are expected")
    return raw.hex()


def _base(raw: object) -> OpId | None:
    if raw is None:
        return None
    if not isinstance(raw, list) or len(raw) != 3:
        raise Malformed("operation", "base", "null or an array of 3 parts is expected")
    return OpId(_writer(raw[0]), raw[1], raw[2])
