"""Seeded runs of the simulated country: whatever fails, nothing acknowledged is lost.

`TIREK_SEEDS=10000` takes more seeds, `TIREK_SEED=17` replays one, and with `TIREK_STEPS=3,41` only
those steps of it.
"""

import pytest

from sync.core import cbor
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM
from tests.simulation.playing import USUAL_STEPS, Game, digests, seeds
from tests.simulation.world import HUB, Phone, School, World
from tests.sync.toy import Database

DEFAULT_SEEDS = 120
BATCHES = 10

Views = dict[tuple[str, str], tuple[bytes, str | None]]


def check(world: World) -> None:
    at_hub = known(world.hub)
    for school in world.schools:
        here = known(school.database)
        for phone in school.phones:
            nothing_acknowledged_is_lost(phone, here, at_hub)
        assert not here - at_hub, f"the hub lacks {here - at_hub} of {school.name}"
        with school.database.read() as unit:
            assert unit.store.waiting(UPSTREAM).operations == 0, f"{school.name} still waits"
            assert unit.store.forks() == []
        replicas_are_equal(world, school)
    with world.hub.read() as unit:
        assert unit.store.forks() == [], "two operations under one id"
        for scope in ("national", *(f"school:{school.name}" for school in world.schools)):
            rows = unit.store.feed_after(scope, 0, 10**6)
            assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1)), "a gap in a feed"


def nothing_acknowledged_is_lost(phone: Phone, here: set[OpId], at_hub: set[OpId]) -> None:
    written = {op.id for op in phone.written}
    assert written <= here, f"the school lost {written - here}"
    assert written <= at_hub, f"the hub lost {written - at_hub}"


def replicas_are_equal(world: World, school: School) -> None:
    """The hub sees of this school, and of the country, exactly what the school sees."""
    keys = list(school.database.rows())
    with world.hub.read() as hub, school.database.read() as here:
        for line in here.store.entries():
            there = hub.store.get(line.op.id)
            assert there is not None
            assert there.op == line.op, "one id, two operations"
            # Arrival time and judge are left out: only what orders has to be equal.
            same = [(v.outcome == "held", v.order, v.rank) for v in (there.verdict, line.verdict)]
            assert same[0] == same[1], f"{line.op.id} is judged apart: {same}"
        for thin in here.store.all_pruned():
            found = hub.store.verdict_of(thin.id)
            assert found is not None
            assert found[0] == thin.hash, "one id, two operations"
            orders = (found[1].order, found[1].rank)
            assert orders == (thin.verdict.order, thin.verdict.rank), f"{thin.id} is judged apart"
        assert not here.store.lost(), f"{school.name} lacks {here.store.lost()}"
        mine = here.store.merge_states(keys)
        theirs = hub.store.merge_states(keys)
    assert set(theirs) == set(mine)
    for key, state in mine.items():
        assert theirs[key] == state, f"{school.name} and the hub disagree on {key}"
        assert cbor.encode(theirs[key].fields) == cbor.encode(state.fields)


def known(database: Database) -> set[OpId]:
    with database.read() as unit:
        return set(unit.store.knowledge().ids())


GAME = Game(World, check, "tests/simulation/test_convergence.py")


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_whatever_fails_all_replicas_end_equal_and_nothing_is_lost(batch: int) -> None:
    some = seeds(DEFAULT_SEEDS, batch, BATCHES)
    worlds = [GAME.shortened(seed, range(USUAL_STEPS)) for seed in some]
    assert all(world.steps > USUAL_STEPS / 4 for world in worlds), "hardly anything happened"
    assert sum(world.pruned for world in worlds) > len(worlds), "hardly anything was pruned"


def test_old_and_new_releases_work_side_by_side() -> None:
    worlds = [GAME.play(seed) for seed in range(12)]
    hubs = {world.releases[HUB] for world in worlds}
    schools = {world.releases[school.node] for world in worlds for school in world.schools}
    assert len(hubs) == len(schools) == 3
    assert sum(world.tight_frames for world in worlds) > 20


def test_replay() -> None:
    assert GAME.asked_for().steps > 0


def test_the_same_seed_gives_the_same_trace() -> None:
    one, again, other = digests(GAME, 7, 7, 8)
    assert one == again != other


def test_a_failing_seed_is_told_by_the_steps_that_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The made-up failure needs the writing of steps that lie far apart."""
    played = GAME.play(3).played
    first, second = played[2], played[-2]

    def check(world: World) -> None:
        assert not {first, second} <= set(world.played), "for the sake of argument"

    broken = Game(World, check, "tests/here.py").story(3)

    assert f"TIREK_SEED=3 TIREK_STEPS={first},{second} .venv/bin/pytest tests/here.py" in str(
        broken
    )
    monkeypatch.setenv("TIREK_SEED", "3")
    monkeypatch.setenv("TIREK_STEPS", f"{first},{second}")
    assert GAME.asked_for().played == [first, second]
