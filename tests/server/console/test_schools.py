"""Operators read the list, the map and one school, each as far as their place reaches."""

import pytest
from sqlalchemy import select

from server import db as database
from server.console import directory
from server.console.models import ConsoleSchool
from server.db import db
from server.operations.local import submit
from server.people.models import Credential
from tests.server.console.conftest import AQMOLA, EVERYTHING, TURKISTAN, Hub
from tests.server.phone import Phone

pytestmark = pytest.mark.sqlite
LIST = "/api/v1/console/schools"


def names(phone: Phone, **query: str) -> list[str]:
    """Of all pages."""
    found: list[str] = []
    after = ""
    while True:
        answer = phone.get(LIST, query_string={**query, "after": after})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        body = answer.get_json()
        found += [one["name"] for one in body["schools"]]
        after = body["next"]
        if after is None:
            return found


def test_the_list_is_read_page_by_page_and_nothing_is_missed(hub: Hub) -> None:
    expected = [f"{number:03} мектеп" for number in range(120)]
    for number, name in enumerate(expected):
        hub.school(f"s{number}", name, AQMOLA)
    dana = hub.operator("dana")
    assert names(dana) == expected
    assert sorted(names(dana, sort="heard")) == expected
    assert names(dana, text="07") == [n for n in expected if "07" in n]
    first = dana.get(LIST).get_json()
    assert len(first["schools"]) == 50
    assert dana.get(LIST, query_string={"after": "bm8="}).status_code == 422


def test_a_search_takes_any_keyboard_s_letters_and_no_wildcards(hub: Hub) -> None:
    hub.school("a", "Ақбұлақ мектебі", AQMOLA)
    hub.school("b", "100% мектеп", AQMOLA)
    dana = hub.operator("dana")
    assert names(dana, text="акбулак") == ["Ақбұлақ мектебі"]
    assert names(dana, text="%") == ["100% мектеп"]


def test_an_operator_of_a_region_sees_that_region_only(hub: Hub) -> None:
    hub.school("a", "Ақмоладағы", AQMOLA, "Бурабай", (52.9, 70.2))
    hub.school("b", "Ақмоладағы екінші", AQMOLA, "Зеренді", (52.9, 69.1))
    hub.school("t", "Түркістандағы", TURKISTAN, "Сауран", (43.3, 68.2))
    country, region = hub.operator("country"), hub.operator("region", region=AQMOLA)
    district = hub.operator("district", region=AQMOLA, district="Бурабай")
    assert len(names(country)) == 3
    assert names(country, region=TURKISTAN) == ["Түркістандағы"]
    assert names(region) == ["Ақмоладағы", "Ақмоладағы екінші"]
    assert names(district) == ["Ақмоладағы"]
    assert region.get(LIST, query_string={"region": TURKISTAN}).status_code == 404
    assert district.get(LIST, query_string={"district": "Зеренді"}).status_code == 404
    assert region.get(f"{LIST}/t").status_code == district.get(f"{LIST}/b").status_code == 404
    assert len(region.get("/api/v1/console/map").get_json()["points"]) == 2
    summary = district.get("/api/v1/console").get_json()
    assert summary["counts"] == {"never": 1, "silent": 0, "bad": 0, "warning": 0, "ok": 0}
    assert summary["places"] == [[AQMOLA, "Бурабай"]]


def test_a_right_that_was_not_given_is_refused(hub: Hub) -> None:
    hub.school("a", "Ақмоладағы", AQMOLA)
    reader, region = hub.operator("reader"), hub.operator("maker", "boxes", region=AQMOLA)
    new = {"name": "Жаңа", "language": "kk", "region": AQMOLA}
    assert reader.request("POST", LIST, json=new).status_code == 403
    assert reader.request("POST", f"{LIST}/a/kit").status_code == 403
    assert reader.get("/api/v1/console/actions").status_code == 403
    assert region.request("POST", LIST, json={**new, "region": TURKISTAN}).status_code == 403
    assert region.request("POST", LIST, json=new).status_code == 201
    assert names(reader) == ["Ақмоладағы", "Жаңа"]


def test_a_grant_that_was_taken_away_ends_at_once(hub: Hub) -> None:
    from server.console import operators

    dana = hub.operator("dana")
    assert dana.get(LIST).status_code == 200
    with hub.app.app_context():
        operators.take_away(dana.person)
    assert dana.get(LIST).status_code == 401


def test_an_operator_s_password_is_for_the_hub_alone(hub: Hub) -> None:
    dana = hub.operator("dana")
    with hub.app.app_context():
        rows = db.session.query(Credential).filter_by(person=dana.person).all()
        assert len(rows) == 1


def test_what_was_done_stands_in_the_record(hub: Hub) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    new = {"name": "Жаңа мектеп", "language": "kk", "region": AQMOLA, "district": "Бурабай"}
    school = dana.request("POST", LIST, json=new).get_json()["school"]
    moved = {"region": AQMOLA, "district": "Зеренді", "latitude": 52.9, "longitude": 69.1}
    assert dana.request("PUT", f"{LIST}/{school}/place", json=moved).status_code == 204
    assert dana.request("POST", f"{LIST}/{school}/kit").status_code == 201
    told = dana.get("/api/v1/console/actions").get_json()["actions"]
    assert [(one["what"], one["school"]) for one in told] == [
        ("kit-made", school),
        ("school-placed", school),
        ("school-made", None),
    ]
    assert told[0]["name"] == "Сейтқали Дана"
    page = dana.get(f"{LIST}/{school}").get_json()
    assert (page["district"], page["latitude"]) == ("Зеренді", 52.9)
    assert [one["state"] for one in page["kits"]] == ["waiting"]


def test_the_list_follows_a_school_s_new_name_and_language(hub: Hub) -> None:
    hub.school("a", "Ақбұлақ мектебі", AQMOLA)
    with hub.app.app_context():
        told = {"name": "Аққайың мектебі", "language": "ru", "region": AQMOLA}
        submit("school.set", "a", told)
        with database.write_transaction() as session:
            assert directory.enter(session) == 1
            assert directory.is_complete(session)
        [row] = db.session.scalars(select(ConsoleSchool))
        assert (row.name, row.language, row.region) == ("Аққайың мектебі", "ru", AQMOLA)
