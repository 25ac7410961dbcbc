"""A school that never has a link: its new box joins, reports and is heard by stick alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from server.bundles.claims import NOTE
from server.console import reporting
from server.db import db
from server.identity import node_id
from server.operations.local import submit
from server.setup.claimed import standing
from server.templates import spreading
from server.templates.models import PlanTemplate
from tests.server.bundles.conftest import fill, read
from tests.server.console.conftest import AQMOLA, EVERYTHING, Hub
from tests.server.console.test_kits import FIRST, LIST, claim_of, kit_for, new_school, post
from tests.server.phone import Phone
from tests.server.templates.test_templates import row

pytestmark = pytest.mark.sqlite
NewBox = Callable[..., Flask]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def dana(hub: Hub) -> Phone:
    return hub.operator("dana", *EVERYTHING)


def set_up(new_box: NewBox, kit: str, name: str = "box") -> Flask:
    box = new_box(name)
    assert post(box, "", {**FIRST, "kit": kit}).status_code == 201
    return box


def node_of(box: Flask) -> str:
    with box.app_context():
        return node_id()


def claims_of(box: Flask) -> str | None:
    with box.app_context():
        return standing()


def test_a_box_joins_and_reports_with_one_stick(
    hub: Hub, new_box: NewBox, dana: Phone, stick: Path
) -> None:
    school = new_school(dana)
    box = set_up(new_box, kit_for(dana, school))
    with box.app_context():
        assert reporting.tell() == 1
    assert fill(box, stick).error is None

    came = read(hub.app, stick)

    assert (came.error, came.refused, came.admitted) == (None, [], [node_of(box)])
    page = dana.get(f"{LIST}/{school}").get_json()
    assert [one["state"] for one in page["kits"]] == ["used"]
    assert page["said_at"] is not None
    assert page["disk_total"] > page["disk_free"] > 0
    assert claims_of(box) == "waiting", "nobody has told the box yet"

    fill(hub.app, stick)
    back = read(box, stick)
    assert (back.error, back.refused) == (None, [])
    assert claims_of(box) is None
    fill(box, stick)
    assert list(stick.rglob(NOTE)) == []
    assert read(hub.app, stick).admitted == []


def test_a_claim_that_is_not_taken_is_told_to_whoever_reads_the_stick(
    hub: Hub, new_box: NewBox, dana: Phone, stick: Path
) -> None:
    kit = kit_for(dana, new_school(dana))
    first, second = (set_up(new_box, kit, name) for name in ("first", "second"))
    fill(first, stick)
    assert read(hub.app, stick).admitted == [node_of(first)]
    fill(second, stick)

    came = read(hub.app, stick)

    assert came.admitted == []
    told = {(one.volume, one.sender, one.reason) for one in came.refused}
    assert (NOTE, node_of(second), "claim-refused") in told
    assert {reason for _, _, reason in told} == {"claim-refused", "unknown-sender"}
    assert all(one.to_json()["hint"] for one in came.refused)
    assert claims_of(second) == "waiting"


def test_a_note_that_is_no_claim_of_its_box_is_passed_over(
    hub: Hub, new_box: NewBox, dana: Phone, stick: Path
) -> None:
    box = set_up(new_box, kit_for(dana, new_school(dana)))
    line = claim_of(box)
    mailbox = stick / "TIREK1" / node_of(hub.app)
    for sender, note in (
        ("0" * 16, line),  # another box's
        (node_of(box), "tirek-claim.\xff"),
        (node_of(box), line + " " * 2000),
        (node_of(box), None),
    ):
        folder = mailbox / sender
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NOTE).unlink(missing_ok=True)
        if note is None:
            (stick / "elsewhere").write_text(line)
            (folder / NOTE).symlink_to(stick / "elsewhere")
        else:
            (folder / NOTE).write_text(note)

        came = read(hub.app, stick)

        assert (came.admitted, came.refused) == ([], []), note
    assert claims_of(box) == "waiting"


def test_a_plan_of_the_schools_around_comes_by_stick(
    hub: Hub, new_box: NewBox, dana: Phone, stick: Path
) -> None:
    school = new_school(dana)
    box = set_up(new_box, kit_for(dana, school))
    fill(box, stick)
    read(hub.app, stick)
    hub.school(school, "Жаңа мектеп", AQMOLA, "Зеренді")
    hub.school("toqty", "Тоқты мектебі", AQMOLA, "Зеренді")
    plan = {
        "school": "toqty", "subject": "mathematics", "grade": 5, "language": "kk", "title": "5",
        "parts": 1, "part_1": [row("Бөлшектер")],
    }  # fmt: skip
    with hub.app.app_context():
        submit("shared_plan.set", None, plan)
        assert spreading.spread() == 1
    fill(hub.app, stick)
    assert read(box, stick).error is None
    with box.app_context():
        [found] = db.session.scalars(select(PlanTemplate))
        assert (found.source, found.rows, found.region) == ("Тоқты мектебі", 1, AQMOLA)
        db.session.rollback()
