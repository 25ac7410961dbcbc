"""The demonstration lessons: whole, small, our own; and the SCORM courses play in a browser."""

import mimetypes
import os
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Playwright, Route, expect

from server.demo.lessons import (
    COURSES,
    LESSONS_FOLDER,
    Item,
    ItemKind,
    PackageSourceInvalid,
    build_package,
    read_photo_task,
)

FOLDER_BUDGET_BYTES = 1_500_000
FILE_BUDGET_BYTES = {".pdf": 150_000, ".mp4": 400_000, ".png": 80_000}
FIRST_BYTES = {
    ItemKind.PDF: (0, b"%PDF-1."),
    ItemKind.VIDEO: (4, b"ftyp"),
    ItemKind.IMAGE: (0, b"\x89PNG\r\n\x1a\n"),
}
ITEMS = [item for course in COURSES for lesson in course.lessons for item in lesson.items]
SCORM_ITEMS = [item for item in ITEMS if item.kind is ItemKind.SCORM12]
PLAIN_ITEMS = [item for item in ITEMS if item.kind in FIRST_BYTES]
CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def item_id(item: Item) -> str:
    return item.id


# ---- the catalogue ----


def test_every_id_is_used_once() -> None:
    ids = [course.id for course in COURSES]
    ids += [lesson.id for course in COURSES for lesson in course.lessons]
    ids += [item.id for item in ITEMS]
    assert len(ids) == len(set(ids))


def test_every_lesson_has_items_and_a_summary_of_two_to_four_sentences() -> None:
    for course in COURSES:
        assert course.grades
        for lesson in course.lessons:
            assert lesson.items, lesson.id
            sentences = re.findall(r"[.!?](?:\s|$)", lesson.summary)
            assert 2 <= len(sentences) <= 4, lesson.summary


def test_a_kazakh_course_speaks_kazakh_and_a_russian_one_does_not() -> None:
    for course in COURSES:
        said = course.title + "".join(lesson.title + lesson.summary for lesson in course.lessons)
        assert bool(re.search("[әғқңөұүһі]", said)) == (course.language == "kk"), course.id


@pytest.mark.parametrize("item", PLAIN_ITEMS, ids=item_id)
def test_a_file_is_what_its_kind_says_and_keeps_to_its_size(item: Item) -> None:
    offset, expected = FIRST_BYTES[item.kind]
    data = item.path.read_bytes()
    assert data[offset : offset + len(expected)] == expected
    assert len(data) <= FILE_BUDGET_BYTES[item.path.suffix]


def test_the_film_starts_before_it_has_all_arrived() -> None:
    data = next(item for item in ITEMS if item.kind is ItemKind.VIDEO).path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_photo_task_is_told_in_kazakh_and_russian() -> None:
    task = read_photo_task(next(i for i in ITEMS if i.kind is ItemKind.PHOTO_TASK).path)
    assert set(task.title) == set(task.text) == set(task.checks) == {"kk", "ru"}
    for text in task.text.values():
        assert all(fraction in text for fraction in ("1/2", "3/4", "2/3"))
    assert 1 <= task.least_photos <= task.most_photos


def test_the_whole_folder_keeps_to_its_size() -> None:
    files = [p for p in LESSONS_FOLDER.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert sum(p.stat().st_size for p in files) <= FOLDER_BUDGET_BYTES


def test_nothing_comes_from_another_host() -> None:
    namespaces = ("http://www.w3.org/", "http://www.imsproject.org/", "http://www.adlnet.org/")
    for path in LESSONS_FOLDER.rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".svg", ".xml", ".json"}:
            found = re.findall(r"https?://[^\s\"'<>)]+", path.read_text(encoding="utf-8"))
            assert [a for a in found if not a.startswith(namespaces)] == [], path.name


def test_the_lessons_use_only_syntax_of_old_browsers() -> None:
    for path in (LESSONS_FOLDER / "scorm").rglob("*.js"):
        code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"=>|`|\b(?:let|const|class|async)\s+\w", code), path.name


# ---- the packages ----


