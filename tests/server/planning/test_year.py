"""Where the school year of a class begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.planning.year import year_start


@dataclass(frozen=True)
class Dates:
    terms: Sequence[dict[str, Any]]
    grades: Sequence[int] = ()


def dates(*firsts: str, grades: Sequence[int] = ()) -> Dates:
    return Dates([{"starts_on": first, "ends_on": first} for first in firsts], grades)


LAST = dates("2027-01-10", "2026-09-01")
THIS = dates("2027-09-02", "2028-01-10")


def test_a_year_begins_with_the_month_of_the_latest_calendar_that_has_begun() -> None:
    both = [THIS, LAST]
    assert year_start([6], date(2027, 5, 20), both) == date(2026, 9, 1)
    assert year_start([6], date(2027, 8, 31), both) == date(2026, 9, 1)
    assert year_start([6], date(2027, 9, 2), both) == date(2027, 9, 1)
    assert year_start([6], date(2026, 8, 31), both) == date.min
    assert year_start([6], date(2027, 9, 2), []) == date.min


def test_a_calendar_of_other_grades_begins_no_year() -> None:
    first = dates("2027-09-02", grades=[1])
    assert year_start([6], date(2027, 9, 3), [LAST, first]) == date(2026, 9, 1)
    assert year_start([1, 2], date(2027, 9, 3), [LAST, first]) == date(2027, 9, 1)
