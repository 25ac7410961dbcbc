"""An inspector's pack: journals, plans, assessments and reports of a time in one file.

A ZIP of workbooks, with a list of them and their SHA-256 in front, so that a copy can be compared
with what the school gave out.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date

from server.people.models import SchoolClass
from server.reports import cards, headcount, plan, register, terms, timetable
from server.reports.reading import Asked, TermKey, terms_of_all_years
from server.reports.sheet import Report
from server.reports.workbook import workbook


def pack(asked: Asked, days: tuple[date, date]) -> tuple[bytes, frozenset[str]]:
    """The file, and the learners whose data it holds."""
    written: list[tuple[str, bytes]] = []
    about: set[str] = set()
    for name, report in _reports(asked, days):
        if report.pages:
            written.append((f"{name}.xlsx", workbook(report)))
            about |= report.about
    told = io.StringIO()
    rows = csv.writer(told, delimiter=";", lineterminator="\r\n")
    rows.writerow(["file", "bytes", "sha256"])
    for name, content in written:
        rows.writerow([name, len(content), hashlib.sha256(content).hexdigest()])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        made.writestr("contents.csv", told.getvalue().encode("utf-8-sig"))
        for name, content in written:
            made.writestr(name, content)
    return file.getvalue(), frozenset(about)


def _reports(asked: Asked, days: tuple[date, date]) -> Iterator[tuple[str, Report]]:
    """Those of the school first, then class by class; terms that touch the time are whole."""
    classes = asked.classes()
    every = terms_of_all_years(asked.session, classes, days[1])
    touched = [one for one in every if one.starts_on <= days[1] and one.ends_on >= days[0]]
    yield "timetable", timetable.school_timetable(asked, min(days[1], asked.today))
    for month in _months(days):
        yield f"headcount-{month:%Y-%m}", headcount.headcount(asked, month)
    for term in touched:
        yield f"term-report-{term.key}", terms.term_report(asked, classes, term.key)
        yield f"analysis-{term.key}", terms.analysis(asked, classes, term.key, None)
    for n, one in enumerate(classes, start=1):
        yield from _of_class(asked, one, f"class-{n:02d}", touched)


def _of_class(
    asked: Asked, one: SchoolClass, name: str, touched: list[TermKey]
) -> Iterator[tuple[str, Report]]:
    yield f"{name}-plan", plan.plan(asked, one, None)
    for term in touched:
        yield f"{name}-register-{term.key}", register.register(asked, one, term.key, None)
        yield f"{name}-marks-{term.key}", cards.term_cards(asked, one, term.key, None)


def _months(days: tuple[date, date]) -> Iterator[date]:
    month = days[0].replace(day=1)
    while month <= days[1] and month.year < date.max.year:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
