"""A teacher's plan reaches the schools of her district, over a hub or on one node, and nobody else;
she takes it back, and an operator may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from server import db
from server.console import directory, operators
from server.erasure.service import erase
from server.identity import node_id
from server.operations.local import submit
from server.operations.port import log_store
from server.people import sealing
from server.people.login import seal_for, set_password
from server.templates import limits, spreading
from server.upstream.exchange import exchange_over
from tests.server import cast
from tests.server.conftest import School
from tests.server.console.conftest import new_box
from tests.server.phone import Phone
from tests.server.templates.test_templates import row
from tests.server.upstream.conftest import Pair, WsgiRoad, admit_node, new_hub, pair

__all__ = ["new_box", "new_hub", "pair"]

LISTED = "/api/v1/planning/templates"
CONSOLE = "/api/v1/console/plans"
ROWS = [row("Бөлшектерді салыстыру"), row("Бөлшектерді қосу")]
PLAN: dict[str, Any] = {
    "school": cast.AKBULAQ,
    "subject": "mathematics",
    "grade": 5,
    "language": "kk",
    "title": "Математика, 5-сынып",
    "parts": 1,
    "part_1": ROWS,
}


@dataclass
class Box:
    """A school of its own beside the pair's, with one teacher of grade 5."""

    app: Flask
    road: WsgiRoad
    teacher: Phone

    def exchange(self) -> None:
        exchange_over(self.app, self.road)

    def offered(self) -> dict[str, dict[str, Any]]:
        self.exchange()
        return listed(self.teacher)


@dataclass
class District:
    """Ақбұлақ (the pair's) and Тоқты lie in one district, Шет in another."""

    pair: Pair
    near: Box
    far: Box
    dana: Phone

    def travel(self) -> int:
        """Everything goes up, the hub looks once, and everything comes down."""
        self.pair.exchange()
        with self.pair.hub.app_context():
            done = spreading.spread()
        self.pair.exchange()
        return done

    def offer(self, person: str = cast.MARAT, **more: Any) -> str:
        answer = self.pair.school.phone(person).submit("shared_plan.set", {**PLAN, **more})
        assert answer["outcome"] == "admitted", answer
        return str(answer["op"])

    def around(self) -> dict[str, dict[str, Any]]:
        self.travel()
        return self.near.offered()


def listed(phone: Phone, grade: int = 5) -> dict[str, dict[str, Any]]:
    answer = phone.get(LISTED, query_string={"grade": grade})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["id"]: one for one in answer.get_json()["templates"]}


def place(hub: Flask, school: str, district: str, name: str) -> None:
    at = {"region": "Ақмола", "district": district, "latitude": None, "longitude": None}
    with hub.app_context(), db.write_transaction() as session:
        directory.place_school(session, school, at, name=name, language="kk")


@pytest.fixture
def district(pair: Pair, new_box: Callable[..., Flask]) -> District:
    with pair.hub.app_context():
        made = operators.add("dana", "Сейтқали", "Дана", cast.PASSWORD)
        operators.grant(made.person, "", "", ("publish", "operators"))
    pair.exchange()
    boxes = {}
    for school, name, where in (
        (cast.AKBULAQ, "Ақбұлақ мектебі", "Зеренді"),
        ("toqty", "Тоқты мектебі", "Зеренді"),
        ("shet", "Шет мектебі", "Шортанды"),
    ):
        place(pair.hub, school, where, name)
        if school != cast.AKBULAQ:
            boxes[school] = new_school(pair, new_box(school, pair.school.clock), school, name)
    return District(pair, boxes["toqty"], boxes["shet"], pair.phone_at_hub("dana"))


def new_school(pair: Pair, app: Flask, school: str, name: str) -> Box:
    teacher = f"{school}-teacher"
    with app.app_context(), db.write_transaction():
        submit("school.set", school, {"name": name, "language": "kk"})
        submit("class.set", f"{school}-5", {"school": school, "label": "5", "grades": [5]})
        told = {"family_name": "Серік", "given_name": "Айгүл", "login": teacher, "school": school}
        submit("person.set", teacher, told)
        cast.role(teacher, "teacher", school, f"{school}-5", "mathematics")
        set_password(teacher, cast.PASSWORD)
    with app.app_context():
        node, key = node_id(), sealing.public_key(app.extensions["tirek.config"].home)
    token = admit_node(pair.hub, node, key, [school])
    with pair.hub.app_context():
        hub = node_id(), sealing.public_key(pair.hub.extensions["tirek.config"].home)
    with app.app_context():
        seal_for(*hub)
    return Box(
        app, WsgiRoad(pair.hub, token), Phone(app, pair.school.clock, teacher, cast.PASSWORD)
    )


def kinds_at(app: Flask) -> set[str]:
    with app.app_context():
        return {line.op.kind for line in log_store(db.db.session()).entries()}


