"""Forms for paper and Excel, made of what teachers have entered once."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from server.db import write_transaction
from server.journal.models import JournalLesson
from server.operations.local import submit
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import School
from tests.server.gradebook.books import TERM, assess, confirm, give
from tests.server.phone import Phone

Phones = Callable[[str], Phone]
FIVE = {"class": cast.CLASS_5, "term": TERM, "language": "ru"}


def ask(phone: Phone, kind: str, **query: Any) -> dict[str, Any]:
    answer = phone.get(f"/api/v1/reports/{kind}", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def table(page: dict[str, Any], n: int = 0) -> list[list[Any]]:
    """Heads and rows of a page's table."""
    found = page["tables"][n]
    return [found["heads"], *found["rows"]]


@pytest.fixture
def kept(phone: Phones) -> dict[str, str]:
    """Mathematics of 5 Ә: a calendar, two lessons with Диас late at one of them, daily work, a
    section assessment that he missed, and Ару's signed mark."""
    director, marat = phone(cast.GULNAR), phone(cast.MARAT)
    names = {"kk": "Математика", "ru": "Математика (ру)", "en": "Mathematics"}
    subject = {"school": cast.AKBULAQ, "code": "mathematics", **names}
    for kind, fields in (
        ("calendar.set", calendar()),
        ("subject.set", subject),
        ("timetable.set", mathematics()),
    ):
        result = director.submit(kind, fields)
        assert result["outcome"] == "admitted", result
    lessons = [lesson(marat, day) for day in ("2026-11-16", "2026-11-20")]
    late = {"lesson": lessons[0], "learner": cast.DIAS, "class": cast.CLASS_5, "code": "late"}
    marat.submit("attendance.set", late, record=f"{lessons[0]}~{cast.DIAS}")
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
    return {"daily": daily, "section": section}


def calendar() -> dict[str, Any]:
    """Two terms of five days a week."""
    spans = (("2026-09-01", "2026-10-25"), ("2026-11-02", "2026-12-30"))
    return {
        "school": cast.AKBULAQ,
        "name": "2026/2027",
        "grades": [],
        "weekdays": [1, 2, 3, 4, 5],
        "terms": [{"starts_on": first, "ends_on": last} for first, last in spans],
        "holidays": [],
        "moved": [],
        "bells": [{"n": 1, "starts": "08:30", "ends": "09:15"}],
    }


def held(day: date, **changes: Any) -> JournalLesson:
    """A lesson of 5 Ә as the journal's table has it: phones may not write as late as that."""
    fields = {"grade": None, "slot": None, "line": None, "plan_row": None, "author": cast.MARAT}
    empty = {"reason": "", "homework": "", "others": [], "contested": False}
    return JournalLesson(
        id=f"lesson {day}", school=cast.AKBULAQ, class_id=cast.CLASS_5, subject="mathematics",
        on=day, bell=1, state="held", topic=str(day), made_ms=0, seen_ms=0, op="a.1.1",
        **{**fields, **empty, **changes},
    )  # fmt: skip


def mathematics() -> dict[str, Any]:
    """The first lesson of Mondays in 5 Ә."""
    return {
        "school": cast.AKBULAQ,
        "weekday": 1,
        "bell": 1,
        "lines": [{"n": 1, "class": cast.CLASS_5, "grade": None, "subject": "mathematics"}],
        "teachers": [cast.MARAT],
        "room": "7",
    }


def lesson(teacher: Phone, day: str, **changes: Any) -> str:
    fields = {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "grade": None,
        "subject": "mathematics",
        "date": day,
        "bell": 1,
        "slot": None,
        "line": None,
        "state": "held",
        "reason": "",
        "topic": "Бөлшектер",
        "plan_row": None,
        "homework": "№ 15",
        **changes,
    }
    result = teacher.submit("journal.record", fields)
    assert result["outcome"] == "admitted", result
    return str(result["record"])


