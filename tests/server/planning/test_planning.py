"""Timetables, substitutions and plans: who writes them, who hears of them, what they let do."""

from collections.abc import Callable
from typing import Any

from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.planning.plans import MONDAY, line, row, set_slot, slot, substitute

Phones = Callable[[str], Phone]

CALENDAR: dict[str, Any] = {
    "school": cast.AKBULAQ,
    "name": "2026/2027",
    "grades": [],
    "weekdays": [1, 2, 3, 4, 5],
    "terms": [{"starts_on": "2026-09-01", "ends_on": "2026-10-25"}],
    "holidays": [{"starts_on": "2026-10-25", "ends_on": "2026-10-25", "name": "Республика күні"}],
    "moved": [{"on": "2026-10-10", "weekday": 1}],
    "bells": [{"n": 1, "starts": "08:30", "ends": "09:15"}],
}


def refreshed(phone: Phone) -> Phone:
    phone.refresh()
    return phone


def reason(result: dict[str, Any]) -> str:
    assert result["outcome"] == "held", result
    return str(result["reason"])


def test_everybody_of_the_school_has_its_calendar_and_nobody_else(phone: Phones) -> None:
    made = phone(cast.GULNAR).submit("calendar.set", CALENDAR)["record"]

    for person in (cast.ARU, cast.SAULE, cast.MARAT):
        assert refreshed(phone(person)).doc("calendar", made)["terms"] == CALENDAR["terms"]
    assert refreshed(phone(cast.OLGA)).ids("calendar") == set()


def test_a_lesson_of_the_timetable_reaches_its_class_and_its_teacher(phone: Phones) -> None:
    made = set_slot(phone(cast.AIZHAN))

    for person in (cast.ARU, cast.SAULE, cast.MARAT, cast.GULNAR):
        assert refreshed(phone(person)).doc("slot", made)["weekday"] == 1
    for person in (cast.ERASYL, cast.OLGA):
        assert refreshed(phone(person)).ids("slot") == set()

    phone(cast.AIZHAN).submit("timetable.set", {"weekday": 4}, record=made)
    assert refreshed(phone(cast.ARU)).doc("slot", made)["weekday"] == 4
    assert phone(cast.ARU).doc("slot", made)["bell"] == 2
    phone(cast.AIZHAN).submit("timetable.remove", {}, record=made)
    assert refreshed(phone(cast.ARU)).ids("slot") == set()


def test_only_leaders_of_the_school_set_its_timetable(phone: Phones) -> None:
    for person in (cast.MARAT, cast.ARU, cast.SAULE, cast.OLGA):
        assert reason(phone(person).submit("timetable.set", slot())) == "not-a-leader-of-the-school"
    director = phone(cast.GULNAR)
    foreign = slot(lines=[line(class_id=cast.DALA_7)])
    assert reason(director.submit("timetable.set", foreign)) == "class-of-another-school"
    assert reason(director.submit("timetable.set", {"weekday": 3})) == "record-incomplete"
    assert reason(director.submit("timetable.set", slot(), record="mine")) == "record-not-own"
    other = slot(school=cast.DALA, lines=[line(class_id=cast.DALA_7)])
    assert reason(director.submit("timetable.set", other)) == "not-a-leader-of-the-school"


def test_the_plan_is_for_who_teaches_the_subject_there(phone: Phones) -> None:
    made = phone(cast.MARAT).submit("plan.set", row())["record"]

    assert refreshed(phone(cast.MARAT)).doc("plan_row", made)["topic"] == "Бөлшектерді салыстыру"
    for person in (cast.BOTA, cast.ARU, cast.SAULE, cast.OLGA):
        assert refreshed(phone(person)).ids("plan_row") == set()

    phone(cast.MARAT).submit("plan.set", {"hours": 3}, record=made)
    assert refreshed(phone(cast.MARAT)).doc("plan_row", made)["hours"] == 3
    phone(cast.MARAT).submit("plan.remove", {}, record=made)
    assert refreshed(phone(cast.MARAT)).ids("plan_row") == set()


