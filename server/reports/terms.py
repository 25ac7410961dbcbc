"""A term in figures: success and quality by class and subject, and what the assessments showed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from server.gradebook.analysis import GOOD, PASSING, percent_of
from server.gradebook.models import TermMark
from server.gradebook.reading import learners_on, subjects_of
from server.gradebook.reports import SubjectReport, report_of
from server.people.directory import under_kept
from server.people.models import SchoolClass
from server.people.years import label_in_term
from server.reports.cards import CODES, missed_lessons
from server.reports.limits import WEAK_SHOWN
from server.reports.reading import Asked, days_of
from server.reports.sheet import Cell, Page, Report, Table
from server.reports.words import day_text


def term_report(asked: Asked, classes: Sequence[SchoolClass], term: str) -> Report:
    """The school on a page, then a page for each class."""
    words = asked.words
    lines: list[list[Cell]] = []
    pages: list[Page] = []
    for one in classes:
        lines.append(_class_line(asked, one, term))
        rows = report_of(asked.session, one, term, asked.today)
        if rows:
            pages.append(_class_page(asked, one, term, rows))
    heads = words.of(
        "class", "learners", "only_fives", "fours", "one_three", "failing", "unattested",
        "success", "quality", "missed", "unexcused",
    )  # fmt: skip
    facts = asked.heading(("term", words.term(term)))
    signed = [
        asked.signature("deputy", ""),
        asked.signature("director", asked.director()),
    ]
    first = Page(words["term-report"], facts, [Table(words["by_class"], heads, lines)], [], signed)
    title, name = words["term-report"], asked.school.name
    return Report("term-report", title, name, asked.today, True, [first, *pages])


def _class_line(asked: Asked, one: SchoolClass, term: str) -> list[Cell]:
    days = days_of(asked.session, one, term) or (asked.today, asked.today)
    learners = [who.id for who in learners_on(asked.session, one.id, min(days[1], asked.today))]
    marks: dict[str, list[int | None]] = defaultdict(list)
    query = select(TermMark).where(TermMark.class_id == one.id, TermMark.term == term)
    signed = {
        (who, row.subject): row
        for who, row in under_kept(asked.session, asked.session.scalars(query))
    }
    for (who, _), row in signed.items():
        if row.scale == "marks" and row.outcome in ("mark", "unattested"):
            marks[who].append(row.mark)
    grouped = groups_of(marks[who] for who in learners)
    told = len(learners) - grouped["unattested"]
    good = grouped["only_fives"] + grouped["fours"]
    passing = told - grouped["failing"]
    missed = missed_lessons(asked, one, days)
    away = sum(counts[code] for counts in missed.values() for code in CODES if code != "late")
    return [
        label_in_term(one, term),
        len(learners),
        *(grouped[key] for key in ("only_fives", "fours", "one_three", "failing", "unattested")),
        percent_of(passing, told),
        percent_of(good, told),
        away,
        sum(counts["unexcused"] for counts in missed.values()),
    ]


def groups_of(by_learner: Iterable[Sequence[int | None]]) -> Mapping[str, int]:
    """How many learners have only fives, fours and fives, one three, a two, or a mark missing.

    Pure. Each learner is in one group at most: a missing mark is told before a two, and a two
    before threes; two threes or more are in none.
    """
    found = dict.fromkeys(("only_fives", "fours", "one_three", "failing", "unattested"), 0)
    for marks in by_learner:
        given = [mark for mark in marks if mark is not None]
        threes = given.count(3)
        if not given or len(given) < len(marks):
            found["unattested"] += 1
        elif any(mark not in PASSING for mark in given):
            found["failing"] += 1
        elif all(mark == max(GOOD) for mark in given):
            found["only_fives"] += 1
        elif threes == 0:
            found["fours"] += 1
        elif threes == 1:
            found["one_three"] += 1
    return found


def _class_page(asked: Asked, one: SchoolClass, term: str, rows: Sequence[SubjectReport]) -> Page:
    words, names = asked.words, asked.names()
    heads = [*words.of("subject", "learners"), "5", "4", "3", "2"]
    heads += words.of("unattested", "success", "quality")
    lines: list[list[Cell]] = [
        [
            names.get(row.subject, row.subject),
            row.marks.learners,
            *(row.marks.counts[mark] for mark in (5, 4, 3, 2)),
            row.marks.without,
            row.marks.success,
            row.marks.quality,
        ]
        for row in rows
    ]
    facts = asked.heading(("class", label_in_term(one, term)), ("term", words.term(term)))
    signed = [asked.signature("class_teacher", asked.class_teacher(one.id))]
    tables = [Table(words["by_subject"], heads, lines)]
    return Page(words["term-report"], facts, tables, [], signed)


def analysis(
    asked: Asked, classes: Sequence[SchoolClass], term: str, subject: str | None
) -> Report:
    """Section and term assessments of each class: levels, success, quality, weak objectives."""
    words, names = asked.words, asked.names()
    heads = words.of(
        "subject", "kind", "date", "title", "wrote", "low", "middle", "high", "success", "quality",
        "weak",
    )  # fmt: skip
    pages: list[Page] = []
    for one in classes:
        wanted = subjects_of(asked.session, one.id, term)
        lines = [
            _assessment_line(asked, names, row, at)
            for row in report_of(asked.session, one, term, asked.today)
            if subject in (None, row.subject) and row.subject in wanted
            for at in range(len(row.assessments))
            if row.assessments[at].summary.wrote
        ]
        if not lines:
            continue
        facts = asked.heading(("class", label_in_term(one, term)), ("term", words.term(term)))
        table = Table("", heads, lines, words=4)
        signed = [words["teacher"], words["deputy"]]
        pages.append(Page(words["analysis"], facts, [table], [], signed))
    if not pages:
        facts = asked.heading(("term", words.term(term)))
        pages.append(Page(words["analysis"], facts, [], [words["nothing"]], []))
    title, name = words["analysis"], asked.school.name
    return Report("analysis", title, name, asked.today, True, pages)


def _assessment_line(
    asked: Asked, names: Mapping[str, str], row: SubjectReport, at: int
) -> list[Cell]:
    one = row.assessments[at]
    found = one.summary
    weak = [f"{goal.objective} ({goal.percent} %)" for goal in one.objectives if goal.weak]
    return [
        names.get(row.subject, row.subject),
        asked.words["section" if one.part == "section" else "summative"],
        day_text(one.on),
        one.title,
        found.wrote,
        found.low,
        found.middle,
        found.high,
        found.success,
        found.quality,
        "; ".join(weak[:WEAK_SHOWN]) or None,
    ]