@pytest.mark.parametrize("item", SCORM_ITEMS, ids=item_id)
def test_the_same_source_always_gives_the_same_package(item: Item, tmp_path: Path) -> None:
    first = build_package(item.path, tmp_path / "first.zip")
    second = build_package(item.path, tmp_path / "later" / "second.zip")
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as package:
        assert package.namelist() == sorted(package.namelist())
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("item", SCORM_ITEMS, ids=item_id)
def test_the_manifest_names_every_file_of_its_package(item: Item, tmp_path: Path) -> None:
    with ZipFile(build_package(item.path, tmp_path / "course.zip")) as package:
        manifest = ET.fromstring(package.read("imsmanifest.xml"))  # noqa: S314 - our own file
        names = set(package.namelist())
    resources = list(manifest.iter(f"{CP}resource"))
    assert [r.get(f"{ADL}scormtype") for r in resources] == ["sco"]
    assert {str(f.get("href")) for f in resources[0].iter(f"{CP}file")} == names - {
        "imsmanifest.xml"
    }
    assert resources[0].get("href") in names
    assert manifest.findtext(f".//{CP}schemaversion") == "1.2"
    assert manifest.findtext(f".//{ADL}masteryscore") == "60"


def test_a_kazakh_file_name_carries_the_utf8_flag(tmp_path: Path) -> None:
    course = tmp_path / "course"
    for folder in (course, tmp_path / "engine"):
        folder.mkdir()
    (course / "imsmanifest.xml").write_text("<manifest/>", encoding="utf-8")
    (course / "сөздік.txt").write_text("үлес", encoding="utf-8")
    with ZipFile(build_package(course, tmp_path / "out.zip")) as package:
        assert package.getinfo("сөздік.txt").flag_bits & 0x800


@pytest.mark.parametrize("missing", ["imsmanifest.xml", "engine"])
def test_an_incomplete_source_is_refused_by_name(missing: str, tmp_path: Path) -> None:
    course = tmp_path / "course"
    course.mkdir()
    if missing != "imsmanifest.xml":
        (course / "imsmanifest.xml").write_text("<manifest/>", encoding="utf-8")
    with pytest.raises(PackageSourceInvalid) as refused:
        build_package(course, tmp_path / "out.zip")
    assert missing in refused.value.hint
    assert not (tmp_path / "out.zip").exists()


# ---- the courses, played ----

# A learning system of one page: it keeps the values over a reload and refuses what SCORM 1.2
# does not allow, so that a course which writes a wrong value fails its test.
LEARNING_SYSTEM = """<!doctype html><meta name=viewport content="width=device-width">
<style>html,body{margin:0;height:100%}iframe{border:0;width:100%;height:100%;display:block}</style>
<script>
var values = JSON.parse(sessionStorage.values || '{}'), calls = [], refused = [];
values['cmi.core.credit'] = 'credit';
values['cmi.student_data.mastery_score'] = '60';
var span = /^\\d{2,4}:\\d\\d:\\d\\d(\\.\\d{1,2})?$/;
var rules = [
  [/^cmi\\.core\\.lesson_status$/, /^(passed|failed|completed|incomplete|browsed)$/],
  [/^cmi\\.core\\.lesson_location$/, /^[\\w-]{1,255}$/],
  [/^cmi\\.core\\.score\\.(raw|min|max)$/, /^(\\d|[1-9]\\d|100)$/],
  [/^cmi\\.core\\.exit$/, /^(suspend|)$/],
  [/^cmi\\.core\\.session_time$/, span],
  [/^cmi\\.suspend_data$/, /^[\\x20-\\x7e]{0,4096}$/],
  [/^cmi\\.interactions\\.\\d+\\.id$/, /^[\\w-]{1,255}$/],
  [/^cmi\\.interactions\\.\\d+\\.time$/, /^\\d\\d:\\d\\d:\\d\\d$/],
  [/^cmi\\.interactions\\.\\d+\\.type$/, /^(choice|numeric)$/],
  [/^cmi\\.interactions\\.\\d+\\.(student_response|correct_responses\\.0\\.pattern)$/,
   /^([a-z]|\\d+)$/],
  [/^cmi\\.interactions\\.\\d+\\.result$/, /^(correct|wrong)$/],
  [/^cmi\\.interactions\\.\\d+\\.weighting$/, /^1$/],
  [/^cmi\\.interactions\\.\\d+\\.latency$/, span]
];
function interactions() {
  return Object.keys(values).filter(function (k) {
    return /^cmi\\.interactions\\.\\d+\\.id$/.test(k);
  }).length;
}
var API = {
  LMSInitialize: function () { calls.push('initialize'); return 'true' },
  LMSFinish: function () { calls.push('finish'); return 'true' },
  LMSCommit: function () { sessionStorage.values = JSON.stringify(values); return 'true' },
  LMSGetValue: function (k) {
    return k === 'cmi.interactions._count' ? String(interactions()) : values[k] || '';
  },
  LMSSetValue: function (k, v) {
    var rule = rules.filter(function (r) { return r[0].test(k) })[0];
    var index = /^cmi\\.interactions\\.(\\d+)/.exec(k);
    if (!rule || !rule[1].test(v) || (index && Number(index[1]) > interactions())) {
      refused.push(k + '=' + v);
      return 'false';
    }
    values[k] = v;
    return 'true';
  }
};
</script>
<iframe src="FRAME"></iframe>"""
# A frame of the player between the course and the API, as real players have it.
INNER_FRAME = """<!doctype html><style>html,body{margin:0;height:100%}
iframe{border:0;width:100%;height:100%;display:block}</style>
<iframe src="/course/index.html"></iframe>"""
NO_API = '<!doctype html><p>opened by nobody</p><a id="go">go</a>'


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    yield started
    started.close()


