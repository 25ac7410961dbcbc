"""Operations: the one form in which anything is ever changed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sync.core.cbor import Value
from sync.core.errors import Malformed
from sync.limits import MAX_COUNTER, MAX_KIND_CHARS, MAX_RECORD_CHARS, MAX_VERSION

__all__ = ["OpId", "Operation", "Value", "is_node_id", "is_record_id", "validate"]

_ID = re.compile(r"[0-9a-f]{16}")
_RECORD = re.compile(r"[0-9A-Za-z._~:-]+")
_KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_COUNTER = re.compile(r"[1-9][0-9]{0,15}")
_HLC_MAX = 2**63 - 1
_HINT = "the author's app must be repaired; the operation is not kept"


class OpId(NamedTuple):
    """Who wrote an operation, in which life of the database, and its number there (from 1)."""

    writer: str
    epoch: int
    seq: int

    def __str__(self) -> str:
        return f"{self.writer}.{self.epoch}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "OpId":
        """From `writer.epoch.seq`; raises Malformed for any other text."""
        parts = text.split(".")
        if (
            len(parts) != 3
            or not _ID.fullmatch(parts[0])
            or not _COUNTER.fullmatch(parts[1])
            or not _COUNTER.fullmatch(parts[2])
        ):
            raise Malformed("operation id", text[:60], "it reads writer.epoch.seq")
        return cls(parts[0], int(parts[1]), int(parts[2]))


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of one record by one writer.

    `hlc` is the time its author claims (64 bits: unix ms << 16 | counter). `base` is the operation
    whose result the author saw. `actor` is set only by a node's own writer; everywhere else the
    actor is the writer's owner.
    """

    writer: str
    epoch: int
    seq: int
    hlc: int
    kind: str
    version: int
    base: OpId | None
    actor: str | None
    record: str
    fields: Mapping[str, Value]
    # The canonical bytes, once sync.core.canonical has made them: on its way into the log an
    # operation is asked for them four times. `dataclasses.replace` leaves them out.
    encoded: bytes | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def id(self) -> OpId:
        return OpId(self.writer, self.epoch, self.seq)


def is_node_id(text: object) -> bool:
    """Whether a value is a node or writer id: 16 lower-case hex digits."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_record_id(text: object) -> bool:
    return (
        isinstance(text, str)
        and 0 < len(text) <= MAX_RECORD_CHARS
        and _RECORD.fullmatch(text) is not None
    )


def _is_counter(number: object) -> bool:
    return type(number) is int and 1 <= number <= MAX_COUNTER


def validate(op: Operation) -> None:
    """Raise Malformed, naming the field, unless the operation fits the written format. How deeply
    fields are nested is seen by whoever writes or reads their bytes (sync.core.canonical).

    A base of the same writer and epoch must have a lower seq: an author cannot have seen its own
    future, and without that rule two operations could supersede each other.
    """
    base = op.base
    checks = (
        ("writer", is_node_id(op.writer)),
        ("epoch", _is_counter(op.epoch)),
        ("seq", _is_counter(op.seq)),
        ("hlc", type(op.hlc) is int and 0 <= op.hlc <= _HLC_MAX),
        (
            "kind",
            isinstance(op.kind, str)
            and len(op.kind) <= MAX_KIND_CHARS
            and _KIND.fullmatch(op.kind) is not None,
        ),
        ("version", type(op.version) is int and 1 <= op.version <= MAX_VERSION),
        (
            "base",
            base is None or (is_node_id(base[0]) and _is_counter(base[1]) and _is_counter(base[2])),
        ),
        ("actor", op.actor is None or is_record_id(op.actor)),
        ("record", is_record_id(op.record)),
        ("fields", isinstance(op.fields, Mapping)),
    )
    for name, good in checks:
        if not good:
            raise Malformed("operation", name, _HINT)
    if base is not None and base[:2] == (op.writer, op.epoch) and base[2] >= op.seq:
        raise Malformed("operation", "base", "it must name an earlier operation")
