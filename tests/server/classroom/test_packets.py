"""Notices, tasks for some learners, receipts from phones, more time, work on paper."""

from collections.abc import Callable

import pytest

from server import db
from server.classroom.models import Arrangement, Notice, Receipt, Submission
from server.classroom.sheets import sheet_code
from server.db import write_transaction
from server.operations.catalogue import catalogue
from server.operations.port import server_port
from sync.apply import rebuild
from tests.server import cast
from tests.server.classroom.tasks import set_task
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read, stated

Phones = Callable[[str], Phone]
PAGE = b"a photographed page"


def post(teacher: Phone, **changes: object) -> str:
    """A notice to 5 Ә; its record id."""
    fields = {
        "school": cast.AKBULAQ, "class": cast.CLASS_5, "title": "Ертең экскурсия",
        "text": "Сағат 9-да мектеп алдында.", **changes,
    }  # fmt: skip
    result = teacher.submit("notice.set", fields)
    assert result["outcome"] == "admitted", result
    return str(result["record"])


def acknowledge(phone: Phone, about: str, step: str) -> dict[str, object]:
    """A phone says that something came, or was opened."""
    fields = {"about": about, "step": step}
    return phone.submit("receipt.give", fields, record=f"{about}~{phone.person}")


def arrange(teacher: Phone, task: str, learner: str, **fields: object) -> dict[str, object]:
    """What a teacher arranges with one learner."""
    values = {"assignment": task, "learner": learner, **fields}
    return teacher.submit("arrangement.set", values, record=f"{task}~{learner}")


def test_a_notice_reaches_the_class_its_families_and_its_teachers(phone: Phones) -> None:
    notice = post(phone(cast.MARAT))
    for person in (cast.ARU, cast.DIAS, cast.SAULE, cast.BOTA):
        phone(person).refresh()
        assert phone(person).doc("notice", notice)["title"] == "Ертең экскурсия"
    for person in (cast.ERASYL, cast.TIMUR, cast.OLGA):
        phone(person).refresh()
        assert phone(person).ids("notice") == set()


def test_a_withdrawn_notice_leaves_the_phones(phone: Phones) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    notice = post(marat)
    aru.refresh()
    assert marat.submit("notice.withdraw", {}, record=notice)["outcome"] == "admitted"
    aru.refresh()
    assert aru.ids("notice") == set()


def test_a_task_for_one_learner_is_no_news_to_another(phone: Phones) -> None:
    task = set_task(phone(cast.MARAT), learners=[cast.ARU])
    notice = post(phone(cast.MARAT), learners=[cast.ARU])
    for person in (cast.ARU, cast.SAULE, cast.BOTA):
        phone(person).refresh()
        assert phone(person).doc("assignment", task)["learners"] == [cast.ARU]
        assert phone(person).doc("notice", notice)["learners"] == [cast.ARU]
    phone(cast.DIAS).refresh()
    assert phone(cast.DIAS).ids("assignment") == phone(cast.DIAS).ids("notice") == set()


def test_a_family_does_not_learn_who_else_has_a_task(phone: Phones) -> None:
    task = set_task(phone(cast.MARAT), learners=[cast.ARU, cast.DIAS])
    phone(cast.SAULE).refresh()
    assert phone(cast.SAULE).doc("assignment", task)["learners"] == [cast.ARU]
    phone(cast.MARAT).refresh()
    assert phone(cast.MARAT).doc("assignment", task)["learners"] == [cast.ARU, cast.DIAS]


def test_criteria_and_the_packet_are_there_for_pupils(phone: Phones) -> None:
    packet = post(phone(cast.MARAT), title="Апталық тапсырмалар")
    criteria = [{"name": "Шешу жолы", "max": 6}, {"name": "Жауабы", "max": 4}]
    task = set_task(phone(cast.MARAT), criteria=criteria, packet=packet)
    phone(cast.ARU).refresh()
    document = phone(cast.ARU).doc("assignment", task)
    assert (document["criteria"], document["packet"]) == (criteria, packet)


def test_teachers_see_whose_phone_has_it_and_who_opened_it(phone: Phones, school: School) -> None:
    marat, aru, dias = phone(cast.MARAT), phone(cast.ARU), phone(cast.DIAS)
    notice = post(marat)
    assert acknowledge(aru, notice, "delivered")["outcome"] == "admitted"
    acknowledge(dias, notice, "delivered")
    school.clock.forward(seconds=60)
    acknowledge(aru, notice, "opened")

    marat.refresh()
    reading = marat.doc("reading", notice)
    assert set(reading["delivered"]) == {cast.ARU, cast.DIAS}
    assert set(reading["opened"]) == {cast.ARU}
    assert reading["opened"][cast.ARU] > reading["delivered"][cast.ARU]
    aru.refresh()
    assert aru.ids("reading") == set()


def test_a_second_phone_of_the_same_pupil_does_not_make_it_later(
    phone: Phones, school: School
) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    notice = post(marat)
    acknowledge(aru, notice, "opened")
    marat.refresh()
    first = marat.doc("reading", notice)["opened"][cast.ARU]
    school.clock.forward(seconds=3600)
    acknowledge(school.new_phone(cast.ARU), notice, "opened")
    marat.refresh()
    assert marat.doc("reading", notice)["opened"] == {cast.ARU: first}


