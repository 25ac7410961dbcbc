"""Calendars, timetables and closures from the tables, as server/planning/flow.py wants them."""

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.audience.naming import CALENDAR, named
from server.audience.reaching import withheld
from server.people.models import SchoolClass
from server.people.years import grades_in
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
    """The calendar of a class's lessons on a day: its school's own before everybody's, one for its
    grades before one for all of them."""
    on = day.isoformat()
    return _first(row for row in _for(one, calendars) if _first_day(row) <= on <= _last_day(row))


def calendar_ahead(one: SchoolClass, day: date, calendars: Iterable[Calendar]) -> Calendar | None:
    """The calendar by which a class's lessons are planned: the one that holds, or the first to
    come."""
    fitting = _for(one, calendars)
    coming = (row for row in fitting if day.isoformat() < _first_day(row))
    return calendar_for(one, day, fitting) or _first(coming, first_year)


def calendar_of_terms(
    one: SchoolClass, day: date, calendars: Iterable[Calendar]
) -> Calendar | None:
    """The calendar whose terms are marked and reported on a day. Lessons end in May; exams, resits
    and reports of their year go on until the last of August. From September on a school without a
    new calendar has no terms: nothing new goes into old ones."""
    fitting, on = _for(one, calendars), day.isoformat()
    over = (row for row in fitting if _last_day(row) < on <= _last_of_summer(row))
    return (
        calendar_for(one, day, fitting)
        or _first(over, _newest)
        or calendar_ahead(one, day, fitting)
    )


def calendar_before(one: SchoolClass, day: date, calendars: Iterable[Calendar]) -> Calendar | None:
    """The calendar of the year that ended before the one whose terms stand on a day."""
    fitting = _for(one, calendars)
    now = calendar_of_terms(one, day, fitting)
    begun = _first_day(now) if now else day.isoformat()
    return _first((row for row in fitting if _last_day(row) < begun), _newest)


def calendar_of_year(one: SchoolClass, year: int, calendars: Iterable[Calendar]) -> Calendar | None:
    """The calendar of the school year that began in `year`."""
    return _first(row for row in _for(one, calendars) if first_year(row) == year)


def _for(one: SchoolClass, calendars: Iterable[Calendar]) -> list[Calendar]:
    return [
        row
        for row in calendars
        if row.school in (None, one.school)
        and (not row.grades or set(row.grades) & set(grades_in(one, first_year(row))))
    ]


def _first(
    found: Iterable[Calendar], order: Callable[[Calendar], int] = lambda _: 0
) -> Calendar | None:
    def rank(row: Calendar) -> tuple[int, bool, bool, str]:
        return order(row), row.school is None, not row.grades, row.id

    return min(found, key=rank, default=None)


def _first_day(row: Calendar) -> str:
    return min(str(term["starts_on"]) for term in row.terms)


def _last_day(row: Calendar) -> str:
    return max(str(term["ends_on"]) for term in row.terms)


def first_year(row: Calendar) -> int:
    """The year in which its school year begins, as keys of its terms have it."""
    return int(_first_day(row)[:4])


def _newest(row: Calendar) -> int:
    return -first_year(row)


def _last_of_summer(row: Calendar) -> str:
    last = _last_day(row)
    year = int(last[:4])
    return f"{year + 1 if last[5:] > '08-31' else year}-08-31"


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
