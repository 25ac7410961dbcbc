"""Report cards: a learner's marks by subject, of one term or of the whole year."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from server.gradebook.models import TermMark
from server.gradebook.reading import Learner, learners_on
from server.journal.models import Attendance, JournalLesson
from server.people.directory import records_of, under_kept
from server.people.models import SchoolClass
from server.people.years import label_in, year_of
from server.reports.electives import electives
from server.reports.marks import mark_text
from server.reports.reading import (
    Asked,
    absences,
    days_of,
    lessons_between,
    subjects_taught,
    terms_of_year,
)
from server.reports.sheet import Cell, Page, Report, Table
from server.reports.words import day_text, roman, school_year
from server.rows import rows_of
from server.transfers.models import LearnerHistory
from server.yearend.models import YearMark, YearOutcome

CODES = ("unexcused", "excused", "ill", "late")


def term_cards(asked: Asked, one: SchoolClass, term: str, learner: str | None) -> Report:
    """A page for each learner: subjects and signed marks of a term."""
    days = days_of(asked.session, one, term) or (asked.today, asked.today)
    people = _shown(asked, one, days, learner)
    marks = _marks(asked, people, [term])
    subjects = _subjects(asked, one, days, {code for _, code, _ in marks})

    def table(who: Learner) -> list[Table]:
        rows: list[list[Cell]] = [
            [name, mark_text(marks.get((who.id, code, term)), asked.words)]
            for code, name in subjects
        ]
        return [Table("", asked.words.of("subject", "mark"), rows)]

    return _cards(asked, one, days, people, ("term", asked.words.term(term)), table, {})


def year_cards(asked: Asked, one: SchoolClass, year: int, learner: str | None) -> Report:
    """A page for each learner: the marks of all terms, of the year, of exams, and the decision."""
    words = asked.words
    terms = terms_of_year(asked.session, one, year)
    keys = [term.key for term in terms]
    days = (terms[0].starts_on, terms[-1].ends_on) if terms else (asked.today, asked.today)
    people = _shown(asked, one, days, learner)
    ids = [who.id for who in people]
    marks = _marks(asked, people, keys)
    years = {
        (who, row.subject): row for who, row in _of_people(asked, YearMark, ids) if row.year == year
    }
    subjects = _subjects(
        asked, one, days, {code for _, code, _ in marks} | {code for _, code in years}
    )
    brought = {
        (who, mark["subject"], mark["period"]): f"{mark['mark']} *"
        for who, history in _of_people(asked, LearnerHistory, ids)
        if not history.withdrawn
        for mark in history.content["marks"]
        if mark["mark"] is not None and mark["period"] in keys
    }
    heads = [
        words["subject"],
        *(roman(int(key.rpartition("-")[2])) for key in keys),
        *words.of("year_mark", "exam", "final"),
    ]

    def table(who: Learner) -> list[Table]:
        rows: list[list[Cell]] = []
        for code, name in subjects:
            total = years.get((who.id, code))
            rows.append(
                [
                    name,
                    *(
                        mark_text(marks.get((who.id, code, key)), words)
                        or brought.get((who.id, code, key))
                        for key in keys
                    ),
                    mark_text(total, words),
                    total.exam if total else None,
                    total.final if total else None,
                ]
            )
        return [Table("", heads, rows)]

    said = _decisions(asked, ids, year)
    for who, _, _ in brought:
        said[who] = [*dict.fromkeys([*said.get(who, []), words["brought"]])]
    for one_of, lines in electives(asked, ids, year).items():
        said[one_of] = [*said.get(one_of, []), *lines]
    return _cards(asked, one, days, people, ("year", school_year(year)), table, said)


def _decisions(asked: Asked, people: Sequence[str], year: int) -> dict[str, list[str]]:
    """What the council has decided of each."""
    words = asked.words
    found: dict[str, list[str]] = {}
    for row in rows_of(asked.session, YearOutcome, [f"{one}~{year}" for one in people]):
        number = f", № {row.protocol}" if row.protocol else ""
        told = f"{words['decision']}: {words[row.decision]}{number}, {day_text(row.on)}"
        found[row.learner] = [told]
    return found


def _cards(  # noqa: PLR0917 - the parts of one form, each named where it is made
    asked: Asked,
    one: SchoolClass,
    days: tuple[date, date],
    people: Sequence[Learner],
    over: tuple[str, str],
    tables: Callable[[Learner], Sequence[Table]],
    said: Mapping[str, Sequence[str]],
) -> Report:
    words = asked.words
    missed = missed_by(asked, people, days)
    signatures = [
        asked.signature("class_teacher", asked.class_teacher(one.id)),
        asked.signature("director", asked.director()),
        words["parent"],
    ]
    pages = [
        Page(
            words["report-card"],
            asked.heading(("pupil", who.name), ("class", label_in(one, year_of(days[0]))), over),
            [*tables(who), missed_table(asked, missed.get(who.id, Counter()))],
            said.get(who.id, []),
            signatures,
        )
        for who in people
    ]
    about = frozenset(who.id for who in people)
    return Report(
        "report-card", words["report-card"], asked.school.name, asked.today, False, pages, about
    )


def _shown(
    asked: Asked, one: SchoolClass, days: tuple[date, date], learner: str | None
) -> list[Learner]:
    """Those of the class on the last day, or the one who is asked for."""
    people = learners_on(asked.session, one.id, min(days[1], asked.today))
    return [who for who in people if learner in (None, who.id)]


def missed_lessons(
    asked: Asked, one: SchoolClass, days: tuple[date, date]
) -> Mapping[str, Counter[str]]:
    """Lessons by learner and code of attendance."""
    lessons = lessons_between(asked.session, one.id, days)
    return {who: Counter(codes.values()) for who, codes in absences(asked.session, lessons).items()}


def missed_by(
    asked: Asked, people: Sequence[Learner], days: tuple[date, date]
) -> Mapping[str, Counter[str]]:
    """Lessons by learner and code of attendance, in whichever class of the school they were."""
    rows = _of_people(asked, Attendance, [who.id for who in people])
    lessons = {
        one.id
        for one in rows_of(asked.session, JournalLesson, {row.lesson for _, row in rows})
        if one.school == asked.school.id and days[0] <= one.on <= days[1]
    }
    codes = {(who, row.lesson): row.code for who, row in rows if row.lesson in lessons}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (who, _), code in codes.items():
        if code != "present":
            found[who][code] += 1
    return found


def missed_table(asked: Asked, counts: Counter[str]) -> Table:
    """How many lessons a learner missed, and why."""
    missed = sum(counts[code] for code in CODES if code != "late")
    heads = asked.words.of("attendance", *CODES)
    return Table("", heads, [[f"{asked.words['missed']}: {missed}", *(counts[c] for c in CODES)]])


def _marks(
    asked: Asked, people: Sequence[Learner], terms: Collection[str]
) -> Mapping[tuple[str, str, str], TermMark]:
    """By learner, subject and term, whichever class each was signed in: who came from the parallel
    class in January has the first half of the year from there."""
    rows = _of_people(asked, TermMark, [who.id for who in people])
    return {(who, row.subject, row.term): row for who, row in rows if row.term in terms}


def _of_people(asked: Asked, table: Any, people: Collection[str]) -> list[tuple[str, Any]]:
    """Rows of all records of these learners."""
    records = sorted(frozenset[str]().union(*records_of(asked.session, people).values()))
    return under_kept(asked.session, rows_of(asked.session, table, records, by="learner"))


def _subjects(
    asked: Asked, one: SchoolClass, days: tuple[date, date], marked: Collection[str]
) -> list[tuple[str, str]]:
    """Codes and names: those of the timetable, and those with a mark."""
    names = asked.names()
    codes = {*subjects_taught(asked.session, one, days), *marked}
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])
