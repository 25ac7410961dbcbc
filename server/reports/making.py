"""From what somebody asks for to a report that they may read."""

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.errors import Problem, not_found
from server.people.models import School, SchoolClass
from server.reports import (
    cards,
    consent,
    family,
    headcount,
    plan,
    portfolio,
    register,
    terms,
    timetable,
)
from server.reports.reading import Asked
from server.reports.rights import Reader
from server.reports.sheet import Report
from server.reports.words import Words

_TIMELESS: Final = {"portfolio": portfolio.portfolio, "consent": consent.consent}


def make(session: Session, caller: PersonContext, kind: str, query: dict[str, Any]) -> Report:
    """Problem 404 for what the caller may not read, 422 for what is lacking in the question."""
    reader, one = Reader(caller), None
    if query["class_id"] is not None:
        one = session.get(SchoolClass, query["class_id"])
        if one is None:
            raise not_found()
    school = session.get(School, one.school if one else query["school"] or "")
    if school is None:
        raise not_found()
    asked = Asked(session, school, Words(query["language"]), clock.today())
    if kind == "timetable":
        return _timetable(asked, reader, one, query["on"] or asked.today)
    if kind == "headcount":
        reader.need_school(school.id)
        return headcount.headcount(asked, query["on"] or asked.today)
    if kind in ("term-report", "analysis"):
        return _figures(asked, reader, kind, one, query)
    return _class(asked, reader, kind, _needed(one, "class"), query)


def _timetable(asked: Asked, reader: Reader, one: SchoolClass | None, on: date) -> Report:
    reader.need_member(asked.school.id)
    if one is None:
        return timetable.school_timetable(asked, on)
    return timetable.class_timetable(asked, one, on)


def _figures(
    asked: Asked, reader: Reader, kind: str, one: SchoolClass | None, query: dict[str, Any]
) -> Report:
    term, subject = _needed(query["term"], "term"), query["subject"]
    if one is None:
        reader.need_school(asked.school.id)
    else:
        reader.need_subject(one, subject if kind == "analysis" else None)
    classes = asked.classes() if one is None else [one]
    if kind == "analysis":
        return terms.analysis(asked, classes, term, subject)
    return terms.term_report(asked, classes, term)


def _class(
    asked: Asked, reader: Reader, kind: str, one: SchoolClass, query: dict[str, Any]
) -> Report:
    learner = query["learner"]
    if kind == "register":
        reader.need_subject(one, query["subject"])
        return register.register(asked, one, _needed(query["term"], "term"), query["subject"])
    if kind == "plan":
        reader.need_subject(one, query["subject"])
        return plan.plan(asked, one, query["subject"])
    reader.need_learner(one, learner)
    if kind in _TIMELESS:
        return _TIMELESS[kind](asked, one, learner)
    if kind == "report-card" and query["year"] is not None:
        return cards.year_cards(asked, one, query["year"], learner)
    term = _needed(query["term"], "term")
    if kind == "report-card":
        return cards.term_cards(asked, one, term, learner)
    return family.family(asked, one, term, learner)


def _needed(value: Any, name: str) -> Any:
    if value is None:
        raise Problem(
            422,
            "report-incomplete",
            f"This report needs a {name}",
            hint="Choose the class and the term, then ask for the report again.",
        )
    return value
