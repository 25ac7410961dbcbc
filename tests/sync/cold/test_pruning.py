"""What leaves the log, what stays, and that nobody notices."""

from dataclasses import replace

import pytest

from sync import erasing
from sync.apply import apply, rebuild, remerge_all
from sync.cold.pruning import Pruner
from sync.core.knowledge import EMPTY, Knowledge
from sync.core.ops import OpId
from sync.core.verdict import Verdict
from sync.storage.port import THAW, UPSTREAM, Entry
from tests.sync.cold.shelves import (
    LATER,
    STAYS,
    MemoryShelf,
    acknowledge,
    at_hand,
    closed_term,
    everything,
    prune,
    term_of_work,
    write,
)
from tests.sync.toy import ARU, MARAT, NOON, SCHOOL, Database, held, judged, op, registry

pytestmark = pytest.mark.usefixtures("on_both_databases")


@pytest.fixture
def shelf() -> MemoryShelf:
    return MemoryShelf()


def test_a_closed_term_leaves_and_nobody_notices(school: Database, shelf: MemoryShelf) -> None:
    made = closed_term(school)
    before = everything(school)

    done = prune(school, shelf)

    assert at_hand(school) == STAYS
    assert (done.operations, done.volumes) == (len(made) - len(STAYS), 1)
    assert done.bytes > 0
    assert everything(school) == before
    with school.read() as unit:
        assert unit.store.lost() == Knowledge()
        assert unit.store.count_pruned() == done.operations
    assert prune(school, shelf).operations == 0, "nothing leaves twice"


def test_looking_first_changes_nothing(school: Database, shelf: MemoryShelf) -> None:
    closed_term(school)
    there = at_hand(school)
    told = Pruner(school, registry(), shelf, LATER).look()
    assert (told.operations, told.volumes) == (8, 0)
    assert at_hand(school) == there
    assert shelf.kept == {}


def test_what_is_not_durable_above_stays(school: Database, shelf: MemoryShelf) -> None:
    write(school, *term_of_work())
    acknowledge(school, *(one.id for one in term_of_work()), durable=False)
    assert prune(school, shelf).operations == 0
    acknowledge(school, OpId(ARU, 1, 1))
    prune(school, shelf)
    with school.read() as unit:
        assert [thin.id for thin in unit.store.all_pruned()] == [OpId(ARU, 1, 1)]


def test_what_still_waits_stays_though_it_once_was_durable(
    school: Database, shelf: MemoryShelf
) -> None:
    """On a stick, with a courier, or asked for again: its way has not ended."""
    closed_term(school)
    with school.write() as unit:
        row = next(line.row for line in unit.store.entries() if line.op.id == OpId(ARU, 1, 1))
    with school.engine.begin() as connection:
        sql = f"INSERT INTO waiting VALUES ('{UPSTREAM}', 9, {row}, 1)"
        connection.exec_driver_sql(sql)
    prune(school, shelf)
    assert OpId(ARU, 1, 1) in at_hand(school)


def test_what_was_seen_after_the_term_closed_stays(school: Database, shelf: MemoryShelf) -> None:
    closed_term(school)
    assert prune(school, shelf, before_ms=NOON).operations == 0


def test_held_and_unknown_work_stays(school: Database, shelf: MemoryShelf) -> None:
    made = [op(1, "mark.give", record="r"), op(2, "unknown.kind", record="r")]
    with school.write() as unit:
        unit.store.follow(UPSTREAM)
        apply(unit.store, registry(), unit.port, [held(made[0]), judged(made[1])])
    acknowledge(school, *(OpId(ARU, 1, seq) for seq in (1, 2)))
    assert prune(school, shelf).operations == 0


def test_an_operation_of_which_the_tables_say_something_else_stays(
    school: Database, shelf: MemoryShelf
) -> None:
    """The folded state is looked at once more before the log lets go."""
    closed_term(school)
    with school.write() as unit:
        (state,) = unit.store.merge_states([("school", "s")]).values()
        wrong = replace(state.versions[0], fields={"name": "another"})
        unit.store.put_merge_states({("school", "s"): replace(state, versions=(wrong,))})
    prune(school, shelf)
    assert OpId(MARAT, 1, 3) in at_hand(school)


def test_a_repetition_is_known_and_a_fork_is_seen(school: Database, shelf: MemoryShelf) -> None:
    made = closed_term(school)
    prune(school, shelf)
    other = replace(made[0], fields={"mark": 2})
    with school.write() as unit:
        results = apply(unit.store, registry(), unit.port, [judged(made[0]), judged(other)])
        assert [result.outcome for result in results] == ["duplicate", "fork"]
        assert [fork.op for fork in unit.store.forks()] == [other]


