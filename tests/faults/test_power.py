"""The power fails at any write, sync, rename or removal; afterwards the same command ends as if
nothing had happened, and nothing that was there before is lost."""

import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from typing import cast as cast_to

import pytest
from flask import Flask

from sync.frames.bundle import Volume
from tests.faults import tables
from tests.faults.power import Power
from tests.server import cast
from tests.server.bundles.conftest import Carriers, carriers, home
from tests.server.classroom.tasks import set_task
from tests.server.conftest import cast_home, cast_homes, clock, database_kind, school
from tests.server.delivery.conftest import FIRST, SECOND, Publisher
from tests.server.upstream.conftest import new_hub, pair
from tests.server.upstream.test_exchange import hand_in, publish_page
from tests.support.nodes import try_tirek

__all__ = [
    "carriers", "cast_home", "cast_homes", "clock", "database_kind", "new_hub", "pair", "school",
]  # fmt: skip

FEW, MANY = 2, 30


@dataclass(frozen=True)
class Job:
    """A command of one side, after so many steps of a trip with a stick, or with a courier's file
    that the other side has made; with an `edition` the next one of a lesson is on its way."""

    side: str
    steps: int
    words: tuple[str, ...]
    brings: str = ""
    edition: bool = False

    @property
    def env(self) -> dict[str, str]:
        return {"TIREK_ROLE": self.side, "TIREK_KEEP_FILES": "all"}


JOBS = {
    "export-up": Job("school", 0, ("bundle", "export", "STICK")),
    "import-up": Job("hub", 1, ("bundle", "import", "STICK")),
    "export-down": Job("hub", 2, ("bundle", "export", "STICK")),
    "import-down": Job("school", 3, ("bundle", "import", "STICK")),
    "courier-out": Job("school", 0, ("bundle", "export", "STICK/work.tirek")),
    "courier-in": Job("hub", 0, ("bundle", "import", "STICK/work.tirek"), "work.tirek"),
    "pack-in": Job("school", 3, ("bundle", "import", "STICK"), edition=True),
    "erase": Job("school", 0, ("person", "erase", cast.ARU, "--yes")),
}


@dataclass
class Place:
    """A node's folder and a stick, to be copied for every cut."""

    job: Job
    home: Path
    stick: Path

    def copy(self, into: Path) -> "Place":
        shutil.copytree(self.home, into / "home")
        shutil.copytree(self.stick, into / "stick")
        return Place(self.job, into / "home", into / "stick")

    @property
    def words(self) -> list[str]:
        return [word.replace("STICK", str(self.stick)) for word in self.job.words]

    def volumes(self) -> int:
        """How many volumes there are; each must be whole, and nothing half-written is left."""
        assert list(self.stick.rglob("*.tmp")) == []
        found = [path.read_bytes() for path in self.stick.rglob("*.b")]
        for data in found:
            assert list(Volume(io.BytesIO(data), len(data)).read())
        return len(found)

    def stands(self) -> object:
        """What must be the same however often the power failed on the way.

        A pack that has brought its edition and was not removed any more goes with tidying.
        """
        files = [tables.files(self.home / "blobs" / shelf) for shelf in ("course", "personal")]
        files[0] -= tables.packs_of_seen_editions(self.home)
        ids = {
            (row[0], row[1]) if self.job.words[0] == "person" else row
            for row in tables.operations(self.home)
        }
        return len(ids), files, self.volumes()


@pytest.fixture
def new_place(carriers: Carriers, tmp_path: Path) -> Callable[[str], Place]:
    """A school with work and a photo, a hub with a course, a stick on its way between them."""
    publish_page(carriers.hub, tmp_path)
    hand_in(carriers.school.phone(cast.ARU), set_task(carriers.school.phone(cast.MARAT)))

    def make(name: str) -> Place:
        job = JOBS[name]
        if job.edition:
            publisher = Publisher(cast_to(Any, carriers), tmp_path)
            publisher.edition(FIRST)
            carriers.trip()
            publisher.edition(SECOND)
        trip = (carriers.fill_at_school, carriers.read_at_hub, carriers.fill_at_hub)
        for step in trip[: job.steps]:
            assert step().refused == []
        if job.brings:
            file = str(carriers.folder / job.brings)
            done = try_tirek(home(carriers.school.app), "bundle", "export", file)
            assert done.returncode == 0, done.stderr
        app: Flask = carriers.school.app if job.side == "school" else carriers.hub
        return Place(job, home(app), carriers.folder)

    return make


def spread(changes: int, most: int) -> list[int]:
    """At most so many of 1..changes, evenly, the last among them."""
    return sorted({-(-changes * at // most) for at in range(1, most + 1)} - {0})


def cut_everywhere(power: Power, place: Place, folder: Path, most: int) -> None:
    job, before = place.job, tables.log(place.home)
    whole = place.copy(folder / "whole")
    changes = power.changes(folder / "whole", whole.home, whole.words, job.env)
    assert changes > most
    for number, nth in enumerate(spread(changes, most)):
        for loses in (False, True) if most > FEW else (number % 2 == 0,):
            root = folder / f"{nth}-{loses}"
            cut = place.copy(root)
            power.fails(root, cut.home, cut.words, job.env, nth=nth, loses=loses)
            assert tables.is_sound(cut.home), (nth, loses)
            if job.words[0] != "person":
                assert before <= tables.log(cut.home), f"cut {nth} lost what was there before"
            again = try_tirek(cut.home, *cut.words, env=job.env)
            if job.words[0] != "person":
                assert again.returncode == 0, (nth, loses, again.stderr)
                assert tables.log(cut.home) == tables.log(whole.home), (nth, loses)
            assert cut.stands() == whole.stands(), (nth, loses, again.stdout, again.stderr)
            shutil.rmtree(root)


WITHOUT_SYNC = """
import ctypes, os
with open("new.tmp", "wb") as out:
    out.write(b"new")
    out.flush()
    os.fsync(out.fileno())
os.rename("new.tmp", "kept")
if SYNCED:
    sync = os.fsync if SYNCED == "folder" else ctypes.CDLL(None).syncfs
    sync(os.open(".", os.O_RDONLY))
os.unlink("nothing")
"""


@pytest.mark.parametrize("synced", ["folder", "disk", ""])
def test_a_name_that_was_not_synced_is_taken_back(
    power: Power, tmp_path: Path, synced: str
) -> None:
    """Otherwise nothing here would notice a rename whose folder is never synced."""
    (tmp_path / "kept").write_bytes(b"old")
    program = f"SYNCED = {synced!r}\n{WITHOUT_SYNC}"
    nth = "5" if synced else "4"

    power.python(program, tmp_path, {"TIREK_POWER_NTH": nth, "TIREK_POWER_LOSES": "1"})

    assert (tmp_path / "kept").read_bytes() == (b"new" if synced else b"old")
    assert (tmp_path / "new.tmp").exists() is not bool(synced)


@pytest.mark.parametrize(
    "name",
    [
        "import-up",
        *(pytest.param(n, marks=pytest.mark.slow) for n in ("import-down", "courier-in", "erase")),
    ],
)
def test_the_power_fails_at_some_changes_of_the_disk(
    power: Power, new_place: Callable[[str], Place], tmp_path: Path, name: str
) -> None:
    cut_everywhere(power, new_place(name), tmp_path / "cuts", FEW)


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", JOBS)
def test_the_power_fails_at_most_changes_of_the_disk(
    power: Power, new_place: Callable[[str], Place], tmp_path: Path, name: str
) -> None:
    cut_everywhere(power, new_place(name), tmp_path / "cuts", MANY)
