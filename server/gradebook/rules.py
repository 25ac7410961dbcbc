"""When section and term assessments may be: advice, for who plans them and who leads the school.

Pure, and the same on the phone (`pwa/src/assessment/rules.ts`). Nothing is refused: two teachers
without a link can't know of each other, and an order may move a term's end.
Rule: at most three term assessments a day, none on a term's last day, no section and term
assessment of a subject on one day; one to three section assessments and at most one term
assessment a term (order 125, and the ministry's letter on closures).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from server.assessment.policy import Part
from server.gradebook.limits import SECTIONS_PER_TERM, TERM_ASSESSMENTS_PER_DAY


class Planned(NamedTuple):
    """A summative assessment of a class, or of one grade of it."""

    id: str
    grade: int | None
    subject: str
    term: str
    part: Part
    on: date


class Warned(NamedTuple):
    """`code` is one of day-full, last-day, same-day, term-twice, too-many-sections."""

    code: str
    ids: tuple[str, ...]


def warnings(planned: Iterable[Planned], last_days: Mapping[str, date]) -> list[Warned]:
    """What is against the rules in one class; `last_days` by term."""
    every = sorted(planned, key=lambda one: (one.on, one.id))
    grades: list[int | None] = [*sorted({one.grade for one in every if one.grade is not None})]
    found: dict[Warned, None] = {}
    for grade in grades or [None]:
        mine = [one for one in every if one.grade in (None, grade)]
        for warned in _of_grade(mine, last_days):
            found[warned] = None
    return list(found)


def _of_grade(mine: list[Planned], last_days: Mapping[str, date]) -> Iterable[Warned]:
    terms = [one for one in mine if one.part == "term"]
    sections = [one for one in mine if one.part == "section"]
    for day in sorted({one.on for one in terms}):
        that_day = _ids(one for one in terms if one.on == day)
        if len(that_day) > TERM_ASSESSMENTS_PER_DAY:
            yield Warned("day-full", that_day)
    for one in terms:
        if last_days.get(one.term) == one.on:
            yield Warned("last-day", (one.id,))
        beside = _ids(two for two in sections if (two.subject, two.on) == (one.subject, one.on))
        if beside:
            yield Warned("same-day", (*beside, one.id))
    for subject, term in sorted({(one.subject, one.term) for one in mine}):
        own = _ids(one for one in terms if (one.subject, one.term) == (subject, term))
        if len(own) > 1:
            yield Warned("term-twice", own)
        own = _ids(one for one in sections if (one.subject, one.term) == (subject, term))
        if len(own) > SECTIONS_PER_TERM:
            yield Warned("too-many-sections", own)


def _ids(some: Iterable[Planned]) -> tuple[str, ...]:
    return tuple(one.id for one in some)
