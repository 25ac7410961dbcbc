"""Ару moves from Ақбұлақ to Дала, and her file goes through the hub that both schools have."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import db
from server.erasure import service as erasing
from server.identity import node_id
from server.operations.local import submit
from server.people import sealing
from server.people.login import set_password
from server.transfers import carrying, sealed
from server.transfers.limits import CARRIED_CHARACTERS, CLAIMS
from server.transfers.models import TransferDelivery, TransferDue, TransferOffer
from server.transfers.passing import pass_on
from server.upstream.exchange import exchange_over
from tests.server import cast
from tests.server.conftest import School, close, make_app
from tests.server.phone import Phone, SchoolClock
from tests.server.upstream.conftest import WsgiRoad, admit_node

NEWCOMER = "newcomer"
LEAVING = {"school": cast.AKBULAQ, "left_on": "2026-11-27"}
ROUTE: dict[str, Any] = {
    "school": cast.AKBULAQ,
    "learner": cast.ARU,
    "subject": "mathematics",
    "span": "section",
    "goal": "Жай бөлшектерді қосуды үйрену",
    "steps": [
        {"text": "12-бет, 1–4", "form": "work", "due_on": "2026-11-27", "done": True},
        {"text": "13-бет", "form": "work", "due_on": None, "done": False},
    ],
    "starts_on": "2026-11-23",
}


@dataclass
class Country:
    """Two schools with a box each, and their hub."""

    akbulaq: Flask
    dala: Flask
    hub: Flask
    roads: dict[str, WsgiRoad]
    clock: SchoolClock

    def sync(self, *schools: str) -> None:
        """Each of them exchanges, the hub looks what is due, each exchanges again."""
        for _ in range(2):
            for school in schools or (cast.AKBULAQ, cast.DALA):
                app = self.akbulaq if school == cast.AKBULAQ else self.dala
                assert exchange_over(app, self.roads[school]).error is None
            with self.hub.app_context():
                pass_on()

    def phone(self, person: str) -> Phone:
        app = self.dala if person == cast.OLGA else self.akbulaq
        return Phone(app, self.clock, person, cast.PASSWORD)


@pytest.fixture
def country(school: School, tmp_path: Path, clock: SchoolClock) -> Iterator[Country]:
    hub = make_app(tmp_path / "hub", clock, role="hub", name_kk="Білім орталығы")
    dala = make_app(tmp_path / "dala", clock)
    roads = {}
    for app in (hub, dala):
        db.upgrade(app)
    with dala.app_context():
        submit("school.set", cast.DALA, {"name": "Дала мектебі", "language": "kk"})
        seven = {"school": cast.DALA, "label": "7", "grades": [7]}
        submit("class.set", cast.DALA_7, seven)
        for person, names in ((cast.OLGA, cast.NAMES[cast.OLGA]), (NEWCOMER, ("Ару", "С."))):
            named = {"family_name": names[0], "given_name": names[1], "school": cast.DALA}
            submit("person.set", person, {**named, "login": person})
        set_password(cast.OLGA, cast.PASSWORD, school=cast.DALA)
        cast.role(cast.OLGA, "director", cast.DALA)
        cast.enrol(NEWCOMER, cast.DALA_7, cast.DALA, 7)
    for app, of in ((school.app, cast.AKBULAQ), (dala, cast.DALA)):
        with app.app_context():
            key = sealing.public_key(app.extensions["tirek.config"].home)
            node = node_id()
        roads[of] = WsgiRoad(hub, admit_node(hub, node, key, [of]))
    yield Country(school.app, dala, hub, roads, clock)
    for app in (hub, dala):
        close(app)


def leave(country: Country) -> str:
    country.clock.forward(seconds=60)
    path = f"/api/v1/people/{cast.ARU}/transfer"
    answer = country.phone(cast.GULNAR).request("POST", path, json=LEAVING)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return str(answer.get_json()["code"])


def left(country: Country) -> list[dict[str, Any]]:
    query = {"school": cast.AKBULAQ}
    answer = country.phone(cast.GULNAR).get("/api/v1/transfers", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["offers"]
    return found


def claim(olga: Phone, code: str) -> bool:
    body = {"school": cast.DALA, "code": code}
    answer = olga.request("POST", f"/api/v1/people/{NEWCOMER}/claims", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return bool(answer.get_json()["here"])


def waiting(olga: Phone) -> list[bool]:
    query = {"school": cast.DALA, "person": NEWCOMER}
    claims = olga.get("/api/v1/transfers", query_string=query).get_json()["claims"]
    return [one["here"] for one in claims]


def join(olga: Phone, code: str) -> None:
    body = {"school": cast.DALA, "code": code, "join": True}
    answer = olga.request("POST", f"/api/v1/people/{NEWCOMER}/histories", json=body)
    assert answer.status_code == 200, answer.get_data(as_text=True)


def histories(olga: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = olga.get(f"/api/v1/people/{NEWCOMER}/histories").get_json()[
        "histories"
    ]
    return found


def need(country: Country) -> None:
    """Ару has time and a half at every task, and a route with one step left."""
    bota, marat = country.phone(cast.BOTA), country.phone(cast.MARAT)
    about = {"school": cast.AKBULAQ, "learner": cast.ARU}
    fields = {**about, "extra_time": 50, "advice": "Алдыңғы қатарда"}
    assert bota.submit("support.set", fields, record=f"{cast.ARU}~support")["outcome"] == "admitted"
    assert marat.submit("route.set", ROUTE)["outcome"] == "admitted"
    prize = {**about, "kind": "achievement", "title": "Аудандық олимпиада", "date": "2026-11-20"}
    assert marat.submit("portfolio.set", prize)["outcome"] == "admitted"


@pytest.mark.parametrize("first", ["file", "code"])
def test_the_file_comes_whichever_side_is_heard_of_first(country: Country, first: str) -> None:
    code, olga = leave(country), country.phone(cast.OLGA)
    if first == "file":
        country.sync(cast.AKBULAQ)
        assert claim(olga, code) is False
    else:
        assert claim(olga, code) is False
        country.sync(cast.DALA)
    assert waiting(olga) == [False]
    country.sync()

    assert waiting(olga) == [True]
    join(olga, code)
    assert [one["source"] for one in histories(olga)] == ["Ақбұлақ мектебі"]
    assert waiting(olga) == []


def test_the_former_school_sees_who_took_it(country: Country) -> None:
    code, olga = leave(country), country.phone(cast.OLGA)
    assert [(one["taken_by"], one["changed"]) for one in left(country)] == [(None, False)]
    claim(olga, code)
    country.sync()
    join(olga, code)
    country.sync()

    (offer,) = left(country)
    assert (offer["taken_by"], offer["taken_on"]) == ("Дала мектебі", "2026-11-23")
    with country.hub.app_context():
        assert db.db.session.scalar(select(TransferDue)) is None
        assert pass_on() == 0


@pytest.mark.slow
def test_a_hub_reads_nothing_of_it_and_hands_it_to_nobody_without_the_code(
    country: Country,
) -> None:
    need(country)
    code, olga = leave(country), country.phone(cast.OLGA)
    claim(olga, "aaaa-bbbb-cccc-dddd")
    country.sync()
    assert waiting(olga) == [False]
    with country.hub.app_context():
        (offer,) = db.db.session.scalars(select(TransferOffer))
        file = sealed.from_text(offer.file)
        assert "Алдыңғы".encode() not in file
        assert code.replace("-", "") not in offer.ticket
        assert db.db.session.scalar(select(TransferDelivery)) is None
    with country.dala.app_context():
        assert db.db.session.scalar(select(TransferOffer)) is None


def test_support_and_the_route_go_on_at_the_new_school(country: Country) -> None:
    need(country)
    code, olga = leave(country), country.phone(cast.OLGA)
    claim(olga, code)
    country.sync()
    join(olga, code)

    with country.dala.app_context():
        cast.role(cast.OLGA, "class_teacher", cast.DALA, cast.DALA_7)
    olga.refresh()
    found = olga.doc("support", f"{NEWCOMER}~support")
    assert (found["extra_time"], found["advice"]) == (50, "Алдыңғы қатарда")
    (route,) = olga.ids("route")
    assert olga.doc("route", route)["school"] == cast.DALA
    assert [step["text"] for step in olga.doc("route", route)["steps"]] == ["13-бет"]
    (item,) = olga.ids("portfolio")
    assert olga.doc("portfolio", item)["title"] == "Аудандық олимпиада"
    reads = olga.get("/api/v1/audit/reads", query_string={"school": cast.DALA})
    histories(olga)
    again = olga.get("/api/v1/audit/reads", query_string={"school": cast.DALA})
    assert len(again.get_json()["reads"]) == len(reads.get_json()["reads"]) + 1

    (history,) = histories(olga)
    assert olga.request("DELETE", f"/api/v1/histories/{history['id']}").status_code == 204
    olga.refresh()
    assert olga.ids("route") == set()
    assert olga.ids("portfolio") == set()
    assert olga.doc("support", f"{NEWCOMER}~support")["extra_time"] == 0


def test_what_came_on_a_stick_after_the_move_is_told_and_a_new_file_replaces_the_old(
    country: Country,
) -> None:
    marat, code, olga = country.phone(cast.MARAT), leave(country), country.phone(cast.OLGA)
    claim(olga, code)
    country.sync()
    join(olga, code)
    task = {"school": cast.AKBULAQ, "class": cast.CLASS_5, "title": "Кеш келді", "max_mark": 10}
    record = marat.submit("assignment.set", task)["record"]
    mark = {"assignment": record, "learner": cast.ARU, "submission": None, "comment": ""}
    late = {**mark, "mark": "9", "max": 10}
    assert marat.submit("mark.give", late, record=f"{record}~{cast.ARU}")["outcome"] == "admitted"

    assert [one["changed"] for one in left(country)] == [True]
    newer = leave(country)
    assert [one["changed"] for one in left(country)] == [False]
    claim(olga, newer)
    country.sync()
    join(olga, newer)
    (history,) = histories(olga)
    assert [one["title"] for one in history["content"]["works"]] == ["Кеш келді"]


@pytest.mark.slow
def test_a_code_that_was_copied_wrongly_is_taken_back(country: Country) -> None:
    olga = country.phone(cast.OLGA)
    for n in range(CLAIMS):
        assert claim(olga, f"aaaa-bbbb-cccc-dd{n:02}".replace("0", "x").replace("1", "y")) is False
    body = {"school": cast.DALA, "code": "zzzz-zzzz-zzzz-zzzz"}
    refused = olga.request("POST", f"/api/v1/people/{NEWCOMER}/claims", json=body)
    assert refused.status_code == 409
    query = {"school": cast.DALA, "person": NEWCOMER}
    claims = olga.get("/api/v1/transfers", query_string=query).get_json()["claims"]
    assert olga.request("DELETE", f"/api/v1/claims/{claims[0]['id']}").status_code == 204
    assert len(waiting(olga)) == len(claims) - 1
    of_another = country.phone(cast.GULNAR)
    refused = of_another.request("DELETE", f"/api/v1/claims/{claims[1]['id']}")
    assert refused.status_code in (403, 404)


@pytest.mark.slow
def test_who_is_erased_leaves_no_file_anywhere(country: Country) -> None:
    code, olga = leave(country), country.phone(cast.OLGA)
    claim(olga, code)
    country.sync()
    with country.akbulaq.app_context():
        erasing.erase(cast.ARU, "asked")
    country.sync()
    for app in (country.akbulaq, country.hub):
        with app.app_context():
            assert db.db.session.scalar(select(TransferOffer)) is None


def test_the_largest_file_fits_into_an_operation() -> None:
    """Words that nothing packs well, as many as a file may tell."""
    words = sealed.as_text(bytes(n * n * 7919 % 251 for n in range(12 * 1024))).encode()
    assert len(words) == 16 * 1024
    file = sealed.wrap(sealed.seal(words, sealed.make_code()), bytes(64), bytes(400))
    assert len(sealed.as_text(file)) <= CARRIED_CHARACTERS


def test_one_box_of_both_schools_needs_no_hub(school: School, phone: Any) -> None:
    path = f"/api/v1/people/{cast.ARU}/transfer"
    code = phone(cast.GULNAR).request("POST", path, json=LEAVING).get_json()["code"]
    with school.app.app_context():
        cast.role(cast.OLGA, "director", cast.DALA)
        assert carrying.here(sealed.ticket(code)) is not None
    olga = phone(cast.OLGA)
    body = {"school": cast.DALA, "code": code}
    asked = olga.request("POST", f"/api/v1/people/{cast.TIMUR}/claims", json=body)
    assert asked.get_json() == {"here": True}
    joined = olga.request(
        "POST", f"/api/v1/people/{cast.TIMUR}/histories", json={**body, "join": True}
    )
    assert joined.status_code == 200
    query = {"school": cast.AKBULAQ}
    told = phone(cast.GULNAR).get("/api/v1/transfers", query_string=query).get_json()
    assert [one["taken_by"] for one in told["offers"]] == ["Дала мектебі"]
