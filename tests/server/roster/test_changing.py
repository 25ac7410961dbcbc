"""One pupil into the parallel class in the middle of a year: 5 Ә → 5 Б, and what goes along."""

from datetime import date
from typing import Any

import pytest

from server import clock
from server.db import db, write_transaction
from server.gradebook.reading import book_of
from server.operations.local import submit
from server.people import directory
from server.people.login import set_password
from server.people.models import SchoolClass
from server.planning.models import Membership
from server.rows import rows_of
from tests.server import cast
from tests.server.classroom.tasks import mark, set_task
from tests.server.conftest import School
from tests.server.gradebook.books import TERM, assess, confirm, confirm_year, give
from tests.server.planning.plans import line, set_slot

CLASS_5B = "akbulaq-5b"
KANAT = "kanat"
"""Teaches mathematics in 5 Б."""
PATH = f"/api/v1/people/{cast.ARU}/class?school={cast.AKBULAQ}"


@pytest.fixture
def parallel(school: School) -> School:
    """The school with 5 Б, which has a teacher of its own."""
    with school.app.app_context(), write_transaction():
        fields = {"school": cast.AKBULAQ, "label": "5 Б", "grades": [5]}
        submit("class.set", CLASS_5B, fields)
        name = {"family_name": "Жүнісов", "given_name": "Қанат", "login": KANAT}
        submit("person.set", KANAT, {**name, "school": cast.AKBULAQ})
        set_password(KANAT, cast.PASSWORD, school=cast.AKBULAQ)
        cast.role(KANAT, "teacher", cast.AKBULAQ, CLASS_5B, "mathematics")
    return school


def standing(school: School, caller: str = cast.AIZHAN) -> dict[str, Any]:
    answer = school.phone(caller).get(PATH)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def change(school: School, caller: str = cast.AIZHAN, **other: Any) -> tuple[int, Any]:
    """Moves Ару from 5 Ә to 5 Б on 21 November unless told otherwise."""
    body = {
        "was": cast.CLASS_5,
        "class": CLASS_5B,
        "grade": 5,
        "on": "2026-11-21",
        "groups": [],
        **other,
    }
    answer = school.phone(caller).request("PUT", PATH, json=body)
    return answer.status_code, answer.get_json(silent=True)


def test_the_former_class_has_the_pupil_until_the_day_and_the_new_one_from_it(
    parallel: School,
) -> None:
    shown = standing(parallel)
    assert (shown["class"], shown["grade"], shown["since"]) == (cast.CLASS_5, 5, "2026-09-01")
    assert ("5 Б", 5) in [(one["label"], one["grade"]) for one in shown["places"]]
    aru, kanat = parallel.phone(cast.ARU), parallel.phone(KANAT)
    aru.refresh()

    assert change(parallel) == (204, None)

    kanat.refresh()
    stays = {kanat.doc("enrolment", one)["class"]: one for one in kanat.ids("enrolment")}
    assert kanat.doc("enrolment", stays[CLASS_5B])["starts_on"] == "2026-11-21"
    assert kanat.doc("person", cast.ARU)["given_name"] == "Ару"
    aru.refresh()
    assert aru.ids("class") == {CLASS_5B}
    with parallel.app.app_context():
        days = {"2026-11-20": cast.CLASS_5, "2026-11-21": CLASS_5B, "2026-11-23": CLASS_5B}
        for day, class_id in days.items():
            found = directory.classes_of_learner(db.session(), cast.ARU, date.fromisoformat(day))
            assert found == {class_id}, day


