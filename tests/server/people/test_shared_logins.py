"""A hub has many schools' «admin»: each gets in, and nobody guesses at more people for it."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from werkzeug.test import TestResponse

from server.db import db, write_transaction
from server.limits import LOGIN_FAILURES_ALLOWED, SAME_LOGIN_CANDIDATES
from server.operations.local import submit
from server.people import passwords
from server.people.candidates import schools_named
from server.people.login import set_password, set_verifier
from server.plain.words import WORDS
from tests.server import cast
from tests.server.conftest import School

SCHOOLS = {
    "abai5": ("Абай атындағы №5 жалпы орта мектеп", "Ақтоғай ауданы"),
    "abai52": ("Абай атындағы №52 орта мектеп", "Семей қаласы"),
    "kokozek": ("Көкөзек орта мектебі", "Ақтоғай ауданы"),
    "mir": ("Средняя школа имени Мира", "Бородулихинский район"),
}
LOGIN = "admin"


@pytest.fixture
def hub(school: School) -> School:
    """Four schools more, each with an «admin», and an operator of no school with the same login."""
    with school.app.app_context(), write_transaction():
        somebodys = passwords.make_verifier("somebody else's")
        for one, (name, region) in SCHOOLS.items():
            submit("school.set", one, {"name": name, "language": "kk", "region": region})
            person = f"{one}-{LOGIN}"
            _person(person, one)
            submit("role.set", None, {"person": person, "role": "admin", "school": one})
            set_verifier(person, somebodys, school=one)
        set_password("mir-admin", "the last one's", school="mir")
        _person("operator", None)
        submit("role.set", None, {"person": "operator", "role": "operator", "school": None})
        set_password("operator", "the operator's")
    return school


def _person(person: str, school: str | None) -> None:
    names = {"family_name": "Ахметов", "given_name": "Ерлан"}
    submit("person.set", person, {**names, "login": LOGIN, "school": school})


def log_in(place: School, password: str, **more: str) -> TestResponse:
    body = {"login": LOGIN, "password": password, **more}
    return place.app.test_client().post("/api/v1/sessions", json=body)


def who(answer: TestResponse) -> Any:
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["person"]["id"]


@pytest.fixture
def tries() -> Iterator[list[str]]:
    """Verifiers on which a password was tried."""
    done: list[str] = []
    real = passwords.verify

    def noted(verifier: str, password: str) -> bool:
        done.append(verifier)
        return real(verifier, password)

    with patch.object(passwords, "verify", noted):
        yield done


def test_whoever_shares_a_login_with_many_names_the_school(hub: School, tries: list[str]) -> None:
    asked = log_in(hub, "the last one's")
    assert (asked.status_code, asked.get_json()["type"]) == (409, "/problems/which-school")
    assert tries == [], "a password is tried on nobody before"

    assert who(log_in(hub, "the last one's", school="школа мира")) == "mir-admin"
    assert len(tries) <= SAME_LOGIN_CANDIDATES


def test_who_is_of_no_school_names_the_hub(hub: School) -> None:
    assert who(log_in(hub, "the operator's", school="Tirek")) == "operator"
    assert log_in(hub, "the last one's", school="Tirek").status_code == 401


def test_words_that_say_too_little_are_asked_for_again(hub: School, tries: list[str]) -> None:
    unknown = log_in(hub, "the last one's", school="Гогвартс")
    several = log_in(hub, "the last one's", school="Орта мектеп")

    assert [unknown.status_code, several.status_code] == [409, 409]
    assert tries == []


def test_asking_costs_no_try_and_naming_schools_gains_none(hub: School) -> None:
    for _ in range(2 * LOGIN_FAILURES_ALLOWED):
        assert log_in(hub, "x").status_code == 409
    for count in range(LOGIN_FAILURES_ALLOWED):
        name, _ = list(SCHOOLS.values())[count % len(SCHOOLS)]
        assert log_in(hub, "x", school=name).status_code == 401

    assert log_in(hub, "x", school="Мира").status_code == 429, "counted over all schools together"
    assert log_in(hub, "x").status_code == 429


def test_where_few_have_the_login_the_school_does_not_matter(school: School) -> None:
    body = {"login": cast.ARU, "password": cast.PASSWORD, "school": "Гогвартс"}
    answer = school.app.test_client().post("/api/v1/sessions", json=body)
    assert who(answer) == cast.ARU


def test_schools_are_found_as_people_write_them(hub: School) -> None:
    with hub.app.app_context():
        for text, meant in (
            ("абай 5", {"abai5"}),
            ("Школа №52", {"abai52"}),
            ("коkозек", {"kokozek"}),
            ("№5 мектеп, Ақтоғай", {"abai5"}),
            ("актогай", {"abai5", "kokozek"}),
            ("АҚБҰЛАҚ", {cast.AKBULAQ}),
            ("№ —", set()),
        ):
            assert schools_named(db.session(), text) == meant, text


def test_a_parent_and_a_pupil_are_where_the_child_is(hub: School) -> None:
    with hub.app.app_context(), write_transaction():
        for person in (cast.SAULE, cast.ARU):
            submit("person.set", person, {
                "family_name": "С", "given_name": "С", "login": LOGIN, "school": cast.AKBULAQ,
            })  # fmt: skip

    mother = log_in(hub, cast.PASSWORD, school="Акбулак")
    assert who(mother) in (cast.SAULE, cast.ARU)


def test_the_plain_pages_ask_as_well(hub: School) -> None:
    client = hub.app.test_client()
    form = {"lang": "ru", "login": LOGIN, "password": "the last one's"}
    asked = client.post("/plain/tasks", data=form)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 409
    assert WORDS["ru"]["which_school"] in page
    assert f'value="{LOGIN}"' in page
    assert "the last one" not in page, "no page says a password again"

    entered = client.post("/plain/tasks", data={**form, "school": "Мира"})
    assert entered.status_code == 200
