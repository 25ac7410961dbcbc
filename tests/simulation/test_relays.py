"""Seeded countries without a link: volumes lie in a relay's mailbox and ride in couriers' pockets.

Neither can open them, and neither can be trusted to keep them: a relay drops what is over its quota
or loses its disk, a courier loses the phone, brings half of what was taken, or brings it twice and
a year late. `TIREK_SEEDS`, `TIREK_SEED` and `TIREK_STEPS` as in test_convergence.
"""

import re

import pytest

from sync.core.knowledge import Knowledge
from sync.frames.bundle import UP
from sync.storage.port import UPSTREAM, Ack
from tests.simulation.playing import STEPS, Game, digests, seeds
from tests.simulation.test_convergence import check
from tests.simulation.test_sticks import StickWorld, header_of
from tests.simulation.world import School

DEFAULT_SEEDS = 12
PATIENCE = 20
QUOTA = 6
ROUNDS_TO_SETTLE = 4


class RelayWorld(StickWorld):
    """One relay between all schools and the hub, and one courier for each school."""

    def __init__(self, seed: int) -> None:
        # Volumes at the relay: what waits for the hub, and by school what has come from it.
        self.mail: list[bytes] = []
        self.answers: dict[str, list[bytes]] = {}
        self.pockets: dict[str, list[bytes]] = {}
        self.passed = self.lost = 0
        super().__init__(seed)
        self.link = False

    def exchange(self, school: School) -> None:
        if not self.faults:
            for _ in range(ROUNDS_TO_SETTLE):
                self.leave(school)
                self.pass_on()
                self.fetch(school)
            return
        what = self.rng.randrange(14)
        if what < 4:
            self.leave(school)
        elif what < 7:
            self.pass_on()
        elif what < 9:
            self.fetch(school)
        elif what < 10:
            self.disk_dies()
        elif what < 12:
            self.pockets.setdefault(school.node, []).extend(self.up(school))
        else:
            self.courier_arrives(school)

    def leave(self, school: School) -> None:
        """What lies in the mailbox is in custody, and no more acknowledged than before."""
        volumes = self.up(school)
        self.mail += volumes
        for data in volumes:
            self.taken_in_custody(school, data)
        while self.faults and len(self.mail) > QUOTA:
            self.mail.pop(0)
            self.lost += 1

    def taken_in_custody(self, _school: School, _data: bytes) -> None:
        """The relay has said that it has the volume; nothing follows from that."""

    def pass_on(self) -> None:
        """The relay's own link breaks after some of it; what was passed on may be passed twice."""
        waiting, self.mail = self.mail, []
        if self.faults:
            self.rng.shuffle(waiting)
            stays = self.rng.randrange(len(waiting) + 1)
            self.mail = waiting[:stays]
        senders = set()
        for data in waiting:
            if data in self.mail and self.rng.random() < 0.5:
                continue
            self.read(data)
            self.passed += 1
            senders.add(header_of(data).sender)
        for school in self.schools:
            if school.node in senders:
                self.answers[school.node] = self.down(school)

    def fetch(self, school: School) -> None:
        answers = self.answers.get(school.node, [])
        if self.faults:
            answers = answers[: self.rng.randrange(len(answers) + 1)]
        for data in answers:
            self.read(data)

    def disk_dies(self) -> None:
        self.lost += len(self.mail)
        self.mail, self.answers = [], {}
        self.note("relay-dies")

    def courier_arrives(self, school: School) -> None:
        """Somewhere: parts for the hub are brought there, parts for the school come home."""
        pocket = self.pockets.get(school.node, [])
        if not pocket:
            return
        brought = self.rng.sample(pocket, self.rng.randint(1, len(pocket)))
        for data in brought:
            self.read(data)
        if self.rng.random() < 0.6:
            self.pockets[school.node] = [data for data in pocket if data not in brought]
        if any(header_of(data).kind == UP for data in brought):
            self.pockets.setdefault(school.node, []).extend(self.down(school))
        if self.rng.random() < 0.1:
            self.lost += len(self.pockets.pop(school.node, []))


GAME = Game(RelayWorld, check, "tests/simulation/test_relays.py")


@pytest.mark.timeout(0)
def test_whatever_relays_and_couriers_lose_nothing_acknowledged_is_lost() -> None:
    worlds = [GAME.shortened(seed) for seed in seeds(DEFAULT_SEEDS, one_in=10)]
    assert all(world.steps > STEPS / 4 for world in worlds)
    assert sum(world.passed for world in worlds) > 2 * len(worlds)
    assert sum(world.lost for world in worlds) > len(worlds)


def test_replay() -> None:
    assert GAME.asked_for().steps > 0


def test_the_same_seed_gives_the_same_trace() -> None:
    one, again, other = digests(GAME, 2, 2, 3)
    assert one == again != other


def test_a_relay_that_acknowledges_in_the_hub_s_name_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def acknowledges(_world: RelayWorld, school: School, _data: bytes) -> None:
        with school.database.write() as unit:
            told: Knowledge = unit.store.knowledge()
            unit.store.record_ack(UPSTREAM, {key: Ack(ids, ids) for key, ids in told.items()})

    monkeypatch.setattr(RelayWorld, "taken_in_custody", acknowledges)
    # Either the work is missing in the end, or a school has already let go of it.
    assert re.search("the hub l|left before the hub had it", GAME.caught(PATIENCE))
