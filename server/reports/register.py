"""The class register: a double page for each subject, as the printed journal has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.assessment.explain import number
from server.gradebook.models import Assessment
from server.gradebook.reading import Book, Line, book_of, subjects_of
from server.journal.models import JournalLesson
from server.people.models import SchoolClass
from server.reports.limits import DATES_PER_PAGE, PAGES
from server.reports.marks import mark_text, percent_text
from server.reports.reading import (
    Asked,
    absences,
    days_of,
    lessons_between,
    names_of,
    subjects_taught,
)
from server.reports.sheet import Cell, Page, Report, Table
from server.reports.words import day_text


@dataclass(frozen=True, slots=True)
class _Column:
    """A day of a subject: its lessons, and what was assessed on it."""

    on: date
    lessons: tuple[str, ...]
    assessments: tuple[int, ...]


def register(asked: Asked, one: SchoolClass, term: str, subject: str | None) -> Report:
    """Pages of a subject, or of all of them; empty for a term that the calendar doesn't have."""
    days = days_of(asked.session, one, term)
    about: set[str] = set()
    pages: list[Page] = []
    if days is not None:
        written = lessons_between(asked.session, one.id, days)
        codes = {
            *subjects_taught(asked.session, one, days),
            *subjects_of(asked.session, one.id, term),
        }
        wanted = sorted(codes | {row.subject for row in written}) if subject is None else [subject]
        names = asked.names()
        for code in sorted(wanted, key=lambda one: names.get(one, one)):
            book = book_of(asked.session, one, code, term, asked.today)
            about |= {line.learner for line in book.lines}
            lessons = [row for row in written if row.subject == code]
            pages += _subject(asked, book, lessons, names.get(code, code))
    title = asked.words["register"]
    made_on, name = asked.today, asked.school.name
    return Report("register", title, name, made_on, True, pages[:PAGES], frozenset(about))


def _subject(
    asked: Asked, book: Book, lessons: Sequence[JournalLesson], name: str
) -> Iterator[Page]:
    words = asked.words
    authors = names_of(asked.session, {row.author for row in lessons if row.author})
    facts = asked.heading(
        ("class", book.label),
        ("subject", name),
        ("term", words.term(book.term)),
        ("teacher", ", ".join(sorted(set(authors.values())))),
    )
    signatures = [words["teacher"], words["deputy"]]
    missing = absences(asked.session, lessons)
    columns = _columns(book, [row for row in lessons if row.state == "held"])
    parts = [
        columns[at : at + DATES_PER_PAGE] for at in range(0, max(len(columns), 1), DATES_PER_PAGE)
    ]
    for n, part in enumerate(parts, start=1):
        last = n == len(parts)
        heads = [words["number"], words["pupil"], *(_head(one, book, asked) for one in part)]
        rows = [
            _row(at, line, part, missing, asked, last=last)
            for at, line in enumerate(book.lines, start=1)
        ]
        if last:
            heads += words.of("percent", "mark")
        table = Table(words["marks"], heads, rows, words=2, upright=True)
        yield Page(words["register"], facts, [table], [words["legend"]], [])
    taught: list[list[Cell]] = [
        [
            day_text(row.on),
            row.bell,
            row.topic if row.state == "held" else f"({words['cancelled']}) {row.reason}".strip(),
            row.homework,
            authors.get(row.author or "", ""),
        ]
        for row in lessons
    ]
    heads = words.of("date", "bell", "topic", "homework", "teacher")
    notes = [] if taught else [words["nothing"]]
    table = Table(words["lessons"], heads, taught, words=5)
    yield Page(words["register"], facts, [table], notes, signatures)


def _columns(book: Book, held: Sequence[JournalLesson]) -> list[_Column]:
    days = {row.on for row in held} | {one.on for one in book.columns}
    return [
        _Column(
            day,
            tuple(row.id for row in held if row.on == day),
            tuple(n for n, one in enumerate(book.columns) if one.on == day),
        )
        for day in sorted(days)
    ]


def _head(column: _Column, book: Book, asked: Asked) -> str:
    parts = [_part(book.columns[n], asked) for n in column.assessments]
    return " ".join([f"{column.on:%d.%m}", *(part for part in parts if part)])


def _part(one: Assessment, asked: Asked) -> str:
    """Daily work needs no name above its points."""
    key = {"section": "section", "term": "summative"}.get(one.part)
    return f"{asked.words[key]} /{one.max}" if key else ""


def _row(
    at: int,
    line: Line,
    part: Sequence[_Column],
    missing: Mapping[str, Mapping[str, str]],
    asked: Asked,
    *,
    last: bool,
) -> list[Cell]:
    codes = missing.get(line.learner, {})
    cells: list[Cell] = [at, line.name]
    for column in part:
        said = [asked.words[f"{codes[one]}_short"] for one in column.lessons if one in codes]
        for n in column.assessments:
            cell = line.cells[n]
            if cell.points is not None:
                said.append(number(cell.points, asked.words.language))
            elif cell.outcome not in ("none", "absent") or (cell.outcome == "absent" and not said):
                said.append(asked.words[cell.outcome])
        cells.append(" ".join(said) or None)
    if last:
        cells += [percent_text(line, asked.words), mark_text(line.signed, asked.words)]
    return cells