@pytest.mark.usefixtures("kept")
def test_a_report_card_has_a_page_for_each_pupil_and_is_signed(phone: Phones) -> None:
    found = ask(phone(cast.BOTA), "report-card", **FIVE)

    assert (found["title"], found["landscape"]) == ("Табель успеваемости", False)
    dias, aru = found["pages"]
    assert aru["facts"] == [
        ["Школа", "Ақбұлақ мектебі"],
        ["Ученик", "Серікбаева Ару"],
        ["Класс", "5 Ә"],
        ["Четверть", "II · 2026/2027"],
    ]
    assert table(aru) == [["Предмет", "Оценка"], ["Математика (ру)", 4]]
    assert table(dias)[1] == ["Математика (ру)", None]
    assert table(dias, 1) == [
        ["Посещаемость", "Без причины", "По уважительной", "По болезни", "Опоздания"],
        ["Пропущено уроков: 0", 0, 0, 0, 1],
    ]
    assert aru["signatures"] == [
        "Классный руководитель · Сағынова Б.",
        "Директор · Жақсыбекова Г.",
        "Родитель",
    ]


@pytest.mark.usefixtures("kept")
def test_the_register_shows_marks_and_absences_by_day_and_then_the_lessons(phone: Phones) -> None:
    found = ask(phone(cast.MARAT), "register", **FIVE, subject="mathematics")

    marks, taught = found["pages"]
    assert found["landscape"]
    assert table(marks) == [
        ["№", "Ученик", "16.11", "20.11 СОР /20", "Процент", "Оценка"],
        [1, "Оспанов Диас", "о 5", "н", "50", None],
        [2, "Серікбаева Ару", "9", "13,5", "79", 4],
    ]
    assert table(taught)[1] == ["16.11.2026", 1, "Бөлшектер", "№ 15", "Есенов М."]
    assert taught["signatures"] == ["Учитель", "Заместитель директора"]


@pytest.mark.usefixtures("kept")
def test_the_term_and_its_assessments_in_figures(phone: Phones) -> None:
    school = {"school": cast.AKBULAQ, "term": TERM, "language": "ru"}
    first, five = ask(phone(cast.GULNAR), "term-report", **school)["pages"]
    rows = {row[0]: row for row in table(first)[1:]}
    assert rows["5 Ә"] == ["5 Ә", 2, 0, 1, 0, 0, 1, 100, 100, 0, 0]
    assert table(five)[1] == ["Математика (ру)", 2, 0, 1, 0, 0, 1, 100, 100]

    (page,) = ask(phone(cast.GULNAR), "analysis", **school)["pages"]
    (line,) = table(page)[1:]
    assert line == [
        "Математика (ру)", "СОР", "20.11.2026", "Бөлшектер", 1, 0, 1, 0, 100, 100,
        "5.1.2.6 (25 %)",
    ]  # fmt: skip


@pytest.mark.usefixtures("kept")
def test_parents_read_what_a_mark_is_made_of_and_only_of_their_child(phone: Phones) -> None:
    mother = phone(cast.SAULE)
    (page,) = ask(mother, "family", **FIVE, learner=cast.ARU)["pages"]
    assert table(page)[1] == ["Математика (ру)", "9", "13,5/20", None, "79", 4]

    for kind in ("family", "report-card"):
        assert mother.get(f"/api/v1/reports/{kind}", query_string=FIVE).status_code == 404
        other = {**FIVE, "learner": cast.DIAS}
        assert mother.get(f"/api/v1/reports/{kind}", query_string=other).status_code == 404


@pytest.mark.usefixtures("kept")
def test_a_child_who_came_in_the_year_owes_what_was_due_since_then(
    phone: Phones, school: School
) -> None:
    marat = phone(cast.MARAT)
    # At 19:30 in the evening of the 8th, and half past midnight of the 9th, by the school's clock.
    for title, due in (
        ("Before", "2026-11-08T14:30:00.000Z"),
        ("On the day", "2026-11-08T19:30:00.000Z"),
    ):
        set_task(marat, title=title, due_at=due)
    handed = set_task(marat, title="Handed in", due_at="2026-11-04T14:30:00.000Z")
    named = {"due_at": "2026-11-05T14:30:00.000Z", "learners": [cast.TIMUR]}
    with school.app.app_context():
        cast.enrol(cast.TIMUR, cast.CLASS_5, cast.AKBULAQ, 5, starts_on="2026-11-09")
    set_task(marat, title="For him", **named)
    assert phone(cast.TIMUR).submit("submission.hand_in", work(handed))["outcome"] == "admitted"

    def told(learner: str) -> list[Any]:
        (page,) = ask(phone(cast.GULNAR), "family", **FIVE, learner=learner)["pages"]
        found: list[Any] = table(page, 2)[1][1:]
        return found

    assert told(cast.TIMUR) == [3, 1, "On the day; For him"]
    assert told(cast.DIAS) == [3, 0, "Before; On the day; Handed in"]


