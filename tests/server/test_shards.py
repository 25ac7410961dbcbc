"""One hub on two PostgreSQL servers: whole schools on each, what is national on both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import flask
import pytest
from flask import Flask
from sqlalchemy import select

from server import db as database
from server import shards
from server.console import directory
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.hub.nodes import admit
from server.identity import node_id
from server.library.models import Course
from server.operations.local import submit
from server.people.login import set_password
from server.people.models import Person
from server.templates import spreading
from tests.server import cast
from tests.server.conftest import close, make_app
from tests.server.phone import Phone, SchoolClock
from tests.server.templates.test_templates import row
from tests.support import databases
from tests.support.postgres import Templates, cluster

pytestmark = pytest.mark.postgresql

# By their names these two come to lie on different databases.
HERE, THERE = "akbulaq", "dala"
PASSWORD = "qazaq-tili-2026"
NATIONAL = {
    "edition": 1, "title": "Математика", "language": "kk", "subject": "", "grades": [5],
    "school": None, "lessons": [],
}  # fmt: skip


@dataclass
class Hub:
    app: Flask
    clock: SchoolClock

    def admit(self, school: str) -> tuple[int, str]:
        """As `tirek hub node add` does; the database, and the node's token."""
        with self.app.app_context():
            shard = shards.place([school])
            with shards.on(shard), write_transaction() as session:
                return shard, admit(
                    session, node=f"{shard}c" * 8, name=school, schools=[school],
                    public_key=bytes(range(32)), now_ms=1,
                )  # fmt: skip

    def people(self) -> list[set[str]]:
        """Logins on each of the databases."""
        with self.app.app_context():
            return [set(db.session.scalars(select(Person.login))) for _ in shards.each()]


@pytest.fixture(scope="module")
def other() -> Iterator[Templates]:
    with cluster() as server:
        yield Templates(server)


@pytest.fixture
def hub(tmp_path: Path, clock: SchoolClock, postgres: Templates, other: Templates) -> Iterator[Hub]:
    yield from hub_on(tmp_path, clock, [postgres, other])


def hub_on(home: Path, clock: SchoolClock, servers: list[Templates]) -> Iterator[Hub]:
    urls = [templates.copy("migrated", databases.migrate) for templates in servers]
    app = make_app(home / "hub", clock, role="hub", database_url=" ".join(urls))
    database.upgrade(app)
    yield Hub(app, clock)
    close(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def enrol(app: Flask, school: str, login: str, shard: int) -> None:
    """A teacher of a school, on the database of the school."""
    with app.app_context(), shards.on(shard), write_transaction():
        submit("school.set", school, {"name": school, "language": "kk"})
        submit(
            "person.set",
            login,
            {"family_name": "Есенов", "given_name": login, "login": login, "school": school},
        )
        set_password(login, PASSWORD, school=school)
        cast.role(login, "director", school)


def test_both_databases_are_one_node_with_a_life_of_their_own(hub: Hub) -> None:
    with hub.app.app_context():
        nodes = [node_id() for _ in shards.each()]
    assert nodes[0] == nodes[1]


def test_each_school_lies_on_one_database_and_its_node_is_answered_there(hub: Hub) -> None:
    here, there = hub.admit(HERE), hub.admit(THERE)
    assert sorted([here[0], there[0]]) == [0, 1]
    for _, token in (here, there):
        answer = hub.app.test_client().post(
            "/sync/v1/session", data=b"\x01", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 422, "known, though it speaks nonsense"
    stranger = hub.app.test_client().post(
        "/sync/v1/session", data=b"\x01", headers={"Authorization": "Bearer nobody"}
    )
    assert stranger.status_code == 401
    with hub.app.app_context():
        assert shards.place([HERE, "jana"]) == here[0], "with its other school"
        found = [set(db.session.scalars(select(DownstreamNode.name))) for _ in shards.each()]
    assert sorted(map(sorted, found)) == [[HERE], [THERE]]


def test_people_log_in_wherever_they_are(hub: Hub) -> None:
    for school, login in ((HERE, "marat"), (THERE, "olga")):
        shard, _ = hub.admit(school)
        enrol(hub.app, school, login, shard)
    for login in ("marat", "olga"):
        phone = Phone(hub.app, hub.clock, login, PASSWORD)
        phone.refresh()
        assert phone.doc("person", login)["given_name"] == login
    assert sorted(map(sorted, hub.people())) == [["marat"], ["olga"]]


def courses(app: Flask) -> list[set[str]]:
    with app.app_context():
        return [set(db.session.scalars(select(Course.id))) for _ in shards.each()]


def publish(app: Flask, course: str) -> None:
    with app.app_context():
        submit("course.publish", course, NATIONAL)


def test_what_is_national_comes_to_both_once(hub: Hub) -> None:
    publish(hub.app, "matematika")
    with hub.app.app_context():
        assert shards.replicate() == 1
        assert shards.replicate() == 0
    assert courses(hub.app) == [{"matematika"}, {"matematika"}]


def test_what_a_school_shares_comes_to_its_district_on_the_other_database(hub: Hub) -> None:
    at = {"region": "Ақмола", "district": "Зеренді", "latitude": None, "longitude": None}
    for school, login in ((HERE, "marat"), (THERE, "olga")):
        shard, _ = hub.admit(school)
        enrol(hub.app, school, login, shard)
        with hub.app.app_context(), shards.on(shard), write_transaction() as session:
            directory.place_school(session, school, at, name=school, language="kk")
    marat, olga = (Phone(hub.app, hub.clock, login, PASSWORD) for login in ("marat", "olga"))
    plan = {
        "subject": "mathematics", "grade": 5, "language": "kk", "title": "5", "parts": 1,
        "part_1": [row("Бөлшектер")],
    }  # fmt: skip
    assert marat.submit("shared_plan.set", {**plan, "school": HERE})["outcome"] == "admitted"

    with hub.app.app_context():
        assert spreading.spread() == 1
        shards.replicate()
        assert (spreading.spread(), shards.replicate()) == (0, 0)
    [found] = olga.get("/api/v1/planning/templates").get_json()["templates"]
    assert (found["school"], found["source"]) == (HERE, HERE)


def test_a_server_that_is_down_stops_only_its_own_schools(
    tmp_path: Path, clock: SchoolClock, postgres: Templates
) -> None:
    with cluster() as fragile:
        for hub in hub_on(tmp_path, clock, [postgres, Templates(fragile)]):
            tokens = dict(hub.admit(school) for school in (HERE, THERE))
            fragile.stop()
            assert_only_one_answers(hub, tokens)


def assert_only_one_answers(hub: Hub, tokens: dict[int, str]) -> None:

    def status(token: str) -> int:
        return hub.app.test_client().post(
            "/sync/v1/session", data=b"\x01", headers={"Authorization": f"Bearer {token}"}
        ).status_code  # fmt: skip

    assert status(tokens[0]) == 422
    assert status(tokens[1]) in {401, 500, 503}


def test_a_transaction_stays_on_its_database(hub: Hub) -> None:
    with hub.app.app_context(), write_transaction(), pytest.raises(RuntimeError, match="one"):
        database.switch_to(1)
    assert flask.has_app_context() is False
