"""Reports of a class for a term: marks by subject, and each section and term assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from server.gradebook.analysis import (
    AssessmentSummary,
    MarksSummary,
    Reached,
    objectives_of,
    summary_of_marks,
    summary_of_points,
)
from server.gradebook.models import Assessment
from server.gradebook.reading import Book, Line, book_of, subjects_of
from server.people.models import SchoolClass


@dataclass(frozen=True, slots=True)
class AssessmentReport:
    """One section or term assessment of a subject."""

    id: str
    part: str
    title: str
    on: date
    summary: AssessmentSummary
    objectives: Sequence[Reached]


@dataclass(frozen=True, slots=True)
class SubjectReport:
    """`signed` of the learners have a mark or a word in its place; `blank` points are missing;
    `outdated` marks rest on other points than those that are here now."""

    subject: str
    marks: MarksSummary
    signed: int
    blank: int
    outdated: int
    assessments: Sequence[AssessmentReport]


def report_of(session: Session, one: SchoolClass, term: str, today: date) -> list[SubjectReport]:
    """A line for each subject with an assessment or a signed mark."""
    return [
        _subject(book_of(session, one, subject, term, today))
        for subject in subjects_of(session, one.id, term)
    ]


def _subject(book: Book) -> SubjectReport:
    lines = book.lines
    return SubjectReport(
        subject=book.subject,
        marks=summary_of_marks([line.signed.mark if line.signed else None for line in lines]),
        signed=sum(line.signed is not None for line in lines),
        blank=sum(len(line.reckoned.blank) for line in lines),
        outdated=sum(is_outdated(line) for line in lines),
        assessments=[
            _assessment(book, n, column)
            for n, column in enumerate(book.columns)
            if column.part != "formative"
        ],
    )


def is_outdated(line: Line) -> bool:
    """Whether a signed mark rests on other points than those that are here now."""
    if line.signed is None or line.signed.outcome != "mark":
        return False
    told = {
        (one["assessment"], Fraction(one["points"]), Fraction(one["max"]))
        for one in line.signed.inputs
    }
    return told != {(name, score.points, score.most) for name, score in line.reckoned.inputs}


def _assessment(book: Book, n: int, column: Assessment) -> AssessmentReport:
    points = []
    asked = []
    for line in book.lines:
        cell = line.cells[n]
        if cell.points is None:
            continue
        most = cell.most or Fraction(column.max)
        points.append((min(cell.points, most), most))
        asked += [(objective, *points[-1]) for objective in column.objectives]
        for task, got in zip(column.tasks, line.by_task[n], strict=False):
            if got is not None and task["objective"] not in column.objectives:
                asked.append((task["objective"], Fraction(got), Fraction(task["max"])))
    return AssessmentReport(
        column.id,
        column.part,
        column.title,
        column.on,
        summary_of_points(points),
        objectives_of(asked),
    )
