"""A school as a whole: its leaders' overview, and an inspector who reads and writes nothing."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.server import cast
from tests.server.conftest import School
from tests.server.gradebook.books import TERM, assessment, confirm
from tests.server.phone import Phone
from tests.server.reports.test_reports import calendar, lesson, mathematics

Phones = Callable[[str], Phone]
OWN = {"school": cast.AKBULAQ}
SPAN = {**OWN, "starts_on": "2026-11-16", "ends_on": "2026-11-30"}
COMING = {"family_name": "Бекова", "given_name": "Сара", "ends_on": "2026-11-27"}


@pytest.fixture
def inspector(phone: Phones, school: School) -> Phone:
    """An account until Friday."""
    answer = phone(cast.GULNAR).request("POST", "/api/v1/inspectors", query_string=OWN, json=COMING)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    (card,) = answer.get_json()["cards"]
    return Phone(school.app, school.clock, card["login"], card["password"])


def overview(of: Phone) -> dict[str, dict[str, Any]]:
    answer = of.get("/api/v1/overview", query_string=SPAN)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["label"]: one for one in answer.get_json()["classes"]}


def test_the_overview_counts_lessons_attendance_marks_and_works(phone: Phones) -> None:
    director, marat = phone(cast.GULNAR), phone(cast.MARAT)
    director.submit("calendar.set", calendar())
    director.submit("timetable.set", mathematics())
    written = lesson(marat, "2026-11-20")
    away = {"lesson": written, "learner": cast.DIAS, "class": cast.CLASS_5, "code": "unexcused"}
    marat.submit("attendance.set", away, record=f"{written}~{cast.DIAS}")
    task = {"school": cast.AKBULAQ, "class": cast.CLASS_5, "title": "Үй", "accepts": ["text"]}
    record = marat.submit("assignment.set", task)["record"]
    work = {"assignment": record, "text": "Дайын", "files": [], "attempts": []}
    work["made_at"] = "2026-11-20T10:00:00.000Z"
    handed = phone(cast.ARU).submit("submission.hand_in", work)
    assert handed["outcome"] == "admitted", handed
    confirm(marat)

    five = overview(director)["5 Ә"]
    figures = ("learners", "planned", "held", "missing", "missed", "unexcused", "present")
    assert [five[name] for name in figures] == [2, 2, 1, 2, 1, 1, 50]
    assert [five[name] for name in ("signed", "success", "quality", "waiting")] == [1, 100, 100, 1]
    assert overview(director)["4 А"]["planned"] == 0
    for person, status in ((cast.BOTA, 403), (cast.OLGA, 403)):
        assert phone(person).get("/api/v1/overview", query_string=SPAN).status_code == status


def test_an_inspector_reads_the_school_and_writes_nothing(phone: Phones, inspector: Phone) -> None:
    assert "5 Ә" in overview(inspector)
    (offered,) = inspector.get("/api/v1/reports").get_json()["schools"]
    assert offered["whole"]
    assert {"register", "term-report", "headcount", "plan"} <= set(offered["kinds"])

    refused = inspector.submit("assessment.set", assessment())
    assert refused["outcome"] == "held", refused
    inspector.refresh()
    assert inspector.ids("person") <= {inspector.person}
    query = {"school": cast.DALA, "starts_on": "2026-11-16", "ends_on": "2026-11-20"}
    assert inspector.get("/api/v1/overview", query_string=query).status_code == 404
    assert inspector.get("/api/v1/people", query_string=OWN).status_code == 403
    assert phone(cast.BOTA).get("/api/v1/inspectors", query_string=OWN).status_code == 403


def test_an_inspectors_account_ends_by_itself_or_at_once(
    phone: Phones, inspector: Phone, school: School
) -> None:
    school.clock.forward(days=4.5)
    assert overview(inspector)
    school.clock.forward(days=1)
    assert inspector.get("/api/v1/overview", query_string=SPAN).status_code == 403
    listed = phone(cast.GULNAR).get("/api/v1/inspectors", query_string=OWN).get_json()
    assert [(one["name"], one["over"]) for one in listed["inspectors"]] == [("Бекова Сара", True)]


def test_a_director_sends_an_inspector_away(phone: Phones, inspector: Phone) -> None:
    director = phone(cast.GULNAR)
    path = f"/api/v1/inspectors/{inspector.person}"
    assert director.request("DELETE", path, query_string=OWN).status_code == 204
    assert inspector.get("/api/v1/overview", query_string=SPAN).status_code == 401
    gone = director.request("DELETE", f"/api/v1/inspectors/{cast.BOTA}", query_string=OWN)
    assert gone.status_code == 404


@pytest.mark.parametrize("ends_on", ["2026-11-22", "2027-06-01"])
def test_an_account_without_a_near_end_is_not_made(phone: Phones, ends_on: str) -> None:
    body = {**COMING, "ends_on": ends_on}
    answer = phone(cast.GULNAR).request("POST", "/api/v1/inspectors", query_string=OWN, json=body)
    assert (answer.status_code, answer.get_json()["type"].split("/")[-1]) == (422, "inspector-end")


def test_the_pack_holds_the_school_and_its_list_fits(phone: Phones, inspector: Phone) -> None:
    director, marat = phone(cast.GULNAR), phone(cast.MARAT)
    director.submit("calendar.set", calendar())
    director.submit("timetable.set", mathematics())
    lesson(marat, "2026-11-20")
    row = {
        "school": cast.AKBULAQ, "class": cast.CLASS_5, "subject": "mathematics",
        "position": 1024, "hours": 2, "topic": "Бөлшектер",
    }  # fmt: skip
    marat.submit("plan.set", row)
    answer = inspector.get("/api/v1/inspection/pack", query_string={**SPAN, "language": "ru"})

    assert answer.status_code == 200, answer.get_data(as_text=True)
    made = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    names = set(made.namelist())
    assert {
        "timetable.xlsx", "headcount-2026-11.xlsx", f"term-report-{TERM}.xlsx",
        "class-03-plan.xlsx", f"class-03-register-{TERM}.xlsx", f"class-03-marks-{TERM}.xlsx",
    } <= names  # fmt: skip
    told = io.StringIO(made.read("contents.csv").decode("utf-8-sig"))
    rows = {row["file"]: row["sha256"] for row in csv.DictReader(told, delimiter=";")}
    assert rows == {
        name: hashlib.sha256(made.read(name)).hexdigest() for name in names - {"contents.csv"}
    }
    book = load_workbook(io.BytesIO(made.read("class-03-plan.xlsx")))
    cells = [cell.value for line in book.worksheets[0].iter_rows() for cell in line]
    assert {"Бөлшектер", "07.09, 14.09"} <= set(cells)

    reads = director.get("/api/v1/audit/reads", query_string=OWN).get_json()["reads"]
    assert [(one["name"], one["what"]) for one in reads] == [("Бекова Сара", "inspector-pack")]
    too_long = {**SPAN, "starts_on": "2024-01-01"}
    assert inspector.get("/api/v1/inspection/pack", query_string=too_long).status_code == 400
