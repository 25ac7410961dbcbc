"""What may be set as a task, handed in, and marked."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import Schema

from server.classroom.schemas import AssignmentSetSchema, HandInSchema, MarkGiveSchema

PHOTO: dict[str, Any] = {"sha256": "cd" * 32, "name": "дәптер.jpg", "type": "image/jpeg", "size": 9}
TASK: dict[str, Any] = {
    "school": "school-1",
    "class": "class-5a",
    "title": "Бөлшектерді салыстыру",
    "instructions": "Дәптерге сал да, суретін жібер.",
    "course": None,
    "lesson": None,
    "item": None,
    "due_at": "2026-11-25T18:00:00.000Z",
    "max_mark": 10,
    "accepts": ["photo", "text"],
    "files": [PHOTO],
}
WORK: dict[str, Any] = {
    "assignment": "task-1",
    "text": "",
    "files": [PHOTO],
    "attempts": [],
    "made_at": "2026-11-24T12:00:00.000Z",
}
BAD_LINES = ("red:1,2", "r3:1", "r3:99999,1", "r3:1,2;3,4", "r3:" + "1,2 " * 600 + "1,2")
MARK: dict[str, Any] = {
    "assignment": "task-1",
    "learner": "aru",
    "submission": None,
    "mark": "9",
    "max": 10,
    "comment": "",
}


@pytest.mark.parametrize(
    ("schema", "body"),
    [(AssignmentSetSchema, TASK), (HandInSchema, WORK), (MarkGiveSchema, MARK)],
)
def test_what_people_do_every_day_is_accepted_as_written(
    schema: type[Schema], body: dict[str, Any]
) -> None:
    assert schema().load(body) == body


def test_an_edit_of_a_task_names_only_what_it_changes() -> None:
    assert AssignmentSetSchema().validate({"due_at": None}) == {}


@pytest.mark.parametrize(
    ("schema", "body", "field", "value"),
    [
        (AssignmentSetSchema, TASK, "accepts", ["dance"]),
        (AssignmentSetSchema, TASK, "max_mark", 0),
        (AssignmentSetSchema, TASK, "class", ""),
        (HandInSchema, WORK, "text", "а" * 10_001),
        (HandInSchema, WORK, "files", [PHOTO] * 21),
        (HandInSchema, WORK, "files", [PHOTO | {"name": "../../x"}]),
        (HandInSchema, WORK, "files", [PHOTO | {"size": 60_000_000}]),
        (HandInSchema, WORK, "files", [PHOTO | {"type": 'text/html"; x'}]),
        (HandInSchema, WORK, "made_at", None),
        (MarkGiveSchema, MARK, "mark", ""),
        (MarkGiveSchema, MARK, "max", 10.5),
    ],
)
def test_what_is_out_of_shape_names_the_field(
    schema: type[Schema], body: dict[str, Any], field: str, value: object
) -> None:
    assert field in schema().validate(body | {field: value})


@pytest.mark.parametrize(
    "change",
    [
        {"mark": ""},
        {"returned": True},
        {"points": [5, -1]},
        {"points": [1] * 13},
        {"files": [{**PHOTO, "size": 1_000_001}]},
        {"files": [PHOTO, PHOTO]},
        *({"drawing": [{"file": 0, "lines": [line]}]} for line in BAD_LINES),
        {"drawing": [{"file": 20, "lines": ["r3:1,2"]}]},
        {"drawing": [{"file": n, "lines": ["r3:" + "1,2 " * 400 + "1,2"]} for n in range(8)]},
    ],
)
def test_a_mark_says_one_thing_within_bounds(change: dict[str, Any]) -> None:
    assert MarkGiveSchema().validate({**MARK, **change}) != {}


@pytest.mark.parametrize(
    "change",
    [
        {"mark": "", "returned": True},
        {"points": [5, None], "drawing": [{"file": 0, "lines": ["r3:120,340 130,350", "b2:0,1"]}]},
        {"files": [{**PHOTO, "type": "audio/ogg"}]},
    ],
)
def test_a_mark_may_come_with_points_lines_and_a_voice_or_be_a_return(
    change: dict[str, Any],
) -> None:
    assert MarkGiveSchema().validate({**MARK, **change}) == {}
