"""Bringing operations back from the cold log, and taking erased payloads out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sync import erasing, folding
from sync.apply import apply
from sync.cold import shelf as shelves
from sync.cold import volume
from sync.cold.shelf import Shelf
from sync.core import canonical
from sync.core.errors import SyncError
from sync.core.knowledge import Knowledge
from sync.core.registry import Registry
from sync.limits import REBUILD_BATCH
from sync.storage.base import chunks
from sync.storage.port import THAW, Entry, Unit, Units


@dataclass(slots=True)
class Thawed:
    """Operations that came back, and volumes that could not be read, by number with the reason."""

    operations: int = 0
    damaged: dict[int, str] = field(default_factory=dict)


def thaw(units: Units, registry: Registry, shelf: Shelf, wanted: Knowledge | None) -> Thawed:
    """Bring these back, None for all that is pruned. A damaged volume gives nothing at all: none
    of its operations comes back in another form than it went."""
    done = Thawed()
    for number, found in shelves.volumes(shelf):
        if isinstance(found, SyncError):
            done.damaged[number] = str(found)
            continue
        some = [entry for entry in found.entries if wanted is None or wanted.has(entry.op.id)]
        for batch in chunks(some, REBUILD_BATCH):
            with units.write() as unit:
                done.operations += _back(unit, registry, batch)
    return done


def thaw_due(units: Units, registry: Registry, shelf: Shelf) -> Thawed:
    """Bring back what the node above may want again, and what counts as lost here."""
    with units.read() as unit:
        store = unit.store
        if not store.state(THAW):
            return Thawed()
        wanted = store.wanted_above().union(store.lost())
    done = thaw(units, registry, shelf, wanted) if wanted else Thawed()
    if not done.damaged:
        with units.write() as unit:
            unit.store.set_state(THAW, "")
    return done


def scrub(units: Units, shelf: Shelf) -> int:
    """Write every volume again that holds an erased or forgotten payload, without it; returns how
    many."""
    with units.read() as unit:
        if not unit.store.state(folding.SCRUB):
            return 0
        gone = unit.store.erased().union(Knowledge.of(unit.store.forgotten()))
    done, whole = 0, True
    for number, found in shelves.volumes(shelf):
        if isinstance(found, SyncError):
            whole = False
            continue
        made = volume.without(found, gone)
        if made is not None:
            shelf.write(number, made)
            done += 1
    if whole:
        with units.write() as unit:
            unit.store.set_state(folding.SCRUB, "")
    return done


def _back(unit: Unit, registry: Registry, batch: Sequence[Entry]) -> int:
    """Pruned ones get their payload again; lost ones are logged and merged like any other."""
    store = unit.store
    gone = store.erased()
    # What was forgotten with its school, and is wanted again, comes from the node above alone.
    whole = [one for one in batch if not canonical.is_stub(one.op) or gone.has(one.op.id)]
    entries = erasing.obeyed(store, whole)
    back = store.restore_payloads(entries, registry)
    lost = store.lost({(entry.op.writer, entry.op.epoch) for entry in entries})
    again = {entry.op.id: entry for entry in entries if lost.has(entry.op.id)}
    if again:
        apply(store, registry, unit.port, list(again.values()))
    return back + len(again)