@pytest.mark.usefixtures("kept")
def test_rows_of_last_year_take_no_lesson_of_this_one(phone: Phones, school: School) -> None:
    marat = phone(cast.MARAT)
    row = {"school": cast.AKBULAQ, "class": cast.CLASS_5, "subject": "mathematics", "hours": 2}
    rows = [
        marat.submit("plan.set", {**row, "position": n, "topic": topic})["record"]
        for n, topic in enumerate(("Last year's", "This year's"), start=1)
    ]
    with school.app.app_context(), write_transaction() as session:
        session.add(held(date(2026, 5, 18), plan_row=rows[0]))
    (page,) = ask(phone(cast.GULNAR), "plan", **{"class": cast.CLASS_5, "language": "en"})["pages"]
    days = {row[2]: row[5] for row in table(page)[1:-1]}
    assert days == {"Last year's": "18.05", "This year's": "07.09, 14.09"}


@pytest.mark.usefixtures("kept")
def test_parents_read_of_work_whose_time_is_over_by_the_schools_day(phone: Phones) -> None:
    """It is the morning of 23 November; the term began on the 2nd."""
    marat = phone(cast.MARAT)
    for title, due in (
        ("first night", "2026-11-01T19:30:00.000Z"),
        ("night before", "2026-11-01T18:59:00.000Z"),
        ("an hour ago", "2026-11-23T03:00:00.000Z"),
        ("tonight", "2026-11-23T18:59:00.000Z"),
    ):
        set_task(marat, title=title, due_at=due)
    more = set_task(marat, title="more time", due_at="2026-11-18T18:59:00.000Z")
    later = {"assignment": more, "learner": cast.ARU, "due_at": "2026-11-25T18:59:00.000Z"}
    marat.submit("arrangement.set", later, record=f"{more}~{cast.ARU}")

    def lacking(learner: str) -> set[str]:
        (page,) = ask(phone(cast.GULNAR), "family", **FIVE, learner=learner)["pages"]
        row = table(page, 2)[1]
        assert (row[1], row[2]) == (len(row[3].split("; ")), 0)
        return set(row[3].split("; "))

    assert lacking(cast.ARU) == {"first night", "an hour ago"}
    assert lacking(cast.DIAS) == {"first night", "an hour ago", "more time"}


