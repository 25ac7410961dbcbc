"""Calendars and ready plans of a hub: for a region, for everybody, and taken back."""

from typing import Any

import pytest

from server.console import background, operators
from tests.server import cast
from tests.server.console.conftest import AQMOLA, TURKISTAN, Hub, hub, new_box
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["hub", "new_box", "new_hub", "pair"]

CALENDARS, PLANS = "/api/v1/console/calendars", "/api/v1/console/plans"
EVERYBODY = {"regions": [], "languages": [], "share": 100}
YEAR: dict[str, Any] = {
    "name": "2026/2027",
    "grades": [],
    "weekdays": [1, 2, 3, 4, 5],
    "terms": [{"starts_on": "2026-09-01", "ends_on": "2026-12-30"}],
    "holidays": [],
    "moved": [],
    "bells": [{"n": 1, "starts": "08:30", "ends": "09:15"}],
}
ROW = {
    "hours": 2,
    "section": "Сандар",
    "topic": "Бөлшектер",
    "objectives": ["5.1.2.1"],
    "homework": "",
    "resources": [],
    "summative": "none",
    "outline": "",
}
PLAN: dict[str, Any] = {
    "subject": "mathematics",
    "grade": 5,
    "language": "kk",
    "title": "Математика, 5-сынып",
    "source": "",
    "rows": [ROW],
}


def make(operator: Phone, path: str, **body: Any) -> str:
    answer = operator.request("POST", path, json={"audience": EVERYBODY, **body})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["id"])


def listed(operator: Phone, path: str, **query: Any) -> dict[str, dict[str, Any]]:
    answer = operator.get(path, query_string=query).get_json()
    return {one["id"]: one for one in answer[path.rsplit("/", maxsplit=1)[-1]]}


@pytest.fixture
def dana(pair: Pair) -> Phone:
    with pair.hub.app_context():
        made = operators.add("dana", "Сейтқали", "Дана", cast.PASSWORD)
        operators.grant(made.person, "", "", ("publish", "operators"))
        background.complete()
    return pair.phone_at_hub("dana")


def test_a_calendar_reaches_the_schools_it_is_for_and_is_taken_back(
    pair: Pair, dana: Phone
) -> None:
    new = make(dana, CALENDARS, **YEAR, audience={**EVERYBODY, "regions": [TURKISTAN]})
    gulnar = pair.school.phone(cast.GULNAR)

    def seen() -> set[str]:
        pair.exchange()
        gulnar.refresh()
        return gulnar.ids("calendar")

    assert new not in seen()
    path = f"{CALENDARS}/{new}"
    assert dana.request("PUT", f"{path}/audience", json=EVERYBODY).status_code == 204
    assert new in seen()
    assert gulnar.doc("calendar", new)["school"] is None
    longer = {**YEAR, "holidays": [{"starts_on": "2026-10-26", "ends_on": "2026-11-01"}]}
    assert dana.request("PUT", path, json=longer).status_code == 204
    seen()
    assert gulnar.doc("calendar", new)["holidays"] == longer["holidays"]
    assert dana.request("DELETE", path).status_code == 204
    assert new not in seen()
    assert listed(dana, CALENDARS)[new]["audience"]["share"] == 0
    assert dana.request("PUT", f"{path}/audience", json=EVERYBODY).status_code == 204
    assert new in seen()
    actions = dana.get("/api/v1/console/actions").get_json()["actions"]
    assert [one["what"] for one in actions][-1] == "calendar-published"
    assert {"calendar-changed", "calendar-offered", "calendar-withdrawn"} <= {
        one["what"] for one in actions
    }


def test_a_schools_own_calendar_stands_before_the_hubs(pair: Pair, dana: Phone) -> None:
    from server.db import db
    from server.planning.reading import calendars_of

    make(dana, CALENDARS, **YEAR)
    pair.exchange()
    own = pair.school.phone(cast.GULNAR).submit("calendar.set", {**YEAR, "school": cast.AKBULAQ})
    assert own["outcome"] == "admitted", own
    with pair.school.app.app_context():
        found = [row.school for row in calendars_of(db.session(), cast.AKBULAQ)]
        assert found == [cast.AKBULAQ, None]
        assert [row.school for row in calendars_of(db.session(), cast.DALA)] == [None]


def test_a_ready_plan_is_offered_by_region_and_taken_back(pair: Pair, dana: Phone) -> None:
    elsewhere = {**EVERYBODY, "regions": [TURKISTAN]}
    new = make(dana, PLANS, **PLAN, audience=elsewhere)
    pair.exchange()
    marat = pair.school.phone(cast.MARAT)

    def offered() -> list[str]:
        pair.exchange()
        answer = marat.get("/api/v1/planning/templates", query_string={"grade": 5})
        return [one["id"] for one in answer.get_json()["templates"]]

    assert offered() == []
    assert marat.get(f"/api/v1/planning/templates/{new}").status_code == 404
    path = f"{PLANS}/{new}"
    assert dana.request("PUT", f"{path}/audience", json=EVERYBODY).status_code == 204
    assert offered() == [new]
    assert listed(dana, PLANS, grade=5, language="kk")[new]["hours"] == 2
    assert listed(dana, PLANS, grade=6) == listed(dana, PLANS, language="ru") == {}
    newer = make(dana, PLANS, **PLAN, replaces=new)
    assert offered() == [newer]
    assert dana.request("DELETE", f"{PLANS}/{newer}").status_code == 204
    assert offered() == []
    assert dana.request("DELETE", f"{PLANS}/{newer}").status_code == 404


def test_a_file_is_read_before_it_is_published(hub: Hub) -> None:
    dana = hub.operator("dana", "publish")
    table = "Тақырып;Сағат\nБөлшектер;2\n;1\n"
    answer = dana.request("POST", f"{PLANS}/file", data=table.encode())
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told = answer.get_json()
    assert [row["topic"] for row in told["rows"]] == ["Бөлшектер"]
    assert make(dana, PLANS, **{**PLAN, "rows": told["rows"]}) in listed(dana, PLANS)
    refused = dana.request("POST", f"{PLANS}/file", data=b"\x00\x01")
    assert refused.get_json()["texts"].keys() == {"kk", "ru", "en"}


@pytest.mark.parametrize("path", [CALENDARS, PLANS])
def test_operators_publish_for_their_own_schools(hub: Hub, path: str) -> None:
    body = YEAR if path == CALENDARS else PLAN
    own = {**EVERYBODY, "regions": [AQMOLA]}
    region = hub.operator("region", "publish", region=AQMOLA)
    new = make(region, path, **body, audience=own)

    wide = region.request("POST", path, json={**body, "audience": EVERYBODY})
    assert wide.status_code == 403
    assert region.request("PUT", f"{path}/{new}/audience", json=EVERYBODY).status_code == 403
    for who in (hub.operator("r", "publish", region=TURKISTAN), hub.operator("reader")):
        assert who.request("DELETE", f"{path}/{new}").status_code == 403
        assert who.request("PUT", f"{path}/{new}/audience", json=own).status_code == 403
    assert region.request("DELETE", f"{path}/none").status_code == 404
    assert region.request("DELETE", f"{path}/{new}").status_code == 204
