"""A copied card: two boxes go by one identity, and still nobody's work is lost."""

from collections.abc import Iterator

import pytest

from sync import twins
from sync.apply import apply
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.storage.port import Entry
from tests.sync.toy import ARU, MARAT, NOON, SCHOOL, Database, judged, op, registry
from tests.sync.world import HubPort, Place, join


@pytest.fixture
def place(school: Database, hub: Database) -> Place:
    return join(school, hub, HubPort({SCHOOL: ("s1",)}), SCHOOL)


@pytest.fixture
def twin(place: Place, hub: Database) -> Iterator[Place]:
    """A second box, started from a copy of the first one's card."""
    write(place.database, op(1, school="s1"))
    place.agent.exchange()
    database = Database()
    database.load(_copy(place.database))
    yield join(database, hub, HubPort({SCHOOL: ("s1",)}), SCHOOL)
    database.close()


def _copy(database: Database) -> bytes:
    with database.read() as unit:
        unit.store.count()
    return database.dump()


def write(database: Database, *made: Operation) -> None:
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in made])


def roster(database: Database, name: str) -> OpId:
    """Something that the node itself writes."""
    with database.write() as unit:
        key, hlc = unit.store.allocate(NOON)
        fields = {"school": "s1", "name": name}
        made = Operation(*key, hlc, "school.set", 1, None, None, f"s1-{name}", fields)
        verdict = Verdict("admitted", hlc, 1, None, SCHOOL, NOON)
        apply(unit.store, registry(), unit.port, [Entry(made, verdict)])
    return key


def names(database: Database) -> set[str]:
    with database.read() as unit:
        lines = list(unit.store.entries())
        return {str(line.op.fields["name"]) for line in lines if "name" in line.op.fields}


def exchange(*places: Place) -> None:
    for place in places:
        summary = place.agent.exchange()
        assert summary.error is None
        assert summary.finished


def test_what_both_boxes_make_reaches_the_hub_and_the_other_box(
    place: Place, twin: Place, hub: Database
) -> None:
    assert roster(place.database, "first") == roster(twin.database, "second")
    write(place.database, op(2, school="s1", text="brought to the first box"))
    write(twin.database, op(1, writer=MARAT, school="s1", text="brought to the second box"))

    exchange(place, twin)
    roster(twin.database, "third")
    exchange(place, twin, place, twin)

    assert names(hub) == names(place.database) == names(twin.database)
    assert names(hub) == {"first", "second", "third"}
    with hub.read() as unit:
        known = unit.store.knowledge()
        assert known.has(OpId(ARU, 1, 2))
        assert known.has(OpId(MARAT, 1, 1))
        assert twins.suspected(unit.store, SCHOOL)


def test_a_box_put_back_from_a_copy_is_not_taken_for_a_twin(place: Place, hub: Database) -> None:
    write(place.database, op(1, school="s1"))
    exchange(place)
    copy = _copy(place.database)
    for n in range(2, 5):
        write(place.database, op(n, school="s1"))
        exchange(place)
        place.database.load(copy)
        exchange(place, place)
    with hub.read() as unit:
        assert not twins.suspected(unit.store, SCHOOL)


def test_admitting_the_node_anew_ends_the_suspicion(
    place: Place, twin: Place, hub: Database
) -> None:
    for n in range(2, 6):
        write(place.database, op(n, school="s1"))
        exchange(place, twin)
    with hub.write() as unit:
        assert twins.suspected(unit.store, SCHOOL)
        twins.settled(unit.store, SCHOOL)
        assert not twins.suspected(unit.store, SCHOOL)
