"""What a school knows of a pupil who leaves: marks, points of the term, places, portfolio, and
what goes on at the next school."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from server import clock
from server.classroom.models import Assignment, Mark
from server.gradebook.models import Assessment, Score, TermMark
from server.gradebook.reading import term_days
from server.inclusion.models import LearnerSupport, LearningRoute
from server.journal.models import Attendance, JournalLesson
from server.library.fields import DECIMAL
from server.people.models import SchoolClass
from server.planning.models import Subject
from server.planning.reading import calendars_of
from server.planning.year import year_start
from server.portfolio.models import PortfolioItem
from server.rows import rows_of
from server.transfers import limits
from server.yearend.models import YearMark

SUPPORT: Final = ("extra_time", "larger_text", "read_aloud", "other_tasks", "advice")
"""What of a learner's support goes along."""


def gather(session: Session, learner: str, one: SchoolClass, left_on: date) -> dict[str, Any]:
    """In the form of server.transfers.schemas.BroughtSchema."""
    names = _names(session, one)
    since = year_start(one.grades, left_on, calendars_of(session, one.school))
    missed = (
        select(func.count(Attendance.id))
        .join(JournalLesson, JournalLesson.id == Attendance.lesson)
        .where(Attendance.learner == learner, Attendance.code.not_in(("present", "late")))
        .where(JournalLesson.on >= since)
    )
    return {
        "marks": _marks(session, learner, names),
        "points": _points(session, learner, one, names, left_on),
        "places": _places(session, one, names, since),
        "works": _works(session, learner),
        "portfolio": _portfolio(session, learner),
        "missed": session.scalar(missed) or 0,
        "support": _support(session, learner, left_on),
        "routes": _routes(session, learner),
    }


def _names(session: Session, one: SchoolClass) -> Mapping[str, str]:
    query = select(Subject).where(or_(Subject.school == one.school, Subject.school.is_(None)))
    language = one.language if one.language in ("kk", "ru", "en") else "kk"
    return {row.code: _cut(row.names[language]) for row in session.scalars(query)}


def _cut(text: str) -> str:
    return text[: limits.TEXT_CHARACTERS]


def _marks(session: Session, learner: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    terms = session.scalars(select(TermMark).where(TermMark.learner == learner))
    years = session.scalars(select(YearMark).where(YearMark.learner == learner))
    found: list[tuple[str, TermMark | YearMark, int | None]] = [
        *((row.term, row, row.mark) for row in terms),
        *((str(row.year), row, row.final) for row in years),
    ]
    found.sort(key=lambda one: (one[0], one[1].subject), reverse=True)
    return [
        {
            "period": period,
            "subject": row.subject,
            "name": names.get(row.subject, row.subject),
            "outcome": row.outcome,
            "mark": mark,
            "scale": row.scale,
        }
        for period, row, mark in found[: limits.MARKS]
    ]


def _points(
    session: Session, learner: str, one: SchoolClass, names: Mapping[str, str], left_on: date
) -> list[dict[str, Any]]:
    """Of the term in which the pupil leaves: an earlier one has its marks."""
    query = (
        select(Assessment, Score)
        .join(Score, Score.assessment == Assessment.id)
        .where(Score.learner == learner, Score.outcome == "points")
        .where(Assessment.class_id == one.id, Assessment.withdrawn.is_(False))
        .order_by(Assessment.on.desc(), Assessment.id)
    )
    found = []
    for assessment, score in session.execute(query):
        days = term_days(session, one, assessment.term)
        if days is not None and days[1] < left_on:
            continue
        found.append(
            {
                "subject": assessment.subject,
                "name": names.get(assessment.subject, assessment.subject),
                "term": assessment.term,
                "part": assessment.part,
                "title": _cut(assessment.title),
                "date": assessment.on.isoformat(),
                "points": score.points,
                "max": assessment.max,
            }
        )
    return found[: limits.POINTS]


def _places(
    session: Session, one: SchoolClass, names: Mapping[str, str], since: date
) -> list[dict[str, Any]]:
    """How far each subject of the class has come in the year."""
    query = (
        select(JournalLesson)
        .where(JournalLesson.class_id == one.id, JournalLesson.state == "held")
        .where(JournalLesson.on >= since)
        .order_by(JournalLesson.on, JournalLesson.bell)
    )
    held: dict[str, int] = {}
    topics: dict[str, str] = {}
    for row in session.scalars(query):
        held[row.subject] = held.get(row.subject, 0) + 1
        topics[row.subject] = row.topic or topics.get(row.subject, "")
    return [
        {
            "subject": code,
            "name": names.get(code, code),
            "topic": _cut(topics[code]),
            "held": min(held[code], 1000),
        }
        for code in sorted(held)[: limits.PLACES]
    ]


def _works(session: Session, learner: str) -> list[dict[str, Any]]:
    query = (
        select(Mark)
        .where(Mark.learner == learner, Mark.returned.is_(False))
        .order_by(Mark.made_ms.desc())
        .limit(limits.WORKS)
    )
    marks = [row for row in session.scalars(query) if DECIMAL.match(row.mark.replace(",", "."))]
    tasks = {row.id: row for row in rows_of(session, Assignment, {m.assignment for m in marks})}
    return [
        {
            "title": _cut(tasks[row.assignment].title),
            "mark": row.mark,
            "max": row.max,
            "date": clock.school_date(row.made_ms).isoformat(),
        }
        for row in marks
        if row.assignment in tasks and tasks[row.assignment].title
    ]


def _support(session: Session, learner: str, left_on: date) -> dict[str, Any] | None:
    """What the learner has at every task, unless it has ended."""
    query = select(LearnerSupport).where(LearnerSupport.learner == learner)
    for row in session.scalars(query):
        if row.ends_on is None or row.ends_on >= left_on:
            return {name: getattr(row, name) for name in SUPPORT}
    return None


def _routes(session: Session, learner: str) -> list[dict[str, Any]]:
    """Routes under way, with the steps that are still to be done."""
    query = (
        select(LearningRoute)
        .where(LearningRoute.learner == learner, LearningRoute.state == "open")
        .order_by(LearningRoute.starts_on.desc(), LearningRoute.id)
        .limit(limits.ROUTES)
    )
    return [
        {
            "id": row.id,
            "subject": row.subject,
            "span": row.span,
            "goal": row.goal,
            "steps": [
                {"text": _cut(step["text"]), "form": step["form"], "due_on": step["due_on"]}
                for step in row.steps
                if not step["done"]
            ][: limits.STEPS],
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        }
        for row in session.scalars(query)
    ]


def _portfolio(session: Session, learner: str) -> list[dict[str, Any]]:
    query = (
        select(PortfolioItem)
        .where(PortfolioItem.learner == learner, PortfolioItem.withdrawn.is_(False))
        .order_by(PortfolioItem.on.desc(), PortfolioItem.id)
        .limit(limits.ITEMS)
    )
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "title": _cut(row.title),
            "text": _cut(row.text),
            "date": row.on.isoformat(),
            "subject": row.subject,
        }
        for row in session.scalars(query)
    ]
