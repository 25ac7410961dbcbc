"""Who may write what in plans and timetables."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.operations.spec import Author, Refusal
from server.people import grants
from server.people.directory import school_of_class
from server.planning.models import (
    Calendar,
    Closure,
    Group,
    Membership,
    PlanRow,
    Slot,
    Subject,
    Substitution,
)
from sync.core.ops import Operation

NOT_LEADER = Refusal("not-a-leader-of-the-school")
NOT_TEACHER = Refusal("not-a-teacher-of-the-class")
INCOMPLETE = Refusal("record-incomplete")
OTHER_SCHOOL = Refusal("class-of-another-school")

_WHOLE = {
    "calendar.set": frozenset({"school", "name"}),
    "subject.set": frozenset({"school", "code", "kk", "ru", "en"}),
    "timetable.set": frozenset({"school", "weekday", "bell", "lines", "teachers"}),
    "group.set": frozenset({"school", "name"}),
    "membership.set": frozenset({"school", "group", "learner"}),
    "closure.set": frozenset({"school", "reason", "starts_on", "ends_on", "classes"}),
    "substitution.set": frozenset({"school", "slot", "date", "substitute"}),
    "plan.set": frozenset({"school", "class", "subject", "position", "hours", "topic"}),
}
"""What the first operation on a record has to say."""


def may_lead(session: Session, author: Author, op: Operation) -> Refusal | None:
    """Calendars, subjects, timetables, groups and closures: a leader of the school they are (and
    were) for. What a school's timetable names are its own classes."""
    tables: dict[str, type[Any]] = {
        "calendar": Calendar,
        "subject": Subject,
        "timetable": Slot,
        "closure": Closure,
        "group": Group,
        "membership": Membership,
    }
    known = session.get(tables[op.kind.split(".")[0]], op.record)
    refusal = None if known else _begins(op)
    if refusal is not None:
        return refusal
    schools = {known.school} if known else set()
    if "school" in op.fields:
        schools.add(op.fields["school"])
    if not all(isinstance(one, str) and grants.leads(author.roles, one) for one in schools):
        return NOT_LEADER
    classes = _classes_named(op)
    if any(school_of_class(session, one) not in schools for one in classes):
        return OTHER_SCHOOL
    return None


def _classes_named(op: Operation) -> list[str]:
    fields: Any = op.fields
    return [*(line["class"] for line in fields.get("lines", ())), *fields.get("classes", ())]


def _begins(op: Operation) -> Refusal | None:
    """A record nobody has heard of begins here, whole, and under its own name."""
    if op.kind.endswith(".remove") or op.base is not None:
        return Refusal("unknown-record")
    if op.record != str(op.id):
        return Refusal("record-not-own")
    return None if _WHOLE[op.kind] <= op.fields.keys() else INCOMPLETE


def may_substitute(session: Session, author: Author, op: Operation) -> Refusal | None:
    """substitution.set: a leader of the school; in an emergency any of its teachers takes a
    lesson, and a leader confirms it later."""
    known = session.get(Substitution, op.record)
    fields: Any = op.fields
    if known is None:
        if not _WHOLE[op.kind] <= fields.keys():
            return INCOMPLETE
        if op.record != f"{fields['slot']}~{date.fromisoformat(fields['date']):%Y%m%d}":
            return Refusal("record-not-of-the-lesson")
    schools = {one for one in (known and known.school, fields.get("school")) if one}
    slot = session.get(Slot, fields.get("slot", known.slot if known else ""))
    if slot is not None:
        schools.add(slot.school)
    if len(schools) != 1:
        return OTHER_SCHOOL
    (school,) = schools
    if grants.leads(author.roles, school):
        return None
    mine = fields.get("substitute", known.substitute if known else None) == author.person
    decides = fields.get("confirmed") or (known is not None and known.confirmed)
    if mine and not decides and grants.holds(author.roles, grants.TEACHING, school):
        return None
    return NOT_LEADER


def may_plan(session: Session, author: Author, op: Operation) -> Refusal | None:
    """plan.set and plan.remove: a teacher of the class the row is (and was) for, or a leader."""
    known = session.get(PlanRow, op.record)
    refusal = None if known else _begins(op)
    if refusal is not None:
        return refusal
    places = {(known.school, known.class_id)} if known else set()
    if not op.fields.keys().isdisjoint({"school", "class"}):
        school = op.fields.get("school", known.school if known else None)
        class_id = op.fields.get("class", known.class_id if known else None)
        if not isinstance(school, str) or not isinstance(class_id, str):
            return INCOMPLETE
        if school_of_class(session, class_id) != school:
            return OTHER_SCHOOL
        places.add((school, class_id))
    allowed = all(
        grants.teaches(author.roles, class_id) or grants.leads(author.roles, school)
        for school, class_id in places
    )
    return None if allowed else NOT_TEACHER
