"""A held operation that an authority releases counts everywhere, in whatever order things came."""

from dataclasses import replace
from itertools import permutations

import pytest

from sync.apply import apply, rebuild, refresh
from sync.core.registry import Kind, Merge, Registry
from sync.core.verdict import Verdict
from sync.judgements import JUDGEMENT, RELEASED, lifted
from sync.storage.port import UPSTREAM, Entry
from tests.sync.toy import AIZHAN, ARU, KINDS, MARAT, NOON, SCHOOL, Database, held, judged, op

JUDGE = Kind(JUDGEMENT, 1, Merge.APPEND, 0, family="judgement")
WITH_JUDGEMENTS = Registry([*KINDS, JUDGE])

HELD = held(op(1, "mark.give", record="a~b", mark="5"))
LATER = judged(op(1, "mark.give", writer=MARAT, record="a~b", base=HELD.op.id, mark="4"))
RELEASE = judged(
    op(1, JUDGEMENT, writer=AIZHAN, record=str(HELD.op.id), decision="release", school="s1")
)
DISMISS = judged(
    op(2, JUDGEMENT, writer=AIZHAN, record=str(HELD.op.id), decision="dismiss", school="s1")
)


def run(database: Database, *entries: Entry, source: str = "", old: bool = False) -> None:
    with database.write() as unit:
        registry = Registry(KINDS) if old else WITH_JUDGEMENTS
        apply(unit.store, registry, unit.port, entries, source=source)


def verdict(database: Database, entry: Entry = HELD) -> Verdict:
    with database.read() as unit:
        found = unit.store.get(entry.op.id)
    assert found is not None
    return found.verdict


def test_a_release_lets_the_operation_count_and_keeps_its_place(hub: Database) -> None:
    run(hub, HELD)
    assert ("mark", "a~b") not in hub.rows()

    run(hub, RELEASE)

    assert ("mark", "a~b") in hub.rows()
    found = verdict(hub)
    assert (found.outcome, found.order, found.rank) == ("admitted", HELD.verdict.order, 0)
    assert found.reason == RELEASED


def test_every_order_of_delivery_ends_alike() -> None:
    ends = []
    for order in permutations((HELD, LATER, RELEASE, DISMISS)):
        for together in (True, False):
            database = Database()
            if together:
                run(database, *order)
            else:
                for entry in order:
                    run(database, entry)
            with database.read() as unit:
                known = unit.store.get(HELD.op.id)
            rows = {key: row for key, row in database.rows().items() if key[0] == "mark"}
            ends.append((rows, known))
            database.close()
    assert all(end == ends[0] for end in ends)
    assert ends[0][1] == lifted(HELD)


def test_a_dismissal_alone_changes_nothing_but_is_kept(hub: Database) -> None:
    run(hub, HELD, DISMISS)
    assert verdict(hub).held
    assert ("judgement", str(HELD.op.id)) in hub.rows()


def test_an_upstream_that_has_not_heard_of_it_yet_does_not_take_it_back(hub: Database) -> None:
    run(hub, HELD, RELEASE)
    run(hub, HELD, source=UPSTREAM)
    assert not verdict(hub).held
    assert ("mark", "a~b") in hub.rows()


def test_a_rebuild_and_an_upgrade_end_alike(hub: Database) -> None:
    run(hub, HELD, RELEASE, LATER)
    before = hub.rows()
    with hub.write() as unit:
        rebuild(unit.store, WITH_JUDGEMENTS, unit.port)
    assert hub.rows() == before

    older = Database(feeds=True)
    run(older, HELD, RELEASE, LATER, old=True)
    assert verdict(older).held
    with older.write() as unit:
        refresh(unit.store, WITH_JUDGEMENTS, unit.port)
    assert older.rows() == before
    older.close()


def test_a_held_judgement_that_is_released_releases(hub: Database) -> None:
    doubtful = Entry(RELEASE.op, replace(held(RELEASE.op).verdict))
    second = judged(
        op(3, JUDGEMENT, writer=MARAT, record=str(RELEASE.op.id), decision="release", school="s1")
    )
    run(hub, HELD, doubtful, second)
    assert not verdict(hub).held


def test_a_corrected_place_is_told_as_corrected() -> None:
    late = Entry(HELD.op, replace(HELD.verdict, order=HELD.op.hlc + 7))
    assert lifted(late).verdict.outcome == "corrected"
    assert lifted(lifted(late)) == lifted(late)
    assert lifted(LATER) == LATER


@pytest.mark.parametrize("record", ["nonsense", f"{ARU}.1", f"{SCHOOL}.1.999"])
def test_a_judgement_on_nothing_known_is_harmless(hub: Database, record: str) -> None:
    run(hub, judged(op(1, JUDGEMENT, at=NOON, record=record, decision="release", school="s1")))
    assert ("judgement", record) in hub.rows()