def test_points_and_signed_marks_go_along_and_the_terms_mark_is_made_of_both(
    parallel: School,
) -> None:
    marat, kanat, aru = (parallel.phone(one) for one in (cast.MARAT, KANAT, cast.ARU))
    confirm(marat, term="2026-1")
    daily = assess(marat, part="formative", max=10, date="2026-11-12")
    section, other = assess(marat), assess(marat, date="2026-11-19")
    give(marat, daily, cast.ARU, 9)
    first = give(marat, section, cast.ARU, 16)
    give(marat, other, cast.DIAS, 3)
    task = set_task(marat)
    marat.submit("mark.give", mark(task, cast.ARU), record=f"{task}~{cast.ARU}")
    of_task = assess(marat, part="formative", max=5, date="2026-11-13", assignment=task)
    # 5 Б has had an assessment of its own, which nobody asks of a newcomer, and has one to come.
    early = assess(kanat, **{"class": CLASS_5B, "date": "2026-11-18"})
    late = assess(kanat, **{"class": CLASS_5B, "part": "term", "max": 30, "date": "2026-11-23"})
    kanat.refresh()
    aru.refresh()
    assert kanat.ids("score") == kanat.ids("term_mark") == set()

    assert change(parallel)[0] == 204
    give(marat, section, cast.ARU, 18, base=first["op"])
    marat.submit("assessment.set", {"title": "Жай бөлшектер"}, record=section, base=section)
    give(kanat, late, cast.ARU, 27)

    kanat.refresh()
    assert kanat.ids("term_mark") == {f"{cast.ARU}~2026-1~mathematics"}
    assert kanat.doc("assessment", section)["title"] == "Жай бөлшектер"
    assert kanat.ids("assessment") == {daily, section, of_task, early, late}
    assert kanat.doc("score", f"{section}~{cast.ARU}")["points"] == "18"
    assert kanat.ids("mark") == {f"{task}~{cast.ARU}"}
    aru.refresh()
    assert {daily, section, of_task, early, late} == aru.ids("assessment")
    assert task in aru.ids("assignment"), "what was marked there"
    for person, phone in ((KANAT, kanat), (cast.ARU, aru)):
        anew = parallel.new_phone(person)
        anew.refresh()
        assert anew.records == phone.records, person
    with parallel.app.app_context():
        one = db.session.get_one(SchoolClass, CLASS_5B)
        book = book_of(db.session(), one, "mathematics", TERM, clock.today())
        (of,) = book.lines
        assert [column.id for column in book.columns] == [early, late]
        assert {name for name, _ in of.reckoned.inputs} == {daily, section, of_task, late}
        assert of.reckoned.mark == 5, "nothing is missing"


def test_a_mark_signed_in_the_former_class_after_the_day_comes_too(parallel: School) -> None:
    """Points of the last weeks are often entered, and a term signed, after the office has moved the
    pupil; and who teaches there only now is told as well."""
    assert change(parallel)[0] == 204
    assert confirm(parallel.phone(cast.MARAT), term="2026-1")["outcome"] == "admitted"

    kanat = parallel.phone(KANAT)
    kanat.refresh()
    assert kanat.ids("term_mark") == {f"{cast.ARU}~2026-1~mathematics"}


def test_nothing_of_another_subject_or_year_goes_along(parallel: School) -> None:
    marat = parallel.phone(cast.MARAT)
    confirm(marat, term="2025-4")
    confirm_year(marat, year=2025, record=f"{cast.ARU}~2025~mathematics")
    of = assess(marat, term="2025-4", date="2026-05-20")
    give(marat, of, cast.ARU, 9)
    with parallel.app.app_context(), write_transaction():
        cast.role(cast.OLGA, "teacher", cast.AKBULAQ, CLASS_5B, "history")
    section = assess(marat)
    give(marat, section, cast.ARU, 18)

    assert change(parallel)[0] == 204
    kanat, olga = parallel.phone(KANAT), parallel.phone(cast.OLGA)
    kanat.refresh()
    assert (kanat.ids("term_mark"), kanat.ids("year_mark")) == (set(), set())
    assert kanat.ids("assessment") == {section}
    olga.refresh()
    assert olga.ids("score") == set()


