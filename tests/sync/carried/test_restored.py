"""A school or a hub that was put back from a copy, and sticks from before and after."""

from pathlib import Path

from tests.sync.carried.places import (
    HubPlace,
    SchoolPlace,
    Volumes,
)
from tests.sync.carried.trips import course, known, publish, restore, trip, waiting, work, write
from tests.sync.toy import NOON, SCHOOL


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

    restore(place, tmp_path / "school.db", backup)
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
    restore(place, tmp_path / "school.db", backup)
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
    restore(central, tmp_path / "hub.db", backup)
    with central.database.write() as unit:
        unit.store.new_incarnation("3" * 16, NOON)

    trip(place, central)  # the school hears of the hub's new life, and offers again
    place.read(*old.to(SCHOOL))  # a stick of its former life changes nothing
    trip(place, central)

    assert known(central.database) == known(place.database)
    assert waiting(place) == 0
