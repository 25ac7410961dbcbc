"""A school on one screen for those who lead it: sums of what is recorded, class by class.

Each sum is one query over an index; lessons are counted as the keeping of journals counts them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.classroom.models import Assignment, Mark, Submission
from server.gradebook.analysis import GOOD, PASSING, percent_of
from server.gradebook.models import TermMark
from server.journal.keeping import keeping
from server.journal.models import Attendance, JournalLesson
from server.people.models import Enrolment, PersonAlias, SchoolClass


@dataclass(slots=True)
class ClassLine:
    """A class in the days that were asked for, and in the present term.

    `present` is the percentage of pupils' lessons at which they were, None without lessons;
    `success` and `quality` are those of the signed marks; `waiting` works have no mark yet.
    """

    class_id: str
    label: str
    learners: int = 0
    planned: int = 0
    held: int = 0
    cancelled: int = 0
    missing: int = 0
    late: int = 0
    missed: int = 0
    unexcused: int = 0
    present: int | None = None
    signed: int = 0
    success: int | None = None
    quality: int | None = None
    waiting: int = 0


def overview(
    session: Session, school: str, days: tuple[date, date], term: str | None
) -> list[ClassLine]:
    """Every class of the school, from the youngest."""
    classes = session.scalars(select(SchoolClass).where(SchoolClass.school == school)).all()
    lines = {
        one.id: ClassLine(one.id, one.label)
        for one in sorted(classes, key=lambda one: (min(one.grades), one.label))
    }
    for class_id, count in _learners(session, school, days[1]).items():
        if class_id in lines:
            lines[class_id].learners = count
    for kept in keeping(session, school, *days):
        line = lines.get(kept.class_id)
        if line is not None:
            line.planned += kept.planned
            line.held += kept.held + kept.extra
            line.cancelled += kept.cancelled
            line.missing += kept.missing
            line.late += kept.late
    _attendance(session, school, days, lines)
    if term is not None:
        _marks(session, term, lines)
    _waiting(session, lines)
    return list(lines.values())


def _learners(session: Session, school: str, on: date) -> Mapping[str, int]:
    person = func.coalesce(PersonAlias.kept, Enrolment.person)  # of two joined records, one
    query = (
        select(Enrolment.class_id, func.count(person.distinct()))
        .outerjoin(PersonAlias, PersonAlias.person == Enrolment.person)
        .where(Enrolment.class_id.in_(_classes_of(school)))
        .where(or_(Enrolment.starts_on.is_(None), Enrolment.starts_on <= on))
        .where(or_(Enrolment.ends_on.is_(None), Enrolment.ends_on >= on))
        .group_by(Enrolment.class_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _classes_of(school: str) -> Any:
    return select(SchoolClass.id).where(SchoolClass.school == school)


def _attendance(
    session: Session, school: str, days: tuple[date, date], lines: Mapping[str, ClassLine]
) -> None:
    within = and_(
        JournalLesson.school == school, JournalLesson.on >= days[0], JournalLesson.on <= days[1]
    )
    query = (
        select(JournalLesson.class_id, Attendance.code, func.count())
        .join(Attendance, Attendance.lesson == JournalLesson.id)
        .where(within, Attendance.code.not_in(("present", "late")))
        .group_by(JournalLesson.class_id, Attendance.code)
    )
    for class_id, code, count in session.execute(query):
        line = lines.get(class_id)
        if line is not None:
            line.missed += count
            line.unexcused += count if code == "unexcused" else 0
    for line in lines.values():
        seats = line.held * line.learners
        line.present = percent_of(max(seats - line.missed, 0), seats)


def _marks(session: Session, term: str, lines: Mapping[str, ClassLine]) -> None:
    def among(marks: frozenset[int]) -> Any:
        return func.sum(case((TermMark.mark.in_(sorted(marks)), 1), else_=0))

    query = (
        select(TermMark.class_id, func.count(), func.count(TermMark.mark), among(PASSING),
               among(GOOD))
        .where(TermMark.class_id.in_(sorted(lines)), TermMark.term == term)
        .where(TermMark.scale == "marks")
        .group_by(TermMark.class_id)
    )  # fmt: skip
    for class_id, signed, marked, passing, good in session.execute(query):
        line = lines[class_id]
        line.signed = signed
        line.success = percent_of(int(passing or 0), marked)
        line.quality = percent_of(int(good or 0), marked)


def _waiting(session: Session, lines: Mapping[str, ClassLine]) -> None:
    """Learners whose work for a task was handed in and has no mark: one for all their attempts."""
    handed_in = (
        select(Assignment.class_id, Submission.assignment, Submission.learner)
        .join(Submission, Submission.assignment == Assignment.id)
        .join(
            Mark,
            and_(Mark.assignment == Submission.assignment, Mark.learner == Submission.learner),
            isouter=True,
        )
        .where(Assignment.class_id.in_(sorted(lines)), Assignment.withdrawn.is_(False))
        .where(Mark.id.is_(None))
        .distinct()
    )
    counts: dict[str, int] = defaultdict(int)
    for class_id, _, _ in session.execute(handed_in):
        counts[class_id] += 1
    for class_id, count in counts.items():
        lines[class_id].waiting = count
