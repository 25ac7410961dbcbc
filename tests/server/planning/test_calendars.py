"""Whose terms and lessons a day has: pwa/tests/planning reads the same cases."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.people.models import SchoolClass
from server.planning.models import Calendar
from server.planning.reading import (
    calendar_ahead,
    calendar_before,
    calendar_for,
    calendar_of_terms,
)

VECTORS = json.loads((Path(__file__).parent / "calendar_vectors.json").read_text("utf-8"))
CALENDARS = {
    one["id"]: Calendar(
        id=one["id"],
        school=one["school"],
        grades=one["grades"],
        terms=[{"starts_on": first, "ends_on": last} for first, last in one["terms"]],
    )
    for one in VECTORS["calendars"]
}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["why"])
def test_a_day_has_the_calendar_of_its_lessons_plans_and_terms(case: dict[str, Any]) -> None:
    one = SchoolClass(id="c", school="s", grades=case["grades"])
    calendars = [CALENDARS[name] for name in case["calendars"]]
    for day, wanted in case["on"].items():
        found = [
            getattr(choose(one, date.fromisoformat(day), calendars), "id", None)
            for choose in (calendar_for, calendar_ahead, calendar_of_terms, calendar_before)
        ]
        assert found == wanted, day
