"""Packages of every kind are imported, opened, run, gone on with and reported, in two browsers.

Packages that others made are taken from TIREK_TEST_PACKAGES; of those that nothing is known about
here it is seen that they draw something, and that what speaks SCORM leaves an attempt.
"""

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
    Viewer,
    Where,
    begin_or_repeat,
    firefox,
    gone,
    keep,
    leave,
    log_in,
    painted,
    played,
    read,
    seen,
    send,
    tap,
)
from tests.content.archives import zip_of

# Of packages that others made: what shows that the package's own program has run.
BY_OTHERS = {
    "all-question-types.imscc": ".quiz-scroll",
    "golf_ContentPackagingOneFilePerSCO_SCORM12.zip": "h1",
    "golf_RuntimeBasicCalls_SCORM12.zip": "#contentFrame",
    "golf_RuntimeBasicCalls_SCORM20043rdEdition.zip": "#contentFrame",
    "golf_SequencingForcedSequential_SCORM20043rdEdition.zip": "h1",
    "golf_SequencingPostTestRollup4thEd_SCORM20044thEdition.zip": "#golfimg",
    "prerequisites_masteryscore.zip": "h1, h2, p",
    "catapult_pre_post_test_framed.zip": "iframe",
    "h5p-standalone-test.h5p": ".h5p-question",
}
# Copies that the school keeps of what a package would fetch. Of jQuery and its dialogs, the little
# that this one asks for; a real school puts the real files there (docs/how-to/import-a-lesson.md).
CDN = "ajax.googleapis.com/ajax/libs"
COPIES = {
    "golf_SequencingPostTestRollup4thEd_SCORM20044thEdition.zip": {
        f"{CDN}/jquery/1.4.3/jquery.min.js": "window.$ = () => ({ dialog() {}, val: () => '' });",
        f"{CDN}/jqueryui/1.8.5/jquery-ui.min.js": "",
    },
}
# What these tell goes to the record store, or is told only once a question has been answered.
NO_ATTEMPT = ("all-question-types", "catapult")
# Nothing in it speaks SCORM: having been read is all that there is to report.
PLAIN_PAGES = ("OneFilePerSCO", "prerequisites")
SPEAKING = ("scorm12", "scorm2004")
UNKNOWN = sorted(
    path.name
    for path in (FOLDER.iterdir() if FOLDER.is_dir() else ())
    if path.suffix in {".zip", ".h5p", ".imscc", ".epub"}
    and path.name not in BY_OTHERS
    and not path.name.startswith("adl-")  # refused, as tests/content/test_real_packages.py says
)


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
        made = firefox(tmp_path / "firefox")
    yield made
    made.close()


def play(viewer: Viewer, kind: Kind, visit: int) -> None:
    tap(viewer, "a[href^='/play/']")
    if kind.drawn:
        seen(viewer, kind.drawn, kind.where, kind.words[visit])
        if kind.drawn == "video":
            played(viewer)
    else:
        begin_or_repeat(viewer)
        painted(viewer)
    gone(viewer, ".player-cover")
    if kind.name in COPIES:
        gone(viewer, ".player-wants")
    if any(name in kind.name for name in PLAIN_PAGES) or (
        not kind.drawn and kind.name.endswith(".zip")
    ):
        read(viewer)
    leave(viewer)


def run(village: Village, viewer: Viewer, kind: Kind, folder: Path) -> str:
    """Once with the school and, after the browser was ended, once without it; its format."""
    school = village.school
    path = kind.make(folder)
    for name, copy in COPIES.get(kind.name, {}).items():
        kept = school.home / "libraries" / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(copy)
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
    [item, *_] = lesson["items"]
    assert item["id"] in reported or not (kind.reports or item["format"] in SPEAKING)
    return str(item["format"])


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
    where: Where = "page" if name.endswith(".imscc") else "content"
    reports = not name.startswith(NO_ATTEMPT)
    kind = Kind(name, lambda _: FOLDER / name, BY_OTHERS[name], where=where, reports=reports)
    run(village, viewer, kind, tmp_path)


@pytest.mark.slow
def test_a_page_that_wants_a_program_from_the_internet_says_so(
    village: Village, viewer: Viewer, tmp_path: Path
) -> None:
    page = b"""<!doctype html><script src="https://cdn.example.org/x.js"></script>
    <p class="drawn"></p>"""
    run(
        village,
        viewer,
        Kind(
            "wants",
            lambda folder: zip_of(folder, {"index.html": page}),
            ".player-wants",
            ("cdn.example.org",) * 2,
            "page",
            reports=False,
        ),
        tmp_path,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", UNKNOWN)
def test_a_package_nobody_knows_runs_with_and_without_the_server(
    village: Village, viewer: Viewer, tmp_path: Path, name: str
) -> None:
    kind = Kind(name, lambda _: FOLDER / name, drawn="", reports=False)
    assert run(village, viewer, kind, tmp_path) in {*SPEAKING, "tincan", "cmi5", "html", "h5p"}
