"""What lies in the cold log comes back as it went, or not at all."""

import pytest

from sync import erasing
from sync.apply import apply, rebuild
from sync.cold import shelf as shelves
from sync.cold import volume
from sync.cold.thawing import scrub, thaw, thaw_due
from sync.core import canonical
from sync.core.knowledge import Knowledge
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM, Ack
from tests.sync.cold.shelves import (
    STAYS,
    MemoryShelf,
    at_hand,
    closed_term,
    everything,
    prune,
    write,
)
from tests.sync.toy import ARU, MARAT, Database, op, registry

pytestmark = pytest.mark.usefixtures("on_both_databases")


@pytest.fixture
def shelf() -> MemoryShelf:
    return MemoryShelf()


def test_everything_comes_back_as_it_went(school: Database, shelf: MemoryShelf) -> None:
    made = closed_term(school)
    before = everything(school)
    with school.read() as unit:
        lines = {line.op.id: (line.op, line.verdict, line.body) for line in unit.store.entries()}
    prune(school, shelf)

    done = thaw(school, registry(), shelf, None)

    assert done.operations == len(made) - len(STAYS)
    with school.read() as unit:
        store = unit.store
        assert {one.op.id: (one.op, one.verdict, one.body) for one in store.entries()} == lines
        assert store.count_pruned() == 0
    assert everything(school) == before
    assert prune(school, shelf).operations == done.operations
    assert thaw(school, registry(), shelf, None).operations == done.operations


def test_what_the_hub_lost_goes_up_again_from_the_cold_log(
    school: Database, shelf: MemoryShelf
) -> None:
    """It was put back from a copy that is older than what it had called durable."""
    closed_term(school)
    prune(school, shelf)
    with school.write() as unit:
        acks = unit.store.acks(UPSTREAM)
        left = acks[ARU, 1].received.difference(Knowledge.of([OpId(ARU, 1, 1)])[ARU, 1])
        unit.store.replace_acks(UPSTREAM, {**acks, (ARU, 1): Ack(left, left)})
        assert unit.store.waiting(UPSTREAM).operations == 0

    assert thaw_due(school, registry(), shelf).operations == 1

    with school.read() as unit:
        ((_, line),) = unit.store.missing_for(UPSTREAM, 9)
        assert line.op.id == OpId(ARU, 1, 1)
    assert thaw_due(school, registry(), shelf).operations == 0


def test_what_a_rebuild_gave_up_comes_back_merged(school: Database, shelf: MemoryShelf) -> None:
    closed_term(school)
    before = everything(school)
    prune(school, shelf)
    with school.write() as unit:
        rebuild(unit.store, registry(), unit.port)
    assert thaw_due(school, registry(), shelf).operations == 2
    with school.read() as unit:
        assert unit.store.lost() == Knowledge()
    assert everything(school) == before


def test_a_damaged_volume_gives_nothing_and_is_named(school: Database, shelf: MemoryShelf) -> None:
    closed_term(school)
    prune(school, shelf)
    whole = shelf.kept[1]
    with school.read() as unit:
        head = shelves.head(unit.store)
    for place in range(0, len(whole), 7):
        shelf.kept[1] = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        done = thaw(school, registry(), shelf, None)
        found = shelves.verify(shelf, head)
        assert done.operations == 0
        assert list(done.damaged) == [1]
        assert not found.sound
    assert at_hand(school) == STAYS


def test_a_volume_of_another_log_is_not_believed(school: Database, shelf: MemoryShelf) -> None:
    """Well made, and in the right place, with other words under a known id."""
    closed_term(school)
    prune(school, shelf)
    kept = volume.read(shelf.kept[1])
    entries = [
        erasing.replace_op(entry, op(entry.op.seq, writer=entry.op.writer, text="invented"))
        for entry in kept.entries
    ]
    shelf.kept[1] = volume.build(entries, kept.header.node, 1, kept.header.previous)
    with school.read() as unit:
        assert not shelves.verify(shelf, shelves.head(unit.store)).sound
    assert thaw(school, registry(), shelf, None).operations == 0
    assert at_hand(school) == STAYS


def test_an_erased_payload_leaves_the_cold_log_and_the_chain_holds(
    school: Database, shelf: MemoryShelf
) -> None:
    made = closed_term(school)
    prune(school, shelf)
    link = volume.read(shelf.kept[1]).header.link
    gone = [made[2].id, made[6].id]
    names = erasing.to_field(Knowledge.of(gone))
    write(school, op(9, erasing.ORDER, writer=MARAT, operations=names))

    assert scrub(school, shelf) == 1

    found = volume.read(shelf.kept[1])
    assert found.header.link == link
    stubs = {entry.op.id for entry in found.entries if canonical.is_stub(entry.op)}
    assert stubs == set(gone)
    with school.read() as unit:
        assert shelves.verify(shelf, shelves.head(unit.store)).sound
    assert scrub(school, shelf) == 0
    # One of them was a sitting: what it followed counts again, so it had to come back.
    assert thaw_due(school, registry(), shelf).operations == 1
    thaw(school, registry(), shelf, None)
    with school.read() as unit:
        for key in gone:
            entry = unit.store.get(key)
            assert entry is not None
            assert canonical.is_stub(entry.op)


def test_an_erased_sitting_leaves_the_same_on_a_pruned_node_as_on_another(
    school: Database, hub: Database, shelf: MemoryShelf
) -> None:
    made = closed_term(school)
    closed_term(hub)
    prune(school, shelf)
    names = erasing.to_field(Knowledge.of([made[2].id]))
    for node in (school, hub):
        write(node, op(9, erasing.ORDER, writer=MARAT, operations=names))
    thaw_due(school, registry(), shelf)
    with school.read() as here, hub.read() as there:
        assert here.store.lost() == Knowledge()
        keys = [("attempt", "t")]
        assert here.store.merge_states(keys) == there.store.merge_states(keys)


def test_of_two_operations_under_one_id_the_upstream_s_stands(
    school: Database, shelf: MemoryShelf
) -> None:
    """A clone spoke to the hub in our name; ours comes back from the cold log, as the fork."""
    made = closed_term(school)
    prune(school, shelf)
    theirs = op(3, "school.set", writer=MARAT, record="s", name="Another")
    with school.write() as unit:
        entry = erasing.replace_op(volume.read(shelf.kept[1]).entries[0], theirs)
        apply(unit.store, registry(), unit.port, [entry], source=UPSTREAM)
        assert unit.store.get(theirs.id) == entry
        (state,) = unit.store.merge_states([("school", "s")]).values()
        assert state.fields == {"name": "Another"}
        assert [fork.op for fork in unit.store.forks()] == []
        assert made[8] not in [line.op for line in unit.store.entries()]
