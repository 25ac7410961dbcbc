"""What stays of a record whose operations have left for the cold log: their part of its state.

Under every rule but BRANCH a state is the set of its versions, so what the pruned ones gave it can
be told from what the log still has, and a record can be merged again from both. A BRANCH forgets
what was superseded: where one of its operations stops counting, those before it have to come back
from the cold log first. Until then they count as lost, which is what they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sync.core import canonical
from sync.core.knowledge import Knowledge
from sync.core.merge import MergeState, Version
from sync.core.ops import Operation, OpId
from sync.core.registry import Kind, Merge, Registry
from sync.storage.port import Entry, LogPort, Pruned

SCRUB: Final = "cold.scrub"
"""Set in the node's state while the cold log may hold payloads that an order has erased."""


def base(store: LogPort, kind: Kind, record: str) -> MergeState | None:
    """What of a record's state came from pruned operations, to merge the log into; those of a
    BRANCH are given up until they come back."""
    key = kind.family, record
    state = store.merge_states([key]).get(key)
    if state is None:
        return None
    found = payloads(store, state)
    if found and kind.merge is Merge.BRANCH:
        store.lose_pruned(found)
        return None
    return part(state, found)


def part(state: MergeState, of: Mapping[OpId, Pruned]) -> MergeState | None:
    """The state as these of its operations alone would have made it; None without any."""
    if not of:
        return None
    versions = tuple(version for version in state.versions if version.id in of)
    spent = tuple(op for op in state.spent if op in of)
    # Tombstones alone say nothing of the rule, as in sync.core.merge.
    told = bool(spent) or any(version.fields is not None for version in versions)
    return MergeState(state.rule if told else None, versions, spent)


def payloads(store: LogPort, state: MergeState) -> dict[OpId, Pruned]:
    """Those of a state's operations that are pruned and neither erased nor forgotten."""
    found = store.pruned_of([*(version.id for version in state.versions), *state.spent])
    gone = (canonical.ERASED, canonical.FORGOTTEN)
    return {op: thin for op, thin in found.items() if thin.kind not in gone}


def recalled(store: LogPort, registry: Registry, pruned: Iterable[Pruned]) -> list[Entry]:
    """Pruned operations as the states of their records remember them: with the fields that count
    there, or with none where they were superseded. Not their canonical bytes."""
    made = []
    for thin in pruned:
        kind = registry.get(thin.kind)
        if kind is None:
            continue
        key = kind.family, thin.record
        state = store.merge_states([key]).get(key)
        version = next((v for v in state.versions if v.id == thin.id), None) if state else None
        op = Operation(
            *thin.id,
            thin.verdict.order if version is None else version.hlc,
            thin.kind,
            kind.version,
            None if version is None else version.base,
            None if version is None else version.actor,
            thin.record,
            {} if version is None else version.values,
        )
        made.append(Entry(op, thin.verdict))
    return made


def counting(store: LogPort, registry: Registry, pruned: Iterable[Pruned]) -> list[Entry]:
    """As `recalled`, without what was superseded: what is left of that shows nothing."""
    made = []
    for entry in recalled(store, registry, pruned):
        kind = registry.get(entry.op.kind)
        key = ("" if kind is None else kind.family, entry.op.record)
        state = store.merge_states([key]).get(key)
        if state is not None and any(version.id == entry.op.id for version in state.versions):
            made.append(entry)
    return made


def recall(store: LogPort, registry: Registry, op: OpId) -> Entry | None:
    """An operation from the log, or as `recalled` where it is pruned; None where it is neither."""
    entry = store.get(op)
    if entry is not None:
        return entry
    return next(iter(recalled(store, registry, store.pruned_of([op]).values())), None)


def erased(store: LogPort, registry: Registry, named: Knowledge) -> list[Entry]:
    """Forget what is kept here of pruned operations that an order names; returns them as they were
    remembered. Their payload goes when the cold log is scrubbed, even if nothing here knows of it:
    a database that was restored has forgotten what left it since."""
    found = [thin for thin in store.pruned_within(named) if thin.kind != canonical.ERASED]
    gone = recalled(store, registry, found)
    store.erase_pruned(thin.id for thin in found)
    if named:
        store.set_state(SCRUB, "1")
    return gone


def strip(store: LogPort, registry: Registry, former: Mapping[str, int]) -> None:
    """Before a rebuild: leave in the merge states only what came from pruned operations, brought
    from the kinds' `former` versions to those of today. Those of a BRANCH are given up."""
    if not store.count_pruned():
        store.clear_states()
        return
    for keys in store.state_keys():
        states = store.merge_states(keys)
        for key, state in states.items():
            found = payloads(store, state)
            if state.rule is Merge.BRANCH:
                store.lose_pruned(found)
                found = {}
            left = part(state, found)
            if left is None:
                store.drop_merge_state(*key)
            else:
                store.put_merge_states({key: _current(registry, left, former)})


def _current(registry: Registry, state: MergeState, former: Mapping[str, int]) -> MergeState:
    def brought(version: Version) -> Version:
        kind, before = registry.get(version.kind), former.get(version.kind)
        if kind is None or before is None or version.fields is None:
            return version
        return replace(version, fields=registry.upcast(kind, before, version.fields))

    return MergeState(state.rule, tuple(map(brought, state.versions)), state.spent)


def shown(store: LogPort, registry: Registry, state: MergeState | None) -> Sequence[Entry]:
    """The pruned operations of a state, to be projected again."""
    if state is None:
        return ()
    return counting(store, registry, payloads(store, state).values())
