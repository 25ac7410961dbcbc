"""The one road of a change: log, merge, projection and feed, in one transaction."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.apply import apply, reapply_unknown, rebuild, refresh
from sync.core.ops import OpId
from sync.core.registry import Kind, Merge, Registry
from sync.storage.port import UPSTREAM, Entry, Touch, Writer
from tests.support.effort import examples
from tests.sync.toy import (
    AIZHAN,
    ARU,
    HUB,
    KINDS,
    MARAT,
    SCHOOL,
    Database,
    ToyPort,
    held,
    judged,
    op,
    registry,
)

pytestmark = pytest.mark.usefixtures("on_both_databases")


def run(database: Database, *entries: Entry, kinds: Registry | None = None) -> list[bool]:
    with database.write() as unit:
        results = apply(unit.store, kinds or registry(), unit.port, entries)
    return [result.applied for result in results]


def issue(seq: int, writer: str, person: str) -> Entry:
    fields = {"writer": writer, "person": person, "school": "s1", "label": "Redmi"}
    made = op(seq, "writer.issue", writer=HUB, record=writer)
    return judged(replace(made, fields=fields))


def test_an_operation_becomes_a_row_a_touch_and_a_line_of_the_feed(hub: Database) -> None:
    entry = judged(op(1, "mark.give", record="a~b", mark="5", school="s1"))
    with hub.write() as unit:
        assert isinstance(unit.port, ToyPort)
        (result,) = apply(unit.store, registry(), unit.port, [entry, entry])[:1]
        assert (result.outcome, result.applied) == ("new", True)
        assert result.touches == (Touch("everybody", "mark", "a~b"),)
        assert unit.port.told == [Touch("everybody", "mark", "a~b")]
        assert [line.op for _, line in unit.store.feed_after("school:s1", 0, 9)] == [entry.op]
    assert list(hub.rows()) == [("mark", "a~b")]


def test_applying_again_changes_nothing(hub: Database) -> None:
    entry = judged(op(1, "mark.give", record="a~b", mark="5"))
    assert run(hub, entry) == [True]
    before = hub.rows()
    assert run(hub, entry, entry) == [False, False]
    assert hub.rows() == before
    with hub.read() as unit:
        assert unit.store.feed_head("national") == 1


def test_what_was_held_is_logged_and_fed_but_changes_no_table(hub: Database) -> None:
    assert run(hub, held(op(1, "mark.give", record="a~b"))) == [False]
    assert hub.rows() == {}
    with hub.read() as unit:
        assert unit.store.feed_head("national") == 1
        assert unit.store.pending_unknown(registry()) == 0


def test_the_feed_has_no_gaps(hub: Database) -> None:
    run(hub, *[judged(op(seq, school=f"s{seq % 3}")) for seq in range(1, 20)])
    run(hub, *[judged(op(seq, writer=MARAT, school="s1")) for seq in range(1, 4)])
    with hub.read() as unit:
        for scope in ("school:s0", "school:s1", "school:s2"):
            numbers = [seq for seq, _ in unit.store.feed_after(scope, 0, 99)]
            assert numbers == list(range(1, len(numbers) + 1))
            assert unit.store.feed_head(scope) == len(numbers)


def test_kinds_of_the_future_are_kept_and_applied_after_the_upgrade(hub: Database) -> None:
    old = Registry(kind for kind in KINDS if kind.name != "mark.give")
    entry = judged(op(1, "mark.give", record="a~b", mark="5"))
    assert run(hub, entry, judged(op(2)), kinds=old) == [False, True]
    with hub.write() as unit:
        assert unit.store.pending_unknown(old) == 1
        assert reapply_unknown(unit.store, old, unit.port) == 0
        assert reapply_unknown(unit.store, registry(), unit.port) == 1
        assert reapply_unknown(unit.store, registry(), unit.port) == 0
    assert ("mark", "a~b") in hub.rows()


def version_two() -> Registry:
    lift = {1: lambda old: {"value": old["mark"]}}
    kinds = [kind for kind in KINDS if kind.name != "mark.give"]
    return Registry([*kinds, Kind("mark.give", 2, Merge.SUPERSEDE, 0, upcasters=lift)])


def test_a_new_version_of_a_kind_lifts_old_rows_at_start(hub: Database) -> None:
    run(hub, judged(op(1, "mark.give", record="a~b", mark="5")))
    run(hub, judged(op(2, "mark.give", record="c~d", version=2, value="4")))
    with hub.write() as unit:
        refresh(unit.store, registry(), unit.port)
        assert refresh(unit.store, registry(), unit.port) == 0
        assert refresh(unit.store, version_two(), unit.port) == 2
    fresh = Database(feeds=True)
    run(fresh, judged(op(1, "mark.give", record="a~b", mark="5")), kinds=version_two())
    run(fresh, judged(op(2, "mark.give", record="c~d", version=2, value="4")), kinds=version_two())
    assert hub.rows() == fresh.rows()
    fresh.close()


def test_work_that_came_before_its_authors_name_gets_it_later(hub: Database) -> None:
    work, mark = judged(op(1)), judged(op(2, "mark.give", record="a~b", mark="5"))
    run(hub, work)
    run(hub, mark, issue(1, ARU, "p-aru"), judged(op(3)))
    assert {author for _, author in hub.rows().values()} == {"p-aru", None}
    assert hub.rows()["submission", str(work.op.id)][1] == "p-aru"
    assert hub.rows()["mark", "a~b"][1] == "p-aru"
    with hub.read() as unit:
        known = unit.store.writer(ARU)
        assert isinstance(known, Writer)
        assert (known.person, known.node, known.school) == ("p-aru", SCHOOL, "s1")
        assert unit.store.writers_of("p-aru") == [known]


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """A few weeks of a school: several kinds, bases, withdrawals, held and late operations."""
    seqs = dict.fromkeys((ARU, MARAT, AIZHAN), 0)
    made: list[Entry] = [issue(1, ARU, "p-aru"), issue(2, MARAT, "p-marat")]
    ids: list[OpId] = []
    for _ in range(draw(st.integers(1, 14))):
        writer = draw(st.sampled_from(sorted(seqs)))
        seqs[writer] += 1
        kind = draw(st.sampled_from(KINDS[1:])).name
        made_op = op(
            seqs[writer],
            kind,
            writer=writer,
            record=draw(st.sampled_from("rst")),
            base=draw(st.none() | st.sampled_from(ids)) if ids else None,
            at=1_795_000_000_000 + draw(st.integers(0, 5)),
            **{draw(st.sampled_from("xyz")): draw(st.integers(0, 3))},
        )
        ids.append(made_op.id)
        made.append(
            held(made_op)
            if draw(st.integers(0, 9)) == 0
            else judged(made_op, rank=draw(st.integers(0, 2)))
        )
    return made


@settings(max_examples=examples(40), deadline=None)
@given(entries=logs(), data=st.data())
def test_one_by_one_in_batches_in_any_order_and_rebuilt_are_all_the_same(
    entries: list[Entry], data: st.DataObject
) -> None:
    single, batch, shuffled = (Database(feeds=True) for _ in range(3))
    for entry in entries:
        run(single, entry)
    run(batch, *entries)
    run(shuffled, *data.draw(st.permutations(entries)))
    assert single.rows() == batch.rows() == shuffled.rows()
    with shuffled.write() as unit:
        rebuild(unit.store, registry(), unit.port)
    assert shuffled.rows() == single.rows()
    with single.read() as one, batch.read() as two, shuffled.read() as three:
        assert one.store.knowledge() == two.store.knowledge() == three.store.knowledge()
        keys = [(kind.family, record) for kind in KINDS for record in "rst"]
        states = [unit.store.merge_states(keys) for unit in (one, two, three)]
    assert states[0] == states[1] == states[2]
    for database in (single, batch, shuffled):
        database.close()


def test_an_error_in_a_projection_leaves_no_trace(
    hub: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[Touch]:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(ToyPort, "project", broken)
    with pytest.raises(RuntimeError, match="disk"):
        run(hub, judged(op(1)))
    monkeypatch.undo()
    with hub.read() as unit:
        assert unit.store.knowledge() == {}
        assert unit.store.feed_head("national") == 0
    assert run(hub, judged(op(1))) == [True]


def test_when_two_nodes_judged_one_operation_the_upstreams_verdict_counts(
    school: Database,
) -> None:
    early = judged(op(1, "mark.give", record="a~b", mark="4"), order=5)
    late = judged(op(1, "mark.give", writer=MARAT, record="a~b", mark="5"), order=9)
    run(school, early, late)
    with school.write() as unit:
        from_a_phone = judged(early.op, order=20)
        (result,) = apply(unit.store, registry(), unit.port, [from_a_phone])
        assert (result.outcome, result.other_verdict) == ("duplicate", True)
        assert unit.store.get(early.op.id) == early, "a repetition from below changes nothing"
        apply(unit.store, registry(), unit.port, [from_a_phone], source=UPSTREAM)
        assert unit.store.get(early.op.id) == from_a_phone
    fresh = Database()
    run(fresh, late, from_a_phone)
    assert school.rows() == fresh.rows()
    with school.write() as unit:
        apply(unit.store, registry(), unit.port, [held(late.op)], source=UPSTREAM)
        rebuilt_from = unit.store.merge_states([("mark", "a~b")])
        rebuild(unit.store, registry(), unit.port)
        assert unit.store.merge_states([("mark", "a~b")]) == rebuilt_from
    fresh.close()
