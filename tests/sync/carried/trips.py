"""Work, courses and restores for places that only ever meet on sticks."""

from dataclasses import replace
from pathlib import Path

from sync.apply import apply
from sync.core.ops import Operation, OpId
from sync.storage.port import UPSTREAM, Entry
from tests.sync.carried.places import (
    HubPlace,
    SchoolPlace,
    Volumes,
)
from tests.sync.toy import HUB, Database, judged, op, registry

OTHER = "5c00000000000002"


def write(database: Database, *made: Operation) -> None:
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in made])


def work(count: int, *, start: int = 1) -> list[Operation]:
    return [op(seq, school="s1") for seq in range(start, start + count)]


def course(number: int, school: str | None = None) -> Entry:
    writer, record = "bbbb000000000001", f"c{number}"
    made = op(number, "course.publish", writer=writer, record=record, school=school)
    return Entry(made, replace(judged(made).verdict, node=HUB, rank=2))


def publish(hub: Database, *entries: Entry) -> None:
    with hub.write() as unit:
        apply(unit.store, registry(), unit.port, entries)


def known(database: Database) -> set[OpId]:
    with database.read() as unit:
        return set(unit.store.knowledge().ids())


def waiting(place: SchoolPlace) -> int:
    with place.database.read() as unit:
        return unit.store.waiting(UPSTREAM).operations


def trip(place: SchoolPlace, central: HubPlace) -> None:
    """A stick to the hub and back, as it should be."""
    stick = Volumes()
    place.fill(stick)
    central.read(*stick.to(HUB))
    central.fill(stick, place.node)
    place.read(*stick.to(place.node))


def restore(place: SchoolPlace | HubPlace, path: Path, backup: bytes) -> None:
    """The place goes on with the database as it was when `backup` was taken."""
    place.database.close()
    path.write_bytes(backup)
    place.database = Database(path, feeds=isinstance(place, HubPlace))
