"""A hub publishes how marks are made from a day on: looked at first, withdrawn before that day."""

from typing import Any

import pytest

from server import clock
from server.console import background, operators
from server.db import db
from server.gradebook.reading import book_of
from server.people.models import SchoolClass
from tests.server import cast
from tests.server.console.conftest import AQMOLA, TURKISTAN, Hub, hub, new_box
from tests.server.gradebook.books import TERM, assess, confirm, give
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["hub", "new_box", "new_hub", "pair"]

POLICIES = "/api/v1/console/policies"
EVERYBODY = {"regions": [], "languages": [], "share": 100}
RULES: dict[str, Any] = {
    "formative_mean_places": None,
    "part_places": None,
    "total_places": 0,
    "weights": [{"formative": 10, "section": 90}, {"formative": 100}],
    "bands": [{"grades": [0, 12], "from": [[0, 2], [40, 3], [65, 4], [95, 5]]}],
    "pass_from": 40,
    "year": "mean",
    "exam_weight": 40,
}
TITLE = {"kk": "Жаңа ереже", "ru": "Новое правило", "en": "New rule"}
SOON, TODAY = "2026-11-25", "2026-11-23"


def policy(**changes: Any) -> dict[str, Any]:
    order = "Бұйрық № 125, 16.11.2026"
    told = {"starts_on": SOON, "title": TITLE, "order": order, "rules": RULES}
    return {**told, "audience": EVERYBODY, **changes}


def publish(operator: Phone, **changes: Any) -> str:
    answer = operator.request("POST", POLICIES, json=policy(**changes))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["policy"])


def told(operator: Phone) -> dict[str, dict[str, Any]]:
    return {one["policy"]: one for one in operator.get(POLICIES).get_json()["policies"]}


@pytest.fixture
def dana(pair: Pair) -> Phone:
    """An operator of the hub of the cast's school; the school's marks are there."""
    marat = pair.school.phone(cast.MARAT)
    section = assess(marat)
    daily = assess(marat, part="formative", max=10)
    for learner in (cast.ARU, cast.DIAS):
        give(marat, section, learner, 18)
        give(marat, daily, learner, 10)
    pair.exchange()
    with pair.hub.app_context():
        made = operators.add("dana", "Сейтқали", "Дана", cast.PASSWORD)
        operators.grant(made.person, "", "", ("publish", "operators"))
        background.complete()
    return pair.phone_at_hub("dana")


def test_who_would_be_concerned_is_seen_first(
    pair: Pair, dana: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"rules": RULES, "starts_on": SOON, "audience": EVERYBODY}
    few = dana.request("POST", f"{POLICIES}/preview", json=body).get_json()
    assert few["sample"] == [], "so few could be told"
    monkeypatch.setattr("server.policies.preview.LEAST_GROUP", 1)
    seen = dana.request("POST", f"{POLICIES}/preview", json=body).get_json()

    assert seen["schools"] == 1
    assert {"grade": 5, "classes": 1, "learners": 2} in seen["grades"]
    (school,) = seen["sample"]
    assert (school["school"], school["term"], school["classes"]) == (cast.AKBULAQ, TERM, ["5 Ә"])
    assert (school["marks"], school["up"], school["down"], school["open"]) == (2, 0, 2, 0)
    nobody = {**body, "audience": {**EVERYBODY, "share": 0}}
    assert dana.request("POST", f"{POLICIES}/preview", json=nobody).get_json()["schools"] == 0
    assert told(dana) == {}