def test_whoever_has_a_primary_class_in_all_subjects_has_all_its_plans(
    phone: Phones, school: School
) -> None:
    with school.app.app_context():
        cast.role(cast.BOTA, "class_teacher", cast.AKBULAQ, cast.CLASS_4)
    bota = phone(cast.BOTA)
    primary = phone(cast.MARAT).submit("plan.set", row(**{"class": cast.CLASS_4}))["record"]
    phone(cast.MARAT).submit("plan.set", row())

    assert refreshed(bota).ids("plan_row") == {primary}
    phone(cast.MARAT).submit("plan.set", {"topic": "Бөлу"}, record=primary)
    assert refreshed(bota).doc("plan_row", primary)["topic"] == "Бөлу"
    phone(cast.MARAT).submit("plan.remove", {}, record=primary)
    assert refreshed(bota).ids("plan_row") == set()


def test_a_plan_is_written_by_teachers_of_the_class_only(phone: Phones) -> None:
    made = phone(cast.MARAT).submit("plan.set", row())["record"]

    for person in (cast.OLGA, cast.ARU):
        held = phone(person).submit("plan.set", {"topic": "Басқа"}, record=made)
        assert reason(held) == "not-a-teacher-of-the-class"
    moved = phone(cast.MARAT).submit("plan.set", {"class": cast.CLASS_23}, record=made)
    assert reason(moved) == "not-a-teacher-of-the-class"
    stolen = phone(cast.MARAT).submit("plan.set", {"school": cast.DALA}, record=made)
    assert reason(stolen) == "class-of-another-school"


def test_two_teachers_edit_one_row_and_both_edits_stand(phone: Phones, school: School) -> None:
    first = phone(cast.MARAT).submit("plan.set", row())
    made, base = first["record"], first["op"]

    phone(cast.MARAT).submit("plan.set", {"topic": "Бөлшектерді қосу"}, record=made, base=base)
    phone(cast.BOTA).submit("plan.set", {"homework": "№ 300"}, record=made, base=base)

    found = refreshed(school.new_phone(cast.MARAT)).doc("plan_row", made)
    assert (found["topic"], found["homework"]) == ("Бөлшектерді қосу", "№ 300")


def test_a_substitute_teaches_the_class_on_that_day_and_not_after(
    phone: Phones, school: School
) -> None:
    made = set_slot(phone(cast.AIZHAN), lines=[line(class_id=cast.CLASS_4)])
    bota = phone(cast.BOTA)
    fields = {"school": cast.AKBULAQ, "class": cast.CLASS_4, "title": "Есеп шығару"}
    assert bota.submit("assignment.set", fields)["outcome"] == "held"

    taken = bota.submit("substitution.set", **substitute(made, cast.BOTA))
    assert taken["outcome"] == "admitted", taken
    monday = bota.submit("assignment.set", fields)
    plan = phone(cast.MARAT).submit("plan.set", row(**{"class": cast.CLASS_4}))["record"]

    assert monday["outcome"] == "admitted"
    assert refreshed(bota).doc("plan_row", plan)["hours"] == 2
    assert bota.doc("substitution", f"{made}~20261123")["confirmed"] is False
    school.clock.forward(days=1)
    assert bota.submit("assignment.set", fields)["outcome"] == "held"
    assert refreshed(bota).ids("plan_row") == set()


def test_the_director_confirms_what_was_taken_in_an_emergency(phone: Phones) -> None:
    made = set_slot(phone(cast.AIZHAN))
    mine = substitute(made, cast.BOTA)
    record = mine["record"]
    bota, director = phone(cast.BOTA), phone(cast.GULNAR)
    bota.submit("substitution.set", **mine)

    assert (
        reason(bota.submit("substitution.set", {"confirmed": True}, record=record))
        == "not-a-leader-of-the-school"
    )
    director.submit("substitution.set", {"confirmed": True}, record=record)
    assert refreshed(bota).doc("substitution", record)["confirmed"] is True
    assert refreshed(phone(cast.SAULE)).doc("substitution", record)["reason"] == ""
    again = bota.submit("substitution.set", {"withdrawn": True}, record=record)
    assert reason(again) == "not-a-leader-of-the-school"


