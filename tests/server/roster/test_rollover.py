"""The new school year: shown first, changed by the school, then made, and made once."""

from typing import Any

import pytest

from server.roster.rollover import proposed
from tests.server import cast
from tests.server.conftest import School

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
