"""A new box whose hub is far away begins from a snapshot that comes on sticks."""

import random
from collections.abc import Mapping

import pytest

from sync import snapshots, starting
from sync.apply import apply
from sync.carried.volumes import Export
from sync.core.knowledge import Knowledge
from sync.frames import bundle
from sync.storage.port import UPSTREAM, Cursor, Unit
from tests.sync.carried.places import HubPlace, SchoolPlace, ToyKeys, Volumes
from tests.sync.carried.trips import trip
from tests.sync.test_snapshots import full, has_signed, sights, sign, taken, years
from tests.sync.toy import HUB, SCHOOL, Database, judged, op, registry

__all__ = ["full"]
FEW = 10
MANY = range(20)
ALL = len(years()) + 2 + len(MANY)


@pytest.fixture
def central(central: HubPlace, full: Database) -> HubPlace:
    """A hub with years of work, that makes snapshots."""

    def making(_caller: str) -> tuple[bytes, Mapping[str, Cursor]]:
        made = taken(full)
        return snapshots.encode(made, sign), made.cursors

    chance = random.Random(1)
    much = [op(100 + n, "mark.give", record=f"n{n}", school="s1", m=_text(chance)) for n in MANY]
    with full.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in much])
    assert central.database is full
    central.port.making = making
    central.start_from = FEW
    return central


@pytest.fixture
def place(place: SchoolPlace) -> SchoolPlace:
    def begin(data: bytes) -> int:
        found = snapshots.decode(data, has_signed)
        with place.database.write() as unit:
            return snapshots.install(unit, registry(), found)

    place.port.begin = begin
    return place


def _text(chance: random.Random) -> str:
    return chance.randbytes(300).hex()


def later(central: HubPlace, number: int = 70) -> None:
    made = op(number, "mark.give", record="late", school="s1", mark=number)
    with central.database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(made)])


def refused(place: SchoolPlace) -> str | None:
    with place.database.read() as unit:
        return starting.refused(unit.store)


def down(central: HubPlace, piece_bytes: int | None = None) -> list[bytes]:
    """What the hub writes for the school, with small pieces if so asked."""
    if piece_bytes is None:
        stick = Volumes()
        central.fill(stick, SCHOOL)
        return stick.to(SCHOOL)
    made: list[bytes] = []
    central.counter += 1
    export = Export(central.counter, volume_bytes=900, piece_bytes=piece_bytes)
    central.peer.export(SCHOOL, ToyKeys(HUB, SCHOOL), lambda one: made.append(one.data), export)
    return made


def test_one_stick_makes_a_new_box_whole(place: SchoolPlace, central: HubPlace) -> None:
    volumes = down(central)

    done = place.read(*volumes)

    assert done.operations == ALL
    assert done.late == 0
    assert sights(place.database) == sights(central.database)
    with place.database.read() as unit:
        # Superseded sittings came by name alone.
        assert unit.store.count_pruned() > 0
        assert unit.store.lost() == Knowledge()


def test_what_came_after_the_snapshot_comes_by_the_feeds_and_nothing_comes_twice(
    place: SchoolPlace, central: HubPlace
) -> None:
    place.read(*down(central))
    later(central)
    trip(place, central)
    assert sights(place.database) == sights(central.database)

    central.read(*_up(place))
    assert central.port.starts  # one was made for the first stick
    central.port.starts.clear()
    assert central.fill(Volumes(), SCHOOL).operations == 0
    assert central.port.starts == {}, "who is near needs no snapshot"


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 2, 0)])
def test_pieces_come_in_any_order_on_several_sticks(
    place: SchoolPlace, central: HubPlace, order: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "SMALL_PIECE_BYTES", 700)
    volumes = down(central, piece_bytes=700)
    assert len(volumes) > 3
    thirds = [volumes[number::3] for number in range(3)]

    for number in (*order, order[0]):
        place.read(*thirds[number])

    assert sights(place.database) == sights(central.database)
    assert place.port.stash.pieces == {}


def test_a_stick_that_is_read_again_or_years_late_takes_nothing_back(
    place: SchoolPlace, central: HubPlace
) -> None:
    old = down(central)
    place.read(*down(central))
    later(central)
    trip(place, central)
    before = sights(place.database)
    cursors = _cursors(place)

    done = place.read(*old, *old)

    assert done.operations == 0
    assert sights(place.database) == before
    assert _cursors(place) == cursors


def test_a_snapshot_of_which_only_half_has_come_hides_nothing(
    place: SchoolPlace, central: HubPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick is lost after its first volume; the next one brings all."""
    monkeypatch.setattr(bundle, "SMALL_PIECE_BYTES", 700)
    first, *_ = down(central, piece_bytes=700)
    later(central)
    place.read(first)
    with place.database.read() as unit:
        assert unit.store.knowledge() == Knowledge()

    place.read(*down(central))

    assert sights(place.database) == sights(central.database)


def test_a_snapshot_that_is_not_the_hubs_is_told_of_and_the_next_stick_brings_the_feeds(
    place: SchoolPlace, central: HubPlace
) -> None:
    made = taken(central.database)
    forged = snapshots.encode(made, lambda _: bytes(64))
    central.port.making = lambda _: (forged, made.cursors)
    place.read(*down(central))
    assert refused(place) == "its signature is not that of the node above"

    trip(place, central)

    with place.database.read() as here, central.database.read() as there:
        assert here.store.knowledge() == there.store.knowledge()


def test_where_the_stick_is_too_small_for_it_the_feeds_bring_what_fits(
    place: SchoolPlace, central: HubPlace
) -> None:
    central.port.making = lambda _: (bytes(50_000), {})
    stick = Volumes()
    out = central.fill(stick, SCHOOL, max_bytes=30_000)
    assert out.bytes <= 30_000
    assert place.read(*stick.to(SCHOOL)).operations == out.operations == ALL


def _up(place: SchoolPlace) -> list[bytes]:
    stick = Volumes()
    place.fill(stick)
    return stick.to(HUB)


def _cursors(place: SchoolPlace) -> Mapping[str, Cursor]:
    with place.database.read() as unit:
        return _of(unit)


def _of(unit: Unit) -> Mapping[str, Cursor]:
    return unit.store.cursors(UPSTREAM)
