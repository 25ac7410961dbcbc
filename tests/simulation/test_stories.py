"""The stories of a school year that are hardest to keep straight, told one by one on sticks.

The same worlds as in test_sticks, with nothing left to chance: who writes what, which stick arrives
when, and what every place must know in the end.
"""

from collections.abc import Iterator
from itertools import permutations
from typing import cast

import pytest

from sync.apply import apply
from sync.core import clock
from sync.core.merge import MergeState
from sync.core.ops import Operation, OpId, Value
from sync.core.verdict import Verdict
from sync.storage.base import Rows
from sync.storage.port import UPSTREAM, Entry
from tests.simulation.test_convergence import check, known
from tests.simulation.test_disasters import HarshWorld
from tests.simulation.test_sticks import StickWorld
from tests.simulation.world import HUB, School, World
from tests.sync.toy import Database, op, registry

SEVERAL_SCHOOLS = 55  # a seed of the linked world with more than one
TWO_SCHOOLS = 6  # a seed whose world has two schools, no link, and a hub that may be restored
ORDERS = list(permutations(range(3)))


@pytest.fixture
def world() -> Iterator[StickWorld]:
    made = StickWorld(TWO_SCHOOLS)
    made.faults = False
    yield made
    made.close()


def say(
    world: World,
    place: School | None,
    kind: str,
    record: str | None = None,
    base: OpId | None = None,
    **fields: Value,
) -> OpId:
    """The node of `place` (None: the hub) writes something of its own."""
    database, node = (place.database, place.node) if place else (world.hub, HUB)
    world.now += 1_000
    with database.write() as unit:
        key, hlc = unit.store.allocate(world.now)
        made = Operation(*key, hlc, kind, 1, base, "p-author", record or str(key), fields)
        verdict = Verdict("admitted", hlc, 1 if place else 2, None, node, world.now)
        apply(unit.store, registry(), unit.port, [Entry(made, verdict)])
    return key


def state(database: Database, family: str, record: str) -> MergeState:
    with database.read() as unit:
        return unit.store.merge_states([(family, record)])[family, record]


def everywhere(world: StickWorld, family: str, record: str) -> list[MergeState]:
    return [state(one, family, record) for one in (world.hub, world.schools[0].database)]


def works(database: Database, learner: str) -> set[str]:
    """Records of what was handed in under a name."""
    with database.read() as unit:
        lines = [line.op for line in unit.store.entries()]
    return {
        op.record
        for op in lines
        if op.kind == "submission.hand_in" and op.fields["learner"] == learner
    }


def trips(world: StickWorld) -> None:
    for _ in range(2):
        for school in world.schools:
            world.trip(school)


@pytest.mark.parametrize("order", ORDERS)
def test_a_child_enrolled_twice_under_two_names(world: StickWorld, order: tuple[int, ...]) -> None:
    """By the school as Ару, by the hub's roster as Аружан; works under both; made one, taken
    apart, and made one again. The sticks that say so arrive in any order."""
    school = world.schools[0]
    say(world, school, "person.set", "aru", school=school.name, name="Ару")
    say(world, None, "person.set", "aruzhan", school=school.name, name="Аружан")
    first = say(world, school, "submission.hand_in", school=school.name, learner="aru")
    trips(world)
    second = say(world, school, "submission.hand_in", school=school.name, learner="aruzhan")
    sticks = [world.up(school)]
    for kept in ("aru", None):
        say(world, school, "person.alias", "aruzhan", school=school.name, kept=kept)
        sticks.append(world.up(school))
    third = say(world, school, "submission.hand_in", school=school.name, learner="aruzhan")

    for number in order:
        for data in sticks[number]:
            world.read(data)
    assert works(world.hub, "aru") == {str(first)}
    assert works(world.hub, "aruzhan") == {str(second)}
    say(world, school, "person.alias", "aruzhan", school=school.name, kept="aru")
    trips(world)

    check(world)
    for database in (world.hub, school.database):
        assert works(database, "aruzhan") == {str(second), str(third)}, "work under both stays"
        alias = state(database, "alias", "aruzhan").fields
        assert alias is not None
        assert alias["kept"] == "aru"
        for record, name in (("aru", "Ару"), ("aruzhan", "Аружан")):
            person = state(database, "person", record).fields
            assert person is not None
            assert person["name"] == name, "nobody has vanished"