def test_a_substitution_that_is_withdrawn_takes_the_rights_back(phone: Phones) -> None:
    made = set_slot(phone(cast.AIZHAN), lines=[line(class_id=cast.CLASS_4)])
    record = substitute(made, cast.BOTA)["record"]
    bota = phone(cast.BOTA)
    bota.submit("substitution.set", **substitute(made, cast.BOTA))

    phone(cast.GULNAR).submit("substitution.set", {"withdrawn": True}, record=record)

    fields = {"school": cast.AKBULAQ, "class": cast.CLASS_4, "title": "Есеп шығару"}
    assert bota.submit("assignment.set", fields)["outcome"] == "held"


def test_who_is_no_longer_the_substitute_hears_of_it(phone: Phones) -> None:
    made = set_slot(phone(cast.AIZHAN), lines=[line(class_id=cast.CLASS_4)])
    mine = substitute(made, cast.BOTA)
    record, bota = mine["record"], phone(cast.BOTA)
    first = bota.submit("substitution.set", **mine)
    assert refreshed(bota).ids("substitution") == {record}

    changed = {"substitute": cast.GULNAR}
    phone(cast.GULNAR).submit("substitution.set", changed, record=record, base=first["op"])

    assert refreshed(bota).ids("substitution") == set()
    assert refreshed(phone(cast.GULNAR)).doc("substitution", record)["substitute"] == cast.GULNAR


def test_nobody_takes_a_lesson_for_somebody_else_or_of_another_school(phone: Phones) -> None:
    made = set_slot(phone(cast.AIZHAN))

    for person, whom in ((cast.BOTA, cast.MARAT), (cast.OLGA, cast.OLGA), (cast.ARU, cast.ARU)):
        held = phone(person).submit("substitution.set", **substitute(made, whom))
        assert reason(held) == "not-a-leader-of-the-school"
    foreign = substitute(made, cast.OLGA, school=cast.DALA)
    assert (
        reason(phone(cast.OLGA).submit("substitution.set", **foreign)) == "class-of-another-school"
    )


def test_a_closure_is_told_to_the_whole_school(phone: Phones) -> None:
    fields = {
        "school": cast.AKBULAQ,
        "order": "№ 14",
        "reason": "weather",
        "note": "Боран",
        "starts_on": MONDAY,
        "ends_on": "2026-11-24",
        "classes": [cast.CLASS_5],
    }
    made = phone(cast.GULNAR).submit("closure.set", fields)["record"]

    assert refreshed(phone(cast.ERASYL)).doc("closure", made)["order"] == "№ 14"
    assert reason(phone(cast.MARAT).submit("closure.set", fields)) == "not-a-leader-of-the-school"
    foreign = phone(cast.GULNAR).submit("closure.set", {**fields, "classes": [cast.DALA_7]})
    assert reason(foreign) == "class-of-another-school"


def test_a_group_is_known_to_the_school_and_its_members_to_teachers_and_family(
    phone: Phones,
) -> None:
    admin = phone(cast.AIZHAN)
    group = admin.submit("group.set", {"school": cast.AKBULAQ, "name": "Ағылшын тілі, 1"})["record"]
    member = admin.submit(
        "membership.set", {"school": cast.AKBULAQ, "group": group, "learner": cast.ARU}
    )["record"]

    assert refreshed(phone(cast.DIAS)).doc("group", group)["name"] == "Ағылшын тілі, 1"
    assert phone(cast.DIAS).ids("membership") == set()
    for person in (cast.ARU, cast.SAULE, cast.MARAT):
        assert refreshed(phone(person)).doc("membership", member)["group"] == group


def test_a_substitute_marks_what_was_set_that_day(phone: Phones) -> None:
    made = set_slot(phone(cast.AIZHAN), lines=[line(class_id=cast.CLASS_5)])
    task = set_task(phone(cast.MARAT))
    phone(cast.ARU).submit("submission.hand_in", work(task))
    outsider = phone(cast.GULNAR)
    assert give(outsider, task, cast.ARU)["outcome"] == "held"

    outsider.submit("substitution.set", **substitute(made, cast.GULNAR, confirmed=True))

    assert give(outsider, task, cast.ARU)["outcome"] == "admitted"
