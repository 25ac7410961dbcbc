"""Taken now and applied later: the same tables and feeds, and nothing is shown too early."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.apply import apply, rebuild
from sync.deferred import apply_pending, take
from sync.storage.port import Entry
from tests.support.effort import examples
from tests.sync.toy import ARU, MARAT, NOON, SCHOOL, Database, judged, op, registry

pytestmark = pytest.mark.usefixtures("on_both_databases")

STORY = [
    judged(op(1, "mark.give", record="a~b", mark="4", school="dala")),
    judged(op(1, "mark.give", writer=MARAT, record="a~b", mark="5", school="dala")),
    judged(op(2, "submission.hand_in", school="dala", text="bir")),
    judged(op(2, "assignment.set", writer=MARAT, record="t", title="Bölşek", school="dala")),
    judged(op(3, "unknown.kind", school="dala")),
    judged(op(3, "assignment.withdraw", writer=MARAT, record="t", school="dala")),
]


def take_all(database: Database, *entries: Entry) -> None:
    with database.write() as unit:
        take(unit.store, registry(), entries, source="")


def work_off(database: Database, limit: int = 2) -> int:
    """What the workers do, a transaction at a time."""
    done = 0
    while True:
        with database.write() as unit:
            schools = unit.store.pending_schools(1)
            if not schools:
                return done
            lines = unit.store.pending_of(schools[0], limit)
            apply_pending(unit.store, registry(), unit.port, schools[0], lines)
            done += len(lines)


def feed(database: Database) -> set[object]:
    with database.read() as unit:
        return {line.op.id for _, line in unit.store.feed_after("school:dala", 0, 99)}


def test_what_is_taken_is_known_at_once_and_shown_once_it_is_applied(hub: Database) -> None:
    take_all(hub, *STORY)
    with hub.read() as unit:
        assert str(unit.store.durable()[ARU, 1]) == "1-3"
        assert unit.store.count_pending() == len(STORY)
        assert unit.store.feed_head("school:dala") == 0
    assert hub.rows() == {}

    assert work_off(hub) == len(STORY)

    # The task was withdrawn.
    assert set(hub.rows()) == {("mark", "a~b"), ("submission", f"{ARU}.1.2")}
    assert feed(hub) == {entry.op.id for entry in STORY}
    assert work_off(hub) == 0


def test_taking_again_adds_nothing_and_a_fork_is_seen(hub: Database) -> None:
    take_all(hub, *STORY)
    take_all(hub, *STORY)
    with hub.write() as unit:
        other = judged(op(1, "mark.give", record="a~b", mark="2", school="dala"))
        (result,) = take(unit.store, registry(), [other], source="")
        assert result.outcome == "fork"
        assert unit.store.count_pending() == len(STORY)


def test_what_this_node_wrote_in_another_life_is_numbered_anew(hub: Database) -> None:
    """A clone of the hub spoke under its numbers; a school brings that back in a large frame."""
    with hub.write() as unit:
        key, _ = unit.store.allocate(NOON)
        mine, theirs = (
            judged(op(key.seq, "school.set", writer=key.writer, record="s", school="dala", n=n))
            for n in (1, 2)
        )
        apply(unit.store, registry(), unit.port, [mine])
        take(unit.store, registry(), [theirs], source=SCHOOL)
        take(unit.store, registry(), [theirs], source=SCHOOL)
    work_off(hub)
    with hub.read() as unit:
        (state,) = unit.store.merge_states([("school", "s")]).values()
        assert [fork.op for fork in unit.store.forks()] == [theirs.op]
        assert unit.store.get(mine.op.id) == mine
    assert {version.values["n"] for version in state.versions} == {1, 2}
    assert len({version.id.epoch for version in state.versions}) == 2


@settings(max_examples=examples(15))
@given(
    order=st.permutations(STORY),
    later=st.integers(0, 2 ** len(STORY) - 1),
    limit=st.integers(1, 4),
)
def test_whatever_is_deferred_the_tables_end_alike(
    order: list[Entry], later: int, limit: int
) -> None:
    at_once, mixed = Database(feeds=True), Database(feeds=True)
    with at_once.write() as unit:
        apply(unit.store, registry(), unit.port, STORY)
    for place, entry in enumerate(order):
        if later >> place & 1:
            take_all(mixed, entry)
        else:
            with mixed.write() as unit:
                apply(unit.store, registry(), unit.port, [entry])
    work_off(mixed, limit)

    assert mixed.rows() == at_once.rows()
    assert feed(mixed) == feed(at_once)
    at_once.close()
    mixed.close()


def test_a_rebuild_in_between_neither_loses_nor_repeats(hub: Database) -> None:
    take_all(hub, *STORY)
    with hub.write() as unit:
        rebuild(unit.store, registry(), unit.port)
    before = hub.rows()
    work_off(hub)

    assert hub.rows() == before
    with hub.read() as unit:
        assert unit.store.feed_head("school:dala") == len(STORY)
