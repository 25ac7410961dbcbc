"""Of whom a task is asked: those who were there by its day, and whom it names."""

from datetime import date

from server.classroom.asked import is_asked, joined
from server.people.models import Enrolment

ON = date(2026, 11, 20)


def stay(person: str, first: date | None, last: date | None = None) -> Enrolment:
    return Enrolment(person=person, starts_on=first, ends_on=last)


def test_a_stay_is_counted_from_the_first_day_of_what_runs() -> None:
    rows = [
        stay("aru", None),
        stay("dias", date(2026, 11, 9)),
        stay("timur", date(2026, 9, 1), date(2026, 9, 30)),
        stay("timur", date(2026, 11, 16)),
        stay("timur", date(2026, 11, 12)),
        stay("gone", date(2026, 9, 1), date(2026, 11, 19)),
        stay("to come", date(2026, 11, 21)),
    ]
    assert joined(rows, ON) == {
        "aru": date.min,
        "dias": date(2026, 11, 9),
        "timur": date(2026, 11, 12),
    }


def test_a_task_is_asked_from_the_first_day_on_and_of_whom_it_names_always() -> None:
    came = date(2026, 11, 9)
    assert not is_asked(None, "dias", date(2026, 11, 8), came)
    assert is_asked(None, "dias", came, came)
    assert is_asked(["dias"], "dias", date(2026, 9, 8), came)
    assert not is_asked(["aru"], "dias", date(2026, 11, 20), came)
