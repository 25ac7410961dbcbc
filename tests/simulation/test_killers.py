"""Stories that have killed other systems, told by themselves in the simulated country."""

from collections.abc import Iterator

import pytest

from sync.core import clock
from sync.storage.port import UPSTREAM
from tests.simulation.test_convergence import check, known
from tests.simulation.world import World

YEAR_MS = 365 * 24 * 3_600_000
DAY_MS = 24 * 3_600_000


@pytest.fixture
def world() -> Iterator[World]:
    made = World(2)
    yield made
    made.close()


def test_phones_of_1970_and_2036_do_not_move_anybody_s_clock(world: World) -> None:
    school = world.schools[0]
    early, late = -world.now, 10 * YEAR_MS
    for skew in (early, late, 0) * 4:
        phone = school.phones[0]
        phone.skew_ms = skew
        phone.write(world)
    assert clock.physical(school.phones[0].hlc) > world.now + 9 * YEAR_MS

    world.settle()

    check(world)
    for database in (world.hub, school.database):
        with database.read() as unit:
            assert clock.physical(unit.store.last_hlc()) < world.now + DAY_MS


def test_what_the_hub_refuses_in_the_middle_of_a_batch_holds_up_nothing(world: World) -> None:
    school = world.schools[0]
    for _ in range(9):
        school.phones[0].write(world)
    bad = school.phones[0].written[4].id
    world.hub_port.refusing = lambda entry: "not-yours" if entry.op.id == bad else None

    world.faults = False
    while len(school.phones[0].at_school) < 9:
        school.phones[0].deliver(world)
    world.exchange(school)

    assert known(school.database) - known(world.hub) == {bad}
    assert school.port.refusals == {bad: "not-yours"}
    with school.database.read() as unit:
        assert unit.store.first_waiting_priority(UPSTREAM) is None