def test_the_headcount_tells_who_came_and_who_left(phone: Phones, school: School) -> None:
    with school.app.app_context():
        cast.enrol(cast.TIMUR, cast.CLASS_5, cast.AKBULAQ, 5, starts_on="2026-11-09")
        cast.enrol(cast.DIAS, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-13")
    query = {"school": cast.AKBULAQ, "on": "2026-11-23", "language": "en"}
    (page,) = ask(phone(cast.GULNAR), "headcount", **query)["pages"]

    assert ["Month", "November 2026"] in page["facts"]
    rows = {row[0]: row[2:] for row in table(page)[1:]}
    assert rows["5 Ә"] == [2, 1, 1, 2, 0]
    assert rows["In all"] == [3, 1, 1, 3, 0]
    assert table(page, 1)[1:] == [
        ["09.11.2026", "Ким Тимур", "5 Ә", "Came"],
        ["13.11.2026", "Оспанов Диас", "5 Ә", "Left"],
    ]
    assert phone(cast.BOTA).get("/api/v1/reports/headcount", query_string=query).status_code == 404


def test_who_changes_the_class_neither_comes_to_the_school_nor_leaves_it(
    phone: Phones, school: School
) -> None:
    with school.app.app_context():
        cast.enrol(cast.DIAS, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-13")
        stay = {"person": cast.DIAS, "school": cast.AKBULAQ, "class": cast.CLASS_4, "grade": 4}
        submit("enrolment.set", "parallel", {**stay, "starts_on": "2026-11-14", "ends_on": None})
    query = {"school": cast.AKBULAQ, "on": "2026-11-23", "language": "en"}
    (page,) = ask(phone(cast.GULNAR), "headcount", **query)["pages"]

    rows = {row[0]: row[2:] for row in table(page)[1:]}
    assert (rows["5 Ә"], rows["4 А"]) == ([2, 0, 0, 1, 0], [0, 0, 0, 1, 0])
    assert rows["In all"] == [3, 0, 0, 3, 0]
    assert len(page["tables"]) == 1, "nobody has moved to or from the school"


@pytest.mark.usefixtures("kept")
def test_timetables_hang_on_the_wall_of_a_class_and_of_the_school(phone: Phones) -> None:
    mine = ask(phone(cast.ARU), "timetable", **{"class": cast.CLASS_5, "language": "kk"})
    (page,) = mine["pages"]
    assert table(page)[0][2:4] == ["Дүйсенбі", "Сейсенбі"]
    assert table(page)[1][1:4] == ["08:30–09:15", "Математика, Есенов М., каб. 7", None]

    (page,) = ask(phone(cast.BOTA), "timetable", school=cast.AKBULAQ)["pages"]
    assert table(page)[0] == ["Күні", "Сабақ", "2–3", "4 А", "5 Ә"]
    assert table(page)[1] == ["Дүйсенбі", 1, None, None, "Математика"]
    other = phone(cast.OLGA).get("/api/v1/reports/timetable", query_string={"school": cast.AKBULAQ})
    assert other.status_code == 404


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("kind", ["report-card", "register", "analysis", "family", "timetable"])
def test_every_report_opens_in_excel_and_is_made_for_a4(phone: Phones, kind: str) -> None:
    answer = phone(cast.BOTA).get(f"/api/v1/reports/{kind}.xlsx", query_string=FIVE)

    assert answer.status_code == 200, answer.get_data(as_text=True)
    book = load_workbook(io.BytesIO(answer.get_data()))
    shown = ask(phone(cast.BOTA), kind, **FIVE)
    assert len(book.sheetnames) == len(shown["pages"])
    sheet = book.worksheets[0]
    assert sheet.page_setup.orientation == ("landscape" if shown["landscape"] else "portrait")
    assert sheet["A1"].value == shown["pages"][0]["title"]


@pytest.mark.usefixtures("kept")
def test_what_is_asked_for_is_complete_and_allowed(phone: Phones) -> None:
    marat, olga = phone(cast.MARAT), phone(cast.OLGA)

    def status(of: Phone, kind: str, **query: Any) -> int:
        return of.get(f"/api/v1/reports/{kind}", query_string=query).status_code

    assert status(phone(cast.BOTA), "report-card", **{"class": cast.CLASS_5}) == 422
    assert status(marat, "register", **FIVE) == 404
    assert status(marat, "report-card", **FIVE) == 404
    assert status(marat, "analysis", **FIVE, subject="mathematics") == 200
    assert status(marat, "no-such-report", **FIVE) == 404
    assert status(olga, "register", **FIVE) == 404
    assert status(olga, "term-report", school=cast.AKBULAQ, term=TERM) == 404


def test_everybody_is_offered_what_is_theirs(phone: Phones) -> None:
    def offered(person: str) -> dict[str, Any]:
        answer = phone(person).get("/api/v1/reports", query_string={"language": "kk"})
        (found,) = answer.get_json()["schools"]
        return dict(found)

    whole = offered(cast.GULNAR)
    assert whole["whole"]
    assert [one["label"] for one in whole["classes"]] == ["2–3", "4 А", "5 Ә"]
    assert offered(cast.MARAT)["kinds"] == ["register", "timetable", "analysis", "plan"]
    mother = offered(cast.SAULE)
    assert mother["kinds"] == ["report-card", "timetable", "family", "portfolio", "consent"]
    (five,) = mother["classes"]
    assert [one["name"] for one in five["learners"]] == ["Серікбаева Ару"]


@pytest.mark.usefixtures("kept")
def test_reading_a_whole_class_is_noted_and_one_child_is_not(phone: Phones) -> None:
    ask(phone(cast.SAULE), "family", **FIVE, learner=cast.ARU)
    ask(phone(cast.BOTA), "report-card", **FIVE)

    query = {"school": cast.AKBULAQ}
    (read,) = phone(cast.GULNAR).get("/api/v1/audit/reads", query_string=query).get_json()["reads"]
    told = [read[key] for key in ("person", "name", "what", "about", "people")]
    assert told == [cast.BOTA, "Сағынова Бота", "report-card", f"5 Ә {TERM}", 2]
    assert phone(cast.BOTA).get("/api/v1/audit/reads", query_string=query).status_code == 403


LATER = {
    "2027-06-01": (["2026-1", "2026-2"], ("2026-09-01", "2027-06-01", 10)),
    "2027-08-20": (["2026-1", "2026-2"], ("2026-09-01", "2027-08-01", 12)),
    "2027-09-01": (["2026-1", "2026-2", "2027-1"], ("2026-09-01", "2027-09-01", 13)),
    "2027-10-28": (["2026-1", "2026-2", "2027-1"], ("2026-09-01", "2027-10-01", 14)),
    "2028-01-01": (["2026-1", "2026-2", "2027-1"], ("2026-09-01", "2028-01-01", 17)),
    "2028-09-10": (["2026-1", "2026-2", "2027-1"], ("2027-09-01", "2028-09-01", 13)),
}


@pytest.mark.usefixtures("kept")
def test_years_that_ended_are_printed_from_summer_on(phone: Phones, school: School) -> None:
    coming = {"name": "2027/2028", "terms": [{"starts_on": "2027-09-01", "ends_on": "2027-10-24"}]}
    phone(cast.GULNAR).submit("calendar.set", {**calendar(), **coming})
    for day, (terms, (first, last, many)) in LATER.items():
        noon = datetime.fromisoformat(f"{day}T12:00:00+05:00")
        school.clock.forward(seconds=noon.timestamp() - school.clock() / 1000)
        gulnar = school.new_phone(cast.GULNAR)
        answer = gulnar.get("/api/v1/reports", query_string={"language": "ru"})
        (offer,) = answer.get_json()["schools"]
        assert [one["key"] for one in offer["terms"]] == terms, day
        months = [one["on"] for one in offer["months"]]
        assert (months[0], months[-1], len(months)) == (first, last, many), day
        year = ask(gulnar, "report-card", **{"class": cast.CLASS_5, "year": 2026, "language": "ru"})
        assert ["Математика (ру)", None, 4, None, None, None] in table(year["pages"][1]), day


@pytest.mark.usefixtures("kept")
def test_a_form_of_last_year_shows_the_class_and_its_subjects_as_they_were(
    phone: Phones, school: School
) -> None:
    with school.app.app_context():
        moved = {"label": "6 Ә", "grades": [6], "year": "2027/2028"}
        submit("class.set", cast.CLASS_5, {"school": cast.AKBULAQ, **moved})
    physics = {"n": 1, "class": cast.CLASS_5, "grade": None, "subject": "physics"}
    new = {**mathematics(), "weekday": 2, "lines": [physics], "starts_on": "2027-09-01"}
    assert phone(cast.GULNAR).submit("timetable.set", new)["outcome"] == "admitted"
    later = datetime.fromisoformat("2027-09-10T12:00:00+05:00")
    school.clock.forward(seconds=later.timestamp() - school.clock() / 1000)
    gulnar = school.new_phone(cast.GULNAR)

    def facts(kind: str, **query: Any) -> tuple[set[str], set[str]]:
        pages = ask(gulnar, kind, **{"class": cast.CLASS_5, "language": "ru", **query})["pages"]
        shown = {text for page in pages for name, text in page["facts"] if name == "Класс"}
        return shown, {str(row[0]) for page in pages for row in table(page)}

    labels, subjects = facts("report-card", year=2026)
    assert (labels, "physics" in subjects) == ({"5 Ә"}, False)
    for kind in ("register", "family", "analysis", "term-report"):
        assert "5 Ә" in facts(kind, term=TERM)[0], kind
        assert "6 Ә" not in facts(kind, term=TERM)[0], kind
    month = ask(gulnar, "headcount", school=cast.AKBULAQ, on="2026-11-23", language="ru")
    assert "5 Ә" in {row[0] for row in table(month["pages"][0])}
    now = ask(gulnar, "headcount", school=cast.AKBULAQ, on="2027-09-10", language="ru")
    assert "6 Ә" in {row[0] for row in table(now["pages"][0])}


@pytest.mark.usefixtures("kept")
def test_who_came_from_another_class_of_the_school_keeps_marks_and_absences(
    phone: Phones, school: School
) -> None:
    with school.app.app_context():
        for person in (cast.ARU, cast.DIAS):
            cast.enrol(person, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-12-01")
            cast.enrol(person, cast.CLASS_4, cast.AKBULAQ, 4, starts_on="2026-12-02")
    school.clock.forward(seconds=40 * 86_400)
    gulnar = school.new_phone(cast.GULNAR)
    card = ask(gulnar, "report-card", **{"class": cast.CLASS_4, "term": TERM, "language": "ru"})
    dias, aru = card["pages"]
    assert ["Математика (ру)", 4] in table(aru)
    assert table(dias, 1)[1] == ["Пропущено уроков: 0", 0, 0, 0, 1]
