"""A description survives storage unchanged and cannot contradict itself."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.description import FORMATS, TIME_LIMIT_ACTIONS, Description, Item, StoredFile
from content.errors import ContentRefused, DescriptionInvalid
from content.names import normalise_path
from content.report import Finding

SHA = "ab" * 32
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


def safe_path(name: str) -> str:
    try:
        return normalise_path(name)
    except ContentRefused:
        return ""


PATHS = TEXT.map(safe_path).filter(bool)
FILES = st.dictionaries(
    PATHS,
    st.builds(
        StoredFile,
        st.text("0123456789abcdef", min_size=64, max_size=64),
        st.integers(0, 2**31),
        st.just("text/html"),
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def descriptions(draw: st.DrawFn) -> Description:
    files = draw(FILES)
    launch = st.sampled_from(sorted(files))
    numbers = iter(range(1000))

    def item(children: tuple[Item, ...]) -> Item:
        return Item(
            id=f"{draw(TEXT)}-{next(numbers)}",
            title=draw(TEXT),
            launch=draw(st.none() | launch),
            parameters=draw(st.sampled_from(["", "?a=б", "#c"])),
            prerequisites=draw(st.none() | TEXT),
            mastery_score=draw(st.none() | st.floats(0, 100)),
            max_time_allowed=draw(st.none() | TEXT),
            time_limit_action=draw(st.none() | st.sampled_from(TIME_LIMIT_ACTIONS)),
            launch_data=draw(st.none() | TEXT),
            visible=draw(st.booleans()),
            children=children,
        )

    leaves = [item(()) for _ in range(draw(st.integers(0, 3)))]
    format_ = draw(st.sampled_from(FORMATS))
    items = item(tuple(leaves)), item(())
    return Description(
        format=format_,
        title=draw(TEXT),
        language=draw(st.none() | st.just("kk")),
        launch=draw(launch),
        items=items,
        files=files,
        report=tuple(draw(st.lists(st.builds(Finding, TEXT, TEXT), max_size=3))),
        sequencing=sequencing(leaves) if format_ == "scorm2004" else None,
        xapi=xapi(format_, items) if format_ in ("cmi5", "tincan") else None,
    )


def xapi(format_: str, items: tuple[Item, ...]) -> dict[str, object]:
    named = {"id": "https://example.kz/1", "title": {"kk": "Бір"}, "description": {}}
    if format_ == "tincan":
        return {"units": {one.id: named for top in items for one in top.walk()}}
    unit = {**named, "move_on": "Passed", "mastery_score": 0.5, "launch_method": "AnyWindow"}
    return {
        "course": named,
        "objectives": [named],
        "blocks": {one.id: named for top in items for one in top.walk() if one.children},
        "units": {one.id: unit for top in items for one in top.walk() if not one.children},
    }


def sequencing(leaves: list[Item]) -> dict[str, object]:
    return {
        "id": "org",
        "objectives_global": True,
        "data_global": False,
        "root": {"control": {"flow": True}},
        "activities": {leaf.id: {"limits": {"attempts": 1}} for leaf in leaves},
        "assets": [],
    }


@given(descriptions())
def test_a_description_comes_back_from_its_json(description: Description) -> None:
    data = description.canonical()
    assert Description.from_bytes(data) == description
    assert Description.from_bytes(data).canonical() == data
    assert Description.from_json(description.to_json()) == description


def sample() -> Description:
    return Description(
        format="html",
        title="Сабақ",
        language="kk",
        launch="index.html",
        items=(Item("i", "Сабақ", "index.html"),),
        files={"index.html": StoredFile(SHA, 5, "text/html"), "a": StoredFile(SHA, 7, "x/y")},
    )


def test_the_canonical_form_does_not_depend_on_order() -> None:
    one = sample()
    other = replace(one, files=dict(sorted(one.files.items(), reverse=True)))
    assert one.canonical() == other.canonical()
    assert one.canonical().startswith(b'{"bytes":12,"files":{"a":{"sha256":"abab')
    assert "Сабақ".encode() in one.canonical()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"launch": "other.html"}, "launch"),
        ({"format": "flash"}, "format"),
        ({"items": ()}, "items"),
        ({"items": (Item("i", ""), Item("i", ""))}, "items/i"),
        ({"items": (Item("i", "", "missing.html"),)}, "items/i"),
        ({"items": (Item("i", "", mastery_score=101),)}, "items/i"),
        ({"items": (Item("i", "", time_limit_action="explode"),)}, "items/i"),
        ({"items": (Item("i", "", parameters="../x"),)}, "items/i"),
        ({"files": {"index.html": StoredFile("zz", 1, "x")}}, "files/index.html"),
        ({"files": {"../x": StoredFile(SHA, 1, "x")}, "launch": "../x"}, "files/../x"),
    ],
)
def test_a_contradiction_is_named_by_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(DescriptionInvalid) as caught:
        replace(sample(), **change)
    assert caught.value.subject == place


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("bytes",), 13),
        (("title",), None),
        (("title",), "\ud800"),
        (("items",), {}),
        (("items", 0, "visible"), 1),
        (("items", 0, "mastery_score"), True),
        (("items", 0, "mastery_score"), float("nan")),
        (("files", "a", "size"), "7"),
        (("files", "a", "size"), 10**30),
        (("files", "a"), []),
    ],
)
def test_json_of_another_shape_is_refused(path: tuple[str | int, ...], value: object) -> None:
    data: Any = sample().to_json()
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(DescriptionInvalid):
        Description.from_json(data)


def test_bytes_that_are_no_json_are_refused() -> None:
    deep = b"[" * 100_000
    for data in (b"", b"\xff", b"[]", deep):
        with pytest.raises(DescriptionInvalid):
            Description.from_bytes(data)


def test_items_nested_without_end_are_refused() -> None:
    data = sample().to_json()
    item: dict[str, Any] = json.loads(json.dumps(data["items"][0]))
    for number in range(80):
        item = {**item, "id": str(number), "children": [item]}
    data["items"] = [item]
    with pytest.raises(DescriptionInvalid):
        Description.from_json(data)


@pytest.mark.parametrize(
    "change",
    [
        {"root": {"control": {"flow": "yes"}}},
        {"root": {"pre": [{"action": "leap", "conditions": []}]}},
        {"root": {"unheard": {}}},
        {"activities": {"nobody": {}}},
        {"assets": ["nobody"]},
        {"id": ""},
    ],
)
def test_sequencing_of_another_form_is_not_taken(change: dict[str, object]) -> None:
    value = {
        **sample().to_json(),
        "format": "scorm2004",
        "sequencing": {**sequencing([]), **change},
    }
    with pytest.raises(DescriptionInvalid) as caught:
        Description.from_json(value)
    assert caught.value.subject == "sequencing"
