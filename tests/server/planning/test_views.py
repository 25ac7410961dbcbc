"""Files of plans and timetables through the browser, plans to copy, and everybody's lessons."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.operations.local import submit
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.planning.plans import MONDAY, line, row, set_slot, substitute
from tests.server.planning.test_plan_file import excel
from tests.server.planning.test_planning import CALENDAR

Phones = Callable[[str], Phone]
Send = Callable[..., TestResponse]
PLAN: list[Sequence[object]] = [
    ["Тақырып", "Сағат", "Мерзімі"],
    ["Бөлшектерді қосу", 2, "23.11"],
    [None, None, None],
]


@pytest.fixture
def send(tmp_path: Path) -> Send:
    def sends(phone: Phone, path: str, rows: Sequence[Sequence[object]]) -> TestResponse:
        data = excel(tmp_path / "table.xlsx", rows).read_bytes()
        return phone.request(
            "POST", path, data=data, headers={"Content-Type": "application/octet-stream"}
        )

    return sends


def test_a_teacher_sees_what_was_understood_of_a_plan_and_nothing_is_written(
    phone: Phones, send: Send
) -> None:
    marat = phone(cast.MARAT)
    path = f"/api/v1/planning/plan/preview?class={cast.CLASS_5}"

    told = send(marat, path, PLAN).get_json()

    assert told["columns"] == ["topic", "hours", "date"]
    assert [(one["topic"], one["hours"], one["on"]) for one in told["rows"]] == [
        ("Бөлшектерді қосу", 2, "2026-11-23")
    ]
    marat.refresh()
    assert marat.ids("plan_row") == set()
    assert send(phone(cast.GULNAR), path, PLAN).status_code == 200
    for person in (cast.OLGA, cast.ARU, cast.SAULE):
        assert send(phone(person), path, PLAN).status_code == 403


def test_a_file_that_is_no_plan_is_refused_in_three_languages(phone: Phones, send: Send) -> None:
    path = f"/api/v1/planning/plan/preview?class={cast.CLASS_5}"
    answer = send(phone(cast.MARAT), path, [["Тегі", "Аты"]])
    told = answer.get_json()
    assert (answer.status_code, told["type"]) == (422, "/problems/table-refused")
    assert told["reason"] == "no-plan-heading"
    assert set(told["texts"]) == {"kk", "ru", "en"}


def test_leaders_see_what_was_understood_of_a_timetable(phone: Phones, send: Send) -> None:
    names = {"code": "mathematics", "kk": "Математика", "ru": "Математика", "en": "Mathematics"}
    phone(cast.AIZHAN).submit("subject.set", {"school": cast.AKBULAQ, **names})
    rows: list[Sequence[object]] = [
        ["Күні", "№", "5 Ә", "4 А"],
        ["Дүйсенбі", 1, "Математика", "Рисование"],
        [None, 2, "Математика Сағынова Б.", None],
    ]
    path = f"/api/v1/planning/timetable/preview?school={cast.AKBULAQ}"

    told = send(phone(cast.GULNAR), path, rows).get_json()

    assert [
        (one["class"], one["bell"], one["subject"], one["new"], one["teachers"])
        for one in told["lessons"]
    ] == [
        (cast.CLASS_5, 1, "mathematics", False, [cast.MARAT]),
        (cast.CLASS_4, 1, "Рисование", True, []),
        (cast.CLASS_5, 2, "mathematics", False, [cast.BOTA]),
    ]
    for person in (cast.MARAT, cast.OLGA):
        assert send(phone(person), path, rows).status_code == 403


def plans(phone: Phone, school: str = cast.AKBULAQ) -> Any:
    return phone.get("/api/v1/planning/plans", query_string={"school": school})


def test_colleagues_copy_each_others_plans(phone: Phones) -> None:
    phone(cast.MARAT).submit("plan.set", row(position=2048, topic="Екінші"))
    phone(cast.MARAT).submit("plan.set", row())

    assert plans(phone(cast.BOTA)).get_json()["plans"] == [
        {
            "class": cast.CLASS_5, "label": "5 Ә", "grade": None, "subject": "mathematics",
            "year": 2026, "ended": False, "rows": 2, "hours": 4,
        }
    ]  # fmt: skip
    query = {"class": cast.CLASS_5, "subject": "mathematics"}
    found = phone(cast.BOTA).get("/api/v1/planning/plan", query_string=query).get_json()["rows"]
    assert [one["topic"] for one in found] == ["Бөлшектерді салыстыру", "Екінші"]
    for person in (cast.OLGA, cast.ARU):
        assert plans(phone(person)).status_code in {403, 404}
        answer = phone(person).get("/api/v1/planning/plan", query_string=query)
        assert answer.status_code in {403, 404}


def test_the_plan_of_last_year_is_told_apart_from_this_years(phone: Phones, school: School) -> None:
    marat = phone(cast.MARAT)
    taught = marat.submit("plan.set", row(topic="of the fifth grade"))["record"]
    fields = {
        "school": cast.AKBULAQ, "class": cast.CLASS_5, "grade": None, "subject": "mathematics",
        "date": "2026-11-20", "bell": 1, "slot": None, "line": None, "state": "held", "reason": "",
        "topic": "", "plan_row": taught, "homework": "",
    }  # fmt: skip
    assert marat.submit("journal.record", fields)["outcome"] == "admitted"
    marat.submit("plan.set", row(topic="never reached", year=2026))
    later = datetime.fromisoformat("2027-09-10T12:00:00+05:00")
    school.clock.forward(seconds=later.timestamp() - school.clock() / 1000)
    with school.app.app_context():
        moved = {"label": "6 Ә", "grades": [6], "year": "2027/2028"}
        submit("class.set", cast.CLASS_5, {"school": cast.AKBULAQ, **moved})
    marat = school.new_phone(cast.MARAT)
    marat.submit("plan.set", row(topic="of the sixth"))

    told = [(one["label"], one["year"], one["ended"]) for one in plans(marat).get_json()["plans"]]
    assert told == [("5 Ә", 2026, True), ("6 Ә", 2027, False)]
    query = {"class": cast.CLASS_5, "subject": "mathematics"}
    for year, topics in (
        (2026, {"of the fifth grade", "never reached"}),
        (2027, {"of the sixth"}),
    ):
        asked = marat.get("/api/v1/planning/plan", query_string={**query, "year": year})
        assert {one["topic"] for one in asked.get_json()["rows"]} == topics


def lessons(phone: Phone, on: str = MONDAY) -> list[tuple[int, tuple[str, ...], str | None]]:
    query = {"school": cast.AKBULAQ, "on": on}
    answer = phone.get("/api/v1/planning/lessons", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [
        (one["bell"], tuple(one["places"]), one["substitute"])
        for one in answer.get_json()["lessons"]
    ]


def test_any_teacher_sees_whose_lessons_there_are_today(phone: Phones) -> None:
    calendar = {**CALENDAR, "terms": [{"starts_on": "2026-11-01", "ends_on": "2026-12-30"}]}
    phone(cast.AIZHAN).submit("calendar.set", {**calendar, "holidays": [], "moved": []})
    first = set_slot(phone(cast.AIZHAN), bell=3)
    set_slot(phone(cast.AIZHAN), lines=[line(class_id=cast.CLASS_4)])
    set_slot(phone(cast.AIZHAN), weekday=2)
    set_slot(phone(cast.AIZHAN), ends_on="2026-11-01")

    assert lessons(phone(cast.BOTA)) == [(2, ("4 А",), None), (3, ("5 Ә",), None)]
    phone(cast.BOTA).submit("substitution.set", **substitute(first, cast.BOTA))
    assert lessons(phone(cast.MARAT))[1] == (3, ("5 Ә",), "Сағынова Бота")
    closed = {
        "school": cast.AKBULAQ, "reason": "weather", "starts_on": MONDAY, "ends_on": MONDAY,
        "classes": [cast.CLASS_4],
    }  # fmt: skip
    phone(cast.GULNAR).submit("closure.set", closed)
    assert [one[0] for one in lessons(phone(cast.BOTA))] == [3]
    answer = phone(cast.OLGA).get(
        "/api/v1/planning/lessons", query_string={"school": cast.AKBULAQ, "on": MONDAY}
    )
    assert answer.status_code == 404
