"""What a stick may not do: speak for another school, be read by another, bring damaged bytes."""

import pytest

from sync.core.errors import Malformed, WrongRecipient
from sync.core.ops import OpId
from tests.sync.carried.places import (
    HubPlace,
    SchoolPlace,
    ToyKeys,
    Volumes,
    opened,
)
from tests.sync.carried.trips import OTHER, course, known, publish, work, write
from tests.sync.toy import ARU, HUB, SCHOOL, op


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
