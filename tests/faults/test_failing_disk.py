"""A disk that dies, becomes read-only or crawls while the server runs: nothing is acknowledged that
is not kept, reading goes on, and afterwards everything does."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.faults import tables
from tests.faults.power import shared_library
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.uploads.sending import announce, begin, chunk

pytestmark = pytest.mark.slow

SOURCE: Final = Path(__file__).with_name("disk.c")
PHOTO: Final = b"\xff\xd8\xff\xe0" + bytes(200_000)
WELL, BROKEN, READ_ONLY, SLOW = b"\0", b"\1", b"\2", b"\3"


@pytest.fixture
def dial(tmp_path: Path) -> Path:
    """A file whose only byte says how the disk does."""
    made = tmp_path / "how"
    made.write_bytes(WELL)
    return made


@pytest.fixture
def school(folder: Path, new_victim: Callable[..., Victim], tmp_path: Path, dial: Path) -> Victim:
    library = shared_library(SOURCE, tmp_path / "disk.so")
    if library is None:
        pytest.skip("no C compiler here: the disk cannot be made to fail")
    under = str(tmp_path / "home")
    names = {"TIREK_DISK_FILE": str(dial), "TIREK_DISK_UNDER": under, "LD_PRELOAD": str(library)}
    made = new_victim("home", **names)
    shutil.copytree(folder, made.home)
    made.start()
    return made


def turn(dial: Path, how: bytes) -> None:
    with dial.open("r+b") as out:  # in place: the server has it mapped
        out.write(how)


def says_failing(answer: Any) -> bool:
    body = answer.get_json()
    assert (answer.status_code, body["type"]) == (507, "/problems/disk-failing"), body
    return bool(body["title"] and body["hint"])


@pytest.mark.parametrize("how", [BROKEN, READ_ONLY], ids=["EIO", "read-only"])
def test_work_waits_on_the_phone_and_reading_goes_on(
    school: Victim, dial: Path, how: bytes
) -> None:
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    upload = begin(aru, PHOTO)
    batch = [aru.make("submission.hand_in", work(task, text=f"{n} сөз")) for n in range(5)]
    turn(dial, how)

    assert says_failing(aru.post(batch))
    assert says_failing(announce(aru, b"another photo"))
    assert says_failing(chunk(aru, upload, 0, PHOTO))
    fresh = marat.get("/api/v1/changes")
    assert fresh.status_code == 200
    assert any(record["id"] == task for record in fresh.get_json()["records"])

    turn(dial, WELL)
    assert {one["outcome"] for one in aru.send(*batch)} == {"admitted"}
    at = int(aru.request("HEAD", f"/api/v1/uploads/{upload}").headers["Upload-Offset"])
    assert chunk(aru, upload, at, PHOTO[at:]).status_code == 204
    assert aru.get(f"/api/v1/uploads/{upload}").get_json()["state"] == "done"
    school.kill()
    assert tables.is_sound(school.home)
    assert tables.count(school.home, "submission") == 5


def test_a_server_killed_on_a_broken_disk_has_all_that_it_acknowledged(
    school: Victim, dial: Path
) -> None:
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    kept = [aru.make("submission.hand_in", work(task, text=f"{n} сөз")) for n in range(3)]
    assert len(aru.send(*kept)) == 3
    lost = [aru.make("submission.hand_in", work(task, text="әлі телефонда"))]
    turn(dial, BROKEN)
    assert says_failing(aru.post(lost))

    school.kill()
    turn(dial, WELL)
    school.start_again()

    assert tables.is_sound(school.home)
    assert [one["duplicate"] for one in aru.send(*kept, *lost)] == [True] * 3 + [False]
    assert tables.count(school.home, "submission") == 4


def test_a_slow_disk_is_only_slow(school: Victim, dial: Path) -> None:
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    turn(dial, SLOW)

    done = [aru.submit("submission.hand_in", work(task, text=f"{n} сөз")) for n in range(3)]

    assert {one["outcome"] for one in done} == {"admitted"}
    assert tables.count(school.home, "submission") == 3
