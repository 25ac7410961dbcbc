"""Files on sticks: courses come down, people's photos go up, in pieces and in any order."""

import random

from sync.carried.volumes import Export, Filled
from sync.frames.bundle import build
from sync.limits import MAX_PART_BYTES, PART_TARGET_BYTES, PIECE_BYTES, SMALL_PIECE_BYTES
from tests.sync.carried.places import (
    HubPlace,
    SchoolPlace,
    ToyKeys,
    Volumes,
    opened,
)
from tests.sync.carried.trips import (
    trip,
    write,
)
from tests.sync.toy import HUB, SCHOOL, op


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


def test_a_film_larger_than_the_room_keeps_nothing_else_back(
    place: SchoolPlace, central: HubPlace
) -> None:
    film = central.port.courses.put(random.Random(3).randbytes(PIECE_BYTES))
    pages = central.port.courses.put(b"a page" * 1000)
    place.port.lacking_content = [film, pages]
    stick = Volumes()
    place.fill(stick)
    central.read(*stick.to(HUB))
    assert central.fill(stick, SCHOOL, max_bytes=PIECE_BYTES // 2).content == 1
    for volume in stick.to(SCHOOL):
        place.read(volume)
    assert place.port.courses.whole.keys() == {pages}


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