@pytest.mark.parametrize("person", [cast.TIMUR, cast.ERASYL, cast.MARAT])
def test_others_acknowledge_nothing(phone: Phones, person: str) -> None:
    notice = post(phone(cast.MARAT))
    result = acknowledge(phone(person), notice, "opened")
    assert (result["outcome"], result["reason"]) == ("held", "not-enrolled-in-the-class")


def test_nobody_acknowledges_for_somebody_else(phone: Phones) -> None:
    notice = post(phone(cast.MARAT))
    fields = {"about": notice, "step": "opened"}
    result = phone(cast.DIAS).submit("receipt.give", fields, record=f"{notice}~{cast.ARU}")
    assert result["reason"] == "record-not-own"


def test_more_time_for_one_pupil_is_seen_by_the_family_and_kept_beside_other_words(
    phone: Phones,
) -> None:
    marat, saule, dias = phone(cast.MARAT), phone(cast.SAULE), phone(cast.DIAS)
    task = set_task(marat, due_at="2026-11-24T09:00:00.000Z")
    arrange(marat, task, cast.ARU, due_at="2026-11-27T09:00:00.000Z")
    arrange(phone(cast.BOTA), task, cast.ARU, reminded_at="2026-11-25T04:00:00.000Z")
    saule.refresh()
    document = saule.doc("arrangement", f"{task}~{cast.ARU}")
    assert document["due_at"] == "2026-11-27T09:00:00.000Z"
    assert document["reminded_at"] == "2026-11-25T04:00:00.000Z"
    assert document["on_paper"] is False
    dias.refresh()
    assert dias.ids("arrangement") == set()


@pytest.mark.parametrize("person", [cast.ARU, cast.OLGA])
def test_only_teachers_of_the_class_arrange_things(phone: Phones, person: str) -> None:
    task = set_task(phone(cast.MARAT))
    result = arrange(phone(person), task, cast.ARU, on_paper=True)
    assert (result["outcome"], result["reason"]) == ("held", "not-a-teacher-of-the-class")


def test_a_page_that_the_teacher_photographed_is_the_pupils_work(phone: Phones) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    task = set_task(marat)
    bring(marat, PAGE)
    fields = {
        "assignment": task, "learner": cast.ARU, "files": [stated(PAGE)],
        "made_at": "2026-11-23T04:00:00.000Z",
    }  # fmt: skip
    taken = marat.submit("submission.take_in", fields)
    assert taken["outcome"] == "admitted"
    aru.refresh()
    document = aru.doc("submission", taken["record"])
    assert (document["learner"], document["taken_in"]) == (cast.ARU, True)
    assert document["files"][0]["state"] == "here"
    assert read(aru, f"/api/v1/submissions/{taken['record']}/files/0").data == PAGE


def test_a_pupil_takes_in_nobodys_work(phone: Phones) -> None:
    task = set_task(phone(cast.MARAT))
    fields = {
        "assignment": task, "learner": cast.ARU, "files": [],
        "made_at": "2026-11-23T04:00:00.000Z",
    }  # fmt: skip
    result = phone(cast.DIAS).submit("submission.take_in", fields)
    assert (result["outcome"], result["reason"]) == ("held", "not-a-teacher-of-the-class")


def test_the_tables_follow_from_the_log(phone: Phones, school: School) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    notice = post(marat, learners=[cast.ARU])
    task = set_task(marat, packet=notice)
    acknowledge(aru, notice, "opened")
    acknowledge(aru, task, "delivered")
    arrange(marat, task, cast.ARU, on_paper=True)

    def rows() -> dict[str, list[tuple[object, ...]]]:
        session = db.db.session()
        found = {
            model.__tablename__: sorted(
                (tuple(row) for row in session.execute(model.__table__.select())), key=str
            )
            for model in (Notice, Receipt, Arrangement, Submission)
        }
        session.rollback()
        return found

    with school.app.app_context():
        before = rows()
        with write_transaction() as session:
            store, port = server_port(session)
            rebuild(store, catalogue().registry, port)
        assert rows() == before
    assert [len(before[name]) for name in ("notice", "receipt", "arrangement")] == [1, 2, 1]


def test_a_printed_sheet_has_a_code_for_each_pupil_and_says_nothing_of_them(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    task = set_task(marat)
    sheets = marat.get(f"/api/v1/assignments/{task}/sheets").get_json()["sheets"]
    assert {sheet["learner"] for sheet in sheets} == {cast.ARU, cast.DIAS}
    assert len({sheet["code"] for sheet in sheets}) == 2
    for sheet in sheets:
        assert sheet["code"] == sheet_code(task, sheet["learner"])
        assert cast.ARU not in sheet["code"].lower()
        assert sheet["qr"]["size"] > 0
        assert sheet["qr"]["path"].startswith("M")
    assert phone(cast.ARU).get(f"/api/v1/assignments/{task}/sheets").status_code == 404
    assert phone(cast.OLGA).get(f"/api/v1/assignments/{task}/sheets").status_code == 404


def test_the_code_is_the_one_that_the_app_works_out() -> None:
    # pwa/tests/teacher/packet.test.ts has the same vector.
    assert sheet_code("w1.1.1", "aru") == "TIREK:5988890281DB"