@pytest.mark.parametrize("work_first", [True, False])
def test_a_pupil_moves_school_while_a_stick_is_on_its_way(
    world: StickWorld, work_first: bool
) -> None:
    """Work made at the old school lies on a stick while the hub writes the pupil over to the new
    one; whichever arrives first, the work is the old school's, nobody's is lost, and what the old
    school still hears of the move does not undo it."""
    old, new = world.schools
    say(world, old, "enrolment.set", "aru", school=old.name, ends=None)
    trips(world)
    work = say(world, old, "submission.hand_in", school=old.name, learner="aru")
    on_its_way = world.up(old)

    def arrives() -> None:
        for data in on_its_way:
            world.read(data)

    def moves() -> None:
        say(world, None, "enrolment.set", "aru", school=old.name, ends="2026-11-20")
        say(world, None, "enrolment.set", "aru-new", school=new.name, ends=None)

    for happens in (arrives, moves) if work_first else (moves, arrives):
        happens()
    assert works(world.hub, "aru") == {str(work)}
    late = say(world, old, "submission.hand_in", school=old.name, learner="aru")
    here = say(world, new, "submission.hand_in", school=new.name, learner="aru")
    trips(world)
    arrives()

    check(world)
    assert works(world.hub, "aru") == {str(work), str(late), str(here)}
    assert works(old.database, "aru") == {str(work), str(late)}
    assert works(new.database, "aru") == {str(here)}
    for database in (world.hub, old.database):
        ended = state(database, "enrolment", "aru").fields
        assert ended is not None
        assert ended["ends"] == "2026-11-20"
    began = state(new.database, "enrolment", "aru-new").fields
    assert began is not None
    with new.database.read() as unit:
        assert not any(line.op.fields.get("school") == old.name for line in unit.store.entries())


def test_two_teachers_mark_one_work_and_see_both(world: StickWorld) -> None:
    """One at school, one at home through the hub, neither knowing of the other; then one of them
    decides, having seen both."""
    school = world.schools[0]
    name = school.name
    given = {
        say(world, school, "mark.give", "work", school=name, x=9),
        say(world, None, "mark.give", "work", school=name, x=4),
    }
    trips(world)

    at_hub, here = everywhere(world, "mark", "work")
    assert at_hub == here
    assert {version.id for version in here.heads} == given, "both are shown"
    winner = here.winner
    assert winner is not None
    last = say(world, school, "mark.give", "work", base=winner.id, school=name, x=7)
    trips(world)

    at_hub, here = everywhere(world, "mark", "work")
    assert at_hub == here
    assert last in {version.id for version in here.heads}
    assert given <= {version.id for version in here.versions}, "nothing is forgotten"
    check(world)


@pytest.mark.parametrize("order", ORDERS)
def test_sticks_out_of_order_with_a_school_restored_between(
    world: StickWorld, order: tuple[int, ...]
) -> None:
    """A copy is put back after the first stick was filled; what it lacks lies on that stick only,
    and the sticks arrive in any order, one of them twice."""
    school = world.schools[0]
    made = [say(world, school, "submission.hand_in", school=school.name, learner="a")]
    world.backup_school(school)
    made.append(say(world, school, "submission.hand_in", school=school.name, learner="a"))
    sticks = [world.up(school)]
    world.restore_school(school)
    assert made[1] not in known(school.database)
    made.append(say(world, school, "submission.hand_in", school=school.name, learner="a"))
    sticks.append(world.up(school))
    made.append(say(world, school, "submission.hand_in", school=school.name, learner="a"))
    sticks.append(world.up(school))

    for number in (*order, order[0]):
        for data in sticks[number]:
            world.read(data)
    trips(world)

    check(world)
    assert set(made) <= known(world.hub)
    assert set(made) <= known(school.database), "the stick has given it back"
    assert len(set(made)) == 4, "a restored school numbers apart from its former life"


