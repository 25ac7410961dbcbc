"""Somebody of two schools: each goes by what a hub has published for it."""

from typing import Any

import pytest

from server.operations.local import submit
from sync.core.verdict import CONFIRMED
from tests.server import cast
from tests.server.conftest import School
from tests.server.gradebook.books import confirm
from tests.server.planning.test_planning import CALENDAR
from tests.server.policies.test_policies import EVERYBODY, RULES, policy

POLICY, YEAR = "kz-new", "year-new"
KAZAKH: dict[str, Any] = {**EVERYBODY, "languages": ["kk"]}


@pytest.fixture
def two(school: School) -> School:
    """Дала is taught in Russian; a policy and a calendar are for schools taught in Kazakh."""
    with school.app.app_context():
        submit("school.set", cast.DALA, {"name": "Дала", "language": "ru"})
        told = {name: value for name, value in policy().items() if name != "audience"}
        for kind, record, fields in (
            ("policy.publish", POLICY, told),
            ("calendar.set", YEAR, {**CALENDAR, "school": None}),
        ):
            submit(kind, record, fields, rank=CONFIRMED)
        for record in (f"published_policy~{POLICY}", f"calendar~{YEAR}"):
            submit("audience.set", record, KAZAKH, rank=CONFIRMED)
    return school


def joins(two: School, person: str, school: str, class_id: str, subject: str) -> None:
    with two.app.app_context():
        cast.role(person, "teacher", school, class_id, subject)


def test_a_phone_is_told_of_which_of_its_schools_a_policy_and_a_calendar_are(two: School) -> None:
    marat, olga = two.phone(cast.MARAT), two.phone(cast.OLGA)
    for one in (marat, olga):
        one.refresh()
    assert marat.doc("published_policy", POLICY)["weights"] == RULES["weights"]
    assert "schools" not in marat.doc("published_policy", POLICY), "it is for all of his"
    assert (olga.ids("published_policy"), olga.ids("calendar")) == (set(), set())

    joins(two, cast.MARAT, cast.DALA, cast.DALA_7, "mathematics")
    joins(two, cast.OLGA, cast.AKBULAQ, cast.CLASS_5, "russian-language")

    for one in (marat, olga):
        one.refresh()
        for kind, record in (("published_policy", POLICY), ("calendar", YEAR)):
            assert one.doc(kind, record)["schools"] == [cast.AKBULAQ]


def test_a_mark_by_a_policy_of_ones_other_school_says_why(two: School) -> None:
    joins(two, cast.MARAT, cast.DALA, cast.DALA_7, "mathematics")
    marat = two.phone(cast.MARAT)
    inputs = [
        {"assessment": "a", "part": "formative", "points": "10", "max": 10},
        {"assessment": "b", "part": "section", "points": "18", "max": 20},
    ]
    by_new: dict[str, Any] = {"policy": POLICY, "percent": "91", "mark": 4, "inputs": inputs}
    there: dict[str, Any] = {"learner": cast.TIMUR, "class": cast.DALA_7, "grade": 7}

    assert confirm(marat, **by_new)["outcome"] == "admitted"
    held = confirm(marat, **there, **by_new)
    assert (held["outcome"], held["reason"]) == ("held", "reason-needed")
    assert confirm(marat, **there, **by_new, reason="Бұйрық")["outcome"] == "admitted"


def test_a_school_with_another_language_hears_what_is_for_it_now(two: School) -> None:
    olga = two.phone(cast.OLGA)
    olga.refresh()
    assert olga.ids("published_policy") == set()
    for language, policies, calendars in (("kk", {POLICY}, {YEAR}), ("ru", set(), set())):
        two.clock.forward(seconds=60)
        with two.app.app_context():
            submit("school.set", cast.DALA, {"name": "Дала", "language": language})
        olga.refresh()
        assert (olga.ids("published_policy"), olga.ids("calendar")) == (policies, calendars)


def test_a_school_in_another_region_hears_what_is_for_it_now(two: School) -> None:
    with two.app.app_context():
        for record in (f"published_policy~{POLICY}", f"calendar~{YEAR}"):
            submit("audience.set", record, {**EVERYBODY, "regions": ["Ақмола"]}, rank=CONFIRMED)
    olga, marat = two.phone(cast.OLGA), two.phone(cast.MARAT)
    for one in (olga, marat):
        one.refresh()
    for region, seen in (("Ақмола", {POLICY}), ("Түркістан", set())):
        two.clock.forward(seconds=60)
        with two.app.app_context():
            told = {"name": "Дала", "language": "ru", "region": region}
            submit("school.set", cast.DALA, told)
        for one in (olga, marat):
            one.refresh()
        assert olga.ids("published_policy") == seen
        assert marat.ids("published_policy") == set(), "another school's region is not his"
