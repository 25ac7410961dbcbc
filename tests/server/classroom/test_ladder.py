"""The way of one piece of work: set, handed in, seen, marked, and known at the centre."""

from collections.abc import Callable

import pytest

from server.classroom.central import touch_central
from server.db import write_transaction
from server.operations.local import submit
from server.operations.port import log_store
from sync.core.knowledge import IntervalSet, Knowledge
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM, Ack
from tests.server import cast
from tests.server.classroom.tasks import WRITTEN, give, see, set_task, work
from tests.server.conftest import School
from tests.server.library.test_schemas import COURSE
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read, stated

PHOTO = b"\xff\xd8\xff\xe0 a page of the notebook"


@pytest.fixture
def marat(phone: Callable[[str], Phone]) -> Phone:
    return phone(cast.MARAT)


@pytest.fixture
def aru(phone: Callable[[str], Phone]) -> Phone:
    return phone(cast.ARU)


def test_a_task_reaches_the_class_its_families_and_nobody_else(
    phone: Callable[[str], Phone], marat: Phone
) -> None:
    task = set_task(marat)

    for person in (cast.ARU, cast.DIAS, cast.SAULE, cast.BOTA, cast.MARAT):
        phone(person).refresh()
        document = phone(person).doc("assignment", task)
        assert document["title"] == "Бөлшектерді салыстыру"
        assert document["author"] == cast.MARAT
        assert document["created_at"] == "2026-11-23T04:00:00.000Z"
    for person in (cast.ERASYL, cast.TIMUR, cast.OLGA):
        phone(person).refresh()
        assert phone(person).ids("assignment") == set()


def test_an_edit_changes_what_it_names_and_a_withdrawal_is_forgotten(
    marat: Phone, aru: Phone
) -> None:
    task = set_task(marat)
    aru.refresh()
    base = aru.doc("assignment", task)["op"]

    marat.submit("assignment.set", {"due_at": WRITTEN}, record=task, base=base)
    aru.refresh()
    assert aru.doc("assignment", task)["due_at"] == WRITTEN
    assert aru.doc("assignment", task)["title"] == "Бөлшектерді салыстыру"
    assert aru.doc("assignment", task)["author"] == cast.MARAT

    marat.submit("assignment.withdraw", {}, record=task)
    aru.refresh()
    assert aru.ids("assignment") == set()


def test_a_task_knows_the_course_of_its_lesson(
    school: School, marat: Phone, aru: Phone, in_app: None
) -> None:
    submit("course.publish", "maths5", COURSE)
    task = set_task(marat, lesson="maths5-1", item="maths5-1-1")

    aru.refresh()
    assert aru.doc("assignment", task)["course"] == "maths5"


def test_work_climbs_the_ladder_and_everybody_sees_each_step(
    phone: Callable[[str], Phone], marat: Phone, aru: Phone, school: School
) -> None:
    task = set_task(marat)
    school.clock.forward(seconds=600)
    result = aru.submit("submission.hand_in", work(task))
    submission = result["record"]

    aru.refresh()
    at_school = aru.doc("submission", submission)
    assert at_school["at_school"] is True
    assert at_school["received_at"] == "2026-11-23T04:10:00.000Z"
    assert at_school["made_at"] == WRITTEN
    assert at_school["receipt"] == result["receipt"]
    assert (at_school["seen_at"], at_school["central"]) == (None, False)

    marat.refresh()
    assert marat.doc("submission", submission)["text"] == "Жауабы: 2/3 үлкен."
    school.clock.forward(seconds=60)
    see(marat, submission)
    aru.refresh()
    assert aru.doc("submission", submission)["seen_at"] == "2026-11-23T04:11:00.000Z"

    given = give(marat, task, cast.ARU, submission=submission)
    saule = phone(cast.SAULE)
    for reader in (aru, saule):
        reader.refresh()
        mark = reader.doc("mark", f"{task}~{cast.ARU}")
        assert (mark["mark"], mark["max"], mark["author"]) == ("9", 10, cast.MARAT)
        assert mark["op"] == given["op"]
    assert phone(cast.DIAS).refresh()
    assert phone(cast.DIAS).ids("mark") == set()


def test_the_first_sighting_counts_whoever_looks_again(
    phone: Callable[[str], Phone], marat: Phone, aru: Phone, school: School
) -> None:
    submission = aru.submit("submission.hand_in", work(set_task(marat)))["record"]
    see(marat, submission)
    school.clock.forward(days=1)
    see(phone(cast.BOTA), submission)

    aru.refresh()
    assert aru.doc("submission", submission)["seen_at"] == "2026-11-23T04:00:00.000Z"


def test_sending_the_same_work_again_changes_nothing(marat: Phone, aru: Phone) -> None:
    task = set_task(marat)
    op = aru.make("submission.hand_in", work(task))
    first = aru.send(op)[0]
    aru.refresh()

    again = aru.send(op)[0]

    assert again == {**first, "duplicate": True}
    assert aru.refresh() == []


def test_a_file_may_come_after_the_work_that_names_it(marat: Phone, aru: Phone) -> None:
    task = set_task(marat)
    fields = work(task, files=[stated(PHOTO)])
    submission = aru.submit("submission.hand_in", fields)["record"]
    marat.refresh()
    assert marat.doc("submission", submission)["files"][0]["state"] == "arriving"
    early = read(marat, f"/api/v1/submissions/{submission}/files/0")
    assert (early.status_code, early.get_json()["type"]) == (404, "/problems/file-not-here")

    bring(aru, PHOTO)

    marat.refresh()
    assert marat.doc("submission", submission)["files"] == [
        {"n": 0, "state": "here", **stated(PHOTO)}
    ]
    assert read(marat, f"/api/v1/submissions/{submission}/files/0").data == PHOTO


def test_the_tick_means_operation_and_all_files_above(
    school: School, marat: Phone, aru: Phone
) -> None:
    task = set_task(marat)
    bring(aru, PHOTO)
    result = aru.submit("submission.hand_in", work(task, files=[stated(PHOTO)]))
    given = give(marat, task, cast.ARU)
    aru.refresh()
    submission, mark = result["record"], f"{task}~{cast.ARU}"

    acknowledge(school, result["op"], given["op"])
    aru.refresh()
    assert aru.doc("mark", mark)["central"] is True
    assert aru.doc("submission", submission)["central"] is False

    acknowledge_file(school, stated(PHOTO)["sha256"])
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True


def test_a_received_but_not_durable_operation_gets_no_tick(
    school: School, marat: Phone, aru: Phone
) -> None:
    result = aru.submit("submission.hand_in", work(set_task(marat)))
    acknowledge(school, result["op"], durable=False)
    aru.refresh()

    assert aru.doc("submission", result["record"])["central"] is False


def acknowledge(school: School, *ops: str, durable: bool = True) -> None:
    """The upstream's acknowledgement arrives, as the agent journals it."""
    held = Knowledge.of(OpId.parse(op) for op in ops)
    with school.app.app_context(), write_transaction() as session:
        acks = {key: Ack(seqs, seqs if durable else IntervalSet()) for key, seqs in held.items()}
        change = log_store(session).record_ack(UPSTREAM, acks)
        touch_central(session, operations=change.durable)


def acknowledge_file(school: School, sha256: str) -> None:
    with school.app.app_context(), write_transaction() as session:
        log_store(session).set_blob_held(UPSTREAM, sha256)
        touch_central(session, files=[sha256])
