"""A stick that is put in is read and filled by itself, once, and only if it is one of ours."""

from pathlib import Path

import pytest

from server.bundles.background import Watcher
from sync.roads.usb import FOLDER, MARKER
from tests.server import cast
from tests.server.bundles.conftest import Carriers
from tests.server.classroom.tasks import set_task, work


@pytest.fixture
def mounts(tmp_path: Path, carriers: Carriers) -> Path:
    """Where the school's sticks appear; the carriers' stick is one of them."""
    found = tmp_path / "mounts"
    found.mkdir()
    carriers.folder = found / "blue"
    carriers.folder.mkdir()
    return found


@pytest.fixture
def watcher(carriers: Carriers, mounts: Path) -> Watcher:
    made = Watcher(carriers.school.app)
    made._patterns = [f"{mounts}/*"]
    return made


def test_a_foreign_stick_is_never_written_to(watcher: Watcher, carriers: Carriers) -> None:
    (carriers.folder / "holiday.jpg").write_bytes(b"photo")
    assert watcher.look() == 0
    assert [path.name for path in carriers.folder.iterdir()] == ["holiday.jpg"]
    status = carriers.school.phone(cast.AIZHAN).get("/api/v1/status").get_json()
    assert status["stick"] is None


def test_the_marker_is_enough_for_an_empty_stick(watcher: Watcher, carriers: Carriers) -> None:
    (carriers.folder / MARKER).touch()
    assert watcher.look() == 1
    assert (carriers.folder / FOLDER).is_dir()
    assert len(carriers.volumes(carriers.hub_node)) == 1


def test_a_stick_is_handled_once_until_it_brings_something_new(
    watcher: Watcher, carriers: Carriers, mounts: Path
) -> None:
    (carriers.folder / FOLDER).mkdir()
    assert [watcher.look(), watcher.look(), watcher.look()] == [1, 0, 0]
    carriers.read_at_hub()
    carriers.fill_at_hub()
    assert [watcher.look(), watcher.look()] == [1, 0]

    carriers.folder.rename(mounts.parent / "pocket")
    assert watcher.look() == 0
    (mounts.parent / "pocket").rename(carriers.folder)
    assert [watcher.look(), watcher.look()] == [1, 0]


def test_the_whole_way_with_nobody_typing_anything(watcher: Watcher, carriers: Carriers) -> None:
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    submission = str(aru.submit("submission.hand_in", work(set_task(marat)))["record"])
    (carriers.folder / MARKER).touch()

    watcher.look()
    at_hub = Watcher(carriers.hub)
    at_hub._patterns = watcher._patterns
    assert at_hub.look() == 1
    watcher.look()

    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True
    stick = carriers.school.phone(cast.AIZHAN).get("/api/v1/status").get_json()["stick"]
    assert stick["imported"]["nodes"][0]["name"] == "Білім орталығы"
    assert stick["exported"]["nodes"][0]["node"] == carriers.hub_node
    assert any("bring the stick to the hub" in line for line in stick["lines"])
    assert stick["at"] == "2026-11-23T04:00:00.000Z"


def test_a_stick_full_of_rubbish_is_told_and_left_alone(
    watcher: Watcher, carriers: Carriers
) -> None:
    folder = carriers.folder / FOLDER / carriers.school_node / carriers.hub_node
    folder.mkdir(parents=True)
    (folder / "0000000000000001.b").write_bytes(b"rubbish")

    assert [watcher.look(), watcher.look()] == [1, 0]

    stick = carriers.school.phone(cast.AIZHAN).get("/api/v1/status").get_json()["stick"]
    assert stick["imported"]["refused"][0]["reason"] == "damaged"
    assert (folder / "0000000000000001.b").read_bytes() == b"rubbish"


def test_it_starts_and_stops_with_the_server(carriers: Carriers, mounts: Path) -> None:
    watcher = Watcher(carriers.school.app)
    watcher._patterns = []
    watcher.start()
    watcher.stop()
    assert not watcher._thread.is_alive()
