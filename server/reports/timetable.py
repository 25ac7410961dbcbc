"""Timetables for the wall: of one class, or of the whole school."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from server.people.models import SchoolClass
from server.planning.models import Calendar, Slot
from server.planning.reading import calendar_ahead, calendars_of
from server.reports.reading import Asked, names_of
from server.reports.sheet import Cell, Page, Report, Table
from server.reports.words import day_text

_SCHOOL_WEEK = (1, 2, 3, 4, 5, 6)


def class_timetable(asked: Asked, one: SchoolClass, on: date) -> Report:
    """Bells down, weekdays across; a subject with its teachers and its room."""
    words, names = asked.words, asked.names()
    slots = [slot for slot in _slots(asked, on) if any(x["class"] == one.id for x in slot.lines)]
    people = names_of(asked.session, {person for slot in slots for person in slot.teachers})
    calendar = calendar_ahead(one, on, calendars_of(asked.session, asked.school.id))
    days = sorted(calendar.weekdays) if calendar else _used(slots)
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    for slot in slots:
        cells[slot.bell, slot.weekday].append(_told(slot, one.id, names, people, words["room"]))
    rows: list[list[Cell]] = [
        [bell, _time(calendar, bell), *("\n".join(cells[bell, day]) or None for day in days)]
        for bell in range(1, max((slot.bell for slot in slots), default=0) + 1)
    ]
    heads = [*words.of("bell", "time"), *(words.weekday(day) for day in days)]
    facts = asked.heading(("class", one.label), ("on", day_text(on)))
    return _report(asked, facts, Table("", heads, rows, words=len(heads)))


def school_timetable(asked: Asked, on: date) -> Report:
    """A line for each lesson of the week, a column for each class."""
    words, names = asked.words, asked.names()
    classes, slots = asked.classes(), _slots(asked, on)
    cells: dict[tuple[int, int, str], list[str]] = defaultdict(list)
    for slot in slots:
        for line in slot.lines:
            named = names.get(line["subject"], line["subject"])
            place = cells[slot.weekday, slot.bell, line["class"]]
            if named not in place:
                place.append(named)
    rows: list[list[Cell]] = []
    for day in _used(slots) or _SCHOOL_WEEK:
        bells = [slot.bell for slot in slots if slot.weekday == day]
        for bell in range(1, max(bells, default=0) + 1):
            taught = ("\n".join(cells[day, bell, one.id]) or None for one in classes)
            rows.append([words.weekday(day) if bell == 1 else "", bell, *taught])
    heads = [words["date"], words["bell"], *(one.label for one in classes)]
    facts = asked.heading(("on", day_text(on)))
    return _report(asked, facts, Table("", heads, rows, words=len(heads)))


def _report(asked: Asked, facts: Sequence[tuple[str, str]], table: Table) -> Report:
    words = asked.words
    notes = [] if table.rows else [words["nothing"]]
    signed = [asked.signature("director", asked.director())]
    page = Page(words["timetable"], facts, [table], notes, signed)
    return Report("timetable", words["timetable"], asked.school.name, asked.today, True, [page])


def _slots(asked: Asked, on: date) -> list[Slot]:
    query = (
        select(Slot)
        .where(Slot.school == asked.school.id)
        .where(or_(Slot.starts_on.is_(None), Slot.starts_on <= on))
        .where(or_(Slot.ends_on.is_(None), Slot.ends_on >= on))
    )
    return sorted(asked.session.scalars(query), key=lambda one: (one.weekday, one.bell, one.id))


def _used(slots: Sequence[Slot]) -> list[int]:
    return sorted({slot.weekday for slot in slots})


def _told(
    slot: Slot, class_id: str, names: Mapping[str, str], people: Mapping[str, str], room: str
) -> str:
    subjects: dict[str, None] = {}
    for line in slot.lines:
        if line["class"] == class_id:
            subjects[names.get(line["subject"], line["subject"])] = None
    teachers = ", ".join(people[one] for one in slot.teachers if one in people)
    where = f"{room} {slot.room}" if slot.room else ""
    return ", ".join(part for part in ("; ".join(subjects), teachers, where) if part)


def _time(calendar: Calendar | None, bell: int) -> str:
    bells: Sequence[Any] = calendar.bells if calendar else ()
    return next((f"{one['starts']}–{one['ends']}" for one in bells if one["n"] == bell), "")
