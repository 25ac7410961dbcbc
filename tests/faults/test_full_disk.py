"""A disk that is really full: nothing new is taken, the reason is told, and reading goes on."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.faults import tables
from tests.faults.remote import Remote
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.phone import Phone
from tests.server.uploads.sending import announce, begin, chunk
from tests.server.uploads.test_importing import LESSON

DISK_MB: Final = 320  # the store keeps 256 MB free, so that there is a little room at first
PHOTO: Final = b"\xff\xd8\xff\xe0" + bytes(200_000)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("a disk of its own needs the right to mount; test_disk.py fills SQLite alone")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def school(folder: Path, disk: Path, new_victim: Callable[..., Victim]) -> Victim:
    made = new_victim("disk/home")
    shutil.copytree(folder, made.home)
    return made


def fill(disk: Path) -> Path:
    """A file that takes the last byte."""
    ballast = disk / "ballast"
    with ballast.open("wb") as stream:
        try:
            while True:
                stream.write(bytes(1 << 20))
                stream.flush()
        except OSError:
            pass
    with ballast.open("ab", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(512))
        except OSError:
            pass
    assert shutil.disk_usage(disk).free < 4096 * 2
    return ballast


def says_full(answer: Any) -> bool:
    body = answer.get_json()
    assert (answer.status_code, body["type"]) == (507, "/problems/disk-full"), body
    return bool(body["title"] and body["hint"])


def hand_ins(aru: Phone, task: str, count: int) -> list[dict[str, object]]:
    text = "сөз " * 1_000
    return [aru.make("submission.hand_in", work(task, text=text)) for _ in range(count)]


def test_work_waits_on_the_phone_and_reading_goes_on(school: Victim, disk: Path) -> None:
    package = disk.with_name("su.zip")
    package.write_bytes(LESSON)
    words = ["content", "import", str(package), "--school", cast.AKBULAQ]
    made = school.answer(*words)
    school.start()
    server = Remote(school.port)
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    aru.refresh()
    upload = begin(aru, PHOTO)
    assert chunk(aru, upload, 0, PHOTO[:100_000]).status_code == 204
    ballast = fill(disk)

    batch = hand_ins(aru, task, 50)
    assert says_full(aru.post(batch))
    assert says_full(announce(aru, b"another photo"))
    assert says_full(chunk(aru, upload, 100_000, PHOTO[100_000:]))
    full = school.try_tirek(*words)
    assert full.returncode == 1
    assert "disk-full" in full.stderr
    assert "Traceback" not in full.stderr

    fresh = marat.get("/api/v1/changes")
    assert fresh.status_code == 200
    assert any(record["id"] == task for record in fresh.get_json()["records"])
    assert server.get(f"/c/{made['manifest']}").status_code == 200
    assert aru.get("/api/v1/me").status_code == 200
    assert tables.count(school.home, "submission") == 0
    assert school._process is not None
    assert school._process.poll() is None, "it still runs"

    ballast.unlink()
    assert {r["outcome"] for r in aru.send(*batch)} == {"admitted"}
    assert chunk(aru, upload, 100_000, PHOTO[100_000:]).status_code == 204
    assert aru.get(f"/api/v1/uploads/{upload}").get_json()["state"] == "done"
    school.stop()
    assert tables.is_sound(school.home)


@pytest.mark.slow
def test_a_server_that_was_killed_on_a_full_disk_starts_when_there_is_room(
    school: Victim, disk: Path
) -> None:
    school.start()
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    ballast = fill(disk)
    assert says_full(aru.post(hand_ins(aru, task, 50)))
    school.kill()

    os.truncate(ballast, 0)
    school.start_again()

    assert tables.is_sound(school.home)
    assert tables.count(school.home, "assignment") == 1
    aru.refresh()
    assert aru.ids("assignment") == {task}
