"""Calendars, timetables and closures from the tables, as server/planning/flow.py wants them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.audience.naming import CALENDAR, named
from server.audience.reaching import withheld
from server.people.models import SchoolClass
from server.planning import flow
from server.planning.models import Calendar, Closure, Slot


def slots_of(session: Session, school: str) -> list[flow.Slot]:
    """The whole timetable of a school, with what is over and what is to come."""
    rows = session.scalars(select(Slot).where(Slot.school == school).order_by(Slot.id))
    return [
        flow.Slot(
            row.id,
            row.weekday,
            row.bell,
            flow.Span(row.starts_on, row.ends_on),
            tuple(
                flow.Line(line["n"], flow.Taught(line["class"], line.get("grade"), line["subject"]))
                for line in row.lines
            ),
        )
        for row in rows
    ]


def closures_of(session: Session, school: str) -> list[flow.Closure]:
    """The orders of a school that stand."""
    standing = select(Closure).where(Closure.school == school, Closure.withdrawn.is_(False))
    return [
        flow.Closure(flow.Span(row.starts_on, row.ends_on), frozenset(row.classes))
        for row in session.scalars(standing)
    ]


def calendars_of(session: Session, school: str) -> list[Calendar]:
    """The calendars that may hold at a school, its own first: those of a hub are for some schools,
    or for all."""
    query = select(Calendar).where(or_(Calendar.school == school, Calendar.school.is_(None)))
    rows = session.scalars(query.order_by(Calendar.school.is_(None), Calendar.id)).all()
    above = [named(CALENDAR, row.id) for row in rows if row.school is None]
    others = withheld(session, above, [school])
    return [row for row in rows if row.school or named(CALENDAR, row.id) not in others]


def calendar_for(one: SchoolClass, day: date, calendars: Iterable[Calendar]) -> Calendar | None:
    """The calendar of a class: its school's own before everybody's, one for its grades before one
    for all of them."""
    fitting = [
        calendar
        for calendar in calendars
        if (not calendar.grades or set(calendar.grades) & set(one.grades))
        and min(term["starts_on"] for term in calendar.terms) <= day.isoformat()
        and day.isoformat() <= max(term["ends_on"] for term in calendar.terms)
    ]
    ranked = sorted(fitting, key=lambda row: (row.school is None, not row.grades, row.id))
    return ranked[0] if ranked else None


def as_calendar(row: Calendar) -> flow.Calendar:
    """A calendar as the flow of lessons wants it."""
    return flow.Calendar(
        terms=tuple(_span(term) for term in row.terms),
        holidays=tuple(_span(one) for one in row.holidays),
        weekdays=frozenset(row.weekdays),
        moved={date.fromisoformat(one["on"]): one["weekday"] for one in row.moved},
        grades=frozenset(row.grades),
    )


def _span(value: dict[str, str]) -> flow.Span:
    return flow.Span(date.fromisoformat(value["starts_on"]), date.fromisoformat(value["ends_on"]))