class LearningSystem:
    """A phone of 360×740 showing one course inside a learning system that only the test serves."""

    def __init__(self, page: Page, package: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        with ZipFile(package) as source:
            self.files = {name: source.read(name) for name in source.namelist()}
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        address = route.request.url
        path = address.removeprefix("http://school.test/")
        if path == "":
            body = LEARNING_SYSTEM.replace("FRAME", "/course/index.html")
            route.fulfill(body=body, content_type="text/html")
        elif path == "nested":
            route.fulfill(body=LEARNING_SYSTEM.replace("FRAME", "/inner"), content_type="text/html")
        elif path == "inner":
            route.fulfill(body=INNER_FRAME, content_type="text/html")
        elif path == "plain":
            route.fulfill(body=NO_API, content_type="text/html")
        elif path.removeprefix("course/") in self.files:
            name = path.removeprefix("course/")
            route.fulfill(body=self.files[name], content_type=mimetypes.guess_type(name)[0])
        elif path == "favicon.ico":
            route.fulfill(status=204)
        else:
            self.complaints.append(f"asked for {address}")
            route.abort()

    def open(self, path: str = "") -> FrameLocator:
        self.page.goto(f"http://school.test/{path}")
        return self.course()

    def course(self) -> FrameLocator:
        frame = self.page.frame_locator("iframe")
        # Until its scripts run, every page of the lesson is there, hidden.
        frame.locator(".page:visible").wait_for()
        return frame

    @property
    def values(self) -> dict[str, str]:
        told: dict[str, str] = self.page.evaluate("values")
        return told

    def list(self, name: str) -> list[Any]:
        told: list[Any] = self.page.evaluate(name)
        return told


@pytest.fixture
def system(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    item: Item = request.param
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    yield LearningSystem(context.new_page(), build_package(item.path, tmp_path / "course.zip"))
    context.close()


FRACTIONS, WATER = SCORM_ITEMS
in_fractions = pytest.mark.parametrize("system", [FRACTIONS], ids=item_id, indirect=True)
FRACTION_PAGES = 5
FRACTION_ANSWERS: list[int | str] = [1, 2, 2, "8", 3, "24"]
WRONG_ANSWERS: list[int | str] = [0, 0, 0, "9", 3, "24"]
WATER_PAGES = 3
WATER_ANSWERS: list[int | str] = [1, 3, 0, "300"]


def onward(course: FrameLocator) -> None:
    course.locator(".button-main").tap()


def answer(course: FrameLocator, given: int | str) -> None:
    if isinstance(given, int):
        course.locator(".option").nth(given).tap()
    else:
        course.locator(".number-input").fill(given)
    onward(course)
    expect(course.locator(".feedback")).to_be_visible()


def read_pages(course: FrameLocator, pages: int) -> None:
    for number in range(pages):
        stage = course.locator("#stage")
        assert stage.evaluate("e => e.scrollWidth <= e.clientWidth"), f"page {number + 1} too wide"
        onward(course)


def play(course: FrameLocator, pages: int, answers: list[int | str]) -> None:
    read_pages(course, pages)
    for given in answers:
        answer(course, given)
        onward(course)
    expect(course.locator(".result-percent")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("system", "pages", "answers"),
    [(FRACTIONS, FRACTION_PAGES, FRACTION_ANSWERS), (WATER, WATER_PAGES, WATER_ANSWERS)],
    ids=["fractions", "water"],
    indirect=["system"],
)
def test_right_answers_pass_the_course(
    system: LearningSystem, pages: int, answers: list[int | str]
) -> None:
    course = system.open()
    assert system.values["cmi.core.lesson_status"] == "incomplete"
    play(course, pages, answers)
    values = system.values
    assert values["cmi.core.lesson_status"] == "passed"
    assert [values[f"cmi.core.score.{part}"] for part in ("min", "max", "raw")] == [
        "0",
        "100",
        "100",
    ]
    assert values["cmi.core.exit"] == ""
    results = [values[f"cmi.interactions.{n}.result"] for n in range(len(answers))]
    assert results == ["correct"] * len(answers)
    assert system.list("refused") == []
    assert system.complaints == []


@pytest.mark.browser
@in_fractions
def test_wrong_answers_fail_and_a_better_second_try_counts(system: LearningSystem) -> None:
    course = system.open()
    play(course, FRACTION_PAGES, WRONG_ANSWERS)
    assert system.values["cmi.core.lesson_status"] == "failed"
    assert system.values["cmi.core.score.raw"] == "33"
    course.locator(".result .button").last.tap()
    play(course, 0, FRACTION_ANSWERS)
    assert system.values["cmi.core.lesson_status"] == "passed"
    assert system.values["cmi.core.score.raw"] == "100"
    assert system.values["cmi.interactions.11.id"] == "q6"
    assert system.list("refused") == []


@pytest.mark.browser
@in_fractions
def test_the_lesson_resumes_where_it_was_left(system: LearningSystem) -> None:
    course = system.open()
    read_pages(course, FRACTION_PAGES)
    answer(course, FRACTION_ANSWERS[0])
    onward(course)
    assert system.values["cmi.core.lesson_location"] == "q2"
    assert system.values["cmi.core.exit"] == "suspend"
    assert "cmi.core.score.raw" not in system.values
    system.page.reload()
    course = system.course()
    expect(course.locator(".bar-where")).to_have_text("Тапсырма 2 / 6")
    for given in FRACTION_ANSWERS[1:]:
        answer(course, given)
        onward(course)
    assert system.values["cmi.core.score.raw"] == "100"


@pytest.mark.browser
@in_fractions
def test_an_empty_answer_is_not_taken(system: LearningSystem) -> None:
    course = system.open()
    read_pages(course, FRACTION_PAGES)
    onward(course)
    expect(course.locator(".nudge")).to_have_text("Алдымен бір жауапты таңда.")
    assert "cmi.interactions.0.id" not in system.values


@pytest.mark.browser
@in_fractions
def test_closing_the_frame_finishes_once(system: LearningSystem) -> None:
    system.open()
    system.page.evaluate("document.querySelector('iframe').remove()")
    assert system.list("calls") == ["initialize", "finish"]
    assert re.fullmatch(r"\d{4}:\d\d:\d\d\.\d\d", system.values["cmi.core.session_time"])


@pytest.mark.browser
@in_fractions
def test_the_api_is_found_above_the_players_own_frame_and_in_the_opener(
    system: LearningSystem,
) -> None:
    system.page.goto("http://school.test/nested")
    inner = system.page.frame_locator("iframe").frame_locator("iframe")
    inner.locator(".page:visible").wait_for()
    assert system.list("calls") == ["initialize"]

    system.open()
    with system.page.expect_popup() as opened:
        system.page.evaluate("void window.open('/course/index.html')")
    opened.value.locator(".page:visible").wait_for()
    assert system.list("calls") == ["initialize", "initialize"]


@pytest.mark.browser
@in_fractions
def test_without_a_learning_system_the_lesson_still_plays_and_says_so(
    system: LearningSystem,
) -> None:
    system.page.goto("http://school.test/plain")
    system.page.evaluate(
        "document.body.innerHTML = '<iframe width=360 height=740 src=/course/index.html></iframe>'"
    )
    course = system.course()
    play(course, FRACTION_PAGES, FRACTION_ANSWERS)
    expect(course.locator(".result .quiet")).to_contain_text("нәтиже жазылмайды")
    assert system.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("system", SCORM_ITEMS, ids=item_id, indirect=True)
def test_everything_to_touch_is_large_enough(system: LearningSystem) -> None:
    course = system.open()
    seen = 0
    for _ in range(FRACTION_PAGES + 1):
        heights: list[float] = course.locator("button:visible").evaluate_all(
            "nodes => nodes.map(node => node.getBoundingClientRect().height)"
        )
        seen += len(heights)
        assert min(heights) >= 44
        onward(course)
    assert seen > FRACTION_PAGES
