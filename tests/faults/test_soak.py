"""24 school days in a few minutes: real servers, a clock that is set, and something fails daily.

A seed says what fails when: TIREK_SOAK_SEED=7 plays another term, TIREK_SOAK_DAYS another length.
Nothing is asserted about speed; at the end every acknowledged piece is where it was said to be.
"""

import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.faults import tables
from tests.faults.dial import Dial
from tests.faults.remote import CUT
from tests.faults.test_full_disk import disk, fill
from tests.faults.test_killed_exchange import country
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import mark, work
from tests.server.phone import Phone
from tests.server.uploads.sending import CHUNK, announce, chunk, stated
from tests.support.link import Link, link_to

__all__ = ["country", "disk"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]

SEED: Final = int(os.environ.get("TIREK_SOAK_SEED", "1"))
DAYS: Final = int(os.environ.get("TIREK_SOAK_DAYS", "24"))
HOUR_MS: Final = 3_600_000
TODAY: Final = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
MONDAY: Final = int((TODAY + timedelta(days=14 - TODAY.weekday())).timestamp() * 1000)
"""8:00 in Almaty on the Monday after the next one: what the school has is made before."""
FAULTS: Final = (
    "none", "school dies", "hub dies", "disk full", "link cut", "link down", "clock 1970",
    "clock 2036",
)  # fmt: skip
PUPILS: Final = (cast.ARU, cast.DIAS)
LESSONS: Final = 3
PHOTO_BYTES: Final = 300_000
TAKEN: Final = {"admitted", "corrected"}


@dataclass
class Pocket:
    """A phone that keeps what it has made until somebody has acknowledged it."""

    phone: Phone
    waiting: list[dict[str, Any]] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    taken: dict[tuple[str, int, int], dict[str, Any]] = field(default_factory=dict)
    brought: list[bytes] = field(default_factory=list)

    def write(self, kind: str, fields: dict[str, Any], record: str | None = None) -> str:
        made = self.phone.make(kind, fields, record=record)
        self.waiting.append(made)
        return str(made["record"])

    def deliver(self) -> bool:
        """One try; whether nothing waits any more. What is refused for want of room waits on."""
        try:
            while self.files and self._bring(self.files[0]):
                self.brought.append(self.files.pop(0))
            if not self.waiting:
                return not self.files
            answer = self.phone.post(self.waiting)
        except CUT:
            return False
        if answer.status_code == 507:
            return False
        assert answer.status_code == 200, answer.get_data(as_text=True)
        results = answer.get_json()["results"]
        for made, result in zip(list(self.waiting), results, strict=True):
            assert result["outcome"] in TAKEN, (made, result)
            self.taken[self.phone.writer, self.phone.epoch, made["seq"]] = made
            self.waiting.remove(made)
        return not self.files

    def _bring(self, data: bytes) -> bool:
        begun = announce(self.phone, data)
        if begun.status_code == 507:
            return False
        assert begun.status_code in {200, 201}, begun.get_data(as_text=True)
        told = begun.get_json()
        at = int(told["offset"])
        while at < len(data):
            answer = chunk(self.phone, told["id"], at, data[at : at + CHUNK])
            if answer.status_code == 507:
                return False
            assert answer.status_code == 204, answer.get_data(as_text=True)
            at = int(answer.headers["Upload-Offset"])
        return True


