"""Who may not: operations of the wrong people are held with a reason, and change nothing."""

from collections.abc import Callable

import pytest

from tests.server import cast
from tests.server.classroom.tasks import give, mark, see, set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone


@pytest.fixture
def task(phone: Callable[[str], Phone]) -> str:
    return set_task(phone(cast.MARAT))


@pytest.mark.parametrize("person", [cast.ARU, cast.SAULE, cast.OLGA, cast.GULNAR])
def test_only_teachers_of_the_class_set_tasks(phone: Callable[[str], Phone], person: str) -> None:
    fields = {"school": cast.AKBULAQ, "class": cast.CLASS_5, "title": "Тапсырма"}
    result = phone(person).submit("assignment.set", fields)

    assert (result["outcome"], result["reason"]) == ("held", "not-a-teacher-of-the-class")
    phone(cast.ARU).refresh()
    assert phone(cast.ARU).ids("assignment") == set()


def test_a_teacher_of_another_class_changes_no_task(
    phone: Callable[[str], Phone], task: str
) -> None:
    olga = phone(cast.OLGA)
    assert olga.submit("assignment.withdraw", {}, record=task)["outcome"] == "held"
    moved = olga.submit("assignment.set", {"school": cast.DALA, "class": cast.DALA_7}, record=task)
    assert moved["outcome"] == "held"
    phone(cast.ARU).refresh()
    assert phone(cast.ARU).doc("assignment", task)["class"] == cast.CLASS_5


def test_a_class_cannot_be_claimed_for_another_school(phone: Callable[[str], Phone]) -> None:
    fields = {"school": cast.DALA, "class": cast.CLASS_5, "title": "Тапсырма"}
    result = phone(cast.MARAT).submit("assignment.set", fields)

    assert result["reason"] == "class-of-another-school"


def test_a_new_task_cannot_take_an_id_of_its_choice(phone: Callable[[str], Phone]) -> None:
    fields = {"school": cast.AKBULAQ, "class": cast.CLASS_5, "title": "Тапсырма"}
    result = phone(cast.MARAT).submit("assignment.set", fields, record="mine")

    assert result["reason"] == "record-not-own"


@pytest.mark.parametrize("person", [cast.ERASYL, cast.TIMUR, cast.SAULE, cast.MARAT])
def test_only_pupils_of_the_class_hand_in(
    phone: Callable[[str], Phone], task: str, person: str
) -> None:
    result = phone(person).submit("submission.hand_in", work(task))

    assert (result["outcome"], result["reason"]) == ("held", "not-enrolled-in-the-class")
    phone(cast.MARAT).refresh()
    assert phone(cast.MARAT).ids("submission") == set()


def test_work_cannot_be_put_into_somebody_elses_record(
    phone: Callable[[str], Phone], task: str
) -> None:
    aru, dias = phone(cast.ARU), phone(cast.DIAS)
    submission = aru.submit("submission.hand_in", work(task))["record"]

    stolen = dias.submit("submission.hand_in", work(task, text="Менікі"), record=submission)

    assert stolen["reason"] == "record-not-own"
    phone(cast.MARAT).refresh()
    assert phone(cast.MARAT).doc("submission", submission)["learner"] == cast.ARU


def test_the_date_of_the_work_decides_not_the_date_of_its_arrival(
    phone: Callable[[str], Phone], task: str, school: School
) -> None:
    aru = phone(cast.ARU)
    made_ms = school.clock()
    school.clock.forward(days=10)
    with school.app.app_context():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-30")

    late = aru.submit("submission.hand_in", work(task), at_ms=made_ms)
    after = aru.submit("submission.hand_in", work(task))

    assert (late["outcome"], after["outcome"]) == ("admitted", "held")


def test_work_for_a_task_that_is_still_on_its_way_is_taken(
    phone: Callable[[str], Phone],
) -> None:
    aru, timur = phone(cast.ARU), phone(cast.TIMUR)
    unknown = "00000000000000aa.1.1"

    assert aru.submit("submission.hand_in", work(unknown))["outcome"] == "admitted"
    assert timur.submit("submission.hand_in", work(unknown))["outcome"] == "admitted"
    assert phone(cast.MARAT).submit("submission.hand_in", work(unknown))["outcome"] == "held"


@pytest.mark.parametrize("person", [cast.OLGA, cast.ARU, cast.SAULE, cast.GULNAR])
def test_only_the_class_teachers_see_and_mark(
    phone: Callable[[str], Phone], task: str, person: str
) -> None:
    submission = phone(cast.ARU).submit("submission.hand_in", work(task))["record"]

    assert see(phone(person), submission)["reason"] == "not-a-teacher-of-the-class"
    assert give(phone(person), task, cast.ARU)["reason"] == "not-a-teacher-of-the-class"
    phone(cast.ARU).refresh()
    assert phone(cast.ARU).ids("mark") == set()
    assert phone(cast.ARU).doc("submission", submission)["seen_at"] is None


def test_a_mark_belongs_to_a_learner_of_the_class_and_to_its_own_record(
    phone: Callable[[str], Phone], task: str
) -> None:
    marat = phone(cast.MARAT)

    assert give(marat, task, cast.TIMUR)["reason"] == "learner-not-in-the-class"
    wrong = marat.submit("mark.give", mark(task, cast.ARU), record="x")
    assert wrong["reason"] == "record-not-of-the-assignment"
    work_of_dias = phone(cast.DIAS).submit("submission.hand_in", work(task))["record"]
    given = give(marat, task, cast.ARU, submission=work_of_dias)
    assert given["reason"] == "work-of-somebody-else"


def test_a_parent_reads_the_childs_work_and_only_the_childs(
    phone: Callable[[str], Phone], task: str
) -> None:
    mine = phone(cast.ARU).submit("submission.hand_in", work(task))["record"]
    phone(cast.DIAS).submit("submission.hand_in", work(task))

    phone(cast.SAULE).refresh()

    assert phone(cast.SAULE).ids("submission") == {mine}