def test_a_plan_reaches_the_schools_of_the_district_and_no_other(district: District) -> None:
    plan = district.offer(named=True)
    [made] = district.around().values()

    assert (made["title"], made["source"], made["by"]) == (
        "Математика, 5-сынып",
        "Ақбұлақ мектебі",
        "Есенов Марат",
    )
    assert made["school"] == cast.AKBULAQ
    rows = district.near.teacher.get(f"{LISTED}/{made['id']}").get_json()["plan"]
    assert rows == ROWS
    # Nothing but the plan itself leaves the school: no operation of its own, no class, no person.
    assert "shared_plan.set" not in kinds_at(district.near.app)
    assert district.far.offered() == {}
    assert "plan_template.set" not in kinds_at(district.far.app)
    # Its own school knows on its phones that it has been handed on, and is offered it only once.
    marat = district.pair.school.phone(cast.MARAT)
    marat.refresh()
    assert marat.doc("shared_plan", plan)["handed_on"] is True
    assert list(listed(marat)) == [plan]
    # Again is the same as once, also for a hub that stops between its operations.
    assert district.travel() == 0
    assert list(district.near.offered()) == [made["id"]]


def test_it_is_taken_back_and_offered_again_and_a_newer_one_takes_its_place(
    district: District,
) -> None:
    marat, clock = district.pair.school.phone(cast.MARAT), district.pair.school.clock
    plan = district.offer(named=True)
    [made] = district.around()

    clock.forward(seconds=60)
    assert (
        marat.submit("shared_plan.set", {"withdrawn": True}, record=plan)["outcome"] == "admitted"
    )
    assert district.around() == {}
    assert district.near.teacher.get(f"{LISTED}/{made}").status_code == 404
    assert named_in(district.near.app) == []
    clock.forward(seconds=60)
    assert (
        marat.submit("shared_plan.set", {"withdrawn": False}, record=plan)["outcome"] == "admitted"
    )
    assert district.around()[made]["by"] == "Есенов Марат"

    clock.forward(seconds=60)
    newer = district.offer(title="Математика, түзетілген", part_1=[row("Ондық бөлшектер")])
    marat.submit("shared_plan.set", {"withdrawn": True}, record=plan)
    [found] = district.around().values()
    assert (found["title"], found["rows"], found["by"]) == ("Математика, түзетілген", 1, "")
    assert found["id"].startswith(newer)


def named_in(app: Flask) -> list[str]:
    """Names that the log of a box has in plans."""
    with app.app_context():
        lines = list(log_store(db.db.session()).entries())
    said = [line.op.fields.get("by") for line in lines if line.op.kind == "plan_template.set"]
    return [str(one) for one in said if one]


def test_the_name_of_who_is_erased_leaves_every_school_and_the_plan_stays(
    district: District,
) -> None:
    district.offer(named=True)
    district.around()
    assert named_in(district.near.app) == ["Есенов Марат"]
    with district.pair.school.app.app_context():
        erase(cast.MARAT, "asked")
    [found] = district.around().values()
    assert found["by"] == ""
    assert named_in(district.near.app) == []
    assert len(district.near.teacher.get(f"{LISTED}/{found['id']}").get_json()["plan"]) == 2


def test_an_operator_of_the_district_withdraws_it_for_good(district: District) -> None:
    plan = district.offer()
    [made] = district.around()
    with district.pair.hub.app_context():
        for login, where in (("aliya", "Зеренді"), ("bolat", "Шортанды")):
            found = operators.add(login, "Сейтқали", login, cast.PASSWORD)
            operators.grant(found.person, "Ақмола", where, ("publish",))
    aliya, bolat = (district.pair.phone_at_hub(one) for one in ("aliya", "bolat"))

    def shared(operator: Phone) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = operator.get(f"{CONSOLE}?shared=true").get_json()["plans"]
        return found

    [seen] = shared(district.dana)
    assert (seen["id"], seen["district"], seen["schools"]) == (made, "Зеренді", 2)
    assert [one["id"] for one in shared(aliya)] == [made]
    assert shared(bolat) == []
    assert district.dana.get(CONSOLE).get_json() == {"plans": []}
    audience = {"regions": [], "languages": [], "share": 100}
    to_all = district.dana.request("PUT", f"{CONSOLE}/{made}/audience", json=audience)
    assert to_all.status_code == 404
    assert bolat.request("DELETE", f"{CONSOLE}/{made}").status_code == 403
    assert district.dana.request("DELETE", f"{CONSOLE}/{plan}").status_code == 404
    assert aliya.request("DELETE", f"{CONSOLE}/{made}").status_code == 204

    assert district.around() == {}
    marat = district.pair.school.phone(cast.MARAT)
    marat.refresh()
    assert marat.doc("shared_plan", plan)["stopped"] is True
    assert listed(marat) == {}
    for withdrawn in (True, False):
        district.pair.school.clock.forward(seconds=60)
        marat.submit("shared_plan.set", {"withdrawn": withdrawn}, record=plan)
        assert district.around() == {}


