"""The ledger tells, at the school and at the hub, how far every edition has come."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from server import clock
from server.db import db, write_transaction
from server.delivery.ledger import deliveries, note
from server.delivery.models import DeliveryLine, DeliveryProgress
from server.delivery.operations import DELIVERY_NOTE, by_present_box
from server.operations.catalogue import catalogue
from server.operations.local import submit
from server.operations.port import log_store
from sync.core.merge import MergeState
from sync.core.ops import OpId
from sync.core.verdict import CONFIRMED
from tests.server import cast
from tests.server.delivery.conftest import FIRST, SECOND, Publisher
from tests.server.phone import Phone
from tests.server.player.test_schemas import SESSION
from tests.server.upstream.conftest import Pair
from tests.support import databases


def ledger(app: Any) -> list[tuple[str, int, str]]:
    with app.app_context():
        return [(one["school"], one["edition"], one["state"]) for one in deliveries()]


def tell(pair: Pair) -> int:
    with pair.school.app.app_context():
        return note()


def test_the_hub_hears_what_has_come(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    assert pair.exchange().operations_up == 1  # the node serves two schools, the hub one of them

    assert ledger(pair.school.app) == [
        (cast.AKBULAQ, 1, "verified"),
        (cast.DALA, 1, "verified"),
    ]
    assert ledger(pair.hub) == [(cast.AKBULAQ, 1, "verified")]


def test_each_moment_is_told_once(publisher: Publisher, pair: Pair) -> None:
    publisher.edition(FIRST)
    pair.exchange()

    assert tell(pair) == 2  # the node serves two schools
    assert tell(pair) == 0

    publisher.edition(SECOND)
    pair.exchange()
    assert tell(pair) == 2


def test_an_edition_on_its_way_is_requested(publisher: Publisher, pair: Pair) -> None:
    from sync.plan import Budget

    publisher.edition(FIRST)
    pair.exchange(budget=Budget(bytes=40_000))
    tell(pair)

    assert {state for _, _, state in ledger(pair.school.app)} == {"requested"}


def test_an_edition_is_opened_when_somebody_of_the_school_first_works_in_it(
    publisher: Publisher, pair: Pair, phone: Callable[[str], Phone]
) -> None:
    course = publisher.edition(FIRST)
    pair.exchange()
    tell(pair)
    pair.school.clock.forward(seconds=3_600)
    work_in(phone(cast.ARU), course, edition=1)
    pair.school.clock.forward(seconds=3_600)
    work_in(phone(cast.DIAS), course, edition=1)

    assert tell(pair) == 1
    assert tell(pair) == 0

    seen = phone(cast.GULNAR).get("/api/v1/deliveries").get_json()["deliveries"]
    assert [(one["state"], one["opened_at"]) for one in seen] == [
        ("opened", "2026-11-23T05:00:00.000Z")
    ]
    assert ledger(pair.school.app) == [(cast.AKBULAQ, 1, "opened"), (cast.DALA, 1, "verified")]

    pair.exchange()
    assert ledger(pair.hub) == [(cast.AKBULAQ, 1, "opened")]


def test_work_in_the_former_edition_does_not_open_the_new_one(
    publisher: Publisher, pair: Pair, phone: Callable[[str], Phone]
) -> None:
    course = publisher.edition(FIRST)
    pair.exchange()
    publisher.edition(SECOND)
    pair.exchange()
    work_in(phone(cast.ARU), course, edition=1)
    tell(pair)

    states = {(edition, state) for school, edition, state in ledger(pair.school.app)
              if school == cast.AKBULAQ}  # fmt: skip
    assert states == {(1, "opened"), (2, "verified")}


def work_in(pupil: Phone, course: str, edition: int) -> None:
    fields = {**SESSION, "course": course, "edition": edition}
    assert pupil.submit("attempt.commit", fields)["outcome"] == "admitted"


def test_a_director_sees_the_own_school(
    publisher: Publisher, pair: Pair, phone: Callable[[str], Phone]
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    tell(pair)

    seen = phone(cast.GULNAR).get("/api/v1/deliveries").get_json()["deliveries"]

    assert {one["school"] for one in seen} == {cast.AKBULAQ}
    assert seen[0]["title"] == "Су"
    assert seen[0]["requested_at"] <= seen[0]["verified_at"]
    assert phone(cast.ARU).get("/api/v1/deliveries").status_code == 403


def test_a_school_chooses_what_it_keeps(
    publisher: Publisher, pair: Pair, phone: Callable[[str], Phone]
) -> None:
    from server.delivery.records import hold_record

    course = publisher.edition(FIRST)
    record = hold_record(cast.AKBULAQ, course)
    fields = {"school": cast.AKBULAQ, "course": course, "mode": "never"}
    assert phone(cast.ARU).submit("hold.set", fields, record=record)["outcome"] == "held"
    phone(cast.MARAT).submit("hold.set", fields, record=record)

    assert pair.exchange().content_down == 0

    phone(cast.MARAT).submit("hold.set", {**fields, "mode": "always"}, record=record)
    assert pair.exchange().content_down == len(FIRST) + 2


def test_what_is_assigned_comes_first(publisher: Publisher, pair: Pair) -> None:
    from server.db import db
    from server.delivery.ordering import in_order

    small = publisher.edition({"index.html": FIRST["index.html"]})
    publisher.course = None
    large = publisher.edition(FIRST)
    pair.exchange()
    with pair.school.app.app_context():
        assert in_order(db.session(), [large, small], [cast.AKBULAQ]) == [small, large]
        fields = {
            "school": cast.AKBULAQ,
            "course": large,
            "mode": "always",
        }
        submit("hold.set", "hold-1", fields)
        assert in_order(db.session(), [large, small], [cast.AKBULAQ]) == [large, small]


def test_the_command_line_tells_the_same(publisher: Publisher, pair: Pair) -> None:
    from click.testing import CliRunner

    from server.cli import tirek

    publisher.edition(FIRST)
    pair.exchange()
    tell(pair)

    environ = databases.environment_for(pair.school.home)
    made = CliRunner().invoke(tirek, ["content", "deliveries", "--json"], env=environ)

    assert made.exit_code == 0, made.output
    assert {one["state"] for one in json.loads(made.stdout)["deliveries"]} == {"verified"}


def test_what_a_burnt_box_had_is_nothing_that_the_new_one_has(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    tell(pair)
    state = publisher_state(pair)
    old = max(state.versions, key=lambda version: version.order)
    assert by_present_box(state)["verified_at"] is not None

    asked = {"requested_at": "2026-12-01T04:00:00.000Z"}
    new = replace(
        old,
        id=OpId("f" * 16, 1, 1),
        order=old.order + 1,
        fields={"school": cast.AKBULAQ, **asked},
    )
    replaced = replace(state, versions=(*state.versions, new))
    assert by_present_box(replaced) == {"school": cast.AKBULAQ, **asked}


def publisher_state(pair: Pair) -> MergeState:
    with pair.school.app.app_context():
        session = db.session()
        line = session.scalar(select(DeliveryLine).where(DeliveryLine.school == cast.AKBULAQ))
        assert line is not None
        family = catalogue().registry.knows(DELIVERY_NOTE, 1)
        assert family is not None
        key = (family.family, line.record)
        return log_store(session).merge_states([key])[key]


def test_a_new_box_tells_its_own_moments_in_the_place_of_the_former_s(
    publisher: Publisher, pair: Pair
) -> None:
    publisher.edition(FIRST)
    pair.exchange()
    tell(pair)
    pair.school.clock.forward(days=1)
    with pair.school.app.app_context(), write_transaction() as session:
        row = session.scalar(select(DeliveryProgress))
        assert row is not None
        row.requested_ms = clock.now_ms()  # as on an empty disk
        row.received_ms = row.verified_ms = None
    assert tell(pair) == 2
    assert tell(pair) == 0


def test_a_school_that_the_course_is_not_for_has_no_line(publisher: Publisher, pair: Pair) -> None:
    course = publisher.edition(FIRST)
    with pair.school.app.app_context():
        submit("school.set", cast.DALA, {"name": "Дала", "short_name": None, "language": "ru"})
        narrow = {"regions": [], "languages": ["kk"], "share": 100}
        submit("audience.set", course, narrow, rank=CONFIRMED)
    pair.exchange()
    tell(pair)
    assert ledger(pair.school.app) == [(cast.AKBULAQ, 1, "verified")]
