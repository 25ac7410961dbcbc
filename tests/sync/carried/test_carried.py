"""A school without any link: everything goes on sticks, late, twice and in the wrong order."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from sync.apply import apply
from sync.carried.volumes import Export, Filled
from sync.core import cbor
from sync.core.errors import Malformed, WrongRecipient
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation, OpId
from sync.frames import bundle, codec, parts
from sync.frames.bundle import build
from sync.frames.parts import Feed, Upward
from sync.limits import MAX_PART_BYTES, PART_TARGET_BYTES, PIECE_BYTES, SMALL_PIECE_BYTES
from sync.storage.port import UPSTREAM, Entry
from tests.sync.carried.places import (
    CarryingHubPort,
    CarryingSchoolPort,
    HubPlace,
    SchoolPlace,
    ToyKeys,
    Volumes,
    met,
    opened,
)
from tests.sync.toy import ARU, HUB, NOON, SCHOOL, Database, judged, op, registry

OTHER = "5c00000000000002"


@pytest.fixture
def central(hub: Database) -> HubPlace:
    return HubPlace(HUB, hub, CarryingHubPort({SCHOOL: ("s1",), OTHER: ("s2",)}))


@pytest.fixture
def place(school: Database) -> SchoolPlace:
    return met(SchoolPlace(SCHOOL, HUB, school, CarryingSchoolPort(("s1",))))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SchoolPlace]:
    database = Database(tmp_path / "other.db")
    with database.write() as unit:
        unit.store.initialise(OTHER, "1" * 16, "5cff000000000002")
    yield met(SchoolPlace(OTHER, HUB, database, CarryingSchoolPort(("s2",))))
    database.close()


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


def test_work_goes_up_on_a_stick_and_its_acknowledgement_comes_back(
    place: SchoolPlace, central: HubPlace
) -> None:
    made = work(300)
    write(place.database, *made)
    publish(central.database, course(1), course(2, school="s2"))
    stick = Volumes()

    out = place.fill(stick)
    assert (out.operations, out.left, out.kinds) == (300, 0, {"submission.hand_in": 300})
    at_hub = central.read(*stick.to(HUB))
    assert (at_hub.operations, at_hub.refused) == (300, 0)
    assert waiting(place) == 300
    central.fill(stick, SCHOOL)
    home = place.read(*stick.to(SCHOOL))

    assert (home.acknowledged, home.operations) == (300, 1)
    assert waiting(place) == 0
    assert place.port.durable == {one.id for one in made}
    assert known(place.database) == {one.id for one in made} | {course(1).op.id}
    assert place.port.hub_name == {"kk": "Орталық", "ru": "Центр"}


def test_a_second_trip_carries_nothing_that_is_known(place: SchoolPlace, central: HubPlace) -> None:
    write(place.database, *work(300))
    publish(central.database, course(1))
    trip(place, central)
    stick = Volumes()

    assert place.fill(stick).operations == 0
    central.read(*stick.to(HUB))
    assert central.fill(stick, SCHOOL).operations == 0
    assert max(len(data) for data in stick.found.values()) < 3_000


def test_what_the_hub_calls_received_but_not_durable_goes_along_again(
    place: SchoolPlace, central: HubPlace
) -> None:
    central.durable = False
    write(place.database, *work(20))
    trip(place, central)
    assert waiting(place) == 0

    assert place.fill(Volumes()).operations == 20
    with central.database.write() as unit:
        unit.store.mark_durable()
    trip(place, central)
    assert place.fill(Volumes()).operations == 0


def test_the_budget_takes_the_most_urgent_first_and_tells_what_is_left(
    place: SchoolPlace, central: HubPlace
) -> None:
    rng = random.Random(1)
    made = [op(n, "statement.make", school="s1", noise=rng.randbytes(400)) for n in range(1, 301)]
    marks = [op(n, "mark.give", school="s1", record="m") for n in range(301, 311)]
    write(place.database, *made, *marks)
    stick = Volumes()

    out = place.fill(stick, max_bytes=60_000)

    assert sum(map(len, stick.found.values())) <= 60_000
    assert out.kinds["mark.give"] == 10
    assert out.operations + out.left == 310
    assert out.left > 0
    central.read(*stick.to(HUB))
    assert {one.id for one in marks} <= known(central.database)


def test_the_same_stick_again_changes_nothing(place: SchoolPlace, central: HubPlace) -> None:
    write(place.database, *work(30))
    publish(central.database, course(1))
    stick = Volumes()
    place.fill(stick)
    central.read(*stick.to(HUB))
    before = central.database.rows()

    again = central.read(*stick.to(HUB), *stick.to(HUB))

    assert (again.operations, again.files) == (0, 0)
    assert central.database.rows() == before
    central.fill(stick, SCHOOL)
    place.read(*stick.to(SCHOOL))
    again = place.read(*stick.to(SCHOOL))
    assert (again.operations, again.acknowledged) == (0, 0)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_sticks_may_come_in_any_order(
    place: SchoolPlace, central: HubPlace, order: tuple[int, ...]
) -> None:
    up, down = [], []
    for round_ in range(3):
        write(place.database, *work(10, start=1 + round_ * 10))
        publish(central.database, course(round_ + 1))
        stick = Volumes()
        place.fill(stick, max_bytes=None)
        central.fill(stick, SCHOOL)
        up += stick.to(HUB)
        down += stick.to(SCHOOL)

    central.read(*(up[n] for n in order))
    place.read(*(down[n] for n in order))
    trip(place, central)

    assert known(central.database) == known(place.database)
    assert waiting(place) == 0


def test_a_course_fills_volumes_and_every_order_of_them_gives_the_file(
    place: SchoolPlace, central: HubPlace
) -> None:
    film = random.Random(3).randbytes(2 * PIECE_BYTES + 17)
    name = central.port.courses.put(film)
    place.port.lacking_content = [name]
    stick = Volumes()
    place.fill(stick)
    central.read(*stick.to(HUB))
    assert central.fill(stick, SCHOOL).content == 1
    (volume,) = stick.to(SCHOOL)
    whole, _ = opened(volume, SCHOOL)
    pieces = [both for both in whole.read() if both[0].piece is not None]
    assert len(pieces) == 3

    for both in reversed(pieces):
        assert name not in place.port.courses.whole
        place.read(build(whole.header, [both], ToyKeys(HUB, SCHOOL).sign))

    assert place.port.courses.whole[name] == film
    assert place.port.stash.pieces == {}


def test_files_of_work_go_up_once_they_are_wanted_and_then_with_their_work(
    place: SchoolPlace, central: HubPlace
) -> None:
    first = place.port.files.put(b"a photo" * 1000)
    write(place.database, op(1, school="s1", file=first))
    trip(place, central)
    assert first not in central.port.files.whole

    trip(place, central)
    assert central.port.files.whole[first] == b"a photo" * 1000
    assert place.port.arrived == [first]

    second = place.port.files.put(b"another")
    write(place.database, op(2, school="s1", file=second))
    trip(place, central)
    assert second in central.port.files.whole


def test_a_personal_file_that_nothing_refers_to_is_not_taken(
    place: SchoolPlace, central: HubPlace
) -> None:
    trip(place, central)
    place.port.files.put(b"nobody's")
    stick = Volumes()
    place.fill(stick)

    assert central.read(*stick.to(HUB)).late == 1
    assert central.port.files.whole == {}


def test_a_restored_school_gets_its_work_back_and_skips_no_gap(
    place: SchoolPlace, central: HubPlace, tmp_path: Path
) -> None:
    write(place.database, *work(5))
    publish(central.database, course(1))
    trip(place, central)
    backup = (tmp_path / "school.db").read_bytes()
    write(place.database, *work(5, start=6))
    publish(central.database, course(2))
    trip(place, central)
    trip(place, central)  # now the hub knows that course 2 is there
    late = Volumes()
    publish(central.database, course(3))
    central.fill(late, SCHOOL)  # made for the school as it was before the restore

    _restore(place, tmp_path / "school.db", backup)
    with place.database.write() as unit:
        unit.store.new_incarnation("2" * 16, NOON)
    place.read(*late.to(SCHOOL))
    assert course(3).op.id in known(place.database)
    assert course(2).op.id not in known(place.database), "nobody could know that it is lost"
    trip(place, central)

    assert known(place.database) == known(central.database)
    assert waiting(place) == 0


def test_a_school_that_was_restored_unnoticed_hears_of_it(
    place: SchoolPlace, central: HubPlace, tmp_path: Path
) -> None:
    write(place.database, *work(5))
    trip(place, central)
    backup = (tmp_path / "school.db").read_bytes()
    write(place.database, *work(5, start=6))
    trip(place, central)
    _restore(place, tmp_path / "school.db", backup)
    late = Volumes()
    central.fill(late, SCHOOL)

    place.read(*late.to(SCHOOL))

    with place.database.read() as unit:
        assert unit.store.incarnation != "1" * 16
        assert unit.store.state("epoch") != "1"
    trip(place, central)
    assert known(place.database) == known(central.database)


def test_a_restored_hub_is_told_again_what_it_lost(
    place: SchoolPlace, central: HubPlace, tmp_path: Path
) -> None:
    central.durable = False
    write(place.database, *work(5))
    trip(place, central)
    with central.database.write() as unit:
        unit.store.mark_durable()
    backup = (tmp_path / "hub.db").read_bytes()
    old = Volumes()
    central.fill(old, SCHOOL)
    write(place.database, *work(5, start=6))
    trip(place, central)
    assert waiting(place) == 0
    _restore(central, tmp_path / "hub.db", backup)
    with central.database.write() as unit:
        unit.store.new_incarnation("3" * 16, NOON)

    trip(place, central)  # the school hears of the hub's new life, and offers again
    place.read(*old.to(SCHOOL))  # a stick of its former life changes nothing
    trip(place, central)

    assert known(central.database) == known(place.database)
    assert waiting(place) == 0


def test_a_school_s_stick_cannot_speak_for_another(
    place: SchoolPlace, other: SchoolPlace, central: HubPlace
) -> None:
    write(place.database, op(1, school="s2"))
    stick = Volumes()
    place.fill(stick)
    assert central.read(*stick.to(HUB)).refused == 1
    assert known(central.database) == set()

    (data,) = stick.to(HUB)
    volume, keys = opened(data, HUB)
    with pytest.raises(WrongRecipient):
        central.peer.take(OTHER, volume, keys.unseal)
    with pytest.raises(WrongRecipient):
        central.peer.take(SCHOOL, volume, ToyKeys(SCHOOL, OTHER).unseal)


def test_one_school_s_answer_is_no_use_to_another(
    place: SchoolPlace, other: SchoolPlace, central: HubPlace
) -> None:
    publish(central.database, course(1))
    stick = Volumes()
    central.fill(stick, SCHOOL)
    (data,) = stick.to(SCHOOL)
    volume, keys = opened(data, SCHOOL)

    with pytest.raises(WrongRecipient):
        other.agent.take(volume, keys.unseal)
    assert known(other.database) == set()


def test_a_section_that_was_damaged_stops_there_and_is_healed_by_the_next_copy(
    place: SchoolPlace, central: HubPlace
) -> None:
    write(place.database, *work(3_000))
    stick = Volumes()
    place.fill(stick)
    (data,) = stick.to(HUB)
    bad = bytearray(data)
    bad[-10] ^= 1

    with pytest.raises(Malformed):
        central.read(bytes(bad))
    partly = known(central.database)
    central.read(data)

    assert partly < known(central.database) == {OpId(ARU, 1, n) for n in range(1, 3_001)}


def _restore(place: SchoolPlace | HubPlace, path: Path, backup: bytes) -> None:
    place.database.close()
    path.write_bytes(backup)
    place.database = Database(path, feeds=isinstance(place, HubPlace))


def test_frames_on_a_stick_are_tight_once_the_other_side_says_that_it_reads_them(
    place: SchoolPlace, central: HubPlace
) -> None:
    write(place.database, *work(200))
    publish(central.database, course(1), course(2))
    first, second, third = Volumes(), Volumes(), Volumes()
    place.fill(first)
    assert codecs_of(first, HUB) == {codec.ZSTD}
    central.read(*first.to(HUB))
    central.fill(first, SCHOOL)
    assert codecs_of(first, SCHOOL) == {codec.TIGHT}

    place.read(*first.to(SCHOOL))
    write(place.database, *work(200, start=201))
    place.fill(second)
    assert codecs_of(second, HUB) == {codec.TIGHT}
    central.read(*second.to(HUB))
    assert known(central.database) == known(place.database)

    place.release = ("frame1",)
    publish(central.database, course(3))
    place.fill(third)
    central.read(*third.to(HUB))
    central.fill(third, SCHOOL)
    assert codecs_of(third, SCHOOL) <= {codec.ZSTD, codec.PLAIN}


def codecs_of(stick: Volumes, recipient: str) -> set[object]:
    found = set()
    for data in stick.to(recipient):
        volume, keys = opened(data, recipient)
        for row, sealed in volume.read():
            part = parts.decode(keys.unseal(sealed) or b"") if row.sort == bundle.SEALED else None
            frame = part.frame if isinstance(part, Upward) else b""
            frame = part.down.frame if isinstance(part, Feed) else frame
            if frame:
                header, _ = cbor.decode_first(frame, 4)
                assert isinstance(header, list)
                found.add(header[4])
    return found


def test_the_hub_s_refusals_and_forks_come_back_on_the_stick(
    place: SchoolPlace, central: HubPlace
) -> None:
    strange, twin = op(1, school="s2"), op(2, school="s1", text="ours")
    write(place.database, strange, twin, op(3, school="s1"))
    write(central.database, op(2, school="s1", text="theirs"))
    stick = Volumes()
    place.fill(stick)
    central.read(*stick.to(HUB))
    central.fill(stick, SCHOOL)

    home = place.read(*stick.to(SCHOOL))

    assert place.port.refusals == {strange.id: "other-school"}
    assert place.port.forks == [twin.id]
    assert (home.told, home.forks) == ({"other-school": 1}, 1)
    again = Volumes()
    assert strange.id not in carried(place, again)
    central.read(*again.to(HUB))
    central.fill(again, SCHOOL)
    assert place.read(*again.to(SCHOOL)).told == {}, "what was heard is not told again"

    central.port.schools[SCHOOL] = ("s1", "s2")
    for _ in range(2):
        trip(place, central)
    assert strange.id in known(central.database)


def carried(place: SchoolPlace, stick: Volumes) -> set[OpId]:
    """What a new export holds."""
    place.fill(stick)
    found: set[OpId] = set()
    for data in stick.to(HUB):
        volume, keys = opened(data, HUB)
        for _, sealed in volume.read():
            part = parts.decode(keys.unseal(sealed) or b"")
            if isinstance(part, Upward):
                found |= {entry.op.id for entry in codec.decode(part.frame).entries}
    return found


def test_what_is_in_good_hands_is_left_out_and_the_rest_goes_by_urgency(
    place: SchoolPlace,
) -> None:
    made = work(40)
    statements = [op(n, "statement.make", school="s1") for n in range(41, 61)]
    write(place.database, *made, *statements)
    volumes: list[Filled] = []
    skip = Knowledge.of(one.id for one in made[:30])

    out = place.agent.export(
        ToyKeys(SCHOOL, HUB), volumes.append, Export(1, keep_hours=720, skip=skip)
    )

    assert out.operations == 30
    sent = [set(one.operations.ids()) for one in volumes]
    assert set.union(*sent) == {one.id for one in (*made[30:], *statements)}
    marked = [opened(one.data, HUB)[0].header for one in volumes]
    assert [header.priority for header in marked] == [one.priority for one in volumes] == [0, 2]
    assert {header.keep_hours for header in marked} == {720}


def test_small_volumes_cut_files_into_small_pieces(place: SchoolPlace, central: HubPlace) -> None:
    photo = random.Random(5).randbytes(10 * SMALL_PIECE_BYTES + 11)
    name = place.port.files.put(photo)
    write(place.database, op(1, school="s1", file=name))
    trip(place, central)
    volumes: list[Filled] = []
    manner = Export(9, volume_bytes=PART_TARGET_BYTES, piece_bytes=SMALL_PIECE_BYTES)

    place.agent.export(ToyKeys(SCHOOL, HUB), volumes.append, manner)

    assert len(volumes) == 4
    assert max(len(one.data) for one in volumes) <= MAX_PART_BYTES
    central.read(*(one.data for one in reversed(volumes)))
    assert central.port.files.whole[name] == photo
