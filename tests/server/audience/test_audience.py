"""A national course for some schools: who decides, who sees it, and who never asks for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from server.audience.models import Audience
from server.audience.reaching import place_in_line, reaches
from server.console import directory
from server.db import db, write_transaction
from server.delivery.wanting import missing_content
from server.library.stores import course_store
from server.operations.local import submit
from sync.core.verdict import CONFIRMED
from tests.server import cast
from tests.server.conftest import School
from tests.server.console.conftest import AQMOLA, TURKISTAN, Hub, hub, new_box
from tests.server.library.test_schemas import COURSE
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair, new_hub, pair

__all__ = ["hub", "new_box", "new_hub", "pair"]

COURSES = "/api/v1/console/courses"
EVERYBODY = {"regions": [], "languages": [], "share": 100}
ONE = "maths5"


def audience(**changes: Any) -> dict[str, Any]:
    return {**EVERYBODY, **changes}


def publish(app: Flask, course: str = ONE, **changes: Any) -> None:
    with app.app_context():
        submit("course.publish", course, {**COURSE, **changes})


def told(operator: Phone, **query: Any) -> dict[str, dict[str, Any]]:
    answer = operator.get(COURSES, query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["course"]: one for one in answer.get_json()["courses"]}


def test_a_share_grows_and_takes_nobody_out_again() -> None:
    schools = [f"s{n}" for n in range(1000)]

    def those_at(share: int) -> set[str]:
        row = Audience(record=ONE, regions=[], languages=[], share=share)
        return {one for one in schools if reaches(row, one, None, "kk")}

    assert those_at(0) == set()
    assert those_at(5) < those_at(25) < those_at(100) == set(schools)
    assert 200 < len(those_at(25)) < 300
    assert [place_in_line(ONE, one) for one in schools] != [place_in_line("b", o) for o in schools]


def test_an_operator_sees_courses_by_language_grade_and_title(hub: Hub) -> None:
    hub.school("a", "Ақмоладағы", AQMOLA)
    hub.school("t", "Түркістандағы", TURKISTAN)
    publish(hub.app, language="kk", grades=[5])
    publish(hub.app, "physics7", title="Физика", language="ru", grades=[7])
    country, region = hub.operator("country"), hub.operator("region", region=AQMOLA)

    assert set(told(country)) == {ONE, "physics7"}
    assert set(told(country, language="ru")) == {"physics7"}
    assert set(told(country, grade=5)) == {ONE}
    assert set(told(country, text="физик")) == {"physics7"}
    assert told(country)[ONE]["audience"] == EVERYBODY
    assert told(country)[ONE]["schools"] == 2
    assert told(region)[ONE]["schools"] == 1


def test_what_is_decided_is_previewed_written_and_recorded(hub: Hub) -> None:
    hub.school("a", "Ақмоладағы", AQMOLA)
    hub.school("t", "Түркістандағы", TURKISTAN)
    publish(hub.app)
    dana = hub.operator("dana", "publish", "operators")
    narrow = audience(regions=[AQMOLA])

    preview = dana.request("POST", f"/api/v1/console/audiences/preview?record={ONE}", json=narrow)
    assert preview.get_json() == {"schools": 1}
    assert told(dana)[ONE]["schools"] == 2, "nothing was written"
    assert dana.request("PUT", f"{COURSES}/{ONE}/audience", json=narrow).status_code == 204
    assert told(dana)[ONE]["schools"] == 1
    assert dana.request("DELETE", f"{COURSES}/{ONE}").status_code == 204
    assert told(dana) == {}
    actions = dana.get("/api/v1/console/actions").get_json()["actions"]
    assert [one["what"] for one in actions] == ["course-withdrawn", "course-offered"]
    assert actions[1]["about"]["regions"] == [AQMOLA]


def test_only_who_publishes_for_the_whole_country_decides(hub: Hub) -> None:
    publish(hub.app)
    reader, region = hub.operator("reader"), hub.operator("r", "publish", region=AQMOLA)

    for who in (reader, region):
        path = f"{COURSES}/{ONE}"
        assert who.request("PUT", f"{path}/audience", json=EVERYBODY).status_code == 403
        assert who.request("DELETE", path).status_code == 403
    assert set(told(reader)) == {ONE}
    dana = hub.operator("dana", "publish")
    assert dana.request("DELETE", f"{COURSES}/none").status_code == 404
    wrong = audience(share=101)
    assert dana.request("PUT", f"{COURSES}/{ONE}/audience", json=wrong).status_code == 422


def test_a_phone_loses_a_course_that_is_not_for_its_school_and_gets_it_back(
    school: School, phone: Callable[[str], Phone], in_app: None
) -> None:
    submit("course.publish", ONE, COURSE)
    with write_transaction():
        for place, region in ((cast.AKBULAQ, AQMOLA), (cast.DALA, TURKISTAN)):
            submit("school.set", place, {"name": place, "language": "kk", "region": region})
    aru, timur = phone(cast.ARU), phone(cast.TIMUR)
    for one in (aru, timur):
        one.refresh()
        assert one.ids("course") == {ONE}

    submit("audience.set", ONE, audience(regions=[TURKISTAN]), rank=CONFIRMED)

    aru.refresh()
    timur.refresh()
    assert (aru.ids("course"), timur.ids("course")) == (set(), {ONE})
    submit("audience.set", ONE, audience(), rank=CONFIRMED)
    aru.refresh()
    assert aru.ids("course") == {ONE}


def test_a_box_does_not_ask_for_what_is_for_others(pair: Pair, tmp_path: Path) -> None:
    """The hub's word comes before the course, which comes with the next exchange."""
    with pair.hub.app_context(), write_transaction():
        submit("course.publish", ONE, COURSE)
        submit("audience.set", ONE, audience(languages=["ru"]))
    pair.exchange()

    with pair.school.app.app_context():
        assert missing_content(course_store()) == []
    with pair.hub.app_context():
        submit("audience.set", ONE, audience(languages=["ru", "kk"]))
    pair.exchange()
    with pair.school.app.app_context():
        assert missing_content(course_store()) != []


def test_a_school_is_told_its_region(hub: Hub) -> None:
    from server.people.models import School as Row

    hub.school("a", "Ақмоладағы", AQMOLA)
    dana = hub.operator("dana", "boxes")
    moved = {"region": TURKISTAN, "district": "", "latitude": None, "longitude": None}

    assert dana.request("PUT", "/api/v1/console/schools/a/place", json=moved).status_code == 204

    with hub.app.app_context():
        assert db.session.get(Row, "a").region == TURKISTAN  # type: ignore[union-attr]
        assert directory.is_complete(db.session())
