"""A SCORM 1.2 package opens, or names the file that is missing and what could stand in."""

import pytest

from content.errors import ContentRefused
from content.manifest import parse_manifest
from content.packages.plan import Plan
from content.packages.scorm12 import plan_scorm12
from tests.content.manifests import manifest

ONE_ITEM = '<item identifier="i1" identifierref="r1">{}</item>'


def plan(data: bytes, paths: list[str], launch: str | None = None) -> Plan:
    parsed = parse_manifest(data, "imsmanifest.xml")
    return plan_scorm12(parsed, paths, label="imsmanifest.xml", title="файл", launch=launch)


def refusal(data: bytes, paths: list[str], launch: str | None = None) -> ContentRefused:
    with pytest.raises(ContentRefused) as caught:
        plan(data, paths, launch)
    return caught.value


def notes(made: Plan) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in made.findings]


def test_a_simple_package_opens_with_its_page() -> None:
    made = plan(manifest(), ["index.html", "imsmanifest.xml"])
    assert (made.format, made.title, made.launch) == ("scorm12", "Жай бөлшектер", "index.html")
    assert [(item.id, item.title, item.launch) for item in made.items] == [
        ("i1", "Бет", "index.html")
    ]
    assert made.findings == ()


def test_launch_values_are_checked_one_by_one() -> None:
    items = ONE_ITEM.format(
        "<adlcp:masteryscore>62,5</adlcp:masteryscore>"
        "<adlcp:maxtimeallowed>00:30:00.5</adlcp:maxtimeallowed>"
        "<adlcp:timelimitaction>Exit, No  message</adlcp:timelimitaction>"
        "<adlcp:datafromlms>кілт=1</adlcp:datafromlms>"
    )
    item = plan(manifest(items), ["index.html"]).items[0]
    assert item.mastery_score == 62.5
    assert item.max_time_allowed == "00:30:00.5"
    assert item.time_limit_action == "exit,no message"
    assert item.launch_data == "кілт=1"


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("masteryscore", "101"),
        ("masteryscore", "sixty"),
        ("maxtimeallowed", "PT30M"),
        ("timelimitaction", "explode"),
    ],
)
def test_a_launch_value_that_makes_no_sense_is_ignored_and_told(element: str, value: str) -> None:
    made = plan(manifest(ONE_ITEM.format(f"<{element}>{value}</{element}>")), ["index.html"])
    assert notes(made) == [("value-ignored", f"{element}={value}")]
    item = made.items[0]
    assert (item.mastery_score, item.max_time_allowed, item.time_limit_action) == (None,) * 3


def test_a_missing_launch_file_refuses_and_offers_the_pages_there_are() -> None:
    data = manifest(resources='<resource identifier="r1" href="index_scorm.html"/>')
    paths = ["z.html", "a/deep.html", "index.html", "script.js"]
    error = refusal(data, paths)
    assert (error.code, error.subject) == ("no-launch-file", "index_scorm.html")
    assert error.details["candidates"] == ["index.html", "z.html", "a/deep.html"]
    made = plan(data, paths, launch="z.html")
    assert made.launch == "z.html"
    assert notes(made) == [("launch-chosen", "z.html")]
    assert refusal(data, paths, launch="../etc/passwd").code == "no-launch-file"


def test_a_choice_stands_in_for_one_missing_file_and_not_for_two() -> None:
    items = '<item identifier="a" identifierref="a"/><item identifier="b" identifierref="b"/>'
    resources = '<resource identifier="a" href="a.html"/><resource identifier="b" href="b.html"/>'
    error = refusal(manifest(items, resources), ["x.html"], launch="x.html")
    assert (error.code, error.subject) == ("no-launch-file", "b.html")


def test_other_missing_files_are_told_and_do_not_refuse() -> None:
    resources = (
        '<resource identifier="r1" href="index.html"><file href="index.html"/>'
        '<file href="lost.png"/><file href="https://example.org/x.js"/></resource>'
    )
    made = plan(manifest(resources=resources), ["index.html"])
    assert notes(made) == [("file-missing", "lost.png")]


def test_a_launch_reference_is_matched_carelessly_and_told() -> None:
    resources = '<resource identifier="r1" href="Pages\\Start.HTML?x=1"/>'
    items = '<item identifier="i" identifierref="r1" parameters="y=2"/>'
    made = plan(manifest(items, resources), ["pages/start.html"])
    assert (made.launch, made.items[0].parameters) == ("pages/start.html", "?x=1&y=2")
    assert notes(made) == [("path-repaired", "Pages\\Start.HTML")]


@pytest.mark.parametrize(
    ("href", "code"),
    [
        ("https://example.org/lesson", "launch-outside"),
        ("javascript:alert(1)", "launch-outside"),
        ("game.swf", "unsupported-flash"),
        ("../index.html", "no-launch-file"),
        ("?x=1", "no-launch-file"),
    ],
)
def test_a_launch_that_cannot_work_here_is_refused(href: str, code: str) -> None:
    data = manifest(resources=f'<resource identifier="r1" href="{href}"/>')
    assert refusal(data, ["index.html", "game.swf"]).code == code


def test_headings_stay_and_items_without_files_are_told() -> None:
    items = (
        '<item identifier="h"><title>Тарау</title>'
        '<item identifier="i" identifierref="r1"/>'
        '<item identifier="lost" identifierref="nowhere"><title>Жоқ</title></item></item>'
    )
    made = plan(manifest(items), ["index.html"])
    heading = made.items[0]
    assert (heading.launch, [child.launch for child in heading.children]) == (
        None,
        ["index.html", None],
    )
    assert notes(made) == [("item-without-file", "Жоқ")]


def test_repeated_and_missing_identifiers_are_replaced_and_told() -> None:
    items = ONE_ITEM.format("") * 2 + '<item identifierref="r1"/>'
    made = plan(manifest(items), ["index.html"])
    assert len({item.id for item in made.items}) == 3
    assert [code for code, _ in notes(made)] == ["identifier-repaired"] * 2


def test_a_package_without_items_opens_its_scos() -> None:
    resources = (
        '<resource identifier="a" adlcp:scormtype="asset" href="a.html"/>'
        '<resource identifier="b" adlcp:scormtype="sco" href="b.html"/>'
    )
    made = plan(manifest("", resources), ["a.html", "b.html"])
    assert (made.launch, len(made.items)) == ("b.html", 1)
    assert made.items[0].title == "Жай бөлшектер"


def test_a_package_that_opens_nothing_is_refused() -> None:
    error = refusal(manifest("", ""), ["page.html"])
    assert (error.code, error.subject) == ("no-launch-file", "imsmanifest.xml")
    assert error.details["candidates"] == ["page.html"]


def test_a_title_is_never_empty() -> None:
    assert plan(manifest(title=""), ["index.html"]).title == "файл"