def test_a_record_goes_on_from_what_was_pruned(school: Database, shelf: MemoryShelf) -> None:
    """A late mark, which the school above then judges otherwise: the record is merged again."""
    made = closed_term(school)
    prune(school, shelf)
    late = op(8, "mark.give", record="r", base=made[4].id, mark=3)
    write(school, late)
    with school.write() as unit:
        other = Verdict("held", late.hlc, 0, "not-your-class", "4b00000000000001", NOON)
        apply(unit.store, registry(), unit.port, [Entry(late, other)], source=UPSTREAM)
        (state,) = unit.store.merge_states([("mark", "r")]).values()
    assert state.fields == {"mark": 5}
    assert {version.id for version in state.versions} == {made[0].id, made[4].id}


def test_the_upstream_s_verdict_counts_for_pruned_work_too(
    school: Database, shelf: MemoryShelf
) -> None:
    made = closed_term(school)
    prune(school, shelf)
    other = Entry(made[7], Verdict("corrected", made[7].hlc + 99, 1, None, SCHOOL, NOON))
    with school.write() as unit:
        apply(unit.store, registry(), unit.port, [other], source=UPSTREAM)
        assert unit.store.get(made[7].id) == other
        (state,) = unit.store.merge_states([("assignment", "a")]).values()
    assert state.versions[0].order == made[7].hlc + 99


def test_a_rebuild_goes_on_from_what_was_pruned(school: Database, shelf: MemoryShelf) -> None:
    """All but what a sitting followed: that comes back from the cold log first."""
    closed_term(school)
    rows = school.rows()
    prune(school, shelf)
    with school.write() as unit:
        assert remerge_all(unit.store, registry(), unit.port) == 0
        rebuild(unit.store, registry(), unit.port)
        assert unit.store.lost() == Knowledge.of([OpId(ARU, 1, 2), OpId(ARU, 1, 3)])
        assert unit.store.state(THAW)
    assert school.rows() == rows


def test_whose_work_it_was_may_be_learnt_after_it_left(
    school: Database, shelf: MemoryShelf
) -> None:
    closed_term(school)
    prune(school, shelf)
    issue = op(5, "writer.issue", writer=MARAT, record=ARU)
    write(school, replace(issue, fields={"writer": ARU, "person": "p-aru", "school": "s1"}))
    rows = school.rows()
    assert {rows["mark", "r"][1], rows["attempt", "t"][1]} == {"p-aru"}
    assert rows["submission", f"{ARU}.1.7"][1] == "p-aru"
    assert rows["assignment", "a"][1] is None


def test_an_upgrade_brings_the_fields_of_pruned_work_up_to_date(
    school: Database, shelf: MemoryShelf
) -> None:
    closed_term(school)
    prune(school, shelf)
    newer = registry()
    kind = newer.get("school.set")
    assert kind is not None
    lifted = replace(kind, version=2, upcasters={1: lambda fields: {**fields, "lifted": True}})
    newer._kinds["school.set"] = lifted
    with school.write() as unit:
        rebuild(unit.store, newer, unit.port, {"school.set": 1})
        (state,) = unit.store.merge_states([("school", "s")]).values()
    assert state.fields == {"name": "Dala", "lifted": True}


def test_an_order_of_erasure_reaches_pruned_work(school: Database, shelf: MemoryShelf) -> None:
    made = closed_term(school)
    prune(school, shelf)
    names = erasing.to_field(Knowledge.of([made[4].id]))
    write(school, op(9, erasing.ORDER, writer=MARAT, operations=names))
    with school.read() as unit:
        (state,) = unit.store.merge_states([("mark", "r")]).values()
        chain = unit.store.chain_head(ARU, 1)
    assert state.fields == {"mark": 4}
    assert chain[0] == 7
    assert unit_erased(school) == {made[4].id}


def unit_erased(school: Database) -> set[OpId]:
    with school.read() as unit:
        return {thin.id for thin in unit.store.all_pruned() if thin.kind == "erased"}


def test_numbers_of_a_feed_are_not_given_twice(hub: Database, shelf: MemoryShelf) -> None:
    made = closed_term(hub)
    with hub.read() as unit:
        before = unit.store.feed_head("national")
    prune(hub, shelf)
    with hub.write() as unit:
        unit.store.sweep_feeds()
        assert unit.store.feed_head("national") == before == len(made)
        assert unit.store.feed_floor("national") == before
    write(hub, op(8, text="after"))
    with hub.read() as unit:
        left = unit.store.feed_after("national", 0, 99)
        assert left[-1][0] == before + 1
        assert {line.op.id for _, line in left} == STAYS | {OpId(ARU, 1, 8)}
        assert unit.store.knowledge()[ARU, 1].difference(EMPTY).highest == 8
