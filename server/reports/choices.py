"""What the caller may ask for: schools, their classes and terms, and which reports make sense."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.gradebook.reading import Learner, learners_on
from server.people import grants
from server.people.models import School, SchoolClass
from server.people.years import SEPTEMBER, year_of
from server.reports.reading import (
    Asked,
    TermKey,
    subjects_taught,
    terms_of_all_years,
    terms_of_year,
)
from server.reports.rights import Reader
from server.reports.schemas import KINDS
from server.reports.words import Words
from server.rows import rows_of

_OF_A_CLASS: Final = (
    "report-card", "register", "timetable", "term-report", "analysis", "family", "plan",
    "portfolio", "consent",
)  # fmt: skip
_OF_A_SUBJECT: Final = ("register", "timetable", "analysis", "plan")
_OF_A_CHILD: Final = ("report-card", "timetable", "family", "portfolio", "consent")


@dataclass(frozen=True, slots=True)
class ClassOffer:
    """A class, and how much of it."""

    id: str
    label: str
    whole: bool
    subjects: list[dict[str, str]]
    learners: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A school, and how much of it."""

    id: str
    name: str
    whole: bool
    kinds: list[str]
    classes: list[ClassOffer]
    terms: list[TermKey]
    months: list[dict[str, object]]
    today: date


def offers(session: Session, caller: PersonContext, language: str) -> list[Offer]:
    """Every school of the caller in which there is something to read."""
    schools = rows_of(session, School, sorted(grants.schools(caller.roles)))
    found = [_offer(session, Reader(caller), School(**row._mapping), language) for row in schools]
    return [one for one in found if one.kinds]


def _offer(session: Session, reader: Reader, school: School, language: str) -> Offer:
    asked = Asked(session, school, Words(language), clock.today())
    classes = [one for one in (_class(asked, reader, it) for it in asked.classes()) if one]
    whole = reader.oversees(school.id)
    kinds: set[str] = set(KINDS) if whole else set()
    for one in classes:
        if one.whole:
            kinds.update(_OF_A_CLASS)
        if one.subjects:
            kinds.update(_OF_A_SUBJECT)
        if one.learners:
            kinds.update(_OF_A_CHILD)
    every = terms_of_all_years(session, asked.classes(), asked.today)
    ordered = [kind for kind in KINDS if kind in kinds]
    months = months_of(asked, every)
    return Offer(school.id, school.name, whole, ordered, classes, every, months, asked.today)


def _class(asked: Asked, reader: Reader, one: SchoolClass) -> ClassOffer | None:
    lately = (date(year_of(asked.today) - 1, SEPTEMBER, 1), asked.today)
    whole, mine = reader.has_class(one), reader.subjects(one)
    names = asked.names()
    codes = subjects_taught(asked.session, one, lately) if mine is None else sorted(mine)
    subjects = sorted(
        ({"code": code, "name": names.get(code, code)} for code in codes),
        key=lambda subject: subject["name"],
    )
    family = reader.learners()
    learners = [
        {"id": who.id, "name": who.name}
        for who in (_in_years(asked, one, lately) if family else ())
        if who.id in family
    ]
    if not whole and not subjects and not learners:
        return None
    return ClassOffer(one.id, one.label, whole, subjects, learners)


def _in_years(asked: Asked, one: SchoolClass, lately: tuple[date, date]) -> list[Learner]:
    """Those of the class today, and of the year before: whose class has changed since has last
    year's report card from here."""
    ended = terms_of_year(asked.session, one, lately[0].year)
    days = {asked.today, *(term.ends_on for term in ended)}
    found = {who.id: who for on in sorted(days) for who in learners_on(asked.session, one.id, on)}
    return list(found.values())


def months_of(asked: Asked, terms: Sequence[TermKey]) -> list[dict[str, object]]:
    """From September of the year that ended, if the school was there then, to the present month."""
    today = asked.today
    first, found = date(year_of(today), SEPTEMBER, 1), []
    if terms and terms[0].starts_on < first:
        first = first.replace(year=first.year - 1)
    while first <= today:
        found.append({"on": first, "name": asked.words.month(first)})
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return found
