"""Books from the tables: who has what in a subject of a class, and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.assessment.engine import Scale
from server.assessment.policy import Part, Policy
from server.classroom.models import Assignment, Mark
from server.gradebook import following
from server.gradebook.book import (
    Adopted,
    Cell,
    Column,
    Decreed,
    Reckoned,
    adopted_on,
    is_asked,
    reckon,
    terms_of,
)
from server.gradebook.models import AdoptedPolicy, Assessment, Score, TermMark
from server.library.fields import DECIMAL
from server.people.directory import records_of, under_kept
from server.people.models import Enrolment, Person, SchoolClass
from server.people.names import register_order
from server.people.years import grade_in, label_in_term, year_of
from server.planning.reading import calendar_of_year, calendars_of
from server.policies.reading import policy_of, published_for
from server.rows import rows_of


@dataclass(frozen=True, slots=True)
class Line:
    """One learner: `cells` in the order of the book's columns. Points that were brought from
    another class are reckoned, and no cells here."""

    learner: str
    name: str
    grade: int
    cells: Sequence[Cell]
    by_task: Sequence[Sequence[str | None]]
    reckoned: Reckoned
    signed: TermMark | None


@dataclass(frozen=True, slots=True)
class Book:
    """A subject of a class in a term."""

    class_id: str
    label: str
    subject: str
    term: str
    policy: Policy
    scale: Scale
    columns: Sequence[Assessment]
    lines: Sequence[Line]


def term_days(session: Session, school: SchoolClass, term: str) -> tuple[date, date] | None:
    """First and last day of a term such as 2026-2, by the calendar of the class."""
    year, number = term.split("-")
    calendar = calendar_of_year(school, int(year), calendars_of(session, school.school))
    spans = sorted(calendar.terms, key=lambda one: str(one["starts_on"])) if calendar else []
    if len(spans) < int(number):
        return None
    span = spans[int(number) - 1]
    return date.fromisoformat(span["starts_on"]), date.fromisoformat(span["ends_on"])


def subjects_of(session: Session, class_id: str, term: str) -> list[str]:
    """Subjects with an assessment or a signed mark in the term."""
    assessed = select(Assessment.subject).where(
        Assessment.class_id == class_id, Assessment.term == term, Assessment.withdrawn.is_(False)
    )
    signed = select(TermMark.subject).where(TermMark.class_id == class_id, TermMark.term == term)
    return sorted({*session.scalars(assessed), *session.scalars(signed)})


def book_of(
    session: Session,
    one: SchoolClass,
    subject: str,
    term: str,
    today: date,
    *,
    supposed: Adopted | None = None,
    rules: Policy | None = None,
) -> Book:
    """The book as it stands, or as it would with a `supposed` policy; `rules` are its own where it
    is not published yet. Learners are those enrolled on the term's last day, or today."""
    days = term_days(session, one, term)
    last = min(days[1], today) if days else today
    adopted = supposed or adopted_at(session, one.school, days[1] if days else today)
    policy = rules or policy_of(session, adopted.policy)
    if policy is None:
        raise LookupError(f"policy {adopted.policy} is not known here")
    scale: Scale = "pass" if subject in adopted.pass_subjects else "marks"
    terms = terms_of(term, subject, adopted) or (term,)
    columns = list(
        session.scalars(
            select(Assessment)
            .where(
                Assessment.class_id == one.id,
                Assessment.subject == subject,
                Assessment.term.in_(terms),
                Assessment.withdrawn.is_(False),
            )
            .order_by(Assessment.on, Assessment.id)
        )
    )
    learners = learners_on(session, one.id, last)
    people = [who.id for who in learners]
    brought = following.brought(session, one.id, people, subject, terms)
    given = _Given(
        session, [*columns, *{of.id: of for ones in brought.values() for of in ones}.values()]
    )
    records = frozenset[str]().union(*records_of(session, people).values())
    ids = [f"{record}~{term}~{subject}" for record in sorted(records)]
    signed = dict(under_kept(session, rows_of(session, TermMark, ids)))
    lines = []
    for who in learners:
        asked = _asked(who, columns, brought.get(who.id, ()), given)
        reckoned = reckon(
            policy,
            who.grade,
            [Column(column.id, column.part, Fraction(column.max)) for column, _ in asked],  # type: ignore[arg-type]
            {column.id: cell for column, cell in asked},
            scale,
        )
        cells = [given.cell(column, who.id) for column in columns]
        by_task = [given.by_task(column, who.id) for column in columns]
        lines.append(
            Line(who.id, who.name, who.grade, cells, by_task, reckoned, signed.get(who.id))
        )
    return Book(
        one.id,
        label_in_term(one, term),
        subject,
        term,
        policy,
        scale,
        columns,
        lines,
    )


