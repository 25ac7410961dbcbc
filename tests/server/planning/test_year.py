"""Where the school year of a class begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.planning.flow import Row, of_year
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


def test_rows_that_were_taught_before_the_year_and_not_again_are_not_of_it() -> None:
    rows = [Row("whole", 1), Row("half", 2, 2), Row("again", 3, 2), Row("new", 4)]
    first = date(2027, 9, 2)
    held = [
        ("whole", date(2027, 5, 10)),
        ("half", date(2027, 5, 12)),
        ("again", date(2027, 5, 14)),
        ("again", first),
    ]
    assert [row.id for row in of_year(rows, held, first)] == ["again", "new"]
    assert of_year(rows, [], first) == rows


def test_rows_that_say_their_year_need_no_lesson_to_be_of_it() -> None:
    rows = [
        Row("unreached", 1, year=2026),
        Row("again", 2, 2, year=2026),
        Row("new", 3, year=2027),
        Row("old", 4),
    ]
    first = date(2027, 9, 2)
    held = [("again", date(2027, 5, 14)), ("again", first)]
    assert [row.id for row in of_year(rows, held, first)] == ["again", "new", "old"]
