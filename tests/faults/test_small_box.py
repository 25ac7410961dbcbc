"""The smallest box: 512 MB and a quarter of a core, and a class that works on it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from tests.faults import tables
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.uploads.sending import bring
from tests.server.uploads.test_importing import LESSON
from tests.support.confined import Confined, Unconfinable, confined
from tests.support.nodes import TIREK

pytestmark = pytest.mark.slow

MEMORY: Final = 512 * 1024 * 1024
PHOTO: Final = b"\xff\xd8\xff\xe0" + bytes(900_000)
LOGINS: Final = 24


@pytest.fixture
def machine() -> Iterator[Confined]:
    try:
        with confined(memory_bytes=MEMORY, core_share=0.25) as made:
            yield made
    except Unconfinable as reason:
        pytest.skip(str(reason))


def test_a_class_works_in_half_a_gigabyte(
    machine: Confined, folder: Path, new_victim: Callable[..., Victim]
) -> None:
    school = new_victim("home")
    shutil.copytree(folder, school.home)
    package = school.home.with_name("su.zip")
    package.write_bytes(LESSON)
    school.program = machine.program(tuple(TIREK))
    school.start()

    with ThreadPoolExecutor(LOGINS) as bell:
        pupils = list(bell.map(lambda _: school.phone(cast.ARU), range(LOGINS)))
    marat = school.phone(cast.MARAT)
    task = set_task(marat)
    for pupil in pupils:
        pupil.refresh()
        assert task in pupil.ids("assignment")
    bring(pupils[0], PHOTO)
    school.tirek("content", "import", str(package), "--school", cast.AKBULAQ)
    done = [
        pupil.submit("submission.hand_in", work(task, text=f"{n} жауап"))
        for n, pupil in enumerate(pupils)
    ]

    assert {one["outcome"] for one in done} == {"admitted"}
    school.stop()
    assert machine.kills() == 0
    assert machine.peak_megabytes() < MEMORY / 1e6
    assert tables.count(school.home, "submission") == LOGINS
    assert tables.is_sound(school.home)


HOG: Final = "kept = [bytearray(b'x' * 1_000_000) for _ in range(2_000)]"


def test_who_is_killed_for_want_of_memory_has_lost_nothing(
    machine: Confined, folder: Path, new_victim: Callable[..., Victim]
) -> None:
    school = new_victim("home")
    shutil.copytree(folder, school.home)
    school.program = machine.program(tuple(TIREK))
    school.start()
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    kept = [aru.make("submission.hand_in", work(task, text=f"{n} жауап")) for n in range(3)]
    assert {one["outcome"] for one in aru.send(*kept)} == {"admitted"}
    # The kernel is to choose the server, and not the program that wants the memory.
    Path(f"/proc/{school.pid}/oom_score_adj").write_text("1000", encoding="ascii")

    hog = machine.program((sys.executable, "-c", HOG))
    subprocess.run(hog, check=False, capture_output=True, timeout=120)

    assert machine.kills() >= 1
    school.is_dead()
    school.start_again()
    assert all(one["duplicate"] for one in aru.send(*kept))
    assert tables.count(school.home, "submission") == 3
