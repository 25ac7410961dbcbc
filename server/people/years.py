"""What a class was in an earlier school year: a record goes up with its pupils and keeps its id."""

from datetime import date
from typing import Final

from server.people.models import Enrolment, SchoolClass

YEAR_TURNS_IN: Final = 6
"""From June on a list is one of the year that begins in September."""
SEPTEMBER: Final = 9
_UP_BY: Final = 10


def year_of(day: date) -> int:
    """The year in which the school year of a day began; a summer is the end of one. Pure."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def list_year(day: date) -> int:
    """The year in which the school year of a list begins: from June on it is the next one. Pure."""
    return day.year if day.month >= YEAR_TURNS_IN else day.year - 1


def climbed(one: SchoolClass, year: int) -> int:
    """How many school years the class has gone on since that which began in `year`; 0 where its
    own year is not known. Pure."""
    return max(0, int(one.year[:4]) - year) if one.year else 0


def grade_in(enrolment: Enrolment, one: SchoolClass, year: int) -> int:
    """The grade of a learner of the class in the school year that began in `year`, 0 for none: the
    grade of an enrolment goes up with its class, as long as it lasts. Pure."""
    now, ends_on = int(one.year[:4]) if one.year else year, enrolment.ends_on
    if ends_on is not None:
        # Classes have gone up by October; who ends before has not gone along.
        now = min(now, ends_on.year - (ends_on.month < _UP_BY))
    return (enrolment.grade or 0) - max(0, now - year)


def grades_in(one: SchoolClass, year: int) -> list[int]:
    """The grades of the class in the school year that began in `year`. A multi-grade class keeps
    its own: its pupils go through it. Pure."""
    up = climbed(one, year)
    return [one.grades[0] - up] if len(one.grades) == 1 and up < one.grades[0] else one.grades


def label_in(one: SchoolClass, year: int) -> str:
    """«10 А» of 2027 was «9 А» in 2026, and stands so on whatever is printed of that year. Pure."""
    number, space, letter = one.label.partition(" ")
    if number != str(one.grades[0]):
        return one.label
    return f"{grades_in(one, year)[0]}{space}{letter}"


def label_in_term(one: SchoolClass, term: str) -> str:
    """The label that the class had in a term such as «2026-2». Pure."""
    return label_in(one, int(term.partition("-")[0]))
