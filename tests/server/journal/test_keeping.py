"""What those who lead a school see of its journals: counted against the timetable, and timely."""

from collections.abc import Callable
from typing import Any

import pytest

from server.accounts.service import enrolment_fields
from server.db import db
from server.operations.local import submit
from server.people.models import Enrolment
from tests.server import cast
from tests.server.conftest import School
from tests.server.journal.test_journal import keep
from tests.server.phone import Phone
from tests.server.planning.plans import line, set_slot

Phones = Callable[[str], Phone]
WEEK = {"school": cast.AKBULAQ, "starts_on": "2026-11-16", "ends_on": "2026-11-29"}
CALENDAR: dict[str, Any] = {
    "school": cast.AKBULAQ,
    "name": "2026/2027",
    "grades": [],
    "weekdays": [1, 2, 3, 4, 5],
    "terms": [{"starts_on": "2026-11-02", "ends_on": "2026-12-30"}],
    "holidays": [],
    "moved": [],
    "bells": [{"n": 2, "starts": "09:20", "ends": "10:05"}],
}


@pytest.fixture
def slot(phone: Phones) -> str:
    phone(cast.AIZHAN).submit("calendar.set", CALENDAR)
    set_slot(phone(cast.AIZHAN), weekday=3, bell=1, lines=[line(class_id=cast.CLASS_4)])
    return set_slot(phone(cast.AIZHAN))


def rows(phone: Phone, **changes: str) -> dict[str, tuple[int, ...]]:
    """Class → planned, held, cancelled, missing, late."""
    answer = phone.get("/api/v1/journal/keeping", query_string={**WEEK, **changes})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    names = ("planned", "held", "cancelled", "missing", "late")
    return {row["class"]: tuple(row[name] for name in names) for row in answer.get_json()["rows"]}


def test_lessons_are_counted_up_to_today(phone: Phones, slot: str, school: School) -> None:
    director = phone(cast.GULNAR)
    assert rows(director) == {cast.CLASS_4: (1, 0, 0, 1, 0), cast.CLASS_5: (2, 0, 0, 2, 0)}

    keep(phone(cast.MARAT), slot)
    assert rows(director)[cast.CLASS_5] == (2, 1, 0, 1, 0)
    school.clock.forward(days=2)
    assert rows(director)[cast.CLASS_4] == (2, 0, 0, 2, 0)


def test_what_is_written_a_day_later_is_late_and_what_was_not_held_is_no_gap(
    phone: Phones, slot: str, school: School
) -> None:
    school.clock.forward(days=1)
    keep(phone(cast.MARAT), slot, state="cancelled", reason="Боран")
    assert rows(phone(cast.GULNAR))[cast.CLASS_5] == (2, 0, 1, 1, 1)


def test_a_closed_day_asks_for_no_lesson(phone: Phones, slot: str) -> None:
    closed = {
        "school": cast.AKBULAQ,
        "reason": "weather",
        "starts_on": "2026-11-16",
        "ends_on": "2026-11-20",
        "classes": [],
    }
    phone(cast.GULNAR).submit("closure.set", closed)

    assert rows(phone(cast.GULNAR)) == {cast.CLASS_5: (1, 0, 0, 1, 0)}
    assert slot


@pytest.mark.parametrize("person", [cast.MARAT, cast.ARU, cast.SAULE, cast.OLGA])
def test_only_leaders_of_the_school_are_told(phone: Phones, slot: str, person: str) -> None:
    assert phone(person).get("/api/v1/journal/keeping", query_string=WEEK).status_code == 403
    foreign = {**WEEK, "school": cast.DALA}
    answer = phone(cast.GULNAR).get("/api/v1/journal/keeping", query_string=foreign)
    assert answer.status_code == 404
    assert slot


def test_more_than_a_term_at_once_is_refused_with_a_hint(phone: Phones) -> None:
    wide = {**WEEK, "starts_on": "2026-01-01"}
    answer = phone(cast.GULNAR).get("/api/v1/journal/keeping", query_string=wide)

    assert answer.status_code == 400
    assert answer.get_json()["type"] == "/problems/range-too-long"


def test_a_class_that_everybody_has_left_has_no_lessons_to_hold(
    phone: Phones, slot: str, school: School
) -> None:
    with school.app.app_context():
        for learner in (cast.ARU, cast.DIAS):
            row = db.session.query(Enrolment).filter_by(person=learner).one()
            submit("enrolment.set", row.id, {**enrolment_fields(row), "ends_on": "2026-11-17"})

    assert rows(phone(cast.GULNAR))[cast.CLASS_5] == (1, 0, 0, 1, 0), "but those before"
