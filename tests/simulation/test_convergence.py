"""Seeded runs of the simulated country: whatever fails, nothing acknowledged is lost.

`TIREK_SEEDS=10000` takes more seeds, `TIREK_SEED=17` replays one.
"""

import os

import pytest

from sync.core import cbor
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM
from tests.simulation.world import HUB, OLD_RELEASE, Phone, School, World
from tests.sync.toy import Database

STEPS = 120
DEFAULT_SEEDS = 60
BATCHES = 6
REPLAY = (
    "replay with: TIREK_SEED={seed} .venv/bin/pytest tests/simulation/test_convergence.py -k replay"
)

Views = dict[tuple[str, str], tuple[bytes, str | None]]


class Broken(AssertionError):
    """An invariant does not hold; says which one, and how to see it again."""


def run(seed: int, steps: int = STEPS) -> World:
    """Play a seed, let everything settle, and check the invariants; Broken when one fails."""
    world = World(seed)
    try:
        for _ in range(steps):
            world.step()
        world.settle()
        check(world)
    except AssertionError as error:
        raise Broken(f"seed {seed}: {error}\n{REPLAY.format(seed=seed)}") from error
    finally:
        world.close()
    return world


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
        mine = here.store.merge_states(keys)
        theirs = hub.store.merge_states(keys)
    assert set(theirs) == set(mine)
    for key, state in mine.items():
        assert theirs[key] == state, f"{school.name} and the hub disagree on {key}"
        assert cbor.encode(theirs[key].fields) == cbor.encode(state.fields)


def known(database: Database) -> set[OpId]:
    with database.read() as unit:
        return set(unit.store.knowledge().ids())


def seeds(batch: int) -> range:
    count = int(os.environ.get("TIREK_SEEDS", str(DEFAULT_SEEDS)))
    each = -(-count // BATCHES)
    return range(batch * each, min(count, (batch + 1) * each))


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_whatever_fails_all_replicas_end_equal_and_nothing_is_lost(batch: int) -> None:
    played = [run(seed).steps for seed in seeds(batch)]
    assert all(steps > STEPS / 4 for steps in played), "a run in which hardly anything happened"


def test_old_and_new_releases_work_side_by_side() -> None:
    worlds = [run(seed) for seed in range(12)]
    pairs = {
        (world.releases[HUB] == OLD_RELEASE, world.releases[school.node] == OLD_RELEASE)
        for world in worlds
        for school in world.schools
    }
    assert pairs == {(False, False), (False, True), (True, False), (True, True)}
    assert sum(world.tight_frames for world in worlds) > 20


def test_replay_of_one_seed() -> None:
    seed = int(os.environ.get("TIREK_SEED", "0"))
    assert run(seed).steps > 0


def test_the_same_seed_gives_the_same_trace() -> None:
    one, again, other = run(7), run(7), run(8)
    assert one.trace.digest() == again.trace.digest() != other.trace.digest()


def test_a_failing_seed_says_how_to_replay_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_world: World) -> None:
        raise AssertionError("for the sake of argument")

    monkeypatch.setattr("tests.simulation.test_convergence.check", wrong)
    with pytest.raises(Broken, match=r"TIREK_SEED=3 \.venv/bin/pytest"):
        run(3, steps=1)
