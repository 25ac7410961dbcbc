"""Ready plans: published whole, offered to who plans, replaced by a new edition."""

from collections.abc import Callable
from typing import Any

import pytest

from server.errors import Problem
from server.operations.local import submit
from server.templates import limits
from server.templates.publishing import parts_of, publish
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone

Phones = Callable[[str], Phone]

ABOUT = {
    "subject": "mathematics",
    "grade": 5,
    "language": "kk",
    "title": "Математика, 5-сынып",
    "source": "399-бұйрық",
}


def row(topic: str, **changes: Any) -> dict[str, Any]:
    return {
        "hours": 2,
        "section": "Жай бөлшектер",
        "topic": topic,
        "objectives": ["5.1.2.4"],
        "homework": "№ 214",
        "resources": [{"text": "Оқулық, 58-бет"}],
        "summative": "none",
        "outline": "",
        **changes,
    }


def published(school: School, rows: list[dict[str, Any]], **about: Any) -> str:
    with school.app.app_context():
        return publish({**ABOUT, **about}, rows)


def test_a_ready_plan_is_offered_to_who_plans_and_to_nobody_else(
    school: School, phone: Phones
) -> None:
    made = published(school, [row("Бөлшектерді салыстыру"), row("Бөлшектерді қосу")])

    told = phone(cast.MARAT).get("/api/v1/planning/templates?grade=5").get_json()["templates"]
    assert [(one["id"], one["rows"], one["hours"]) for one in told] == [(made, 2, 4)]
    assert phone(cast.MARAT).get("/api/v1/planning/templates?grade=6").get_json() == {
        "templates": []
    }
    plan = phone(cast.GULNAR).get(f"/api/v1/planning/templates/{made}").get_json()["plan"]
    assert [one["topic"] for one in plan] == ["Бөлшектерді салыстыру", "Бөлшектерді қосу"]
    for person in (cast.ARU, cast.SAULE):
        assert phone(person).get("/api/v1/planning/templates").status_code == 403
        assert phone(person).get(f"/api/v1/planning/templates/{made}").status_code == 403


def test_a_plan_of_many_rows_travels_in_parts_and_shows_when_it_is_whole(
    school: School, phone: Phones
) -> None:
    rows = [row(f"Тақырып {n}", outline="Сабақ барысы. " * 40) for n in range(60)]
    parts = parts_of(rows)
    assert len(parts) > 1

    with school.app.app_context():
        first = submit("plan_template.set", None, {**ABOUT, "parts": 2, "part_1": parts[0]})
    listed = "/api/v1/planning/templates"
    assert phone(cast.MARAT).get(listed).get_json()["templates"] == []
    assert phone(cast.MARAT).get(f"{listed}/{first}").status_code == 404
    with school.app.app_context():
        submit("plan_template.set", str(first), {"part_2": parts[1]}, None, first)

    plan = phone(cast.MARAT).get(f"{listed}/{first}").get_json()["plan"]
    assert [one["topic"] for one in plan] == [one["topic"] for one in parts[0] + parts[1]]


def test_a_new_edition_takes_the_place_of_the_former(school: School, phone: Phones) -> None:
    former = published(school, [row("Бөлшектер")])
    made = published(school, [row("Жай бөлшектер")], replaces=former)

    told = phone(cast.MARAT).get("/api/v1/planning/templates").get_json()["templates"]
    assert [one["id"] for one in told] == [made]
    assert phone(cast.MARAT).get(f"/api/v1/planning/templates/{former}").status_code == 404


def test_a_plan_without_rows_or_with_too_many_is_refused_whole(school: School) -> None:
    long = [row(f"{n}", outline="с" * 4000) for n in range(limits.PARTS * 3)]
    for rows in ([], long):
        with school.app.app_context(), pytest.raises(Problem) as refused:
            publish(ABOUT, rows)
        assert refused.value.type == "plan-too-long"
    with school.app.app_context(), pytest.raises(ValueError, match="topic"):
        publish(ABOUT, [row("")])


def test_phones_publish_no_plans(phone: Phones) -> None:
    fields = {**ABOUT, "parts": 1, "part_1": [row("Бөлшектер")]}
    held = phone(cast.GULNAR).submit("plan_template.set", fields)
    assert (held["outcome"], held["reason"]) == ("held", "not-for-phones")
