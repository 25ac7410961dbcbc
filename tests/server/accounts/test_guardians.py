"""Parents: linked and parted by the school's leaders, and let in although a list gave no login."""

from typing import Any

from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone

LINKS = f"/api/v1/people/{cast.DIAS}/guardians"


def children(school: School, person: str) -> set[str]:
    me = school.phone(person).get("/api/v1/me").get_json()
    return {one["learner"] for one in me["roles"] if one["role"] == "parent"}


def added(school: School, of: str = cast.DIAS, name: str = "Оспанова Айгүл") -> str:
    family, given = name.split()
    answer = school.phone(cast.GULNAR).request(
        "POST",
        f"/api/v1/people/{of}/guardians",
        json={"family_name": family, "given_name": given},
    )
    assert answer.status_code == 201, answer.get_data(as_text=True)
    person: str = answer.get_json()["person"]
    return person


def cards(school: School, who: str, **more: Any) -> list[dict[str, Any]]:
    answer = school.phone(who).request(
        "POST",
        f"/api/v1/classes/{cast.CLASS_5}/cards",
        json={"way": "password", "whose": "parent", **more},
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["cards"]
    return found


def test_a_wrong_link_is_ended_and_the_ending_taken_back(school: School) -> None:
    saule, director = school.phone(cast.SAULE), school.phone(cast.GULNAR)
    saule.refresh()
    assert ("person", cast.ARU) in saule.records
    path = f"/api/v1/people/{cast.ARU}/guardians/{cast.SAULE}"

    assert director.request("DELETE", path).status_code == 204
    assert children(school, cast.SAULE) == set()
    saule.refresh()
    assert ("person", cast.ARU) not in saule.records
    assert director.request("DELETE", path).status_code == 404, "there is none any more"

    school.clock.forward(seconds=60)
    assert director.request("PUT", path).status_code == 204
    assert children(school, cast.SAULE) == {cast.ARU}
    saule.refresh()
    assert ("person", cast.ARU) in saule.records


def test_only_leaders_link_and_no_pupil_is_linked(school: School) -> None:
    path = f"{LINKS}/{cast.SAULE}"
    assert school.phone(cast.BOTA).request("PUT", path).status_code == 403
    assert school.phone(cast.GULNAR).request("PUT", path).status_code == 204
    assert children(school, cast.SAULE) == {cast.ARU, cast.DIAS}
    pupil = school.phone(cast.GULNAR).request("PUT", f"{LINKS}/{cast.ARU}")
    assert (pupil.status_code, pupil.get_json()["type"]) == (422, "/problems/guardian-is-pupil")
    assert school.phone(cast.GULNAR).request("PUT", f"{LINKS}/{cast.OLGA}").status_code == 404


def test_a_parent_without_a_login_gets_one_with_the_card(school: School) -> None:
    mother = added(school)
    listed = school.phone(cast.AIZHAN).get(f"/api/v1/people?school={cast.AKBULAQ}").get_json()
    (one,) = (row for row in listed["people"] if row["id"] == mother)
    assert one["login"] is None
    assert [(p["role"], p["learner"]) for p in one["places"]] == [("parent", cast.DIAS)]

    made = {card["person"]: card for card in cards(school, cast.BOTA)}

    assert set(made) == {mother, cast.SAULE}
    school.clock.catch_up()
    phone = Phone(school.app, school.clock, made[mother]["login"], made[mother]["password"])
    assert phone.person == mother
    phone.refresh()
    assert ("person", cast.DIAS) in phone.records


def test_a_class_teacher_lets_in_the_parents_of_her_class_alone(school: School) -> None:
    mother = added(school)
    in_class = school.phone(cast.BOTA).get(f"/api/v1/classes/{cast.CLASS_5}/people").get_json()
    assert {one["id"] for one in in_class["people"]} == {cast.ARU, cast.DIAS, cast.SAULE, mother}
    director = school.phone(cast.GULNAR)
    away = f"/api/v1/people/{cast.ERASYL}/guardians"
    assert director.request("PUT", f"{away}/{mother}").status_code == 204
    assert director.request("PUT", f"{LINKS}/{cast.MARAT}").status_code == 204

    card = "/api/v1/people/{}/card"
    for one, status in ((cast.SAULE, 200), (mother, 403), (cast.MARAT, 403)):
        answer = school.phone(cast.BOTA).request("POST", card.format(one), json={"way": "card"})
        assert answer.status_code == status
    assert [one["person"] for one in cards(school, cast.BOTA)] == [cast.SAULE]
    school.clock.forward(seconds=60)
    assert {one["person"] for one in cards(school, cast.GULNAR)} == {cast.SAULE, mother}


def test_a_card_that_nobody_has_used_is_told_before_a_new_one_ends_it(school: School) -> None:
    def printed() -> dict[str, str | None]:
        path = f"/api/v1/classes/{cast.CLASS_5}/people"
        listed = school.phone(cast.BOTA).get(path).get_json()["people"]
        return {one["id"]: one["card_at"] for one in listed}

    assert printed()[cast.DIAS] is None
    answer = school.phone(cast.BOTA).request(
        "POST", f"/api/v1/people/{cast.DIAS}/card", json={"way": "card"}
    )
    assert answer.status_code == 200
    assert printed()[cast.DIAS] is not None
    assert printed()[cast.ARU] is None
