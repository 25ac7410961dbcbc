"""A school without any link: everything goes on sticks, late, twice and in the wrong order."""

from itertools import permutations

import pytest

from sync.core.ops import OpId
from sync.frames import codec, parts
from sync.frames.parts import Upward
from tests.sync.carried.places import (
    HubPlace,
    SchoolPlace,
    Volumes,
    opened,
)
from tests.sync.carried.trips import course, known, publish, trip, waiting, work, write
from tests.sync.toy import HUB, SCHOOL, op


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
