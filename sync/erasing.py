"""Erasure: an order that names operations takes their payload out of the log, for good.

What is left is a stub: the operation's id and its hash, so that knowledge, chains and seals still
hold. An order is an operation like any other and travels like one; it holds for operations that
come after it, too, from a stale node, a stick or a phone. So the order in which an order and what
it names arrive does not matter.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sync.core import canonical
from sync.core.errors import Malformed
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation
from sync.limits import MAX_ACK_ROWS
from sync.storage.port import Entry, LogPort

ORDER: Final = "erasure.order"
OPERATIONS: Final = "operations"
"""The field of an order that names operations: knowledge in its compact form, writers as hex."""


def named(op: Operation) -> Knowledge:
    """What an order names; nothing where it is malformed (its schema was checked where it was
    made)."""
    try:
        return Knowledge.from_value(rows(op.fields.get(OPERATIONS)), MAX_ACK_ROWS)
    except Malformed:
        return Knowledge()


def to_field(ids: Knowledge) -> list[list[Any]]:
    """[[writer in hex, epoch, compact intervals], ...]."""
    return [[writer, epoch, ids[writer, epoch].to_value()] for writer, epoch in sorted(ids)]


def obeyed(store: LogPort, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Entries as orders that are known here leave them."""
    gone = store.erased({(entry.op.writer, entry.op.epoch) for entry in entries})
    if not gone:
        return entries
    return [
        replace_op(entry, canonical.stub_of(entry.op)) if gone.has(entry.op.id) else entry
        for entry in entries
    ]


def replace_op(entry: Entry, op: Operation) -> Entry:
    """The same verdict over another form of the operation."""
    return Entry(op, replace(entry.verdict))


def rows(field: object) -> object:
    """Knowledge in the form that sync.core.knowledge reads; raises Malformed."""
    if not isinstance(field, list):
        raise Malformed("erasure", "operations", "a list is expected")
    made = []
    for row in field:
        if not isinstance(row, list) or len(row) != 3 or not isinstance(row[0], str):
            raise Malformed("erasure", "operations", "a row is a writer, an epoch and intervals")
        try:
            made.append([bytes.fromhex(row[0]), row[1], row[2]])
        except ValueError:
            raise Malformed("erasure", "operations", "a writer is named in hex") from None
    return made
