"""What a school knows of a pupil who leaves: marks, points of the term, places, portfolio, and
what goes on at the next school."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
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
from server.people.directory import records_of
from server.people.models import SchoolClass
from server.planning.models import Subject
from server.planning.reading import calendars_of
from server.planning.year import year_start
from server.portfolio.models import PortfolioItem
from server.rows import rows_of
from server.transfers import limits
from server.transfers.histories import histories_of, origins
from server.transfers.models import LearnerHistory
from server.yearend.models import YearMark

SUPPORT: Final = ("extra_time", "larger_text", "read_aloud", "other_tasks", "advice")
"""What of a learner's support goes along."""


def gather(session: Session, learner: str, one: SchoolClass, left_on: date) -> dict[str, Any]:
    """In the form of server.transfers.schemas.BroughtSchema, with what the learner had brought."""
    names = _names(session, one)
    since = year_start(one.grades, left_on, calendars_of(session, one.school))
    brought = histories_of(session, learner)
    origin = origins(session, learner)
    # All that was written under the pupil's other records, too: the pupil's own comes first.
    others = records_of(session, [learner])[learner] - {learner}
    records = [learner, *sorted(others)]
    return {
        "marks": _marks(session, records, names, brought),
        "points": _points(session, records, one, names, left_on, brought),
        "places": _places(session, one, names, since),
        "works": _works(session, records, brought),
        "portfolio": _portfolio(session, records, origin),
        "missed": _missed(session, records, since, brought),
        "support": _support(session, records, left_on),
        "routes": _routes(session, records, origin),
    }


def _own_first(records: Sequence[str], rows: Iterable[Any], about: str) -> list[Any]:
    """Of each thing the row of the first of these records, in the order in which they came."""
    found = list(rows)
    best: dict[Any, Any] = {}
    for row in sorted(found, key=lambda row: records.index(row.learner)):
        best.setdefault(getattr(row, about), row)
    return [row for row in found if best[getattr(row, about)] is row]


def _missed(
    session: Session, records: Sequence[str], since: date, brought: Sequence[LearnerHistory]
) -> int:
    """Lessons of the year. A file tells of the schools before, too, this one perhaps among them:
    so the latest counts, and what was missed here after it."""

    def here(first: date) -> int:
        query = (
            select(func.count(Attendance.lesson.distinct()))
            .join(JournalLesson, JournalLesson.id == Attendance.lesson)
            .where(Attendance.learner.in_(records), Attendance.code.not_in(("present", "late")))
            .where(JournalLesson.on >= first)
        )
        return session.scalar(query) or 0

    before = [
        one.content["missed"] + here(one.left_on + timedelta(days=1))
        for one in brought[:1]
        if one.left_on >= since
    ]
    return max(here(since), *before) if before else here(since)


def _names(session: Session, one: SchoolClass) -> Mapping[str, str]:
    query = select(Subject).where(or_(Subject.school == one.school, Subject.school.is_(None)))
    language = one.language if one.language in ("kk", "ru", "en") else "kk"
    return {row.code: _cut(row.names[language]) for row in session.scalars(query)}


def _cut(text: str) -> str:
    return text[: limits.TEXT_CHARACTERS]


def _marks(
    session: Session,
    records: Sequence[str],
    names: Mapping[str, str],
    brought: Sequence[LearnerHistory],
) -> list[dict[str, Any]]:
    """The latest first; where two schools have signed one, the last to have the learner counts."""

    def own_last(row: TermMark | YearMark) -> int:
        return -records.index(row.learner)

    of_terms = session.scalars(select(TermMark).where(TermMark.learner.in_(records)))
    of_years = session.scalars(select(YearMark).where(YearMark.learner.in_(records)))
    terms, years = sorted(of_terms, key=own_last), sorted(of_years, key=own_last)
    rows: list[tuple[str, TermMark | YearMark, int | None]] = [
        *((row.term, row, row.mark) for row in terms),
        *((str(row.year), row, row.final) for row in years),
    ]
    found = {
        (period, row.subject): {
            "period": period,
            "subject": row.subject,
            "name": names.get(row.subject, row.subject),
            "outcome": row.outcome,
            "mark": mark,
            "scale": row.scale,
        }
        for period, row, mark in rows
    }
    for history in brought:
        for one in history.content["marks"]:
            found.setdefault((one["period"], one["subject"]), one)
    return [found[key] for key in sorted(found, reverse=True)][: limits.MARKS]


