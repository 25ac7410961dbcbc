"""What the caller may ask for: schools, their classes and terms, and which reports make sense."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.gradebook.reading import learners_on
from server.people import grants
from server.people.models import School, SchoolClass
from server.reports.reading import Asked, TermKey, subjects_taught, terms_of_two_years
from server.reports.rights import Reader
from server.reports.schemas import KINDS
from server.reports.words import Words
from server.rows import rows_of

SEPTEMBER: Final = 9
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
    every = terms_of_two_years(session, asked.classes(), asked.today)
    ordered = [kind for kind in KINDS if kind in kinds]
    return Offer(
        school.id, school.name, whole, ordered, classes, every, months_of(asked), asked.today
    )


def _class(asked: Asked, reader: Reader, one: SchoolClass) -> ClassOffer | None:
    whole, mine = reader.has_class(one), reader.subjects(one)
    names = asked.names()
    codes = subjects_taught(asked.session, one) if mine is None else sorted(mine)
    subjects = sorted(
        ({"code": code, "name": names.get(code, code)} for code in codes),
        key=lambda subject: subject["name"],
    )
    family = reader.learners()
    learners = [
        {"id": who.id, "name": who.name}
        for who in (learners_on(asked.session, one.id, asked.today) if family else ())
        if who.id in family
    ]
    if not whole and not subjects and not learners:
        return None
    return ClassOffer(one.id, one.label, whole, subjects, learners)


def months_of(asked: Asked) -> list[dict[str, object]]:
    """From September of the school year to the present month."""
    today = asked.today
    first = date(today.year if today.month >= SEPTEMBER else today.year - 1, SEPTEMBER, 1)
    found = []
    while first <= today:
        found.append({"on": first, "name": asked.words.month(first)})
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return found
