"""Damage on either side is found by comparing, and mended by what differs alone."""

import dataclasses
from dataclasses import replace
from typing import cast

import pytest

from sync.apply import apply
from sync.asking import Summary
from sync.core import canonical
from sync.core.ops import Operation, OpId
from sync.storage.base import Rows
from sync.storage.port import UPSTREAM, Entry
from tests.sync.toy import ARU, HUB, MARAT, SCHOOL, Database, judged, op, registry
from tests.sync.world import HubPort, Place, join

pytestmark = pytest.mark.usefixtures("on_both_databases")

MANY = 3_000


@pytest.fixture
def place(school: Database, hub: Database) -> Place:
    return join(school, hub, HubPort({SCHOOL: ("s1",)}), SCHOOL)


def write(database: Database, *made: Operation) -> None:
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in made])


def publish(hub: Database, *made: Operation) -> None:
    """As the hub itself: the verdict is its own."""
    with hub.write() as unit:
        entries = [judged(one) for one in made]
        said = [Entry(e.op, replace(e.verdict, node=HUB, rank=2)) for e in entries]
        apply(unit.store, registry(), unit.port, said)


def sql(database: Database, text: str) -> None:
    with database.write() as unit:
        cast(Rows, unit.store)._run(text)


def flip(database: Database, seq: int) -> None:
    """One bit of the operations with this number is another one."""
    with database.write() as unit:
        rows = cast(Rows, unit.store)
        for row, body in rows._all("SELECT id, body FROM operations WHERE seq = ?", (seq,)):
            spoilt = bytearray(bytes(body))
            spoilt[len(spoilt) // 2] ^= 4
            rows._run("UPDATE operations SET body = ? WHERE id = ?", (bytes(spoilt), row))


def audit(place: Place) -> Summary:
    summary = dataclasses.replace(place.agent, audits=True).exchange()
    assert summary.error is None
    return summary


def verify(database: Database) -> list[OpId]:
    with database.write() as unit:
        found = list(unit.store.broken())
        for row, key in found:
            unit.store.set_aside(row, key)
    return [key for _, key in found]


def everything(database: Database) -> dict[OpId, Entry]:
    with database.read() as unit:
        return {line.op.id: Entry(line.op, line.verdict) for line in unit.store.entries()}


def alike(school: Database, hub: Database) -> bool:
    mine, theirs = everything(school), everything(hub)
    same = all(
        theirs[key].op == one.op and theirs[key].verdict.order == one.verdict.order
        for key, one in mine.items()
    )
    return same and mine.keys() == theirs.keys() and school.rows() == hub.rows()


def work(count: int, writer: str = ARU) -> list[Operation]:
    return [op(n, writer=writer, school="s1", text=f"work {n}") for n in range(1, count + 1)]


def test_where_nothing_differs_one_question_is_enough(place: Place, hub: Database) -> None:
    write(place.database, *work(50), *work(20, MARAT))
    publish(hub, *(op(n, "course.publish", writer=HUB, record=f"c{n}") for n in range(1, 30)))
    place.agent.exchange()
    summary = audit(place)
    assert (summary.audited, summary.mended, summary.requests) == (True, 0, 2)
    assert summary.bytes_up + summary.bytes_down < 2 * 700 + 800


def test_lost_and_broken_rows_of_the_school_come_again_and_nothing_else(
    place: Place, hub: Database
) -> None:
    write(place.database, *work(MANY))
    publish(hub, *(op(n, "course.publish", writer=HUB, record=f"c{n}") for n in range(1, 30)))
    whole = place.agent.exchange()
    sql(place.database, "DELETE FROM operations WHERE seq = 1700 AND writer = 'aaaa000000000001'")
    flip(place.database, 29)
    broken = verify(place.database)
    assert OpId(ARU, 1, 29) in broken
    assert OpId(HUB, 1, 29) in broken

    summary = audit(place)

    assert summary.mended == 3
    assert alike(place.database, hub)
    assert verify(place.database) == []
    assert summary.spent < whole.spent / 5
    assert audit(place).mended == 0


def test_a_changed_verdict_is_located_among_thousands_in_few_rounds(
    place: Place, hub: Database
) -> None:
    write(place.database, *work(MANY))
    place.agent.exchange()
    sql(place.database, "UPDATE operations SET order_hlc = 77 WHERE seq = 1234")

    summary = audit(place)

    assert summary.mended == 1
    assert summary.requests <= 7
    assert summary.spent < 12_000
    assert alike(place.database, hub)


def test_what_the_hub_has_lost_goes_up_again(place: Place, hub: Database) -> None:
    write(place.database, *work(200))
    place.agent.exchange()
    sql(hub, "DELETE FROM feed WHERE operation IN (SELECT id FROM operations WHERE seq = 150)")
    sql(hub, "DELETE FROM operations WHERE seq IN (12, 13, 150)")

    summary = audit(place)

    assert summary.mended == 3
    assert alike(place.database, hub)
    with place.database.read() as unit:
        assert unit.store.waiting(UPSTREAM).operations == 0


def test_the_hub_s_own_lost_row_comes_back_with_its_seal(place: Place, hub: Database) -> None:
    publish(hub, *(op(n, "course.publish", writer=HUB, record=f"c{n}") for n in range(1, 30)))
    place.agent.exchange()
    sql(hub, "DELETE FROM operations WHERE seq = 7")

    summary = audit(place)

    assert summary.mended == 1
    assert alike(place.database, hub)


def test_of_two_operations_under_one_id_the_upstream_s_stands_and_none_is_lost(
    place: Place, hub: Database
) -> None:
    """The box was cloned: its twin has sent another operation under the id of the next one."""
    with place.database.write() as unit:
        key, _ = unit.store.allocate(1_795_000_000_000)
    twin = op(key.seq, "school.set", writer=key.writer, record="s1", school="s1", name="twin")
    write(hub, twin)
    mine = op(key.seq, "school.set", writer=key.writer, record="s1", school="s1", name="mine")
    write(place.database, mine)

    summary = place.agent.exchange()

    assert summary.forks == 1
    assert alike(place.database, hub)
    with hub.read() as unit:
        assert unit.store.get(twin.id) == judged(twin)
        (state,) = unit.store.merge_states([("school", "s1")]).values()
    assert {version.values["name"] for version in state.versions} == {"twin", "mine"}
    with place.database.read() as unit:
        assert [fork.op for fork in unit.store.forks()] == [mine]
        n, head = unit.store.chain_head(key.writer, key.epoch)
    assert (n, head) == (1, canonical.chain(canonical.CHAIN_START, canonical.op_hash(twin)))
    assert place.agent.exchange().requests == 1


def test_a_school_gets_nothing_that_it_does_not_follow(place: Place, hub: Database) -> None:
    publish(hub, op(1, "school.set", writer=HUB, record="s2", school="s2"))
    place.agent.exchange()
    with place.database.write() as unit:
        unit.store.set_state("upstream.forked", str(OpId(HUB, 1, 1)))
    summary = place.agent.exchange()
    assert summary.error is None
    assert everything(place.database) == {}
