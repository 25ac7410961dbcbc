"""Packages of every kind are imported, opened, run, gone on with and reported, in two browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import ledger
from tests.browser.conftest import Phone, Village
from tests.browser.made_packages import ALL, Kind
from tests.browser.test_package import FOLDER
from tests.browser.viewers import (
    FIREFOX,
    Chromium,
    Firefox,
    Viewer,
    gone,
    keep,
    leave,
    log_in,
    seen,
    send,
    tap,
)

# Of packages that others made: what shows that the package's own program has run.
BY_OTHERS = {
    "golf_ContentPackagingOneFilePerSCO_SCORM12.zip": "h1",
    "golf_RuntimeBasicCalls_SCORM12.zip": "#contentFrame",
    "golf_RuntimeBasicCalls_SCORM20043rdEdition.zip": "#contentFrame",
    "golf_SequencingForcedSequential_SCORM20043rdEdition.zip": "h1",
    # Its pages need a library from the internet; its frame is there without.
    "golf_SequencingPostTestRollup4thEd_SCORM20044thEdition.zip": "#contentFrame",
    "prerequisites_masteryscore.zip": "h1, h2, p",
    "catapult_pre_post_test_framed.zip": "iframe",
    "h5p-standalone-test.h5p": ".h5p-question",
}


@pytest.fixture(params=["chromium", "firefox"])
def viewer(
    request: pytest.FixtureRequest, new_phone: Callable[[str], Phone], tmp_path: Path
) -> Iterator[Viewer]:
    if request.param == "firefox" and FIREFOX is None:
        pytest.skip("no Firefox here: sudo apt-get install firefox-esr")
    made: Viewer
    if request.param == "chromium":
        made = Chromium(new_phone("aru"))
    else:
        made = Firefox(tmp_path / "firefox")
    yield made
    made.close()


def play(viewer: Viewer, kind: Kind, visit: int) -> None:
    tap(viewer, "a[href^='/play/']")
    seen(viewer, kind.drawn, kind.where, kind.words[visit])
    gone(viewer, ".player-cover")
    leave(viewer)


def run(village: Village, viewer: Viewer, kind: Kind, folder: Path) -> None:
    """Once with the school and, after the browser was ended, once without it."""
    school = village.school
    path = kind.make(folder)
    school.tirek("content", "import", str(path), "--title", kind.name, "--grade", "5")
    courses = ledger.documents(school, "aru")["course"].values()
    [lesson] = [one for it in courses if it["title"] == kind.name for one in it["lessons"]]
    address = f"{school.url}/lesson/{lesson['id']}"
    viewer.open(school.url)
    log_in(viewer, "aru")
    viewer.open(address)
    play(viewer, kind, 0)
    keep(viewer)
    school.kill()
    viewer.close()
    viewer.open(address)
    play(viewer, kind, 1)
    school.start()
    send(viewer)
    attempts = ledger.documents(school, "aru").get("attempt", {}).values()
    reported = {attempt["item"] for attempt in attempts}
    assert lesson["items"][0]["id"] in reported or not kind.reports


@pytest.mark.slow
@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_a_package_of_its_kind_runs_with_and_without_the_server(
    village: Village, viewer: Viewer, tmp_path: Path, kind: Kind
) -> None:
    run(village, viewer, kind, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_OTHERS)
def test_a_package_of_others_runs_with_and_without_the_server(
    village: Village, viewer: Viewer, tmp_path: Path, name: str
) -> None:
    if not (FOLDER / name).is_file():
        pytest.skip(f"{name} is not at hand; name its folder in TIREK_TEST_PACKAGES")
    reports = "catapult" not in name
    run(
        village,
        viewer,
        Kind(name, lambda _: FOLDER / name, BY_OTHERS[name], reports=reports),
        tmp_path,
    )
