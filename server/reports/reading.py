"""What every form asks: who is in a class, what subjects are called, when a term is."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server.gradebook.reading import term_days
from server.journal.models import Attendance, JournalLesson
from server.people.directory import under_kept
from server.people.grants import CLASS_TEACHER, DIRECTOR
from server.people.models import Person, Role, School, SchoolClass
from server.planning.models import Calendar, Slot, Subject
from server.planning.reading import (
    calendar_of_terms,
    calendar_of_year,
    calendars_of,
    first_year,
)
from server.reports.words import Words
from server.rows import rows_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `today` is the school's day, `words` those of the reader."""

    session: Session
    school: School
    words: Words
    today: date

    def names(self) -> Mapping[str, str]:
        """Subjects by code; a school's own name stands before everybody's."""
        query = select(Subject).where(
            or_(Subject.school == self.school.id, Subject.school.is_(None))
        )
        rows = sorted(self.session.scalars(query), key=lambda one: one.school is not None)
        return {one.code: one.names[self.words.language] for one in rows}

    def heading(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        """The school, then what else stands above a form: (key of the word, text)."""
        return [
            (self.words["school"], self.school.name),
            *((self.words[key], text) for key, text in more if text),
        ]

    def classes(self) -> list[SchoolClass]:
        """Of the school, from the youngest."""
        query = select(SchoolClass).where(SchoolClass.school == self.school.id)
        return sorted(self.session.scalars(query), key=lambda one: (min(one.grades), one.label))

    def director(self) -> str:
        """How the director signs, empty where nobody holds the office."""
        return self._holder(DIRECTOR, None)

    def class_teacher(self, class_id: str) -> str:
        """How the class teacher signs."""
        return self._holder(CLASS_TEACHER, class_id)

    def _holder(self, role: str, class_id: str | None) -> str:
        query = (
            select(Person)
            .join(Role, Role.person == Person.id)
            .where(Role.role == role, Role.school == self.school.id)
            .where(or_(Role.starts_on.is_(None), Role.starts_on <= self.today))
            .where(or_(Role.ends_on.is_(None), Role.ends_on >= self.today))
            .order_by(Person.id)
        )
        if class_id is not None:
            query = query.where(Role.class_id == class_id)
        found = self.session.scalars(query).first()
        return signed_name(found) if found else ""

    def signature(self, role: str, name: str) -> str:
        """«Директор · Жақсыбекова Г. А.»: what stands beside the line for a signature."""
        return " · ".join(part for part in (self.words[role], name) if part)


def signed_name(person: Person) -> str:
    """Family name and initials, as people sign here."""
    given = [person.given_name, person.patronymic or ""]
    return " ".join([person.family_name, *(f"{one[0]}." for one in given if one)])


def names_of(session: Session, people: Collection[str]) -> dict[str, str]:
    """Family name and initials of each."""
    return {one.id: signed_name(one) for one in rows_of(session, Person, sorted(people))}


def days_of(session: Session, one: SchoolClass, term: str) -> tuple[date, date] | None:
    """First and last day of a term by the calendar of the class."""
    return term_days(session, one, term)


class TermKey(NamedTuple):
    """A term of a school and its days."""

    key: str
    starts_on: date
    ends_on: date


def terms_of_school(session: Session, classes: Sequence[SchoolClass], on: date) -> list[TermKey]:
    """The terms of the year that stands on a day, by the calendar of the first class that has
    one."""
    found = (calendar_of_terms(one, on, calendars_of(session, one.school)) for one in classes)
    return _keys(next((calendar for calendar in found if calendar), None))


def terms_of_all_years(session: Session, classes: Sequence[SchoolClass], on: date) -> list[TermKey]:
    """The terms of the years that ended, oldest first, then those of the year that stands on a day:
    a school prints what it has signed for as long as it keeps it."""
    now = terms_of_school(session, classes, on)
    begun = now[0].starts_on if now else on
    known = calendars_of(session, classes[0].school) if classes else []
    found: list[TermKey] = []
    for year in sorted({first_year(row) for row in known}):
        ended = (calendar_of_year(one, year, known) for one in classes)
        terms = _keys(next((calendar for calendar in ended if calendar), None))
        found += terms if terms and terms[-1].ends_on < begun else []
    return [*found, *now]


def terms_of_year(session: Session, one: SchoolClass, year: int) -> list[TermKey]:
    """The terms of a class in the school year that began in `year`."""
    return _keys(calendar_of_year(one, year, calendars_of(session, one.school)))


def _keys(calendar: Calendar | None) -> list[TermKey]:
    spans = sorted(
        (date.fromisoformat(term["starts_on"]), date.fromisoformat(term["ends_on"]))
        for term in (calendar.terms if calendar else ())
    )
    return [TermKey(f"{spans[0][0].year}-{n}", *span) for n, span in enumerate(spans, start=1)]


def subjects_taught(session: Session, one: SchoolClass, days: tuple[date, date]) -> list[str]:
    """Codes of the subjects that the class has in its timetable on any of these days."""
    standing = select(Slot).where(
        Slot.school == one.school,
        or_(Slot.starts_on.is_(None), Slot.starts_on <= days[1]),
        or_(Slot.ends_on.is_(None), Slot.ends_on >= days[0]),
    )
    found = {
        line["subject"]
        for slot in session.scalars(standing)
        for line in slot.lines
        if line["class"] == one.id
    }
    return sorted(found)


def lessons_between(
    session: Session, class_id: str, days: tuple[date, date], subject: str | None = None
) -> list[JournalLesson]:
    """The journal of a class in these days, in order."""
    query = select(JournalLesson).where(
        JournalLesson.class_id == class_id,
        JournalLesson.on >= days[0],
        JournalLesson.on <= days[1],
    )
    if subject is not None:
        query = query.where(JournalLesson.subject == subject)
    return list(session.scalars(query.order_by(JournalLesson.on, JournalLesson.bell)))


def absences(session: Session, lessons: Sequence[JournalLesson]) -> Mapping[str, Mapping[str, str]]:
    """Codes by learner and lesson of those who were not simply there."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = rows_of(session, Attendance, [one.id for one in lessons], by="lesson")
    for who, row in under_kept(session, rows):
        if row.code != "present":
            found[who][row.lesson] = row.code
        else:
            found[who].pop(row.lesson, None)
    return found
