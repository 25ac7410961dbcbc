"""How the journals of a school are kept: which lessons of the timetable are in them, and when
they were written. One query for the timetable, one for the journal; the rest is arithmetic."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.journal.models import JournalLesson
from server.people.models import Enrolment, SchoolClass
from server.planning import flow
from server.planning.models import Calendar, Slot
from server.planning.reading import as_calendar, calendar_for, calendars_of, closures_of, slots_of

_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Kept:
    """Lessons of a subject in a class (or one grade of it) within the days that were asked for.

    `planned` = `held` + `cancelled` + `missing`; `late` are those held or cancelled that were
    written on a later day than the lesson's; `extra` are held outside the timetable.
    """

    class_id: str
    grade: int | None
    subject: str
    teachers: tuple[str, ...]
    planned: int = 0
    held: int = 0
    cancelled: int = 0
    missing: int = 0
    late: int = 0
    extra: int = 0


@dataclass(frozen=True, slots=True)
class _Timetable:
    slots: list[flow.Slot]
    calendars: list[Calendar]
    closures: list[flow.Closure]


def keeping(session: Session, school: str, first: date, last: date) -> list[Kept]:
    """Every subject of every class that has lessons in these days, in the order of classes."""
    lines, left = _lines(session, school), _left(session, school)
    classes = session.scalars(select(SchoolClass).where(SchoolClass.school == school))
    known = {one.id: one for one in classes}
    timetable = _Timetable(
        slots_of(session, school), calendars_of(session, school), closures_of(session, school)
    )
    written = _written(session, school, first, last)
    found: dict[flow.Taught, Kept] = {}
    for taught, teachers in lines.items():
        one = known.get(taught.class_id)
        kept = Kept(taught.class_id, taught.grade, taught.subject, teachers)
        until = min(last, left.get(taught.class_id, last))
        for lesson in _planned(taught, one, timetable, (first, until)):
            kept.planned += 1
            entry = written.pop(lesson, None)
            if entry is None:
                kept.missing += 1
            elif entry.state == "held":
                kept.held += 1
            else:
                kept.cancelled += 1
            if entry is not None and clock.school_date(entry.made_ms) > entry.on:
                kept.late += 1
        found[taught] = kept
    for entry in written.values():
        taught = flow.Taught(entry.class_id, entry.grade, entry.subject)
        found.setdefault(taught, Kept(taught.class_id, taught.grade, taught.subject, ())).extra += 1
    labels = {one.id: (min(one.grades), one.label) for one in known.values()}
    rows = [kept for kept in found.values() if kept.planned or kept.extra]
    return sorted(
        rows, key=lambda row: (labels.get(row.class_id, (99, "")), row.subject, row.grade or 0)
    )


def _lines(session: Session, school: str) -> dict[flow.Taught, tuple[str, ...]]:
    """What is taught, and by whom at any time."""
    found: dict[flow.Taught, set[str]] = defaultdict(set)
    for slot in session.scalars(select(Slot).where(Slot.school == school)):
        for line in slot.lines:
            taught = flow.Taught(line["class"], line.get("grade"), line["subject"])
            found[taught].update(slot.teachers)
    return {taught: tuple(sorted(teachers)) for taught, teachers in found.items()}


def _left(session: Session, school: str) -> dict[str, date]:
    """The last day of classes that everybody has left: their timetable may say nothing of it."""
    ends: dict[str, list[date | None]] = defaultdict(list)
    query = select(Enrolment.class_id, Enrolment.ends_on).where(Enrolment.school == school)
    for class_id, ends_on in session.execute(query):
        ends[class_id].append(ends_on)
    return {one: max(filter(None, days)) for one, days in ends.items() if None not in days}


def _planned(
    taught: flow.Taught, one: SchoolClass | None, timetable: _Timetable, days: tuple[date, date]
) -> Iterator[str]:
    """Records of the lessons in these days, by the calendar that holds on each."""
    if one is None:
        return
    by_calendar: dict[str, dict[date, list[str]]] = {}
    day = days[0]
    while day <= days[1]:
        calendar = calendar_for(one, day, timetable.calendars)
        if calendar is not None:
            if calendar.id not in by_calendar:
                year = by_calendar.setdefault(calendar.id, defaultdict(list))
                for lesson in flow.occasions(
                    as_calendar(calendar), timetable.slots, timetable.closures, taught
                ):
                    year[lesson.day].append(lesson.record)
            yield from by_calendar[calendar.id].get(day, ())
        day += _DAY


def _written(session: Session, school: str, first: date, last: date) -> dict[str, JournalLesson]:
    query = select(JournalLesson).where(
        JournalLesson.school == school, JournalLesson.on >= first, JournalLesson.on <= last
    )
    return {row.id: row for row in session.scalars(query)}
