"""A box tells once a day how it is; the hub shows it, and counts work by receipts."""

from typing import Any

import pytest
from sqlalchemy import delete

from server import db
from server.classroom.models import Submission
from server.console import background, counting, operators, reporting
from server.console.models import SchoolReport
from server.hub.nodes import revoke
from server.identity import node_id
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.console.conftest import AQMOLA
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair

pytestmark = pytest.mark.sqlite
SCHOOL = f"/api/v1/console/schools/{cast.AKBULAQ}"


def tell(pair: Pair) -> int:
    with pair.school.app.app_context():
        return reporting.tell()


def operator_of(pair: Pair) -> Phone:
    with pair.hub.app_context():
        made = operators.add("dana", "Сейтқали", "Дана", cast.PASSWORD)
        operators.grant(made.person, "", "", ())
        background.complete()
    return pair.phone_at_hub("dana")


def overview(dana: Phone) -> dict[str, Any]:
    body: dict[str, Any] = dana.get("/api/v1/console/overview").get_json()
    return body


def hand_in(pair: Pair) -> None:
    task = set_task(pair.school.phone(cast.MARAT))
    work_done = pair.school.phone(cast.ARU).submit("submission.hand_in", work(task))
    assert work_done["outcome"] == "admitted", work_done


def test_a_box_reports_once_a_day_and_the_hub_shows_it(pair: Pair) -> None:
    with pair.school.app.app_context():
        schools = reporting.tell()
        told_again = reporting.tell()
    assert (schools, told_again) == (2, 0)  # the cast's two schools, once
    pair.school.clock.forward(days=1)
    assert tell(pair) == 2
    pair.exchange()
    dana = operator_of(pair)
    page = dana.get(SCHOOL, query_string={"language": "ru"}).get_json()
    assert page["disk_total"] > page["disk_free"] > 0
    assert page["state"] in {"ok", "warning", "bad"}
    assert page["said_at"] is not None
    assert all(one["what"] and one["what"] != one["code"] for one in page["findings"])
    listed = dana.get("/api/v1/console/schools").get_json()["schools"]
    assert [one["version"] is not None for one in listed if one["school"] == cast.AKBULAQ] == [True]


def test_a_state_that_comes_and_goes_is_told_once_an_hour(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tell(pair) == 2
    monkeypatch.setattr("server.console.reporting.worst", lambda _: "bad")
    assert tell(pair) == 0
    pair.school.clock.forward(seconds=3600)
    assert (tell(pair), tell(pair)) == (2, 0)


def test_silence_is_seen_after_a_week(pair: Pair) -> None:
    tell(pair)
    pair.exchange()
    dana = operator_of(pair)
    assert dana.get(SCHOOL).get_json()["state"] != "silent"
    pair.school.clock.forward(days=8)
    assert dana.get(SCHOOL).get_json()["state"] == "silent"
    query = {"state": "silent"}
    found = dana.get("/api/v1/console/schools", query_string=query).get_json()["schools"]
    assert [one["school"] for one in found] == [cast.AKBULAQ]


def test_work_is_counted_by_receipts(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.console.overview.LEAST_GROUP", 1)
    hand_in(pair)
    tell(pair)
    pair.exchange()
    dana = operator_of(pair)
    whole = overview(dana)["whole"]
    assert (whole["receipts"], whole["on_its_way"], whole["lost"]) == (1, 0, 0)
    # One more that the hub hears of, and does not get: the report went by another road.
    hand_in(pair)
    pair.school.clock.forward(days=1)
    tell(pair)
    with pair.hub.app_context(), db.write_transaction() as session:
        row = session.get_one(SchoolReport, (cast.AKBULAQ, _node(pair)))
        row.receipts = 2
    whole = overview(dana)["whole"]
    assert (whole["receipts"], whole["on_its_way"], whole["lost"]) == (2, 1, 0)
    with pair.hub.app_context(), db.write_transaction() as session:
        revoke(session, _node(pair), pair.school.clock())
    whole = overview(dana)["whole"]
    assert (whole["on_its_way"], whole["lost"]) == (0, 1)


def test_erasing_a_pupil_is_no_loss(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.console.overview.LEAST_GROUP", 1)
    hand_in(pair)
    tell(pair)
    pair.exchange()
    dana = operator_of(pair)
    with pair.hub.app_context():
        with db.write_transaction() as session:
            revoke(session, _node(pair), pair.school.clock())
        background.complete()
        with db.write_transaction() as session:
            session.execute(delete(Submission))  # as an erasure leaves it
        assert overview(dana)["whole"]["lost"] == 0
        background.complete()
        assert overview(dana)["whole"]["lost"] == 0
        # A later word of that box, brought by a courier: of two that it had, none came.
        with db.write_transaction() as session:
            session.get_one(SchoolReport, (cast.AKBULAQ, _node(pair))).receipts = 2
        assert overview(dana)["whole"]["lost"] == 2


def test_a_country_is_counted_by_the_hour_and_what_is_lost_at_once(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a count of millions of works, and none of them is called lost by an old
    one."""
    monkeypatch.setattr("server.console.counting.COUNTED_AT_ONCE", 0)
    monkeypatch.setattr("server.console.overview.LEAST_GROUP", 1)
    tell(pair)
    pair.exchange()
    dana = operator_of(pair)
    first = overview(dana)
    hand_in(pair)
    pair.school.clock.forward(seconds=1800)
    pair.exchange()
    with pair.hub.app_context(), db.write_transaction() as session:
        session.get_one(SchoolReport, (cast.AKBULAQ, _node(pair))).receipts = 1
    seen = overview(dana)
    assert (seen["counted_at"], seen["whole"]["on_its_way"]) == (first["counted_at"], 1)
    with pair.hub.app_context():
        assert (counting.keep(), overview(dana)["whole"]["on_its_way"]) == (0, 1)
        pair.school.clock.forward(seconds=1800)
        assert counting.keep() == 1
    seen = overview(dana)
    assert (seen["counted_at"] > first["counted_at"], seen["whole"]["on_its_way"]) == (True, 0)

    hand_in(pair)
    pair.exchange()
    with pair.hub.app_context(), db.write_transaction() as session:
        session.get_one(SchoolReport, (cast.AKBULAQ, _node(pair))).receipts = 2
        revoke(session, _node(pair), pair.school.clock())
    assert overview(dana)["whole"]["lost"] == 0


def test_figures_of_few_schools_are_hidden(pair: Pair) -> None:
    hand_in(pair)
    tell(pair)
    pair.exchange()
    body = overview(operator_of(pair))
    (region,) = [one for one in body["regions"] if one["region"] != AQMOLA]
    assert region["schools"] < 5
    assert {name for name, value in region.items() if value is None} == {
        "heard", "lessons_planned", "lessons_held", "delivered", "offered", "receipts",
        "on_its_way", "lost",
    }  # fmt: skip


def test_a_report_that_fails_does_not_stop_an_exchange(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk cannot be asked")

    monkeypatch.setattr("server.console.reporting.examine", broken)
    with pair.school.app.app_context():
        assert reporting.told() == 0


def _node(pair: Pair) -> str:
    with pair.school.app.app_context():
        return node_id()
