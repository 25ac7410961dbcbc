"""Books as files, and a class's term in figures."""

import csv
import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook

from server.accounts.service import enrolment_fields
from server.db import db
from server.gradebook.analysis import objectives_of, summary_of_marks, summary_of_points
from server.gradebook.reading import book_of
from server.operations.local import submit
from server.people.models import Enrolment, SchoolClass
from tests.server import cast
from tests.server.conftest import School
from tests.server.gradebook.books import TERM, assess, confirm, give
from tests.server.phone import Phone

Phones = Callable[[str], Phone]
BOOK = f"/api/v1/gradebook/{cast.CLASS_5}/mathematics/book"
REPORT = f"/api/v1/gradebook/{cast.CLASS_5}/report"
QUERY = {"term": TERM, "language": "ru"}
FIGURES = ("learners", "without", "success", "quality")


@pytest.fixture
def book(phone: Phones) -> dict[str, Any]:
    """Ару has everything and a signed five; Диас was absent from the section assessment."""
    marat = phone(cast.MARAT)
    daily = assess(marat, part="formative", title="", max=10, date="2026-11-16")
    tasks = [{"max": 8, "objective": "5.1.2.6"}, {"max": 12, "objective": "5.1.2.7"}]
    section = assess(marat, tasks=tasks)
    give(marat, daily, cast.ARU, 9)
    give(marat, daily, cast.DIAS, 5)
    give(marat, section, cast.ARU, "13.5", by_task=["2", "11.5"])
    give(marat, section, cast.DIAS, None)
    inputs = [
        {"assessment": daily, "part": "formative", "points": "9", "max": 10},
        {"assessment": section, "part": "section", "points": "13.5", "max": 20},
    ]
    signed = confirm(marat, percent="79", mark=4, inputs=inputs)
    assert signed["outcome"] == "admitted", signed
    return {"daily": daily, "section": section, "signed": signed}


def test_a_child_with_two_joined_records_is_one_line_and_one_head(
    phone: Phones, school: School
) -> None:
    body = {"family_name": "Серікбаева", "given_name": "Аружан", "way": "card"}
    path = f"/api/v1/classes/{cast.CLASS_5}/newcomers"
    added = phone(cast.BOTA).request("POST", path, json=body).get_json()
    second = added["cards"][0]["person"]
    marat = phone(cast.MARAT)
    marat.refresh()
    of = assess(marat)
    give(marat, of, second, 17)
    alias = f"/api/v1/people/{second}/alias"
    assert phone(cast.BOTA).request("PUT", alias, json={"kept": cast.ARU}).status_code == 204

    answer = marat.get(f"{BOOK}.csv", query_string=QUERY)
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    theirs = [row[:2] for row in rows[1:] if row and row[0].startswith("Серікбаева")]
    assert theirs == [["Серікбаева Ару", "17"]]

    query = {"school": cast.AKBULAQ, "on": "2026-11-23", "language": "ru"}
    month = phone(cast.GULNAR).get("/api/v1/reports/headcount", query_string=query).get_json()
    (fifth,) = (row for row in month["pages"][0]["tables"][0]["rows"] if row[0] == "5 Ә")
    assert fifth[2:] == [2, 0, 0, 2, 0], "nobody came, and two are there"


def test_a_book_as_csv_has_the_points_and_what_they_come_to(
    phone: Phones, book: dict[str, Any]
) -> None:
    answer = phone(cast.MARAT).get(f"{BOOK}.csv", query_string=QUERY)

    assert answer.status_code == 200, answer.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows == [
        ["Ученик", "ФО 16.11 /10", "СОР 20.11 Бөлшектер /20", "Процент", "Расчётная оценка",
         "Выставленная оценка"],
        ["Оспанов Диас", "5", "н", "50", "", ""],
        ["Серікбаева Ару", "9", "13.5", "79", "4", "4"],
    ]  # fmt: skip
    assert book["daily"]


def test_the_term_of_a_class_in_figures(phone: Phones, book: dict[str, Any]) -> None:
    answer = phone(cast.GULNAR).get(REPORT, query_string={"term": TERM})

    assert answer.status_code == 200, answer.get_data(as_text=True)
    (maths,) = answer.get_json()["rows"]
    assert [maths["marks"][name] for name in FIGURES] == [2, 1, 100, 100]
    assert (maths["signed"], maths["blank"], maths["outdated"]) == (1, 1, 0)
    (section,) = maths["assessments"]
    assert section["summary"] == {
        "wrote": 1, "low": 0, "middle": 1, "high": 0, "mean": 68, "success": 100, "quality": 100,
    }  # fmt: skip
    assert section["objectives"] == [
        {"objective": "5.1.2.6", "percent": 25, "weak": True},
        {"objective": "5.1.2.7", "percent": 96, "weak": False},
    ]
    base = book["section"]
    give(phone(cast.MARAT), base, cast.ARU, 20, base=None)
    (maths,) = phone(cast.GULNAR).get(REPORT, query_string={"term": TERM}).get_json()["rows"]
    assert maths["outdated"] == 1


