"""The log on a real SQLite file: nothing twice, nothing lost, forks kept."""

import random
import secrets
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core import canonical, clock
from sync.core.errors import StorageBroken
from sync.core.knowledge import IntervalSet, Knowledge
from sync.core.ops import OpId
from sync.core.verdict import Verdict
from sync.limits import CLOCK_CEILING_MS, MAX_COUNTER
from sync.storage.port import UPSTREAM, Entry
from tests.support.effort import examples
from tests.sync.toy import ARU, HUB, MARAT, NOON, SCHOOL, Database, judged, op, registry

pytestmark = pytest.mark.usefixtures("on_both_databases")


def test_an_operation_is_logged_once_and_comes_back_with_its_verdict(school: Database) -> None:
    made = op(1, "mark.give", mark="5")
    verdict = Verdict("corrected", clock.pack(NOON), 1, "clock-ahead", SCHOOL, NOON)
    with school.write() as unit:
        assert unit.store.append(made, verdict) == "new"
        assert unit.store.append(made, verdict) == "duplicate"
    with school.read() as unit:
        assert unit.store.get(made.id) == Entry(made, verdict)
        assert unit.store.get(OpId(ARU, 1, 2)) is None
        assert [line.op for line in unit.store.entries()] == [made]
        assert unit.store.knowledge() == {(ARU, 1): IntervalSet([(1, 1)])}


def test_what_arrives_out_of_order_is_known_exactly(school: Database) -> None:
    with school.write() as unit:
        for seq in (5, 1, 2):
            unit.store.append(*judged(op(seq)))
    with school.read() as unit:
        assert str(unit.store.knowledge()[ARU, 1]) == "1-2,5"


def chain_of(*seqs: int) -> bytes:
    head = canonical.CHAIN_START
    for seq in seqs:
        head = canonical.chain(head, canonical.op_hash(op(seq)))
    return head


@settings(max_examples=examples(25), deadline=None)
@given(order=st.permutations(list(range(1, 9))), cut=st.integers(1, 7))
def test_the_chain_covers_the_contiguous_prefix_in_any_order(order: list[int], cut: int) -> None:
    database = Database()
    entries = [judged(op(seq)) for seq in order]
    with database.write() as unit:
        unit.store.append_many(entries[:cut], registry=registry())
        prefix = IntervalSet.of(order[:cut]).prefix
        assert unit.store.chain_head(ARU, 1) == (prefix, chain_of(*range(1, prefix + 1)))
        unit.store.append_many(entries[cut:], registry=registry())
        assert unit.store.chain_head(ARU, 1) == (8, chain_of(*range(1, 9)))
    database.close()


def test_another_operation_under_a_known_id_is_kept_as_a_fork(school: Database) -> None:
    one, two = op(1, text="first"), op(1, text="second")
    with school.write() as unit:
        results = unit.store.append_many([judged(one), judged(two)], registry=registry())
        assert [logged.outcome for logged in results] == ["new", "fork"]
        assert unit.store.append(*judged(two)) == "fork"
        assert unit.store.append(*judged(one)) == "duplicate"
    with school.read() as unit:
        (fork,) = unit.store.forks()
        assert (fork.id, fork.op) == (one.id, two)
        kept = unit.store.get(one.id)
        assert kept is not None
        assert kept.op == one


def test_a_cut_transaction_leaves_nothing(school: Database) -> None:
    def lose_power_halfway() -> None:
        with school.write() as unit:
            unit.store.append(*judged(op(1)))
            unit.store.allocate(NOON)
            raise RuntimeError("power failed")

    with pytest.raises(RuntimeError, match="power"):
        lose_power_halfway()
    with school.write() as unit:
        assert unit.store.knowledge() == Knowledge()
        assert unit.store.allocate(NOON)[0].seq == 1


def test_the_nodes_own_numbers_and_times_only_grow(school: Database) -> None:
    with school.write() as unit:
        first, early = unit.store.allocate(NOON)
        unit.store.append(*judged(op(1, at=NOON + 9_000_000)))
        second, late = unit.store.allocate(NOON - 9_000_000)
    assert (first.epoch, first.seq, second.epoch, second.seq) == (1, 1, 1, 2)
    assert early == clock.pack(NOON)
    assert late > clock.pack(NOON + 9_000_000)


