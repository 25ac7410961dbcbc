"""Two operations under one id: which of them stands, and how the other one is not lost.

It happens to a node that was cloned, or put back from a copy without being told. The upstream's
operation stands on both, as its verdicts do. What a node itself had written under the id, it writes
again under a new one, in the epoch that the fork has made it open.
"""

from dataclasses import replace

from sync.core.clock import physical
from sync.core.ops import Operation
from sync.core.registry import Registry
from sync.storage.port import Entry, LogPort


def yielded(store: LogPort, registry: Registry, entry: Entry) -> Entry:
    """Let the upstream's operation stand; returns the one that stood here."""
    op = entry.op
    applies = not entry.verdict.held and registry.knows(op.kind, op.version) is not None
    return store.swap(entry, priority=registry.priority(op.kind), applied=applies)


def renumbered(store: LogPort, entry: Entry) -> Entry | None:
    """The same under the next id of this node's own writer, ordered as it was; None for what
    others wrote."""
    op = entry.op
    if op.writer != store.own_writer:
        return None
    key, _ = store.allocate(physical(store.last_hlc()))
    record = str(key) if op.record == str(op.id) else op.record
    made = Operation(*key, op.hlc, op.kind, op.version, op.base, op.actor, record, op.fields)
    return Entry(made, replace(entry.verdict, node=store.node))
