"""A new edition on its way over a link that is cut, to a school that is killed at every stage: the
former edition stays whole and seen until the new one is."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.faults import tables
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.delivery.conftest import FIRST, SECOND, total
from tests.support.link import Link, link_to
from tests.support.ports import free_ports

QUIET_BYTES = 30_000
"""What exchanges cost besides content, heads included."""


def package(path: Path, files: Mapping[str, bytes]) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return str(path)


@pytest.fixture(scope="module")
def country(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A hub with two editions and a school that has the first one and has not heard of the second;
    and the school's token."""
    place = tmp_path_factory.mktemp("country")
    shutil.copytree(folder, place / "school")
    ports = free_ports(4)
    hub = Victim(place / "hub", ports[0], ports[1], env={"TIREK_ROLE": "hub"})
    school = Victim(place / "school", ports[2], ports[3])
    me = school.answer("node")
    words = ["hub", "node", "add", me["node"], "--name", "A", "--school", cast.AKBULAQ]
    token: str = hub.answer(*words, "--key", me["key"])["token"]
    hub.answer("content", "import", package(place / "first.zip", FIRST), "--title", "Су")
    school.env |= {"TIREK_UPSTREAM_URL": hub.url, "TIREK_UPSTREAM_TOKEN": token}
    hub.start()
    try:
        assert school.answer("sync", "now")["finished"]
    finally:
        hub.stop()
    (course,) = hub.answer("content", "list")
    second = package(place / "second.zip", SECOND)
    hub.answer("content", "publish", second, "--course", course["id"])
    plays(school, 1)
    return place, token


@pytest.fixture
def link(country: tuple[Path, str], new_victim: Callable[..., Victim]) -> Iterator[Link]:
    """The way to the hub, which is up."""
    hub = new_victim("hub", TIREK_ROLE="hub")
    shutil.copytree(country[0] / "hub", hub.home)
    hub.start()
    with link_to(hub.port) as made:
        yield made


@pytest.fixture
def school(country: tuple[Path, str], new_victim: Callable[..., Victim], link: Link) -> Victim:
    made = new_victim("school", TIREK_UPSTREAM_URL=link.url, TIREK_UPSTREAM_TOKEN=country[1])
    shutil.copytree(country[0] / "school", made.home)
    return made


def plays(school: Victim, edition: int) -> None:
    """Phones see this edition, and every file of it is on the disk."""
    with tables.database(school.home) as connection:
        ((seen, text),) = connection.execute("SELECT edition, document FROM course_shown")
    assert seen == edition
    document: Any = json.loads(text)
    store = school.home / "blobs" / "course"
    for lesson in document["lessons"]:
        for item in lesson["items"]:
            described = json.loads(blob(store, item["manifest"]).read_text(encoding="utf-8"))
            for file in described["files"].values():
                assert blob(store, file["sha256"]).stat().st_size == file["size"]


def blob(store: Path, sha256: str) -> Path:
    return store / sha256[:2] / sha256


@pytest.mark.parametrize(
    ("point", "nth", "edition"),
    [
        pytest.param("piece-written", 1, 1, marks=pytest.mark.slow),
        ("pack-kept", 1, 1),
        pytest.param("blob-written", 2, 1, marks=pytest.mark.slow),
        pytest.param("blob-named", 3, 1, marks=pytest.mark.slow),
        pytest.param("pack-unpacked", 1, 1, marks=pytest.mark.slow),
        pytest.param("edition-indexed", 4, 1, marks=pytest.mark.slow),
        pytest.param("edition-switched", 2, 2, marks=pytest.mark.slow),
    ],
)
def test_a_school_killed_at_any_stage_plays_and_goes_on(
    school: Victim, link: Link, point: str, nth: int, edition: int
) -> None:
    school.command_that_dies(point, nth, "sync", "now")
    plays(school, edition)

    assert school.answer("sync", "now")["finished"]

    plays(school, 2)
    assert link.take().total < QUIET_BYTES < total(SECOND) / 10


def test_a_link_that_is_cut_brings_the_edition_nevertheless(school: Victim, link: Link) -> None:
    link.cuts = [600, 900, 1_200, 1_500]
    for _ in range(12):
        if school.answer("sync", "now")["finished"]:
            break
        plays(school, 1)

    plays(school, 2)
    assert link.cuts_made >= 3
    assert link.take().total < 2 * QUIET_BYTES
