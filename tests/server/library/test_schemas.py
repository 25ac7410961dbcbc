"""What may be published, and what is turned away before anything is written."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from server.library.schemas import CoursePublishSchema

COURSE: dict[str, Any] = {
    "edition": 1,
    "title": "Математика, 5-сынып",
    "language": "kk",
    "subject": "mathematics",
    "grades": [5],
    "school": None,
    "lessons": [
        {
            "id": "maths5-1",
            "title": "Жай бөлшектер",
            "summary": "",
            "items": [
                {
                    "id": "maths5-1-1",
                    "title": "Бөлшек дегеніміз не?",
                    "format": "scorm12",
                    "manifest": "ab" * 32,
                    "launch": "index.html",
                    "bytes": 120_000,
                }
            ],
        }
    ],
}


def test_a_course_is_accepted_and_its_values_are_left_as_written() -> None:
    assert CoursePublishSchema().load(COURSE) == COURSE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("edition", 0),
        ("edition", "1"),
        ("language", "tt"),
        ("grades", [13]),
        ("title", ""),
        ("school", "a b"),
        ("lessons", [{}] * 201),
        ("surprise", 1),
    ],
)
def test_a_course_out_of_shape_names_the_field(field: str, value: object) -> None:
    course = copy.deepcopy(COURSE)
    course[field] = value
    assert field in CoursePublishSchema().validate(course)


@pytest.mark.parametrize("sha", ["AB" * 32, "ab" * 31, "../../etc/passwd", "ab" * 32 + "\n"])
def test_an_item_names_its_description_by_a_plain_hash(sha: str) -> None:
    course = copy.deepcopy(COURSE)
    course["lessons"][0]["items"][0]["manifest"] = sha
    assert "lessons" in CoursePublishSchema().validate(course)
