"""What screens of planning ask that phones don't hold: plans of others, and everybody's day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from server.journal.models import JournalLesson
from server.people.directory import named_classes, person_name
from server.people.grants import TEACHING
from server.people.models import Person, Role, SchoolClass
from server.people.years import label_in, year_of
from server.planning import flow
from server.planning.documents import plan_row_document
from server.planning.models import PlanRow, Slot, Subject, Substitution
from server.planning.reading import as_calendar, calendar_for, calendars_of, closures_of
from server.planning.timetable_file import Known


@dataclass(frozen=True, slots=True)
class PlanKnown:
    """A subject in a class (or one grade of it) that has a plan, with its rows and lessons.

    It is of the school year that began in `year`, which may have `ended`; `label` is that of the
    class then.
    """

    class_id: str
    label: str
    grade: int | None
    subject: str
    year: int
    ended: bool
    rows: int
    hours: int


@dataclass(frozen=True, slots=True)
class LessonToday:
    """A lesson of one day; `places` are classes, `teachers` and `substitute` names."""

    slot: str
    bell: int
    places: tuple[str, ...]
    subjects: tuple[str, ...]
    teachers: tuple[str, ...]
    substitute: str | None


def plans_of(session: Session, school: str, today: date) -> list[PlanKnown]:
    """Every plan of a school and year, in the order of classes and subjects."""
    query = (
        select(SchoolClass, PlanRow.id, PlanRow.grade, PlanRow.subject, PlanRow.hours, PlanRow.year)
        .join(SchoolClass, SchoolClass.id == PlanRow.class_id)
        .where(PlanRow.school == school)
    )
    years = _years(session, JournalLesson.school == school)
    now = year_of(today)
    plans: dict[tuple[SchoolClass, int | None, str, int], list[int]] = defaultdict(list)
    for one, row, grade, subject, hours, said in session.execute(query):
        plans[one, grade, subject, max(years.get(row, 0), said or 0) or now].append(hours)
    found = [
        PlanKnown(
            one.id, label_in(one, year), grade, subject, year, year < now, len(hours), sum(hours)
        )
        for (one, grade, subject, year), hours in plans.items()
    ]
    return sorted(
        found, key=lambda one: (one.label, one.subject, one.grade or 0, one.class_id, one.year)
    )


def _years(session: Session, where: ColumnElement[bool]) -> Mapping[str, int]:
    """The school year of each row that was taught, by its last lesson: a class keeps its plan as it
    moves up (server/planning/flow.py `of_year`). What was never taught is of the year that its row
    says, or else of the present one."""
    taught = session.execute(
        select(JournalLesson.plan_row, func.max(JournalLesson.on))
        .where(where, JournalLesson.state == "held", JournalLesson.plan_row.is_not(None))
        .group_by(JournalLesson.plan_row)
    )
    return {row: year_of(last) for row, last in taught if row}


def rows_of_plan(
    session: Session, class_id: str, grade: int | None, subject: str
) -> list[Mapping[str, Any]]:
    """The rows of one plan in their order, as documents with their ids."""
    rows = session.scalars(
        select(PlanRow)
        .where(PlanRow.class_id == class_id, PlanRow.subject == subject, PlanRow.grade == grade)
        .order_by(PlanRow.position, PlanRow.id)
    )
    return [{"id": row.id, **plan_row_document(row)} for row in rows]


def rows_of_year(
    session: Session, taught: tuple[str, int | None, str], year: int, today: date
) -> list[Mapping[str, Any]]:
    """The rows of one plan that are of a school year."""
    years = _years(session, JournalLesson.class_id == taught[0])
    now = year_of(today)
    return [
        row
        for row in rows_of_plan(session, *taught)
        if (max(years.get(row["id"], 0), row["year"] or 0) or now) == year
    ]


def held_of_plan(
    session: Session, class_id: str, grade: int | None, subject: str
) -> list[Mapping[str, Any]]:
    """Lessons that were held with a row of the plan: what has been used of it."""
    found = session.scalars(
        select(JournalLesson).where(
            JournalLesson.class_id == class_id,
            JournalLesson.subject == subject,
            JournalLesson.grade == grade,
            JournalLesson.state == "held",
            JournalLesson.plan_row.is_not(None),
        )
    )
    return [{"record": one.id, "row": one.plan_row, "day": one.on.isoformat()} for one in found]


def known_for_timetables(session: Session, school: str, on: date) -> Known:
    """The school's classes, subjects by every name, and teachers on a day."""
    classes = named_classes(session, school)
    roles = [
        role
        for role in session.scalars(
            select(Role).where(Role.school == school, Role.role.in_(TEACHING))
        )
        if on in flow.Span(role.starts_on, role.ends_on)
    ]
    subjects = {role.subject: role.subject for role in roles if role.subject}
    named = select(Subject).where(or_(Subject.school == school, Subject.school.is_(None)))
    for row in session.scalars(named.order_by(Subject.id)):
        subjects |= dict.fromkeys((*row.names.values(), row.code), row.code)
    people = session.scalars(select(Person).where(Person.id.in_({role.person for role in roles})))
    return Known(
        classes={one.label: one.id for one in classes},
        subjects=subjects,
        people={one.id: (one.family_name, one.given_name) for one in people},
        teaching=frozenset(
            (role.person, role.class_id, role.subject) for role in roles if role.class_id
        ),
    )


def lessons_on(session: Session, school: str, on: date) -> list[LessonToday]:
    """The lessons that the timetable has on a day: not closed, by each class's own calendar."""
    classes = {
        one.id: one
        for one in session.scalars(select(SchoolClass).where(SchoolClass.school == school))
    }
    calendars, closures = calendars_of(session, school), closures_of(session, school)
    weekdays = {
        class_id: as_calendar(found).weekday(on)
        for class_id, one in classes.items()
        if (found := calendar_for(one, on, calendars)) is not None
        and not any(closure.closes(class_id, on) for closure in closures)
    }
    taken = {
        one.slot: one.substitute
        for one in session.scalars(
            select(Substitution).where(
                Substitution.school == school,
                Substitution.on == on,
                Substitution.withdrawn.is_(False),
            )
        )
    }
    found_lessons = []
    for slot in session.scalars(select(Slot).where(Slot.school == school)):
        lines = [line for line in slot.lines if weekdays.get(line["class"]) == slot.weekday]
        if not lines or on not in flow.Span(slot.starts_on, slot.ends_on):
            continue
        substitute = taken.get(slot.id)
        found_lessons.append(
            LessonToday(
                slot.id,
                slot.bell,
                tuple(dict.fromkeys(classes[line["class"]].label for line in lines)),
                tuple(dict.fromkeys(line["subject"] for line in lines)),
                tuple(person_name(session, one) for one in slot.teachers),
                person_name(session, substitute) if substitute else None,
            )
        )
    return sorted(found_lessons, key=lambda one: (one.bell, one.places, one.slot))
