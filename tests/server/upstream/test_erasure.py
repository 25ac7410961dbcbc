"""A child's traces are erased: at the school, at the hub, on phones and on the disks."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import db
from server.cmi5.models import Cmi5Registration, Cmi5Session
from server.erasure import service
from server.hub.erasures import oversteps
from server.hub.nodes import NodeContext
from server.library.stores import personal_store
from server.lrs.callers import HOME
from server.lrs.document_operations import AGENT_PROFILE, DOCUMENT_SET, STATE, held, shelf
from server.lrs.models import Document
from server.node.restoring import restored
from server.operations.local import submit
from server.operations.port import log_store
from server.people.names import listed_name
from server.upkeep.checking import check
from sync import erasing
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation, OpId
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.uploads.sending import bring, stated
from tests.server.upstream.conftest import Pair
from tests.server.upstream.test_hub_restored import copy_of, put_back, tables

PHOTO = b"\xff\xd8\xff" + b"a page of a notebook" * 500
ESSAY = "Менің атым Ару, менің үйім"


def everything(app: Flask) -> str:
    """All rows of all tables as text, blobs decoded as far as they go."""
    told: list[str] = []
    with app.app_context():
        for table in tables():
            for row in db.db.session.execute(select(table)):
                told += [_text(value) for value in row]
    return "\n".join(told)


def _text(value: Any) -> str:
    return value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)


@pytest.fixture
def worked(pair: Pair) -> tuple[Pair, str, str]:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    bring(aru, PHOTO)
    made = work(task, text=ESSAY, files=[stated(PHOTO)])
    submission = str(aru.submit("submission.hand_in", made)["record"])
    give(marat, task, cast.ARU, "9", submission=submission, comment="Ару, жарайсың")
    assert pair.exchange().error is None
    for phone in (aru, marat):
        phone.refresh()
    return pair, task, submission


def erase(pair: Pair) -> dict[str, Any]:
    with pair.school.app.app_context():
        return service.erase(cast.ARU, "asked")


def test_the_plan_changes_nothing(worked: tuple[Pair, str, str]) -> None:
    pair, _, submission = worked
    with pair.school.app.app_context():
        found = service.plan(cast.ARU)
    assert found.kinds["submission.hand_in"] == 1
    assert found.kinds["mark.give"] == 1
    assert found.kinds["person.set"] == 1
    assert found.files == {stated(PHOTO)["sha256"]}
    assert "assignment.set" not in found.kinds
    marat = pair.school.phone(cast.MARAT)
    marat.refresh()
    assert marat.doc("submission", submission)["text"] == ESSAY


def test_no_trace_is_left_here_above_or_on_a_phone(worked: tuple[Pair, str, str]) -> None:
    pair, task, submission = worked
    family, given = cast.NAMES[cast.ARU]
    assert ESSAY in everything(pair.hub)

    told = erase(pair)
    assert told["files_removed"] == 1
    assert pair.exchange().error is None
    with pair.hub.app_context():
        assert service.remove_files() == 1

    for app in (pair.school.app, pair.hub):
        left = everything(app)
        for trace in (ESSAY, "жарайсың", f'"{given}"', listed_name(family, given)):
            assert trace not in left
        assert f"given_namefАру{family}" not in left
        with app.app_context():
            assert not personal_store().has(stated(PHOTO)["sha256"])
            found = check(tables=True)
            assert (found.broken, found.lost, found.records) == (0, 0, 0)
    marat = pair.school.phone(cast.MARAT)
    marat.refresh()
    assert submission not in marat.ids("submission")
    assert not marat.ids("mark")
    assert cast.ARU not in marat.ids("person")
    assert marat.doc("assignment", task)["title"]
    assert pair.exchange().requests == 1


SECRET = "бетбелгі: Ару үшінші бетте"


def keep_documents(app: Flask, person: str) -> None:
    """A bookmark in a lesson, a long note that is a file, and what a course knows of its learner;
    then a launch of a cmi5 unit."""
    who = {"account": {"homePage": HOME, "name": person}}
    long = (SECRET * 4_000).encode()
    with app.app_context(), db.write_transaction() as session:
        for resource, content in ((STATE, SECRET.encode()), (AGENT_PROFILE, long)):
            place = shelf(resource, cast.AKBULAQ, activity="https://x.kz/a", agent=who)
            fields = {**place.fields("note"), "type": "text/plain", **(held(content) or {})}
            submit(DOCUMENT_SET, place.record("note"), fields, actor=person)
        session.add(
            Cmi5Registration(
                id="r1", school=cast.AKBULAQ, course="c1", actor=who, units={}, satisfied=[],
                made_ms=1,
            )
        )  # fmt: skip
        session.add(
            Cmi5Session(
                id="s1", registration="r1", unit="u", mode="Normal", flags={}, launched_ms=1,
                last_ms=1, fetch=b"f" * 32, play=b"p" * 32, token=None,
            )
        )  # fmt: skip


def documents(app: Flask) -> int:
    with app.app_context():
        return sum(row.content is not None for row in db.db.session.scalars(select(Document)))


def test_bookmarks_notes_and_registrations_go_too(worked: tuple[Pair, str, str]) -> None:
    """A classmate's stay."""
    pair, _, _ = worked
    keep_documents(pair.school.app, cast.ARU)
    other = shelf(STATE, cast.AKBULAQ, activity="https://x.kz/a", agent={
        "account": {"homePage": HOME, "name": cast.MARAT},
    })  # fmt: skip
    with pair.school.app.app_context():
        fields = {**other.fields("note"), "type": "text/plain", "content": b"mine"}
        submit(DOCUMENT_SET, other.record("note"), fields)
    pair.exchange()
    assert documents(pair.hub) == documents(pair.school.app) == 3

    told = erase(pair)
    pair.exchange()

    assert told["kinds"][DOCUMENT_SET] == 2
    for app in (pair.school.app, pair.hub):
        assert documents(app) == 1
        assert SECRET not in everything(app)
    with pair.school.app.app_context():
        for model in (Cmi5Registration, Cmi5Session):
            assert db.db.session.scalars(select(model)).all() == []


