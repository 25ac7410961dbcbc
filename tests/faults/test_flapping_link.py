"""A day on which the link comes and goes every few seconds to minutes.

Time is counted in bytes: how much crosses before the link goes away again, which is all that a
program knows of it. A seed says how the day goes: TIREK_FLAPS_SEED=7 plays another one, and
TIREK_FLAPS sets how often. The same day is played on a link that stays, and costs are compared.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from server.upstream.limits import JOURNAL_LINES
from tests.faults import tables
from tests.faults.test_killed_exchange import country
from tests.faults.victim import Victim, eventually
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, stated
from tests.support.link import Link, link_to

__all__ = ["country"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SEED: Final = int(os.environ.get("TIREK_FLAPS_SEED", "1"))
FLAPS: Final = int(os.environ.get("TIREK_FLAPS", "60"))
DOWN: Final = 0.3
"""Of the times that the school looks for the hub, the share in which there is no link at all."""
LEAST_BYTES: Final = 300
MOST_BYTES: Final = 120_000
"""What crosses before the link goes: a handshake, up to two minutes of a slow satellite."""
PHOTO_BYTES: Final = 90_000
TIMES_THE_USEFUL: Final = 2.0
BYTES_OF_A_TRY: Final = 4_096
"""What it costs to find out where the other side is, each time that the link is back."""
LOG_BYTES_OF_A_TRY: Final = 6_000


@dataclass
class Day:
    """A school and its hub on one link, and what has crossed it."""

    school: Victim
    hub: Victim
    link: Link
    flaps: bool
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    texts: dict[str, str] = field(default_factory=dict)
    photos: list[bytes] = field(default_factory=list)
    failed: int = 0
    told: list[str] = field(default_factory=list)

    def play(self) -> None:
        self.school.start()
        marat, aru, aizhan = (self.school.phone(one) for one in (cast.MARAT, cast.ARU, cast.AIZHAN))
        look = self.looker(aizhan)
        task = set_task(marat)
        for n in range(FLAPS):
            self.lesson(n, aru, task)
            if n % 10 == 9:
                give(marat, task, cast.ARU, str(4 + n // 10))
                task = set_task(marat, title=f"{n}-тапсырма")
            there, crosses = self.dice.random() >= DOWN, self.dice.random()
            if self.flaps:
                self.link.cut_after(int(LEAST_BYTES * (MOST_BYTES / LEAST_BYTES) ** crosses))
                if not there:
                    self.link.down()
            error = look()
            if self.flaps:
                self.link.up()
            if error is not None:
                self.failed += 1
                self.told.append(self.words(aizhan))
        self.link.cuts.clear()
        while look() is not None:
            self.told.append(self.words(aizhan))
        look()

    def lesson(self, n: int, aru: Phone, task: str) -> None:
        text = f"{n}: " + "".join(self.dice.choices("аәбвгғдеё ", k=300))
        files = []
        if n % 6 == 0:
            photo = self.dice.randbytes(PHOTO_BYTES)
            bring(aru, photo)
            self.photos.append(photo)
            files = [stated(photo)]
        done = aru.submit("submission.hand_in", work(task, text=text, files=files))
        assert done["outcome"] in {"admitted", "corrected"}, done
        self.texts[done["record"]] = text

    def looker(self, aizhan: Phone) -> Callable[[], str | None]:
        """What lets the school look for its hub once, and says how that ended."""

        def last() -> dict[str, Any]:
            told: dict[str, Any] = aizhan.get("/api/v1/sync").get_json()
            return told

        def look() -> str | None:
            before = eventually(last, lambda told: not told["running"])["last"]
            assert aizhan.request("POST", "/api/v1/sync").status_code == 202
            then = eventually(last, lambda told: told["last"] != before and not told["running"])
            error: str | None = then["last"]["error"]
            return error

        return look

    def words(self, aizhan: Phone) -> str:
        """What the administrator is shown meanwhile: why it waits, and that nothing is broken."""
        status = aizhan.get("/api/v1/status").get_json()
        doctor = aizhan.get("/api/v1/doctor").get_json()
        assert doctor["level"] != "bad", doctor
        assert all(one["what"] for one in doctor["findings"])
        return ", ".join(status["why"])

    def log_bytes(self) -> int:
        text = self.school.log()
        assert "Traceback" not in text, text
        return len(text.encode())

    def kept_bytes(self) -> int:
        """On the school's disk, without what it logs."""
        names = [p for p in self.school.home.rglob("*") if p.is_file() and p.name != "serve.log"]
        return sum(path.stat().st_size for path in names)


@contextmanager
def a_day(
    country: tuple[Path, str], new_victim: Callable[..., Victim], name: str, *, flaps: bool
) -> Iterator[Day]:
    hub = new_victim(f"{name}-hub", TIREK_ROLE="hub", TIREK_KEEP_FILES="all")
    shutil.copytree(country[0] / "hub", hub.home)
    hub.start()
    with link_to(hub.port) as link:
        road = {"TIREK_UPSTREAM_URL": link.url, "TIREK_UPSTREAM_TOKEN": country[1]}
        school = new_victim(f"{name}-school", **road)
        shutil.copytree(country[0] / "school", school.home)
        day = Day(school, hub, link, flaps)
        day.play()
        school.stop()
        hub.stop()
        yield day


def test_everything_arrives_once_and_the_link_is_not_wasted(
    country: tuple[Path, str], new_victim: Callable[..., Victim]
) -> None:
    with a_day(country, new_victim, "calm", flaps=False) as calm:
        useful = calm.link.take().total
    with a_day(country, new_victim, "flapping", flaps=True) as day:
        spent = day.link.take().total
    said = (
        f"TIREK_FLAPS_SEED={SEED}: {FLAPS} times, {day.failed} cut or down, "
        f"{spent} bytes for {useful}"
    )
    print(said)  # noqa: T201 - a figure of the run
    assert calm.failed == 0
    assert day.failed > FLAPS / 3, said

    # Everything once, and the same on both sides.
    for place in (day.school, day.hub):
        assert tables.is_sound(place.home), said
        with tables.database(place.home) as connection:
            there = dict(connection.execute("SELECT id, text FROM submission"))
        assert there == day.texts, (place.home.name, said)
        assert tables.count(place.home, "operations") == len(tables.operations(place.home))
        photos = {stated(one)["sha256"] for one in day.photos}
        assert photos <= tables.files(place.home / "blobs" / "personal"), said
    assert tables.log(day.school.home) == tables.log(day.hub.home), said
    assert tables.count(day.school.home, "mark") == tables.count(day.hub.home, "mark") > 0

    # What it cost: a cut loses what was under way, and no more.
    assert spent <= TIMES_THE_USEFUL * useful + BYTES_OF_A_TRY * FLAPS, said
    assert day.log_bytes() <= calm.log_bytes() + LOG_BYTES_OF_A_TRY * day.failed, said
    assert day.kept_bytes() <= 1.2 * calm.kept_bytes(), said
    assert tables.count(day.school.home, "exchange_line") <= JOURNAL_LINES
    assert list((day.hub.home / "parts").rglob("*.part")) == [], said
    assert {"link-failed"} == {one.split(", ")[0] for one in day.told}, said
