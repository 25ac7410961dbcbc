"""Releasing what was held: an authority's later word, which is an operation like any other.

A verdict is given once and obeyed everywhere, so nobody may quietly change one. A judgement
(`operation.judge`) names a held operation by its id; wherever both are known, in whatever order
they came, the operation counts as admitted with the ordering time and rank that its verdict had.
Releases only ever add: once one has been given no later or concurrent judgement takes it back, so
all replicas end alike.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sync.core.errors import Malformed
from sync.core.merge import MergeState
from sync.core.ops import OpId
from sync.core.verdict import Outcome, Verdict
from sync.storage.port import Entry, LogPort

JUDGEMENT: Final = "operation.judge"
FAMILY: Final = "judgement"
"""The record of a judgement is the id of the operation that it is about."""
RELEASE: Final = "release"
DISMISS: Final = "dismiss"
RELEASED: Final = "released"
"""The reason in a verdict that a judgement has lifted."""


def is_release(state: MergeState | None) -> bool:
    """Whether any of the judgements merged into a record's state releases."""
    versions = state.versions if state else ()
    return any(version.values.get("decision") == RELEASE for version in versions)


def lifted(entry: Entry) -> Entry:
    """The entry with its verdict as a release leaves it; the same for one lifted before."""
    op, verdict = entry
    if not verdict.held:
        return entry
    outcome: Outcome = "admitted" if verdict.order == op.hlc else "corrected"
    freed: Verdict = replace(verdict, outcome=outcome, reason=RELEASED)
    return Entry(op, freed)


def obeyed(store: LogPort, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Entries as judgements that are known here already leave them."""
    held = {(FAMILY, str(entry.op.id)) for entry in entries if entry.verdict.held}
    if not held:
        return entries
    states = store.merge_states(held)
    released = {record for (_, record), state in states.items() if is_release(state)}
    return [lifted(entry) if str(entry.op.id) in released else entry for entry in entries]


def target(record: str) -> OpId | None:
    """The operation that a judgement's record names; None where it names none."""
    try:
        return OpId.parse(record)
    except Malformed:
        return None
