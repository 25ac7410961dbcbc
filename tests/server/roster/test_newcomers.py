"""A roster meets children who were there before it: enrolled provisionally, or known twice."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.server import cast
from tests.server.conftest import School

HEAD = ("Тегі", "Аты", "Сынып", "Параллель")
KNOWN = (
    ("Серікбаева", "Ару", "5 Ә", "5"),
    ("Оспанов", "Диас", "5 Ә", "5"),
    ("Қалиев", "Ерасыл", "2–3 (бірлескен)", "2"),
)
NURLAN = ("Ахметов", "Нұрлан", "5 Ә", "5")


@pytest.fixture
def nurlan(school: School) -> str:
    """A child whom the class teacher enrolled at the door."""
    body = {"family_name": "Ахметов", "given_name": "Нұрлан", "way": "card"}
    answer = school.phone(cast.BOTA).request(
        "POST", f"/api/v1/classes/{cast.CLASS_5}/newcomers", json=body
    )
    person: str = answer.get_json()["cards"][0]["person"]
    return person


def listed(path: Path, *rows: tuple[str, ...]) -> bytes:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path.read_bytes()


def changes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["action"], one["who"]) for one in answer["changes"]]


def brought_in(school: School, data: bytes) -> dict[str, Any]:
    """Shown, and then written."""
    admin, query = school.phone(cast.AIZHAN), f"school={cast.AKBULAQ}"
    shown = admin.request("POST", f"/api/v1/roster/preview?{query}", data=data).get_json()
    written = admin.request(
        "POST", f"/api/v1/roster?{query}&digest={shown['digest']}", data=data
    ).get_json()
    assert json.dumps(written["changes"]) == json.dumps(shown["changes"])
    found: dict[str, Any] = written
    return found


def test_the_list_confirms_a_child_it_names(school: School, nurlan: str, tmp_path: Path) -> None:
    data = listed(tmp_path / "a.csv", *KNOWN, NURLAN)

    assert changes(brought_in(school, data)) == [("confirmed", "Ахметов Нұрлан")]

    answer = school.phone(cast.BOTA).get(f"/api/v1/classes/{cast.CLASS_5}/people").get_json()
    assert {one["id"]: one["provisional"] for one in answer["people"]}[nurlan] is False
    assert changes(brought_in(school, data)) == [], "once is enough"


def test_the_list_finds_the_kept_one_of_two_records(
    school: School, nurlan: str, tmp_path: Path
) -> None:
    path = f"/api/v1/people/{nurlan}/alias"
    assert school.phone(cast.BOTA).request("PUT", path, json={"kept": cast.DIAS}).status_code == 204

    assert changes(brought_in(school, listed(tmp_path / "a.csv", *KNOWN))) == []
    without = [row for row in KNOWN if row[1] != "Диас"]
    assert changes(brought_in(school, listed(tmp_path / "b.csv", *without))) == [
        ("left", "Оспанов Диас")
    ]
    answer = school.phone(cast.BOTA).get(f"/api/v1/classes/{cast.CLASS_5}/people").get_json()
    here = {one["id"] for one in answer["people"]}
    assert here == {cast.ARU, cast.SAULE}, "both records have left"


def test_the_offices_record_joined_to_the_one_from_the_door_is_found_again(
    school: School, nurlan: str, tmp_path: Path
) -> None:
    iin = "110315500127"
    path = tmp_path / "a.csv"
    office = ("Ахмет", "Нұрлан", "5 Ә", "5", iin)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([(*HEAD, "ЖСН"), *((*row, "") for row in KNOWN), office])
    data = path.read_bytes()
    first = brought_in(school, data)
    assert ("left", "Ахметов Нұрлан") in changes(first)
    school.clock.forward(seconds=60)
    with school.app.app_context():
        cast.enrol(nurlan, cast.CLASS_5, cast.AKBULAQ, 5)
    person = first["cards"][0]["person"]
    alias = school.phone(cast.BOTA).request(
        "PUT", f"/api/v1/people/{person}/alias", json={"kept": nurlan}
    )
    assert alias.status_code == 204

    again = brought_in(school, data)

    assert changes(again) == [("renamed", "Ахмет Нұрлан")], "no third record, and nobody leaves"
    assert again["cards"] == []
