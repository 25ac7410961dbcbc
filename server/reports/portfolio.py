"""A learner's portfolio on paper: works and achievements with their days."""

from server.consent.purposes import SHOWING
from server.consent.standing import without
from server.gradebook.reading import learners_on
from server.people.directory import records_of, under_kept
from server.people.models import SchoolClass
from server.portfolio.models import PortfolioItem
from server.portfolio.schemas import KINDS
from server.reports.reading import Asked
from server.reports.sheet import Cell, Page, Report, Table
from server.reports.words import day_text
from server.rows import rows_of


def portfolio(asked: Asked, one: SchoolClass, learner: str | None) -> Report:
    """A page for each learner of the class who has one; the latest first."""
    words, names = asked.words, asked.names()
    people = [
        who for who in learners_on(asked.session, one.id, asked.today) if learner in (None, who.id)
    ]
    rows: dict[str, list[PortfolioItem]] = {}
    records = records_of(asked.session, [who.id for who in people])
    theirs = sorted(frozenset[str]().union(*records.values()))
    found = under_kept(asked.session, rows_of(asked.session, PortfolioItem, theirs, by="learner"))
    for learner_id, row in sorted(found, key=lambda one: (one[1].on, one[1].id), reverse=True):
        if not row.withdrawn:
            rows.setdefault(learner_id, []).append(row)
    everybody = [who.id for who in people]
    hidden = without(asked.session, asked.school.id, everybody, SHOWING)
    pages = []
    for who in people:
        own = rows.get(who.id, [])
        if not own and learner is None:
            continue
        tables = []
        for kind in KINDS:
            lines: list[list[Cell]] = [
                [day_text(row.on), names.get(row.subject, row.subject), row.title, row.text]
                for row in own
                if row.kind == kind
            ]
            if lines:
                heads = words.of("date", "subject", "title", "note")
                tables.append(Table(words["portfolio_" + kind], heads, lines, words=4))
        shown = words["not_given" if who.id in hidden else "given"]
        facts = asked.heading(("pupil", who.name), ("class", one.label), ("may_show", shown))
        pages.append(Page(words["portfolio"], facts, tables, [], [words["class_teacher"]]))
    about = frozenset(everybody)
    return Report(
        "portfolio", words["portfolio"], asked.school.name, asked.today, False, pages, about
    )