def test_a_timestamp_from_the_end_of_time_does_not_stop_the_clock(school: Database) -> None:
    with school.write() as unit:
        unit.store.append(*judged(op(1), order=2**63 - 1))
        _, now = unit.store.allocate(NOON)
    assert clock.pack(CLOCK_CEILING_MS) < now < clock.pack(CLOCK_CEILING_MS + 2)


def test_a_restored_node_never_reuses_a_number(school: Database) -> None:
    with school.write() as unit:
        store = unit.store
        before, _ = store.allocate(NOON)
        store.new_incarnation("2" * 16, NOON)
        after, _ = store.allocate(NOON)
        assert store.incarnation == "2" * 16
        assert after.seq == 1
        assert after.epoch >= NOON // 1000
        # With a dead clock the epoch still moves on.
        assert store.open_epoch(0) > after.epoch
    assert before.writer == after.writer


def test_two_restores_of_one_copy_within_a_second_never_number_alike(school: Database) -> None:
    """Whatever the clock says: both boxes of a district may start without a battery."""
    school.draw = secrets.randbits  # chance as a server has it

    def epoch_after_a_restore(moment: int) -> int:
        with suppress(RuntimeError), school.write() as unit:
            unit.store.new_incarnation("2" * 16, moment)
            found.append(unit.store.allocate(moment)[0].epoch)
            raise RuntimeError("the next life goes on from the same copy")
        return found[-1]

    found: list[int] = []
    for moment in (NOON, 0):
        assert len({epoch_after_a_restore(moment) for _ in range(20)}) == 20
    assert max(found) < MAX_COUNTER // 100_000


def test_own_operations_coming_back_from_above_open_a_new_epoch(school: Database) -> None:
    with school.write() as unit:
        store = unit.store
        mine, _ = store.allocate(NOON)
        # The database was restored from an old backup; the hub still has number 7 of ours.
        lost = op(7, writer=mine.writer)
        store.append_many([judged(lost)], registry=registry(), source=UPSTREAM)
        fresh, _ = store.allocate(NOON)
    assert fresh.epoch > 1
    assert fresh.seq == 1


def test_a_fork_of_our_own_writer_opens_a_new_epoch(school: Database) -> None:
    with school.write() as unit:
        mine, _ = unit.store.allocate(NOON)
        unit.store.append(*judged(op(1, writer=mine.writer, text="here")))
        clone = judged(op(1, writer=mine.writer, text="there"))
        unit.store.append_many([clone], registry=registry(), source=HUB)
        assert unit.store.allocate(NOON)[0].epoch > 1


def test_durable_follows_the_nodes_policy(hub: Database) -> None:
    with hub.write() as unit:
        store = unit.store
        store.append_many([judged(op(1))], registry=registry(), durable=True)
        store.append_many([judged(op(2))], registry=registry(), durable=False)
        assert str(store.durable()[ARU, 1]) == "1"
        store.mark_durable()
        assert store.durable() == store.knowledge()


def test_a_database_without_identity_says_so(school: Database) -> None:
    empty = Database()
    with empty.read() as unit, pytest.raises(StorageBroken, match="initialised"):
        _ = unit.store.node
    with empty.write() as unit, pytest.raises(StorageBroken, match="hex"):
        unit.store.initialise("node", "1" * 16, "2" * 16)
    empty.close()
    with school.write() as unit:
        unit.store.initialise(HUB, "3" * 16, "4" * 16)
        assert unit.store.node == SCHOOL


def test_a_thousand_operations_in_any_order_are_all_there(school: Database) -> None:
    entries = [judged(op(seq, writer=writer)) for writer in (ARU, MARAT) for seq in range(1, 501)]
    shuffled = entries[:]
    random.Random(7).shuffle(shuffled)
    with school.write() as unit:
        for start in range(0, len(shuffled), 90):
            unit.store.append_many(shuffled[start : start + 100], registry=registry())
        assert unit.store.knowledge() == Knowledge.of(entry.op.id for entry in entries)
        assert unit.store.chain_head(MARAT, 1)[0] == 500