def test_a_mark_of_a_task_counts_without_being_entered_twice(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    task = {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "title": "Үй жұмысы",
        "max_mark": 5,
    }
    record = marat.submit("assignment.set", task)["record"]
    mark = {"assignment": record, "learner": cast.ARU, "submission": None}
    marat.submit(
        "mark.give",
        {**mark, "mark": "4", "max": 5, "comment": ""},
        record=f"{record}~{cast.ARU}",
    )
    assess(marat, part="formative", max=10, assignment=record)

    answer = marat.get(f"{BOOK}.csv", query_string=QUERY)
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[2] == ["Серікбаева Ару", "4", "80", "4", ""]


def test_files_for_excel_open(phone: Phones, book: dict[str, Any]) -> None:
    assert book
    for path, sheets in ((BOOK, 1), (REPORT, 2)):
        answer = phone(cast.GULNAR).get(f"{path}.xlsx", query_string=QUERY)
        found = load_workbook(io.BytesIO(answer.get_data()))
        assert len(found.sheetnames) == sheets
    assert found["Успеваемость и качество"]["B2"].value == 2


@pytest.mark.parametrize(
    ("person", "books", "reports"),
    [
        (cast.MARAT, 200, 404),
        (cast.BOTA, 200, 200),
        (cast.GULNAR, 200, 200),
        (cast.OLGA, 404, 404),
        (cast.ARU, 403, 403),
        (cast.SAULE, 403, 403),
    ],
)
def test_books_are_for_the_subject_s_teacher_the_class_s_own_and_leaders(
    phone: Phones, person: str, books: int, reports: int
) -> None:
    assert phone(person).get(f"{BOOK}.csv", query_string=QUERY).status_code == books
    assert phone(person).get(f"{BOOK}.xlsx", query_string=QUERY).status_code == books
    assert phone(person).get(REPORT, query_string=QUERY).status_code == reports
    assert phone(person).get(f"{REPORT}.xlsx", query_string=QUERY).status_code == reports


def test_success_is_of_those_who_have_a_mark() -> None:
    found = summary_of_marks([5, 4, 4, 3, 2, None])
    assert (found.counts, found.without) == ({5: 1, 4: 2, 3: 1, 2: 1}, 1)
    assert (found.success, found.quality) == (80, 60)
    assert summary_of_marks([None]).success is None


def test_levels_of_an_assessment_have_the_bounds_of_the_form() -> None:
    of_hundred = [(Fraction(points), Fraction(100)) for points in (39, 40, 64, 65, 84, 85)]
    found = summary_of_points(of_hundred)
    assert (found.low, found.middle, found.high) == (1, 4, 1)
    assert (found.success, found.quality) == (83, 50)
    assert summary_of_points([]).mean is None


def test_an_objective_below_half_of_its_points_is_weak() -> None:
    ten = Fraction(10)
    found = objectives_of([("a", Fraction(5), ten), ("b", Fraction(4), ten), ("", ten, ten)])
    assert [(one.objective, one.weak) for one in found] == [("b", True), ("a", False)]


def test_another_policy_is_looked_at_before_it_is_adopted(
    phone: Phones, book: dict[str, Any]
) -> None:
    assert book
    director = phone(cast.GULNAR)
    query = {"school": cast.AKBULAQ, "term": TERM, "starts_on": "2026-11-01"}

    def concerned(**changes: str) -> list[dict[str, Any]]:
        asked = {**query, "policy": "kz-national", **changes}
        answer = director.get("/api/v1/gradebook/policy-preview", query_string=asked)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        rows: list[dict[str, Any]] = answer.get_json()["rows"]
        return rows

    assert concerned() == []
    # By daily work alone Ару's four is a five; Диас still lacks points, and has no mark.
    (maths,) = concerned(policy="kz-formative-only")
    figures = ("learners", "up", "down", "open", "signed")
    assert [maths[name] for name in figures] == [2, 1, 0, 0, 1]
    (passed,) = concerned(pass_subjects="mathematics,art")
    assert [passed[name] for name in figures] == [2, 0, 0, 2, 1]

    other = {**query, "policy": "kz-national", "school": cast.DALA}
    path = "/api/v1/gradebook/policy-preview"
    assert director.get(path, query_string=other).status_code == 404
    assert phone(cast.BOTA).get(path, query_string=other).status_code == 403


def test_a_book_of_the_year_that_ended_has_the_columns_of_the_grade_that_was(
    school: School, phone: Phones
) -> None:
    bota, of = phone(cast.BOTA), {"class": cast.CLASS_23, "subject": "kazakh-language"}
    give(bota, assess(bota, grade=2, **of), cast.ERASYL, 18)

    def erasyl() -> tuple[int, int]:
        with school.app.app_context():
            one = db.session.get_one(SchoolClass, cast.CLASS_23)
            book = book_of(db.session(), one, of["subject"], TERM, date(2027, 8, 25))
            (line,) = book.lines
            return line.grade, len(line.reckoned.inputs)

    before = erasyl()
    assert before == (2, 1)
    with school.app.app_context():
        moved = {"school": cast.AKBULAQ, "label": "2–3", "grades": [2, 3], "year": "2027/2028"}
        submit("class.set", cast.CLASS_23, moved)
        row = db.session.query(Enrolment).filter_by(person=cast.ERASYL).one()
        submit("enrolment.set", row.id, {**enrolment_fields(row), "grade": 3})
    assert erasyl() == before