def test_points_of_another_grade_make_no_mark(parallel: School) -> None:
    marat = parallel.phone(cast.MARAT)
    give(marat, assess(marat), cast.ARU, 18)
    assert change(parallel, grade=4, **{"class": cast.CLASS_4})[0] == 204
    with parallel.app.app_context():
        one = db.session.get_one(SchoolClass, cast.CLASS_4)
        (of,) = book_of(db.session(), one, "mathematics", TERM, clock.today()).lines
        assert of.reckoned.inputs == []


def test_a_change_is_taken_back_by_its_own_day(parallel: School) -> None:
    group, other = (new_group(parallel, CLASS_5) for CLASS_5 in (cast.CLASS_5, CLASS_5B))
    with parallel.app.app_context(), write_transaction():
        seat = {"school": cast.AKBULAQ, "group": group, "learner": cast.ARU}
        submit("membership.set", "seat", {**seat, "starts_on": "2026-09-01"})
    assert standing(parallel)["groups"] == [group]

    assert change(parallel, groups=[other])[0] == 204
    assert standing(parallel)["groups"] == [other]
    assert seats(parallel) == {group: "2026-11-20", other: None}

    back: dict[str, Any] = {"was": CLASS_5B, "class": cast.CLASS_5}
    assert change(parallel, groups=[group], **back)[0] == 204
    shown = standing(parallel)
    assert (shown["class"], shown["since"], shown["groups"]) == (
        cast.CLASS_5,
        "2026-09-01",
        [group],
    )
    assert seats(parallel) == {group: None, other: "2026-11-20"}
    bota, kanat = parallel.phone(cast.BOTA), parallel.phone(KANAT)
    bota.refresh()
    assert bota.doc("enrolment", f"{cast.ARU}~{cast.CLASS_5}")["ends_on"] is None
    kanat.refresh()
    stayed = [
        one
        for one in (kanat.doc("enrolment", key) for key in kanat.ids("enrolment"))
        if one["class"] == CLASS_5B and one["ends_on"] >= one["starts_on"]
    ]
    assert stayed == [], "as if it had never been"


@pytest.mark.parametrize(
    ("other", "status", "problem"),
    [
        ({"on": "2026-11-24"}, 422, "class-day"),
        ({"on": "2026-08-31"}, 422, "class-day"),
        ({"was": CLASS_5B}, 409, "conflict"),
        ({"class": cast.DALA_7, "grade": 7}, 404, "not-found"),
        ({"grade": 6}, 404, "not-found"),
        ({"groups": ["nobodys"]}, 404, "not-found"),
    ],
)
def test_what_cannot_be(parallel: School, other: dict[str, Any], status: int, problem: str) -> None:
    code, told = change(parallel, **other)
    assert (code, told["type"]) == (status, f"/problems/{problem}")
    assert standing(parallel)["class"] == cast.CLASS_5


def test_the_office_alone_changes_classes_and_of_its_own_school(parallel: School) -> None:
    assert change(parallel, cast.GULNAR)[0] == 204
    for caller in (cast.BOTA, cast.MARAT, cast.ARU, cast.OLGA):
        assert change(parallel, caller, was=CLASS_5B, **{"class": cast.CLASS_5})[0] == 403
    assert parallel.phone(cast.AIZHAN).get(PATH.replace(cast.ARU, cast.TIMUR)).status_code == 404


def new_group(school: School, class_id: str) -> str:
    """A group that a lesson of the class's timetable is for."""
    aizhan = school.phone(cast.AIZHAN)
    made = aizhan.submit("group.set", {"school": cast.AKBULAQ, "name": f"Ағылшын {class_id}"})
    lines = [line(class_id=class_id, group=made["record"])]
    set_slot(aizhan, lines=lines, weekday=2 if class_id == CLASS_5B else 3)
    return str(made["record"])


def seats(school: School) -> dict[str, str | None]:
    """The last day in each group in which Ару is or was."""
    with school.app.app_context():
        rows = rows_of(db.session(), Membership, [cast.ARU], by="learner")
        return {row.group: row.ends_on.isoformat() if row.ends_on else None for row in rows}