def _points(  # noqa: PLR0917 - what a file's points depend on
    session: Session,
    records: Sequence[str],
    one: SchoolClass,
    names: Mapping[str, str],
    left_on: date,
    brought: Sequence[LearnerHistory],
) -> list[dict[str, Any]]:
    """Of the term in which the pupil leaves, in whichever class or school: an earlier one has its
    marks."""
    classes = select(SchoolClass.id).where(SchoolClass.school == one.school)
    query = (
        select(Assessment, Score)
        .join(Score, Score.assessment == Assessment.id)
        .where(Score.learner.in_(records), Score.outcome == "points")
        .where(Assessment.class_id.in_(classes), Assessment.withdrawn.is_(False))
        .order_by(Assessment.on.desc(), Assessment.id)
    )

    def is_over(term: str) -> bool:
        days = term_days(session, one, term)
        return days is not None and days[1] < left_on

    rows = {score: assessment for assessment, score in session.execute(query)}
    found = []
    for score in _own_first(records, rows, "assessment"):
        assessment = rows[score]
        if is_over(assessment.term):
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
    for history in brought:
        told = history.content["points"]
        found += [point for point in told if point not in found and not is_over(point["term"])]
    return sorted(found, key=lambda point: str(point["date"]), reverse=True)[: limits.POINTS]


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


def _works(
    session: Session, records: Sequence[str], brought: Sequence[LearnerHistory]
) -> list[dict[str, Any]]:
    """Marked works, the latest first."""
    query = (
        select(Mark)
        .where(Mark.learner.in_(records), Mark.returned.is_(False))
        .order_by(Mark.made_ms.desc())
        .limit(limits.WORKS)
    )
    rows = _own_first(records, session.scalars(query), "assignment")
    marks = [row for row in rows if DECIMAL.match(row.mark.replace(",", "."))]
    tasks = {row.id: row for row in rows_of(session, Assignment, {m.assignment for m in marks})}
    found = [
        {
            "title": _cut(tasks[row.assignment].title),
            "mark": row.mark,
            "max": row.max,
            "date": clock.school_date(row.made_ms).isoformat(),
        }
        for row in marks
        if row.assignment in tasks and tasks[row.assignment].title
    ]
    for history in brought:
        found += [work for work in history.content["works"] if work not in found]
    return sorted(found, key=lambda work: str(work["date"]), reverse=True)[: limits.WORKS]


def _support(session: Session, records: Sequence[str], left_on: date) -> dict[str, Any] | None:
    """What the learner has at every task, unless it has ended."""
    query = select(LearnerSupport).where(LearnerSupport.learner.in_(records))
    for row in sorted(session.scalars(query), key=lambda row: records.index(row.learner)):
        if row.ends_on is None or row.ends_on >= left_on:
            return {name: getattr(row, name) for name in SUPPORT}
    return None


def _routes(
    session: Session, records: Sequence[str], origin: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Routes under way, with the steps that are still to be done."""
    query = (
        select(LearningRoute)
        .where(LearningRoute.learner.in_(records), LearningRoute.state == "open")
        .order_by(LearningRoute.starts_on.desc(), LearningRoute.id)
        .limit(limits.ROUTES)
    )
    return [
        {
            "id": origin.get(row.id, row.id),
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


def _portfolio(
    session: Session, records: Sequence[str], origin: Mapping[str, str]
) -> list[dict[str, Any]]:
    query = (
        select(PortfolioItem)
        .where(PortfolioItem.learner.in_(records), PortfolioItem.withdrawn.is_(False))
        .order_by(PortfolioItem.on.desc(), PortfolioItem.id)
        .limit(limits.ITEMS)
    )
    return [
        {
            "id": origin.get(row.id, row.id),
            "kind": row.kind,
            "title": _cut(row.title),
            "text": _cut(row.text),
            "date": row.on.isoformat(),
            "subject": row.subject,
        }
        for row in session.scalars(query)
    ]