def adopted_at(session: Session, school: str, day: date) -> Adopted:
    """What the school makes its marks by on a day."""
    decreed = [Decreed(row.starts_on, row.id) for row in published_for(session, [school])]
    return adopted_on(day, _adopted(session, school), decreed)


def _adopted(session: Session, school: str) -> list[Adopted]:
    rows = session.scalars(select(AdoptedPolicy).where(AdoptedPolicy.school == school))
    return [
        Adopted(
            row.starts_on,
            row.policy,
            frozenset(row.pass_subjects),
            frozenset(row.half_year_subjects),
        )
        for row in rows
        if policy_of(session, row.policy) is not None
    ]


class Learner(NamedTuple):
    """A learner of a class on a day, in it since another (None: not known)."""

    id: str
    name: str
    grade: int
    since: date | None


def learners_on(session: Session, class_id: str, on: date) -> list[Learner]:
    """Enrolled on that day, in the grade of its school year and the order of the register; one of
    two joined records, the kept one."""
    one = session.get(SchoolClass, class_id)
    if one is None:
        return []
    rows = session.scalars(select(Enrolment).where(Enrolment.class_id == class_id))
    here = [
        row
        for row in rows
        if (row.starts_on is None or row.starts_on <= on)
        and (row.ends_on is None or row.ends_on >= on)
    ]
    enrolled = dict(under_kept(session, here, by="person"))
    found = {
        person.id: Learner(
            person.id,
            person.display_name,
            grade_in(enrolled[person.id], one, year_of(on)),
            enrolled[person.id].starts_on,
        )
        for person in session.scalars(select(Person).where(Person.id.in_(enrolled)))
    }
    return sorted(found.values(), key=lambda one: (register_order(one.name), one.id))


class _Given:
    """Points by assessment and learner: those given in the book, else the mark of the task."""

    def __init__(self, session: Session, columns: Sequence[Assessment]) -> None:
        scores = rows_of(session, Score, [column.id for column in columns], by="assessment")
        tasks = [column.assignment for column in columns if column.assignment]
        self._scores = {(row.assessment, who): row for who, row in under_kept(session, scores)}
        marks = rows_of(session, Mark, tasks, by="assignment")
        self._marks = {(row.assignment, who): row for who, row in under_kept(session, marks)}
        self._max = {row.id: row.max_mark for row in rows_of(session, Assignment, tasks)}

    def cell(self, column: Assessment, learner: str) -> Cell:
        score = self._scores.get((column.id, learner))
        if score is not None and score.outcome != "none":
            points = None if score.points is None else Fraction(score.points)
            return Cell(score.outcome, points)
        mark = self._marks.get((column.assignment, learner)) if column.assignment else None
        text = mark.mark.replace(",", ".") if mark is not None else ""
        if mark is None or text.startswith("-") or not DECIMAL.match(text):
            return Cell("none")
        most = mark.max or self._max.get(mark.assignment) or column.max
        return Cell("points", Fraction(text), Fraction(most))

    def by_task(self, column: Assessment, learner: str) -> Sequence[str | None]:
        score = self._scores.get((column.id, learner))
        return [] if score is None else list(score.by_task)


def _asked(
    who: Learner, columns: Sequence[Assessment], brought: Sequence[Assessment], given: _Given
) -> list[tuple[Assessment, Cell]]:
    """What a learner's mark is made of: columns of the class, and of another what has an entry."""
    there = [(column, given.cell(column, who.id)) for column in brought]
    there = [(column, cell) for column, cell in there if cell.outcome != "none"]
    parts: set[Part] = {column.part for column, _ in there}  # type: ignore[misc]
    here = [
        (column, given.cell(column, who.id))
        for column in columns
        if column.grade in (None, who.grade)
    ]
    return there + [
        (column, cell)
        for column, cell in here
        if is_asked(
            column.part,  # type: ignore[arg-type]
            column.on,
            blank=cell.outcome == "none",
            since=who.since,
            brought=parts,
        )
    ]
