"""A node far behind begins from a snapshot that comes over the link, however often that is cut."""

import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from sync import snapshots, starting, transfers
from sync.agent import Agent
from sync.apply import apply
from sync.core.errors import RoadFailed
from sync.core.knowledge import Knowledge
from sync.peer import Peer
from sync.plan import Budget, Speed
from sync.storage.port import UPSTREAM
from tests.sync.test_snapshots import full, has_signed, sights, sign, taken, years
from tests.sync.toy import HUB, SCHOOL, Database, judged, op, registry
from tests.sync.world import Files, HubPort, MemoryRoad, SchoolPort

__all__ = ["full"]
MANY = 10


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "SNAPSHOT_FROM_OPERATIONS", MANY)


class Box:
    """A new box, its hub, and a road between them that offers what the test says."""

    def __init__(self, school: Database, hub: Database, offered: bytes) -> None:
        self.database = school
        self.port = SchoolPort(("s1",))
        self.port.begin = self._begin
        peer = Peer(hub, registry(), HubPort({SCHOOL: ("s1",)}))
        self.road = MemoryRoad(peer, SCHOOL, Files(), offered=offered)
        self.road.measured = Speed(up=1e3, down=1e3)  # small ranges
        self.believed: Callable[[str, bytes, bytes], bool] = has_signed

    def _begin(self, data: bytes) -> int:
        found = snapshots.decode(data, self.believed)
        with self.database.write() as unit:
            return snapshots.install(unit, registry(), found)

    def exchange(self, budget: Budget | None = None) -> Any:
        return Agent(self.database, registry(), self.road, self.port).exchange(budget)

    def state(self) -> tuple[starting.Offer | None, str | None]:
        with self.database.read() as unit:
            return starting.coming(unit.store), starting.refused(unit.store)


def whole(hub: Database) -> bytes:
    return snapshots.encode(taken(hub), sign)


def test_a_new_box_begins_from_the_snapshot_and_goes_on_by_the_feeds(
    school: Database, full: Database
) -> None:
    box = Box(school, full, whole(full))
    later = judged(op(70, "mark.give", record="late", school="s1", mark=9))
    with full.write() as unit:
        apply(unit.store, registry(), unit.port, [later])

    done = box.exchange()

    assert done.finished
    assert done.operations_down == len(years()) + 3
    assert box.road.log.count("snapshot") == 1
    assert sights(school) == sights(full)
    assert box.state() == (None, None)
    again = box.exchange()
    assert (again.finished, again.requests) == (True, 1)


@pytest.mark.parametrize("piece", [4_999, 12_345])
def test_a_cut_at_any_byte_costs_no_byte_that_had_come(
    school: Database, full: Database, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    """Every second range is lost with its link, each time in a new exchange."""
    monkeypatch.setattr(transfers, "range_bytes", lambda _: piece)
    chance = random.Random(1)
    texts = [chance.randbytes(600).hex() for _ in range(120)]
    much = [op(100 + n, "mark.give", record=f"n{n}", school="s1", m=t) for n, t in enumerate(texts)]
    with full.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in much])
    data = whole(full)
    box = Box(school, full, data)
    down: list[int] = []

    def fault(direction: str, size: int) -> None:
        if direction == "down" and size == piece:
            down.append(size)
            if len(down) % 2 == 0:
                raise RoadFailed("GET", "snapshot", "cut", retry=True)

    box.road.fault = fault
    before = exchanges = 0
    while not (done := box.exchange()).finished:
        exchanges += 1
        assert exchanges <= len(data) // piece + 1
        assert box.state() == (starting.Offer(_sha(data), len(data)), None)
        got = len(box.port.starts.parts[_sha(data)])
        assert got == before + piece
        before = got
        with school.read() as unit:
            # Nothing of it is used before all of it is here.
            assert unit.store.count_pruned() == 0
    assert exchanges >= len(data) // piece - 1 > 0
    assert done.error is None
    assert box.port.starts.parts == {}
    assert sights(school) == sights(full)


@pytest.mark.parametrize("at", [3, 10, 200, -1])
def test_a_snapshot_that_is_not_the_hubs_is_refused_and_the_feeds_bring_everything(
    school: Database, full: Database, at: int
) -> None:
    forged = bytearray(whole(full))
    forged[at] ^= 1
    box = Box(school, full, bytes(forged))

    done = box.exchange()

    assert done.finished
    coming, why = box.state()
    assert coming is None
    assert why
    with school.read() as unit:
        assert unit.store.count_pruned() == 0
    assert sights(school) != {}
    assert knowledge(school).difference(knowledge(full)) == {}
    assert knowledge(full).difference(knowledge(school)) == {}


def test_another_signer_is_refused_once_and_not_asked_again(
    school: Database, full: Database
) -> None:
    box = Box(school, full, whole(full))
    box.believed = lambda *_: False
    box.exchange(Budget(bytes=12_000))
    assert box.state() == (None, "its signature is not that of the node above")
    with school.write() as unit:
        unit.store.drop_cursors(UPSTREAM)  # still as far behind
    box.road.log.clear()
    assert box.exchange().finished
    assert box.road.log.count("snapshot") == 1
    assert "snapshot-range" not in box.road.log
    assert knowledge(full).difference(knowledge(school)) == {}
    # Once the feeds have brought everything, there is nothing to tell any more.
    assert box.exchange().finished
    assert box.state() == (None, None)


def test_a_hub_without_one_is_followed_by_its_feeds(school: Database, full: Database) -> None:
    box = Box(school, full, b"")
    assert box.exchange().finished
    assert sights(school) != {}
    assert knowledge(full).difference(knowledge(school)) == {}


def test_what_a_node_sent_itself_is_no_distance(school: Database, hub: Database) -> None:
    """Its own work stands in its feeds, too; they are walked without a byte of it."""
    box = Box(school, hub, b"none")
    with school.write() as unit:
        unit.store.follow(UPSTREAM)
        apply(unit.store, registry(), unit.port, [judged(one) for one in years()])
    assert box.exchange().finished
    with school.write() as unit:
        unit.store.drop_cursors(UPSTREAM)
    assert box.exchange().finished
    assert "snapshot" not in box.road.log


def knowledge(database: Database) -> Knowledge:
    with database.read() as unit:
        return unit.store.knowledge()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_an_offer_reads_as_it_was_written() -> None:
    offer = starting.Offer(_sha(b"x"), 17)
    assert starting.decode(starting.encode(offer)) == offer
    assert HUB != SCHOOL
