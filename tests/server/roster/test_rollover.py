"""The new school year: shown first, changed by the school, then made, and made once."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from server import clock
from server.db import db
from server.operations.local import submit
from server.people.models import Role, SchoolClass
from server.planning.asking import known_for_timetables
from server.planning.models import Slot
from server.roster import rollover
from server.roster.rollover import proposed
from server.roster.service import known
from server.roster.text import class_key
from tests.server import cast
from tests.server.conftest import School
from tests.server.planning.plans import line, set_slot
from tests.server.roster.test_import import listed

PATH = f"/api/v1/roster/rollover?school={cast.AKBULAQ}"


def due(school: School) -> dict[str, Any]:
    answer = school.phone(cast.AIZHAN).get(PATH)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def move(school: School, shown: dict[str, Any], **other: str | None) -> tuple[int, Any]:
    """Makes what was shown; `other` has different labels by class and grade, as `akbulaq5a_5`."""
    moves = [
        {"class": one["class"], "grade": one["grade"], "to": one["to"]} for one in shown["moves"]
    ]
    for one in moves:
        key = f"{one['class']}_{one['grade']}".replace("-", "")
        one["to"] = other.get(key, one["to"])
    body = {"digest": shown["digest"], "moves": moves}
    answer = school.phone(cast.AIZHAN).request("POST", PATH, json=body)
    return answer.status_code, answer.get_json()


def places(school: School) -> dict[str, list[tuple[str, int]]]:
    answer = school.phone(cast.AIZHAN).get(f"/api/v1/people?school={cast.AKBULAQ}").get_json()
    return {
        one["id"]: [(place["class_label"], place["grade"]) for place in one["places"]]
        for one in answer["people"]
        if any(place["role"] == "pupil" for place in one["places"])
    }


@pytest.mark.parametrize(
    ("label", "grades", "grade", "to"),
    [
        ("5 Ә", [5], 5, "6 Ә"),
        ("10", [10], 10, "11"),
        ("11 А", [11], 11, None),
        ("2–3", [2, 3], 2, "2–3"),
        ("2–3", [2, 3], 3, "4"),
        ("Шаңырақ", [4], 4, "5"),
    ],
)
def test_where_a_grade_goes(label: str, grades: list[int], grade: int, to: str | None) -> None:
    assert proposed(label, grades, grade) == to


def test_classes_move_up_with_their_teachers_and_their_work(school: School) -> None:
    shown = due(school)
    assert [(one["label"], one["grade"], one["pupils"], one["to"]) for one in shown["moves"]] == [
        ("2–3", 2, 1, "2–3"),
        ("2–3", 3, 0, "4"),
        ("4 А", 4, 0, "5 А"),
        ("5 Ә", 5, 2, "6 Ә"),
    ]
    before = school.phone(cast.ARU).session["roles"][0]["class"]

    assert move(school, shown)[0] == 200

    assert places(school) == {
        cast.ARU: [("6 Ә", 6)],
        cast.DIAS: [("6 Ә", 6)],
        cast.ERASYL: [("2–3", 3)],
    }
    me = school.phone(cast.ARU).get("/api/v1/me").get_json()
    assert me["roles"][0]["class"] == before, "the class is the same record"
    assert due(school)["moves"] == [], "a year turns once"


def test_the_school_decides_otherwise(school: School) -> None:
    shown = due(school)

    assert move(school, shown, akbulaq5a_5="6 Б", akbulaq23_2="3 А")[0] == 200

    assert places(school)[cast.ARU] == [("6 Б", 6)]
    assert places(school)[cast.ERASYL] == [("3 А", 3)]


def test_two_classes_become_one_and_the_last_grade_leaves(school: School) -> None:
    shown = due(school)

    assert move(school, shown, akbulaq5a_5=None, akbulaq23_2="5 А", akbulaq23_3="5 А")[0] == 200

    assert places(school) == {cast.ERASYL: [("5 А", 3)]}


def test_what_was_not_shown_is_not_moved(school: School) -> None:
    shown = due(school)
    status, told = move(school, shown, akbulaq5a_5="бесінші")
    assert (status, told["reason"]) == (422, "class-unreadable")
    with school.app.app_context():
        cast.enrol(cast.ERASYL, cast.CLASS_5, cast.AKBULAQ, 5)
    status, told = move(school, shown)
    assert (status, told["reason"]) == (409, "roster-changed")
    assert places(school)[cast.ARU] == [("5 Ә", 5)]
    assert school.phone(cast.BOTA).get(PATH).status_code == 403
    assert school.phone(cast.AIZHAN).get(PATH.replace(cast.AKBULAQ, cast.DALA)).status_code == 403


CLASS_6 = "akbulaq-6a"


def set_class(school: School, class_id: str, label: str, grade: int, year: str | None) -> None:
    with school.app.app_context():
        fields = {"school": cast.AKBULAQ, "label": label, "grades": [grade], "year": year}
        submit("class.set", class_id, fields)


def bring_in(school: School, path: Path) -> None:
    admin, of, file = school.phone(cast.AIZHAN), f"school={cast.AKBULAQ}", path.read_bytes()
    shown = admin.request("POST", f"/api/v1/roster/preview?{of}", data=file).get_json()
    written = f"/api/v1/roster?{of}&digest={shown['digest']}"
    assert admin.request("POST", written, data=file).status_code == 200


def labels(school: School) -> dict[str, str]:
    with school.app.app_context():
        return {one.id: one.label for one in db.session.query(SchoolClass)}


def test_who_came_into_a_class_with_the_list_of_the_new_year_does_not_go_up_twice(
    school: School, tmp_path: Path
) -> None:
    set_class(school, cast.CLASS_5, "5 Ә", 5, "2026/2027")
    set_class(school, CLASS_6, "6 Ә", 6, "2026/2027")
    school.clock.forward(days=285)
    assert {"5 Ә", "6 Ә"} <= {one["label"] for one in due(school)["moves"]}
    names = (("Серікбаева", "Ару"), ("Оспанов", "Диас"))
    path = listed(tmp_path / "a.xlsx", *((*name, "6 Ә", 6, None, None) for name in names))
    bring_in(school, path)
    assert {places(school)[one][0] for one in (cast.ARU, cast.DIAS)} == {("6 Ә", 6)}

    assert not {"5 Ә", "6 Ә"} & {one["label"] for one in due(school)["moves"]}
    school.clock.forward(days=365)
    with school.app.app_context():
        moves = rollover.due(cast.AKBULAQ).moves
    assert "6 Ә" in {one.label for one in moves}, "next year it goes on"


def test_a_class_that_left_gives_up_its_label_and_its_lessons(school: School) -> None:
    set_class(school, cast.CLASS_4, "4 Ә", 4, None)
    admin = school.phone(cast.AIZHAN)
    alone = set_slot(admin)
    shared = set_slot(admin, bell=3, lines=[line(), line(2, cast.CLASS_4)])
    to_come = set_slot(admin, bell=4, starts_on="2027-09-01")
    helps = f"/api/v1/inclusion/{cast.ARU}/assistants/{cast.MARAT}"
    assert admin.request("PUT", helps).status_code == 204

    assert move(school, due(school), akbulaq5a_5=None)[0] == 200

    assert labels(school)[cast.CLASS_5] == "5 Ә (2025/2026)"
    assert labels(school)[cast.CLASS_4] == "5 Ә"
    with school.app.app_context():
        today = clock.today()
        found = {
            class_key(one.label): one.id for one in known(db.session(), cast.AKBULAQ, today).classes
        }
        assert found[class_key("5 Ә")] == cast.CLASS_4
        assert (
            known_for_timetables(db.session(), cast.AKBULAQ, today).classes["5 Ә"] == cast.CLASS_4
        )
        slots = {one.id: one for one in db.session.query(Slot)}
        roles = {
            (one.person, one.role, one.class_id): one.ends_on for one in db.session.query(Role)
        }
    last = max(today, date(today.year, 8, 31))
    assert roles[cast.BOTA, "class_teacher", cast.CLASS_5] == last, "resits are still entered"
    assert roles[cast.MARAT, "teacher", cast.CLASS_5] == last
    assert roles[cast.MARAT, "assistant", None] == last
    assert roles[cast.MARAT, "teacher", cast.CLASS_4] is None
    assert to_come not in slots
    assert slots.pop(shared).ends_on == slots.pop(alone).ends_on == today - timedelta(days=1)
    (goes_on,) = slots.values()
    assert [one["class"] for one in goes_on.lines] == [cast.CLASS_4]
    assert (goes_on.starts_on, goes_on.ends_on, goes_on.bell) == (today, None, 3)
    assert due(school)["moves"] == [], "a year turns once"


def test_the_newest_class_of_a_label_is_meant(school: School) -> None:
    """A school whose classes moved up before the one that left gave its label up."""
    set_class(school, "akbulaq-0", "6 Ә", 6, "2026/2027")
    set_class(school, "akbulaq-1", "6 Ә", 6, None)
    with school.app.app_context():
        today = clock.today()
        assert known_for_timetables(db.session(), cast.AKBULAQ, today).classes["6 Ә"] == "akbulaq-0"
        assert known(db.session(), cast.AKBULAQ, today).classes[-1].id == "akbulaq-0"


def test_a_label_that_a_class_of_this_year_has_is_not_given_twice(school: School) -> None:
    set_class(school, CLASS_6, "6 Ә", 6, "2026/2027")

    assert move(school, due(school))[0] == 200

    assert places(school)[cast.ARU] == [("6 Ә", 6)]
    assert [one for one, label in labels(school).items() if label == "6 Ә"] == [CLASS_6]


def test_who_repeats_the_year_stays_in_the_grade(school: School) -> None:
    set_class(school, cast.CLASS_4, "4 Ә", 4, None)
    for learner, class_id in ((cast.DIAS, cast.CLASS_5), (cast.ERASYL, cast.CLASS_23)):
        decided = {
            "school": cast.AKBULAQ, "class": class_id, "learner": learner, "year": 2025,
            "decision": "repeats", "protocol": "7", "date": "2026-05-30", "subjects": [],
        }  # fmt: skip
        result = school.phone(cast.GULNAR).submit("year.decide", decided, record=f"{learner}~2025")
        assert result["outcome"] == "admitted", result

    shown = due(school)
    assert [one["repeating"] for one in shown["moves"]] == [
        ["Қалиев Ерасыл"],
        [],
        [],
        ["Оспанов Диас"],
    ]
    assert move(school, shown)[0] == 200

    assert places(school) == {
        cast.ARU: [("6 Ә", 6)],
        cast.DIAS: [("5 Ә", 5)],
        cast.ERASYL: [("2–3", 2)],
    }
    assert labels(school)[cast.CLASS_4] == "5 Ә", "with those who come into the grade"
