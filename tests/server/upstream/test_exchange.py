"""A school and its hub agree: work goes up, courses come down, and a cut loses nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from content.importer import import_file
from server import db
from server.identity import node_id
from server.library.stores import course_store, personal_store
from server.operations.local import submit
from server.operations.port import log_store
from server.people import sealing
from server.templates.publishing import offered, publish
from server.upstream.exchange import AlreadyExchanging, NoUpstream, exchange, last_exchange
from sync.asking import Later
from sync.plan import Budget
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations
from tests.server import cast
from tests.server.classroom.tasks import give, see, set_task, work
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read, stated
from tests.server.upstream.conftest import Pair, WsgiRoad, admit_node
from tests.support.effort import FULL

PHOTO = b"\xff\xd8\xff" + b"a photo of a notebook" * 20_000  # two chunks
BLANK = {"section": "", "objectives": [], "homework": "", "resources": [], "outline": ""}
PLAN = [{**BLANK, "hours": 1, "topic": "Бөлшек", "summative": "none"}]
PAGE = "<!doctype html><title>Су</title><p>Су айналымы</p>".encode()


def held(app: Flask) -> set[tuple[str, int, int]]:
    with app.app_context():
        columns = (operations.c.writer, operations.c.epoch, operations.c.seq)
        return {(w, e, s) for w, e, s in db.db.session.execute(select(*columns))}


def hand_in(pupil: Phone, task: str) -> str:
    bring(pupil, PHOTO)
    return str(pupil.submit("submission.hand_in", work(task, files=[stated(PHOTO)]))["record"])


def publish_page(hub: Flask, tmp_path: Path) -> str:
    page = tmp_path / "su.html"
    page.write_bytes(PAGE)
    with hub.app_context():
        imported = import_file(page, page.name, course_store())
        item = {
            "id": "su-1",
            "title": "Су",
            "format": "html",
            "manifest": imported.manifest_sha256,
            "launch": imported.description.launch,
            "bytes": imported.description.total_bytes,
        }
        lesson = {"id": "su", "title": "Су", "summary": "", "items": [item]}
        submit(
            "course.publish",
            "su-kursy",
            {
                "edition": 1,
                "title": "Су айналымы",
                "language": "kk",
                "subject": "",
                "grades": [5],
                "school": None,
                "lessons": [lesson],
            },
        )
        (stored,) = imported.description.files.values()
        return stored.sha256


def test_work_reaches_the_hub_with_its_bytes_and_the_phone_shows_the_tick(pair: Pair) -> None:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    submission = hand_in(aru, set_task(marat))
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is False

    outcome = pair.exchange()

    assert outcome.error is None
    assert outcome.files_up == 1
    with pair.hub.app_context():
        assert personal_store().read(stated(PHOTO)["sha256"]) == PHOTO
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True


def test_the_same_pupil_sees_the_same_at_the_hub(pair: Pair) -> None:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    submission = hand_in(aru, task)
    see(marat, submission)
    give(marat, task, cast.ARU, "9", submission=submission)
    pair.exchange()

    at_home = pair.phone_at_hub(cast.ARU)
    at_home.refresh()

    assert at_home.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"
    doc = at_home.doc("submission", submission)
    assert doc["text"] == work(task)["text"]
    assert doc["central"] is True
    assert doc["seen_at"]
    photo = read(at_home, f"/api/v1/submissions/{submission}/files/0")
    assert photo.get_data() == PHOTO


def test_work_handed_in_at_the_hub_comes_down_to_the_school(pair: Pair) -> None:
    marat = pair.school.phone(cast.MARAT)
    task = set_task(marat)
    pair.exchange()
    at_home = pair.phone_at_hub(cast.ARU)
    submission = hand_in(at_home, task)

    outcome = pair.exchange()
    marat.refresh()

    assert outcome.files_down == 1
    doc = marat.doc("submission", submission)
    assert doc["learner"] == cast.ARU
    assert doc["central"] is True
    assert read(marat, f"/api/v1/submissions/{submission}/files/0").get_data() == PHOTO
    assert pair.exchange().requests == 1


def test_a_course_comes_down_with_every_file(pair: Pair, tmp_path: Path) -> None:
    file = publish_page(pair.hub, tmp_path)

    outcome = pair.exchange()

    assert outcome.content_down == 2  # the description and the page
    aru = pair.school.phone(cast.ARU)
    aru.refresh()
    assert aru.doc("course", "su-kursy")["title"] == "Су айналымы"
    assert read(aru, f"/c/{file}").get_data() == PAGE


@pytest.mark.parametrize("place", range(1, 13) if FULL else range(2, 13, 6))
def test_a_cut_at_any_request_loses_nothing_and_repeats_nothing(
    pair: Pair, tmp_path: Path, place: int
) -> None:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    submission = hand_in(aru, set_task(marat))
    publish_page(pair.hub, tmp_path)

    first = pair.exchange(cut_at={place})
    again = pair.exchange()

    assert again.error is None
    assert (first.error is None) or first.hint
    akbulaq = {key for key in held(pair.school.app) if key in held(pair.hub)}
    assert (aru.writer, 1, aru.seq) in akbulaq
    with pair.hub.app_context():
        assert personal_store().verify(stated(PHOTO)["sha256"])
        count = select(func.count()).select_from(operations)
        rows = db.db.session.scalar(count.where(operations.c.record == submission))
    assert rows == 1
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True
    pair.exchange()  # the ledger's word that the course has come
    quiet = pair.exchange()
    assert (quiet.operations_up, quiet.operations_down, quiet.requests) == (0, 0, 1)


def test_what_another_school_s_records_concern_stays_behind(pair: Pair) -> None:
    outcome = pair.exchange()

    assert outcome.error is None
    with pair.hub.app_context():
        rows = db.db.session.execute(
            select(operations.c.record).where(operations.c.record.in_([cast.DALA, cast.DALA_7]))
        ).all()
    assert rows == []
    assert held(pair.hub) < held(pair.school.app)


def test_a_node_cannot_mark_in_another_school(pair: Pair, new_hub: Callable[[str], Flask]) -> None:
    """A stranger's node invents a mark for Aru: it is refused, and Aru's own stands."""
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    task = set_task(marat)
    give(marat, task, cast.ARU, "9")
    pair.exchange()
    stranger = new_hub("stranger")
    with stranger.app_context():
        config = stranger.extensions["tirek.config"]
        node, key = node_id(), sealing.public_key(config.home)
        submit("school.set", cast.DALA, {"name": "Дала", "language": "kk"})
        fields = {"assignment": task, "learner": cast.ARU, "submission": None}
        submit("mark.give", f"{task}~{cast.ARU}", {**fields, "mark": "2", "max": 10, "comment": ""})
    token = admit_node(pair.hub, node, key, [cast.DALA])

    from server.upstream.exchange import exchange_over

    outcome = exchange_over(stranger, WsgiRoad(pair.hub, token))

    assert outcome.error is None
    at_home = pair.phone_at_hub(cast.ARU)
    at_home.refresh()
    doc = at_home.doc("mark", f"{task}~{cast.ARU}")
    assert (doc["mark"], doc["others"]) == ("9", [])
    aru.refresh()
    assert aru.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"


def test_a_school_says_nothing_in_the_name_of_the_country(pair: Pair, tmp_path: Path) -> None:
    """A box that somebody has opened publishes a course and a plan for everybody, and takes the
    hub's own plan back: none of it is taken."""
    about = {"subject": "mathematics", "grade": 5, "language": "kk", "title": "Жоспар"}
    with pair.hub.app_context():
        plan = publish(about, PLAN)
    pair.exchange()
    publish_page(pair.school.app, tmp_path)
    with pair.school.app.app_context():
        publish({**about, "title": "Бөтен жоспар"}, PLAN)
        submit("plan_template.withdraw", plan, {})

    outcome = pair.exchange()

    assert outcome.error is None
    with pair.hub.app_context():
        assert [one["plan"] for one in offered()] == [plan]
        rows = db.db.session.scalars(select(operations.c.kind)).all()
        assert "course.publish" not in rows
        assert rows.count("plan_template.set") == 1