def test_the_child_cannot_log_in_any_more(worked: tuple[Pair, str, str]) -> None:
    pair, _, _ = worked
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    erase(pair)
    refused = aru.get("/api/v1/changes")
    assert refused.status_code == 401
    assert refused.get_json()["type"] == "/problems/erased", "her phone lets go of what it holds"
    assert marat.get("/api/v1/changes").status_code == 200
    # Whoever was merely logged out keeps what is on their phone.
    marat.request("DELETE", "/api/v1/sessions/current")
    assert marat.get("/api/v1/changes").get_json()["type"] == "/problems/not-logged-in"


def test_an_erasure_is_done_again_after_a_restore(worked: tuple[Pair, str, str]) -> None:
    pair, _, _ = worked
    copy = copy_of(pair.school.app)
    erase(pair)
    pair.exchange()
    put_back(pair.school.app, copy)
    with pair.school.app.app_context():
        restored()
    assert ESSAY in everything(pair.school.app)

    assert pair.exchange().error is None

    assert ESSAY not in everything(pair.school.app)
    assert ESSAY not in everything(pair.hub)
    with pair.school.app.app_context():
        assert log_store(db.db.session()).forks() == []


def test_somebody_unknown_is_refused(pair: Pair) -> None:
    with pair.school.app.app_context(), pytest.raises(service.UnknownPerson):
        service.plan("nobody")


def test_a_school_cannot_erase_another_s_work(worked: tuple[Pair, str, str]) -> None:
    """Дала's node names Aru's submission in an order: refused, and the work stands."""
    pair, _, submission = worked
    with pair.hub.app_context():
        session = db.db.session()
        store = log_store(session)
        order = erasure_of(OpId.parse(submission))
        stranger = NodeContext("5c" * 8, frozenset({cast.DALA}))
        assert oversteps(session, store, stranger, order)
        own = NodeContext("5d" * 8, frozenset({cast.AKBULAQ}))
        assert not oversteps(session, store, own, order)


def erasure_of(op: OpId) -> Operation:
    field = erasing.to_field(Knowledge.of([op]))
    return Operation(
        "5c" * 8, 1, 1, 1, erasing.ORDER, 1, None, None, "r", {erasing.OPERATIONS: field}
    )
