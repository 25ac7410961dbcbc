"""What goes onto a stick: the most urgent first, as tightly as the other side can read."""

import random

from sync.carried.volumes import Export, Filled
from sync.core import cbor
from sync.core.knowledge import Knowledge
from sync.frames import bundle, codec, parts
from sync.frames.parts import Feed, Upward
from tests.sync.carried.places import (
    HubPlace,
    SchoolPlace,
    ToyKeys,
    Volumes,
    opened,
)
from tests.sync.carried.trips import (
    course,
    known,
    publish,
    work,
    write,
)
from tests.sync.toy import HUB, SCHOOL, op


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
    assert codecs_of(first, SCHOOL) == {codec.DERIVED}

    place.read(*first.to(SCHOOL))
    write(place.database, *work(200, start=201))
    place.fill(second)
    assert codecs_of(second, HUB) == {codec.DERIVED}
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