def test_a_school_that_is_placed_later_gets_what_was_offered_before(district: District) -> None:
    district.offer()
    assert len(district.around()) == 1
    place(district.pair.hub, "shet", "Зеренді", "Шет мектебі")
    assert len(district.far.offered()) == 1
    # Its own district changes: those around it now have it, and those before no longer.
    place(district.pair.hub, cast.AKBULAQ, "Шортанды", "Ақбұлақ мектебі")
    assert district.around() == {}
    place(district.pair.hub, "toqty", "Шортанды", "Тоқты мектебі")
    assert len(district.near.offered()) == 1
    # Without a district nobody is around.
    place(district.pair.hub, cast.AKBULAQ, "", "Ақбұлақ мектебі")
    assert district.around() == {}


def test_at_the_hub_teachers_see_what_their_district_shares(district: District) -> None:
    plan = district.offer()
    assert len(district.around()) == 1
    district.far.exchange()
    near = district.pair.phone_at_hub("toqty-teacher")
    assert [one.partition("~")[0] for one in listed(near)] == [plan]
    assert listed(district.pair.phone_at_hub("shet-teacher")) == {}


def test_schools_on_one_node_see_each_others_at_once(
    school: School, phone: Callable[[str], Phone]
) -> None:
    made = phone(cast.MARAT).submit("shared_plan.set", {**PLAN, "named": True})["op"]
    [found] = listed(phone(cast.OLGA)).values()
    assert (found["id"], found["source"], found["by"]) == (made, "Ақбұлақ мектебі", "Есенов Марат")
    rows = phone(cast.OLGA).get(f"{LISTED}/{made}").get_json()["plan"]
    assert rows == ROWS
    phone(cast.OLGA).refresh()
    assert made not in phone(cast.OLGA).ids("shared_plan")
    for person in (cast.ARU, cast.SAULE):
        assert phone(person).get(LISTED).status_code == 403
        phone(person).refresh()
        assert phone(person).ids("shared_plan") == set()


def test_who_may_not_write_the_plan_does_not_offer_it(
    school: School, phone: Callable[[str], Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reason(person: str, record: str | None = None, **fields: Any) -> str | None:
        school.clock.forward(seconds=60)
        answer = phone(person).submit("shared_plan.set", fields, record=record)
        return answer.get("reason") if answer["outcome"] == "held" else answer["outcome"]

    teacher, own = "not-a-teacher-of-the-subject", "record-not-own"
    assert reason(cast.ARU, **PLAN) == teacher
    assert reason(cast.SAULE, **PLAN) == teacher
    assert reason(cast.OLGA, **PLAN) == teacher
    assert reason(cast.MARAT, **{**PLAN, "subject": "physics"}) == teacher
    assert reason(cast.MARAT, **{**PLAN, "grade": 7}) == teacher
    assert reason(cast.MARAT, school=cast.AKBULAQ) == "record-incomplete"
    assert reason(cast.MARAT, "a-record-of-nobody", **PLAN) == own
    lesson = {**PLAN, "part_1": [row("Бөлшектер", resources=[{"course": "a", "lesson": "b"}])]}
    malformed = phone(cast.MARAT).make("shared_plan.set", lesson)
    answer = phone(cast.MARAT).post([malformed])
    assert answer.get_json()["type"] == "/problems/invalid-operation"
    phone(cast.MARAT).seq -= 1
    assert reason(cast.GULNAR, **PLAN) == "admitted"

    plan = phone(cast.MARAT).submit("shared_plan.set", PLAN)["op"]
    assert reason(cast.BOTA, plan, withdrawn=True) == own
    assert reason(cast.MARAT, plan, title="Басқа") == own
    assert reason(cast.MARAT, plan, part_1=[row("Басқа")]) == own
    assert reason(cast.GULNAR, plan, withdrawn=True) == "admitted"
    monkeypatch.setattr(limits, "OFFERED_PER_SCHOOL", 1)
    assert reason(cast.MARAT, **PLAN) == "too-many-plans-offered"
    assert reason(cast.MARAT, plan, withdrawn=False) == "too-many-plans-offered"


def test_a_school_that_floods_its_neighbours_waits(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SPREAD_A_DAY", 2)
    for n in range(3):
        district.pair.school.clock.forward(seconds=1)
        district.offer(title=f"Математика {n}")
    assert len(district.around()) == 2
    district.pair.school.clock.forward(days=1)
    assert len(district.around()) == 3


def test_a_plan_of_many_rows_is_handed_on_when_it_is_whole(district: District) -> None:
    plan = district.offer(parts=2)
    assert district.around() == {}
    more = {"part_2": [row("Ондық бөлшектер")]}
    answer = district.pair.school.phone(cast.MARAT).submit("shared_plan.set", more, record=plan)
    assert answer["outcome"] == "admitted", answer
    [found] = district.around().values()
    assert found["rows"] == 3
