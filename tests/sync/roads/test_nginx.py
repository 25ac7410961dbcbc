"""The road through a real nginx in front of a hub: TLS 1.3, bodies buffered, sessions resumed."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.agent import Agent
from sync.apply import apply
from sync.asking import Summary
from sync.roads.channel import Memory
from sync.roads.http import HttpRoad
from sync.roads.line import Line
from sync.storage.port import UPSTREAM
from tests.bench.traffic import School
from tests.support.link import Link, link_to
from tests.support.nginx import NGINX, nginx
from tests.support.ports import free_ports
from tests.sync.toy import Database, registry
from tests.sync.world import SchoolPort

POPULATION = "nginx"
FRAME_ROOM = 33_000  # a frame, its head and its TLS records

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here: apt-get install nginx-light")


@dataclass
class Place:
    """A school whose road leads over a link that can be cut, to nginx, to the hub."""

    school: School
    database: Database
    link: Link
    memory: Memory

    def write(self, count: int) -> None:
        with self.database.write() as unit:
            apply(unit.store, registry(), unit.port, self.school.mixed(count))

    def waiting(self) -> int:
        with self.database.read() as unit:
            return unit.store.waiting(UPSTREAM).operations

    def exchange(self, memory: Memory | None = None) -> tuple[Summary, Line]:
        address = f"https://localhost:{self.link.port}"
        road = HttpRoad(address, "token", memory=memory or self.memory)
        agent = Agent(self.database, registry(), road, SchoolPort(("dala",)))
        try:
            return agent.exchange(), road.lines[0]
        finally:
            road.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    school = School(POPULATION)
    database = Database(tmp_path / "school.db")
    with database.write() as unit:
        unit.store.initialise(school.node, "1" * 16, school.registrar.writer)
    front, behind = free_ports(2)
    folder = tmp_path / "nginx"
    folder.mkdir()
    hub = subprocess.Popen(
        [sys.executable, "-m", "tests.linklab.hub", str(tmp_path), POPULATION, str(behind)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert hub.stdout is not None
        assert hub.stdout.readline() == "ready\n"
        with nginx(folder, front, behind) as authority, link_to(front) as link:
            yield Place(school, database, link, Memory(str(authority)))
    finally:
        hub.terminate()
        hub.communicate(timeout=15)
        database.close()


def test_a_quiet_exchange_is_one_request_and_the_next_one_resumes(place: Place) -> None:
    first, line = place.exchange()
    assert (first.error, first.finished, line.resumed) == (None, True, 0)
    quiet, line = place.exchange()
    assert (quiet.error, quiet.requests) == (None, 1)
    assert (line.connections, line.resumed) == (1, 1), "the TLS session was not resumed"


def test_work_goes_up_with_its_frames_one_behind_the_other(place: Place) -> None:
    place.exchange()
    place.write(300)
    done, line = place.exchange()
    assert (done.error, done.operations_up, place.waiting()) == (None, 300, 0)
    assert (line.connections, line.resent) == (1, 0)


def test_a_cut_costs_a_frame_and_the_exchange_goes_on(place: Place) -> None:
    place.exchange()
    place.write(3_000)
    place.link.take()
    place.link.cuts += [25_000, 10_000]
    done, line = place.exchange()
    assert place.link.cuts_made == 2
    assert (done.error, done.operations_up, place.waiting()) == (None, 3_000, 0)
    assert (line.connections, line.resumed) == (3, 3)
    assert 0 < line.resent < 2 * 2 * FRAME_ROOM


def test_a_certificate_that_nobody_vouches_for_ends_it_at_once(place: Place) -> None:
    done, line = place.exchange(Memory())
    assert done.error is not None
    assert getattr(done.error, "cause", None) == "certificate"
    assert line.connections == 0


def test_nothing_older_than_tls_1_3_is_spoken(place: Place) -> None:
    context = place.memory.context
    assert context.check_hostname
    assert context.minimum_version.name == "TLSv1_3"