def test_a_budget_ends_an_exchange_early_and_the_next_goes_on(pair: Pair) -> None:
    aru, marat = pair.school.phone(cast.ARU), pair.school.phone(cast.MARAT)
    hand_in(aru, set_task(marat))

    small = pair.exchange(budget=Budget(bytes=60_000))
    assert not small.finished
    assert small.bytes_up + small.bytes_down <= 60_000
    for _ in range(12):
        if pair.exchange(budget=Budget(bytes=200_000)).finished:
            break
    with pair.hub.app_context():
        assert personal_store().verify(stated(PHOTO)["sha256"])


def test_an_exchange_is_remembered_with_its_reason(pair: Pair) -> None:
    pair.exchange(cut_at={1})
    with pair.school.app.app_context():
        last = last_exchange()
        assert last is not None
        assert last.error == "unreachable"
        assert last.hint == "cut after"
        assert log_store(db.db.session()).waiting(UPSTREAM).operations > 0


def test_a_node_without_upstream_says_so(pair: Pair) -> None:
    with pytest.raises(NoUpstream):
        exchange(pair.school.app)


def test_two_exchanges_of_one_node_never_run_at_once(pair: Pair) -> None:
    class Nested(WsgiRoad):
        def session(self, body: bytes) -> Later[bytes]:
            with pytest.raises(AlreadyExchanging):
                pair.exchange()
            return super().session(body)

    pair.road = Nested(pair.hub, pair.road.token)
    assert pair.exchange().error is None