@dataclass
class Term:
    """The school, its hub, the link between them, and who works there."""

    school: Victim
    hub: Victim
    link: Link
    dial: Dial
    disk: Path
    dice: random.Random
    pockets: dict[str, Pocket] = field(default_factory=dict)
    tasks: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)

    def begin(self) -> None:
        self.at(MONDAY)
        self.hub.start()
        self.school.start()
        for login in (cast.MARAT, *PUPILS):
            self.pockets[login] = Pocket(self.school.phone(login))

    def at(self, unix_ms: int) -> None:
        """The time on the boxes' clocks and on everybody's phone."""
        self.dial.set(unix_ms)
        self.on_phones(unix_ms)

    def on_phones(self, unix_ms: int) -> None:
        for pocket in self.pockets.values():
            pocket.phone.clock.unix_ms = unix_ms

    def day(self, number: int) -> None:
        week, weekday = divmod(number, 5)
        morning = MONDAY + (week * 7 + weekday) * 24 * HOUR_MS
        fault = FAULTS[number % len(FAULTS)]
        when = self.dice.randrange(LESSONS)
        self.story.append(f"day {number}: {fault} in lesson {when}")
        self.at(morning)
        mend = self.none()
        for lesson in range(LESSONS):
            self.on_phones(morning + lesson * HOUR_MS)
            if not fault.startswith("clock"):
                self.dial.set(morning + lesson * HOUR_MS)
            self.lesson(number, lesson)
            if lesson == when:
                mend = getattr(self, fault.replace(" ", "_"))()
            for pocket in self.pockets.values():
                pocket.deliver()
        self.exchange()
        mend()
        self.at(morning + 6 * HOUR_MS)
        if number % 3 == 2:
            self.exchange()

    def lesson(self, number: int, lesson: int) -> None:
        """The teacher sets a task and marks the last one; pupils hand in, one with a photo."""
        marat = self.pockets[cast.MARAT]
        about = {
            "school": cast.AKBULAQ, "class": cast.CLASS_5, "title": f"{number}.{lesson}",
            "instructions": "Дәптерге сал.", "lesson": None, "item": None, "due_at": None,
            "max_mark": 10, "accepts": ["photo", "text"], "files": [],
        }  # fmt: skip
        if self.tasks:
            for pupil in PUPILS:
                task = self.tasks[-1]
                value = str(self.dice.randrange(4, 11))
                marat.write("mark.give", mark(task, pupil, value), record=f"{task}~{pupil}")
        for pupil in PUPILS if self.tasks else ():
            pocket, files = self.pockets[pupil], []
            if self.dice.random() < 0.2:
                photo = self.dice.randbytes(PHOTO_BYTES)
                pocket.files.append(photo)
                files = [stated(photo)]
            text = f"Жауап {number}.{lesson} {pupil}"
            pocket.write("submission.hand_in", work(self.tasks[-1], text=text, files=files))
        self.tasks.append(marat.write("assignment.set", about))

    def exchange(self) -> None:
        """An evening's look for the hub; it may fail, and tries again another day."""
        self.school.try_tirek("sync", "now")

    # --- what fails; each answers with what puts it right again

    def none(self) -> Callable[[], None]:
        return lambda: None

    def school_dies(self) -> Callable[[], None]:
        """While all phones send at once."""
        senders = [threading.Thread(target=one.deliver) for one in self.pockets.values()]
        fuse = threading.Timer(self.dice.random() / 10, self.school.kill)
        for each in (*senders, fuse):
            each.start()
        for each in (*senders, fuse):
            each.join()
        assert tables.is_sound(self.school.home)
        self.school.start()
        return lambda: None

    def hub_dies(self) -> Callable[[], None]:
        fuse = threading.Timer(0.5 + self.dice.random(), self.hub.kill)
        fuse.start()
        self.exchange()
        fuse.join()
        assert tables.is_sound(self.hub.home)
        return lambda: (self.hub.start(), None)[1]

    def disk_full(self) -> Callable[[], None]:
        return fill(self.disk).unlink

    def link_cut(self) -> Callable[[], None]:
        self.link.cuts.extend(self.dice.randrange(200, 30_000) for _ in range(4))
        return self.link.cuts.clear

    def link_down(self) -> Callable[[], None]:
        self.link.down()
        return self.link.up

    def clock_1970(self) -> Callable[[], None]:
        """The power fails, too: a clock without a battery begins anew then."""
        self.school.kill()
        self.dial.set(self.dice.randrange(100_000_000))
        self.school.start()
        return lambda: None

    def clock_2036(self) -> Callable[[], None]:
        """Under the running server, and back in the evening."""
        self.dial.set(2_087_000_000_000)
        return lambda: None

    def end(self) -> None:
        """Everything is mended: what waits is delivered, and both servers agree."""
        for pocket in self.pockets.values():
            for _ in range(10):
                if pocket.deliver() and not pocket.waiting:
                    break
            assert (pocket.waiting, pocket.files) == ([], []), "a phone could not deliver"
        for _ in range(10):
            if self.school.try_tirek("sync", "now").returncode == 0:
                break
        assert self.school.answer("sync", "now")["finished"]


@pytest.fixture
def term(
    country: tuple[Path, str], disk: Path, new_victim: Callable[..., Victim], dial: Dial
) -> Iterator[Term]:
    hub = new_victim("hub", TIREK_ROLE="hub", TIREK_KEEP_FILES="all", **dial.env)
    shutil.copytree(country[0] / "hub", hub.home)
    with link_to(hub.port) as link:
        road = {"TIREK_UPSTREAM_URL": link.url, "TIREK_UPSTREAM_TOKEN": country[1]}
        school = new_victim("disk/school", **road, **dial.env)
        shutil.copytree(country[0] / "school", school.home)
        made = Term(school, hub, link, dial, disk, random.Random(SEED))
        made.begin()
        yield made


def test_a_term_in_which_something_fails_every_day(term: Term) -> None:
    for number in range(DAYS):
        term.day(number)
    term.end()

    term.school.stop()
    term.hub.stop()
    said = f"TIREK_SOAK_SEED={SEED}: {term.story}"
    assert tables.is_sound(term.school.home), said
    assert tables.is_sound(term.hub.home), said
    # Every acknowledged operation is in both logs, and the tables show what was handed in.
    taken = {id_ for pocket in term.pockets.values() for id_ in pocket.taken}
    assert len(taken) == sum(pocket.phone.seq for pocket in term.pockets.values()), said
    for place in (term.school, term.hub):
        assert taken <= tables.operations(place.home), (place.home.name, said)
    assert tables.log(term.school.home) == tables.log(term.hub.home), said
    for name in ("assignment", "submission", "mark"):
        assert tables.count(term.school.home, name) == tables.count(term.hub.home, name), said
    handed_in = {
        made["record"]: made["fields"]["text"]
        for pocket in term.pockets.values()
        for made in pocket.taken.values()
        if made["kind"] == "submission.hand_in"
    }
    for place in (term.school, term.hub):
        with tables.database(place.home) as connection:
            there = dict(connection.execute("SELECT id, text FROM submission"))
        assert there == handed_in, (place.home.name, said)
    photos = {stated(one)["sha256"] for pocket in term.pockets.values() for one in pocket.brought}
    assert photos, "nobody took a photo in a whole term"
    for place in (term.school, term.hub):
        assert photos <= tables.files(place.home / "blobs" / "personal"), said
