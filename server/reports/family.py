"""What parents are told after a term: marks, what they are made of, attendance, work not handed
in. One page for a learner, in words that need no explaining."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from server import clock
from server.assessment.explain import number
from server.classroom.asked import is_asked, joined
from server.classroom.models import Arrangement, Assignment, Submission
from server.gradebook.reading import Book, Line, book_of, learners_on, subjects_of
from server.people.directory import under_kept
from server.people.models import Enrolment, SchoolClass
from server.people.years import label_in_term
from server.reports.cards import missed_by, missed_table
from server.reports.marks import mark_text, percent_text
from server.reports.reading import Asked, days_of
from server.reports.sheet import Cell, Page, Report, Table
from server.rows import rows_of


def family(asked: Asked, one: SchoolClass, term: str, learner: str | None) -> Report:
    """A page for each learner of a class, or for one of them."""
    words = asked.words
    days = days_of(asked.session, one, term) or (asked.today, asked.today)
    people = [
        who
        for who in learners_on(asked.session, one.id, min(days[1], asked.today))
        if learner in (None, who.id)
    ]
    names = asked.names()
    books = [
        book_of(asked.session, one, subject, term, asked.today)
        for subject in subjects_of(asked.session, one.id, term)
    ]
    missed = missed_by(asked, people, days)
    tasks = _Tasks(asked, one, days)
    heads = words.of("subject", "daily", "section", "summative", "percent", "mark")
    signed = [asked.signature("class_teacher", asked.class_teacher(one.id)), words["parent"]]
    pages = []
    for who in people:
        rows = [
            _line(asked, book, line, names)
            for book in books
            for line in book.lines
            if line.learner == who.id
        ]
        handed = Table("", words.of("tasks", "set", "handed_in", "not_handed_in"), tasks.of(who.id))
        pages.append(
            Page(
                words["family"],
                asked.heading(
                    ("pupil", who.name),
                    ("class", label_in_term(one, term)),
                    ("term", words.term(term)),
                ),
                [
                    Table("", heads, rows),
                    missed_table(asked, missed.get(who.id, Counter())),
                    handed,
                ],
                [],
                signed,
            )
        )
    about = frozenset(who.id for who in people)
    title, name = words["family"], asked.school.name
    return Report("family", title, name, asked.today, False, pages, about)


def _line(asked: Asked, book: Book, line: Line, names: Mapping[str, str]) -> list[Cell]:
    by_part: dict[str, list[str]] = {"section": [], "term": []}
    daily: list[Fraction] = []
    for column, cell in zip(book.columns, line.cells, strict=True):
        most = cell.most or Fraction(column.max)
        if cell.points is None:
            continue
        if column.part == "formative":
            daily.append(cell.points * 10 / most)
        else:
            told = number(cell.points, asked.words.language)
            by_part[column.part].append(f"{told}/{number(most, asked.words.language)}")
    mean = sum(daily, Fraction(0)) / len(daily) if daily else None
    return [
        names.get(book.subject, book.subject),
        None if mean is None else number(mean, asked.words.language),
        ", ".join(by_part["section"]) or None,
        ", ".join(by_part["term"]) or None,
        percent_text(line, asked.words),
        mark_text(line.signed, asked.words),
    ]


class _Tasks:
    """Tasks of a class whose time ended in these days, and who handed them in. A learner who was
    given more time has it."""

    def __init__(self, asked: Asked, one: SchoolClass, days: tuple[date, date]) -> None:
        query = select(Assignment).where(
            Assignment.class_id == one.id, Assignment.withdrawn.is_(False)
        )
        self._words = asked.words
        self._days, self._now = days, clock.rfc3339(clock.now_ms())
        self._tasks = [task for task in asked.session.scalars(query) if task.accepts]
        there = asked.session.scalars(select(Enrolment).where(Enrolment.class_id == one.id))
        kept = under_kept(asked.session, there, by="person")
        since = joined((row for _, row in kept), min(days[1], asked.today))
        self._joined = {who: since[row.person] for who, row in kept if row.person in since}
        wanted = [task.id for task in self._tasks]
        arranged = _given(asked, Arrangement, wanted)
        self._later = {(row.assignment, who): row.due_at for who, row in arranged if row.due_at}
        self._done = {(row.assignment, who) for who, row in _given(asked, Submission, wanted)} | {
            (row.assignment, who) for who, row in arranged if row.on_paper
        }

    def of(self, learner: str) -> list[list[Cell]]:
        since = self._joined.get(learner, date.min)
        own = [
            task
            for task in self._tasks
            if (due_on := self._ended_on(self._later.get((task.id, learner), task.due_at)))
            and (
                is_asked(task.learners, learner, due_on, since) or (task.id, learner) in self._done
            )
        ]
        lacking = [task.title for task in own if (task.id, learner) not in self._done]
        return [[self._words["total"], len(own), len(own) - len(lacking), "; ".join(lacking) or 0]]

    def _ended_on(self, due: str | None) -> date | None:
        if due is None or due > self._now:
            return None
        day = clock.date_of(due)
        return day if self._days[0] <= day <= self._days[1] else None


def _given(asked: Asked, table: Any, tasks: Collection[str]) -> list[tuple[str, Any]]:
    """Rows of these tasks with the learner for whom each counts."""
    return under_kept(asked.session, rows_of(asked.session, table, tasks, by="assignment"))
