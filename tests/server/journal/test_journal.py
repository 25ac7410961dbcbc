"""A lesson in the journal: written by who taught it, read by the class, with its times apart."""

from collections.abc import Callable
from typing import Any

from tests.server import cast
from tests.server.conftest import MONDAY_MS, School
from tests.server.phone import Phone
from tests.server.planning.plans import MONDAY, line, set_slot, substitute

Phones = Callable[[str], Phone]
DAY_MS = 86_400_000


def lesson(slot: str | None, **changes: Any) -> dict[str, Any]:
    """Fields of journal.record for Monday's mathematics in 5 Ә."""
    return {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "grade": None,
        "subject": "mathematics",
        "date": MONDAY,
        "bell": 2,
        "slot": slot,
        "line": 1 if slot else None,
        "state": "held",
        "reason": "",
        "topic": "Бөлшектерді салыстыру",
        "plan_row": None,
        "homework": "№ 214",
        **changes,
    }


def keep(teacher: Phone, slot: str, **more: Any) -> dict[str, Any]:
    """Monday's lesson is written into the journal."""
    base, at_ms = more.pop("base", None), more.pop("at_ms", None)
    record = f"{slot}~20261123~1"
    fields = lesson(slot, **more)
    return teacher.submit("journal.record", fields, record=record, base=base, at_ms=at_ms)


def absent(teacher: Phone, record: str, learner: str, code: str = "ill", **more: Any) -> Any:
    """One learner was not simply there; `base` is what was said of it before."""
    fields = {"lesson": record, "learner": learner, "class": cast.CLASS_5, "code": code}
    return teacher.submit("attendance.set", fields, record=f"{record}~{learner}", **more)


def test_the_class_reads_topic_and_homework_and_teachers_the_times(
    phone: Phones, school: School
) -> None:
    slot = set_slot(phone(cast.AIZHAN))
    school.clock.forward(days=2)
    kept = keep(phone(cast.MARAT), slot, at_ms=MONDAY_MS)

    assert kept["outcome"] == "admitted", kept
    for person in (cast.ARU, cast.SAULE):
        phone(person).refresh()
        seen = phone(person).doc("journal", kept["record"])
        assert (seen["topic"], seen["homework"]) == ("Бөлшектерді салыстыру", "№ 214")
        assert "made_at" not in seen
    phone(cast.MARAT).refresh()
    mine = phone(cast.MARAT).doc("journal", kept["record"])
    assert (mine["date"], mine["made_at"][:10], mine["seen_at"][:10]) == (
        "2026-11-23",
        "2026-11-23",
        "2026-11-25",
    )


def test_an_edit_replaces_and_two_at_once_both_stay(phone: Phones) -> None:
    slot = set_slot(phone(cast.AIZHAN))
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    first = keep(marat, slot)
    keep(marat, slot, topic="Бөлшектерді қосу", base=first["op"])
    marat.refresh()
    assert marat.doc("journal", first["record"])["others"] == []

    keep(bota, slot, topic="Ауызша есеп", base=first["op"])
    marat.refresh()
    found = marat.doc("journal", first["record"])
    assert {found["topic"], *(one["topic"] for one in found["others"])} == {
        "Бөлшектерді қосу",
        "Ауызша есеп",
    }


def test_an_absence_is_told_to_the_family_and_the_teachers_and_can_be_taken_back(
    phone: Phones,
) -> None:
    slot = set_slot(phone(cast.AIZHAN))
    kept = keep(phone(cast.MARAT), slot)["record"]
    made = absent(phone(cast.MARAT), kept, cast.ARU)

    assert made["outcome"] == "admitted", made
    for person in (cast.ARU, cast.SAULE, cast.BOTA):
        phone(person).refresh()
        assert phone(person).doc("attendance", made["record"])["code"] == "ill"
    phone(cast.DIAS).refresh()
    assert phone(cast.DIAS).ids("attendance") == set()

    absent(phone(cast.BOTA), kept, cast.ARU, "present", base=made["op"])
    phone(cast.SAULE).refresh()
    assert phone(cast.SAULE).doc("attendance", made["record"])["code"] == "present"


def test_only_who_teaches_the_class_writes_and_only_of_its_own_learners(phone: Phones) -> None:
    slot = set_slot(phone(cast.AIZHAN))
    kept = keep(phone(cast.MARAT), slot)["record"]

    for person in (cast.ARU, cast.SAULE, cast.OLGA, cast.GULNAR):
        assert keep(phone(person), slot)["reason"] == "not-a-teacher-of-the-class"
        held = absent(phone(person), kept, cast.DIAS)
        assert held["reason"] == "not-a-teacher-of-the-class"
    outsider = absent(phone(cast.MARAT), kept, cast.ERASYL)
    assert outsider["reason"] == "learner-not-in-the-class"
    wrong = phone(cast.MARAT).submit("journal.record", lesson(slot), record="elsewhere")
    assert wrong["reason"] == "record-not-of-the-lesson"
    moved = keep(phone(cast.MARAT), slot, date="2026-11-24")
    assert moved["reason"] == "record-not-of-the-lesson"


def test_a_substitute_writes_up_the_lesson_even_the_day_after(
    phone: Phones, school: School
) -> None:
    four = line(class_id=cast.CLASS_4)
    slot = set_slot(phone(cast.AIZHAN), lines=[four])
    bota = phone(cast.BOTA)
    bota.submit("substitution.set", **substitute(slot, cast.BOTA))
    school.clock.forward(days=1)

    late = keep(bota, slot, **{"class": cast.CLASS_4})
    other = bota.submit(
        "journal.record",
        lesson(None, **{"class": cast.CLASS_4, "date": "2026-11-24"}),
    )

    assert late["outcome"] == "admitted"
    assert other["reason"] == "not-a-teacher-of-the-class"


def test_a_lesson_outside_the_timetable_is_its_own_record(phone: Phones) -> None:
    made = phone(cast.MARAT).submit("journal.record", lesson(None))

    assert made["outcome"] == "admitted"
    phone(cast.ARU).refresh()
    assert phone(cast.ARU).doc("journal", made["record"])["slot"] is None


def test_families_are_given_the_last_weeks_and_the_teacher_the_whole_year(
    phone: Phones, school: School
) -> None:
    slot = set_slot(phone(cast.AIZHAN))
    kept = keep(phone(cast.MARAT), slot)["record"]
    school.clock.forward(days=60)

    for person, there in ((cast.MARAT, True), (cast.ARU, False), (cast.SAULE, False)):
        late = school.new_phone(person)
        late.refresh()
        assert (kept in late.ids("journal")) is there