def test_it_arrives_with_its_order_and_marks_are_made_by_it_from_its_day(
    pair: Pair, dana: Phone
) -> None:
    new = publish(dana)
    pair.exchange()
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    aru.refresh()
    document = aru.doc("published_policy", new)
    assert (document["starts_on"], document["order"]) == (SOON, policy()["order"])
    assert document["weights"] == RULES["weights"]

    def marks() -> list[int | None]:
        with pair.school.app.app_context():
            one = db.session.get_one(SchoolClass, cast.CLASS_5)
            book = book_of(db.session(), one, "mathematics", TERM, clock.today())
        return [line.reckoned.mark for line in book.lines]

    inputs = [
        {"assessment": "a", "part": "formative", "points": "10", "max": 10},
        {"assessment": "b", "part": "section", "points": "18", "max": 20},
    ]
    signed = confirm(marat, policy=new, percent="91", mark=4, inputs=inputs)
    assert signed["outcome"] == "admitted", signed
    assert marks() == [5, 5], "it has not begun"
    pair.school.clock.forward(days=2)
    assert marks() == [4, 4]


def test_it_goes_to_some_schools_first_and_is_taken_back_before_its_day(
    pair: Pair, dana: Phone
) -> None:
    new = publish(dana, audience={**EVERYBODY, "regions": [TURKISTAN]})
    pair.exchange()
    aru = pair.school.phone(cast.ARU)
    aru.refresh()
    assert aru.ids("published_policy") == set()
    put = dana.request("PUT", f"{POLICIES}/{new}/audience", json=EVERYBODY)
    assert put.status_code == 204
    pair.exchange()
    aru.refresh()
    assert aru.ids("published_policy") == {new}
    assert dana.request("DELETE", f"{POLICIES}/{new}").status_code == 204
    pair.exchange()
    aru.refresh()
    assert aru.ids("published_policy") == set()
    assert told(dana)[new]["audience"]["share"] == 0

    assert dana.request("PUT", f"{POLICIES}/{new}/audience", json=EVERYBODY).status_code == 204
    pair.school.clock.forward(days=2)
    for method, path in (("DELETE", new), ("PUT", f"{new}/audience")):
        late = dana.request(method, f"{POLICIES}/{path}", json=EVERYBODY)
        assert late.get_json()["type"].endswith("policy-has-begun")
    actions = dana.get("/api/v1/console/actions").get_json()["actions"]
    assert [one["what"] for one in actions] == [
        "policy-offered",
        "policy-withdrawn",
        "policy-offered",
        "policy-published",
    ]


def test_an_operator_of_a_region_publishes_for_that_region(hub: Hub) -> None:
    hub.school("a", "Ақмоладағы", AQMOLA)
    hub.school("t", "Түркістандағы", TURKISTAN)
    own = {**EVERYBODY, "regions": [AQMOLA]}
    region = hub.operator("region", "publish", region=AQMOLA)
    new = publish(region, audience=own)

    assert told(region)[new]["schools"] == 1
    for other in (EVERYBODY, {**EVERYBODY, "regions": [TURKISTAN]}):
        assert region.request("POST", POLICIES, json=policy(audience=other)).status_code == 403
        put = region.request("PUT", f"{POLICIES}/{new}/audience", json=other)
        assert put.status_code == 403
    district = hub.operator("district", "publish", region=AQMOLA, district="Бурабай")
    assert district.request("POST", POLICIES, json=policy(audience=own)).status_code == 403
    reader = hub.operator("reader")
    assert reader.request("POST", POLICIES, json=policy()).status_code == 403
    elsewhere = hub.operator("elsewhere", "publish", region=TURKISTAN)
    assert elsewhere.request("DELETE", f"{POLICIES}/{new}").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": TODAY},
        {"rules": {**RULES, "weights": [{"formative": 99}]}},
        {"rules": {**RULES, "bands": [{"grades": [1, 11], "from": [[0, 2], [40, 3]]}]}},
        {"rules": {**RULES, "bands": [{"grades": [0, 12], "from": [[0, 2], [40, 6]]}]}},
        {"rules": {**RULES, "bands": [{"grades": [0, 12], "from": [[10, 2]]}]}},
        {"order": ""},
        {"title": {"kk": "Жаңа"}},
    ],
)
def test_what_makes_no_sense_is_not_published(hub: Hub, wrong: dict[str, Any]) -> None:
    dana = hub.operator("dana", "publish")
    assert dana.request("POST", POLICIES, json=policy(**wrong)).status_code == 422
    assert told(dana) == {}