def test_what_left_the_log_after_a_restore_still_takes_the_verdict_that_the_hub_knows(
    world: StickWorld,
) -> None:
    """A phone brings a work again after a copy was put back, and the school judges it anew; an old
    stick says that the hub has it, so it is pruned at once, before the hub's verdict has come."""
    school = world.schools[0]
    work = op(1, "submission.hand_in", writer=school.phones[0].writer, school=school.name)

    def judged(order: int) -> None:
        with school.database.write() as unit:
            verdict = Verdict("corrected", order, 1, "clock-ahead", school.node, world.now)
            apply(unit.store, registry(), unit.port, [Entry(work, verdict)])

    judged(work.hlc - 5)
    trips(world)
    world.backup_hub()
    stick = world.down(school)
    world.restore_school(school)
    judged(work.hlc - 9)
    for data in stick:
        world.read(data)
    world.night(school)
    with school.database.read() as unit:
        assert unit.store.count_pruned() == 1

    trips(world)

    check(world)
    with school.database.read() as unit:
        found = unit.store.verdict_of(work.id)
    assert found is not None
    assert found[1].order == work.hlc - 5


def test_a_hub_restored_from_yesterday_gets_everything_back(world: StickWorld) -> None:
    """The school's work and the hub's own, though the school had the hub's word for all of it."""
    school = world.schools[0]
    world.backup_hub()
    work = say(world, school, "submission.hand_in", school=school.name, learner="a")
    course = say(world, None, "course.publish", "su", school=school.name, n=1)
    trips(world)
    with school.database.read() as unit:
        assert unit.store.waiting(UPSTREAM).operations == 0

    world.restore_hub()
    assert not {work, course} & known(world.hub)
    for _ in range(2):
        trips(world)

    check(world)
    assert {work, course} <= known(world.hub)


def test_a_hub_restored_gets_back_what_a_school_has_by_a_snapshot_alone(
    world: StickWorld,
) -> None:
    """No feed has brought it: the snapshot's own seals show whose it is."""
    school = world.schools[0]
    world.backup_hub()
    made = {say(world, None, "course.publish", f"c{n}", school=school.name, n=n) for n in range(9)}
    trips(world)
    assert world.begun
    assert made <= known(school.database)

    world.restore_hub()
    for _ in range(2):
        trips(world)

    check(world)
    assert made <= known(world.hub)


def test_a_copied_card_costs_nobody_any_work() -> None:
    """Two boxes go by one identity for a day, each with pupils of its own."""
    world = HarshWorld(0)
    school = world.schools[0]
    school.write(world)
    world.faults = False
    world.exchange(school)
    world.copy_card(school)
    twin = world.schools[-1]
    for box in (school, twin):
        for _ in range(3):
            box.phones[0].write(world)
        box.write(world)
        box.phones[0].deliver(world)
    for _ in range(4):
        for box in (school, twin):
            world.exchange(box)

    world.settle()

    for phone in (school.phones[0], twin.phones[0]):
        assert {op.id for op in phone.written} <= known(world.hub)
    assert known(school.database) == known(twin.database)
    world.close()


def test_a_row_that_a_bad_disk_lost_gives_its_number_to_nobody() -> None:
    """The hub's newest row vanishes while a feed still points at it; what another school sends next
    must not come under its number, or that feed would carry it to a school that it is none of."""
    world = HarshWorld(SEVERAL_SCHOOLS)
    world.faults = False
    mine, theirs = world.schools[:2]
    lost = say(world, mine, "submission.hand_in", school=mine.name, learner="aru")
    world.exchange(mine)
    with world.hub.write() as unit:
        cast(Rows, unit.store)._run("DELETE FROM operations")
    other = say(world, theirs, "submission.hand_in", school=theirs.name, learner="asan")
    world.exchange(theirs)
    world.backup_hub()
    world.restore_hub()

    world.settle()

    assert {lost, other} <= known(world.hub)
    assert known(mine.database) == {lost}
    assert known(theirs.database) == {other}
    world.close()


def test_a_box_at_1970_and_one_in_2036_agree_with_the_rest(world: StickWorld) -> None:
    early, late = world.schools
    early.skew_ms, late.skew_ms = -world.now, 10 * 365 * 24 * 3_600_000
    for _ in range(3):
        for school in world.schools:
            school.phones[0].write(world)
            school.phones[0].deliver(world)
    trips(world)
    world.settle()

    check(world)
    with world.hub.read() as unit:
        assert clock.physical(unit.store.last_hlc()) > 0
    for school in world.schools:
        assert {op.id for op in school.phones[0].written} <= known(world.hub)
