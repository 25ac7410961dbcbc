"""The school of the lab: exchanges and downloads over the real road, timed; JSON on its output.

python -m tests.linklab.school session «url» «authority» «folder» «population» «operations»
python -m tests.linklab.school fetch «url» «authority» «sha256»
"""

import hashlib
import json
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.agent import Agent
from sync.apply import apply
from sync.asking import Course, Shelf
from sync.plan import Budget
from sync.roads.channel import Memory
from sync.roads.http import HttpRoad
from sync.storage.port import UPSTREAM
from sync.transfers import Transfers
from tests.bench.traffic import School
from tests.sync.toy import Database, registry
from tests.sync.world import SchoolPort

_MOST_SECONDS = 600.0


@dataclass
class _Downloads(SchoolPort):
    """Wants one course file."""

    wanted: str = ""
    got: bytearray = field(default_factory=bytearray)
    whole: bool = False

    def lacking(self, shelf: Shelf, _limit: int) -> Sequence[str]:
        return [self.wanted] if shelf is Shelf.COURSE and not self.whole else []

    def part_size(self, _shelf: Shelf, _sha256: str) -> int:
        return len(self.got)

    def write_part(self, _shelf: Shelf, _sha256: str, offset: int, data: bytes) -> None:
        assert offset == len(self.got)
        self.got += data

    def finish_part(self, _shelf: Shelf, sha256: str) -> bool:
        self.whole = hashlib.sha256(self.got).hexdigest() == sha256
        return self.whole


def fetch(url: str, authority: str, sha256: str) -> dict[str, Any]:
    """One file, by the agent's own rules for ranges under way."""
    road = HttpRoad(url, "token", memory=Memory(authority), seconds=_MOST_SECONDS)
    port = _Downloads(("dala",), wanted=sha256)
    course = Course(Budget())
    database = Database()
    transfers = Transfers(database, road, port)
    began = time.monotonic()
    while not port.whole:
        flight = None
        if course.may_ask:
            flight = transfers.fetch(course, Shelf.COURSE)
        if flight is not None:
            course.flights.append(flight)
        else:
            course.flights.popleft().land()
    seconds = time.monotonic() - began
    road.close()
    return {"seconds": seconds, "bytes": len(port.got), **_lines(road)}


def session(url: str, authority: str, folder: str, population: str, count: int) -> dict[str, Any]:
    """An exchange in which so many operations go up, a connection and its handshake included. The
    two nodes have met before, as they have every day but the first."""
    school = School(population)
    database = Database(Path(folder) / "school.db")
    with database.write() as unit:
        unit.store.initialise(school.node, "1" * 16, school.registrar.writer)
    memory = Memory(authority)
    port = SchoolPort(("dala",))
    first = Agent(database, registry(), HttpRoad(url, "token", memory=memory), port).exchange()
    assert first.error is None, first.error
    memory.sessions.clear()
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, school.mixed(count))
    road = HttpRoad(url, "token", memory=memory, seconds=_MOST_SECONDS)
    began = time.monotonic()
    road.start()
    done = Agent(database, registry(), road, port).exchange()
    seconds = time.monotonic() - began
    road.close()
    assert done.error is None, done.error
    with database.read() as unit:
        assert not unit.store.waiting(UPSTREAM).operations, port.refusals
    return {
        "seconds": seconds,
        "operations": done.operations_up,
        "bytes": done.spent,
        "requests": done.requests,
        **_lines(road),
    }


def _lines(road: HttpRoad) -> dict[str, int]:
    lines = deque(road.lines)
    return {
        "connections": sum(line.connections for line in lines),
        "resumed": sum(line.resumed for line in lines),
        "resent": sum(line.resent for line in lines),
    }


if __name__ == "__main__":
    what, url, authority, third, *rest = sys.argv[1:]
    if what == "fetch":
        found = fetch(url, authority, third)
    else:
        found = session(url, authority, third, rest[0], int(rest[1]))
    sys.stdout.write(json.dumps(found) + "\n")
