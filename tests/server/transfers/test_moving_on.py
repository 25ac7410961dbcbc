"""Ару moves on from Дала: to a third school, or back to Ақбұлақ."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from server.db import db, write_transaction
from server.inclusion.models import LearningRoute
from server.operations.local import submit
from server.people.models import SchoolClass
from server.portfolio.models import PortfolioItem
from server.transfers.gathering import gather
from tests.server import cast
from tests.server.conftest import School
from tests.server.inclusion.test_inclusion import ROUTE
from tests.server.phone import Phone
from tests.server.portfolio.test_portfolio import pick
from tests.server.reports.test_reports import held
from tests.server.transfers.test_transfers import absent, bring, dala, left

__all__ = ["dala", "left"]

Phones = Callable[[str], Phone]


@pytest.fixture
def began(phone: Phones, school: School) -> None:
    """What Ару has at Ақбұлақ before she goes: a picked work, a route, a lesson missed."""
    assert pick(phone(cast.ARU))["outcome"] == "admitted"
    assert phone(cast.BOTA).submit("route.set", ROUTE)["outcome"] == "admitted"
    with school.app.app_context(), write_transaction() as session:
        session.add(held(date(2026, 11, 20)))
        session.add(absent(date(2026, 11, 20)))


@pytest.fixture
def moved(began: None, left: dict[str, Any], dala: Phone) -> Phone:
    """The director of Дала, which has joined the file."""
    assert bring(dala, left)[0] == 200
    return dala


def told(school: School) -> dict[str, Any]:
    """What Дала would tell of her."""
    with school.app.app_context():
        one = db.session().get_one(SchoolClass, cast.DALA_7)
        return gather(db.session(), "newcomer", one, date(2026, 12, 11))


def test_the_next_file_tells_of_the_school_before_the_last(moved: Phone, school: School) -> None:
    content = told(school)

    assert [(one["period"], one["mark"]) for one in content["marks"]] == [("2026-2", 4)]
    assert [(one["points"], one["max"]) for one in content["points"]] == [("17", 20)]
    assert [one["title"] for one in content["works"]] == ["Үй жұмысы"]
    assert content["missed"] == 1


def test_a_third_school_hears_of_all_once(
    moved: Phone, left: dict[str, Any], school: School
) -> None:
    """Also where the family brings the papers of both."""
    with school.app.app_context(), write_transaction():
        submit("school.set", "third", {"name": "Үшінші мектеп", "language": "kk"})
        submit("class.set", "third-7", {"school": "third", "label": "7", "grades": [7]})
        cast.role(cast.OLGA, "director", "third")
        named = {"family_name": "Серікбаева", "given_name": "Ару", "school": "third"}
        submit("person.set", "again", named)
        cast.enrol("again", "third-7", "third", 7)
    second = leave(moved, "newcomer", cast.DALA)
    for file in (second, left):
        assert bring(moved, file, person="again", school="third")[0] == 200

    assert kept(school, "again") == (["Олимпиада, 2-орын"], [ROUTE["goal"]])


def test_who_comes_back_finds_nothing_twice(moved: Phone, phone: Phones, school: School) -> None:
    before = kept(school, cast.ARU)
    file = leave(moved, "newcomer", cast.DALA)
    status, answer = bring(phone(cast.GULNAR), file, person=cast.ARU, school=cast.AKBULAQ)
    assert status == 200, answer

    assert kept(school, cast.ARU) == before == (["Олимпиада, 2-орын"], [ROUTE["goal"]])
    with school.app.app_context():
        one = db.session().get_one(SchoolClass, cast.CLASS_5)
        content = gather(db.session(), cast.ARU, one, date(2026, 12, 25))
    assert content["missed"] == 1
    assert len(content["marks"]) == len(content["points"]) == len(content["works"]) == 1

    # Taken back, what was here stays, and nothing is written that was not.
    (history,) = (
        phone(cast.GULNAR).get(f"/api/v1/people/{cast.ARU}/histories").get_json()["histories"]
    )
    phone(cast.GULNAR).request("DELETE", f"/api/v1/histories/{history['id']}")
    assert kept(school, cast.ARU) == before


def leave(of: Phone, person: str, place: str) -> dict[str, Any]:
    body = {"school": place, "left_on": "2026-12-11"}
    answer = of.request("POST", f"/api/v1/people/{person}/transfer", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    made: dict[str, Any] = answer.get_json()
    return made


def kept(school: School, learner: str) -> tuple[list[str], list[str]]:
    """Titles of her portfolio and goals of her open routes."""
    with school.app.app_context():
        items = select(PortfolioItem.title).where(
            PortfolioItem.learner == learner, PortfolioItem.withdrawn.is_(False)
        )
        routes = select(LearningRoute.goal).where(
            LearningRoute.learner == learner, LearningRoute.state == "open"
        )
        return list(db.session.scalars(items)), list(db.session.scalars(routes))
