"""Lessons find their days: through holidays, closures and sick teachers, and none gets lost."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from server.planning.flow import (
    Calendar,
    Closure,
    Line,
    Occasion,
    Row,
    Settled,
    Slot,
    Span,
    Taught,
    flow,
    occasions,
)
from tests.server.planning.flow_cases import answer, cases

MATHS = Taught("5a", None, "mathematics")
ALWAYS = Span(None, None)
YEAR = Calendar(terms=(Span(date(2026, 9, 1), date(2026, 9, 30)),))
MONDAY = Slot("mon", 1, 2, ALWAYS, (Line(1, MATHS),))
FRIDAY = Slot("fri", 5, 1, ALWAYS, (Line(1, MATHS),))
ROWS = [Row("fractions", 1), Row("sums", 2, hours=2), Row("test", 3)]


def days(lessons: list[Occasion]) -> list[str]:
    return [f"{one.day:%d}" for one in lessons]


def september(*closures: Closure, calendar: Calendar = YEAR) -> list[Occasion]:
    return occasions(calendar, [FRIDAY, MONDAY], closures, MATHS)


def test_a_month_has_its_mondays_and_fridays_in_order() -> None:
    assert days(september()) == ["04", "07", "11", "14", "18", "21", "25", "28"]
    assert september()[0].record == "fri~20260904~1"


def test_holidays_and_other_classes_closures_are_told_apart() -> None:
    closed = Closure(Span(date(2026, 9, 7), date(2026, 9, 11)))

    assert days(september(closed)) == ["04", "14", "18", "21", "25", "28"]
    assert september(replace(closed, classes=frozenset({"4a"}))) == september()
    assert september(replace(closed, classes=frozenset({"5a"}))) == september(closed)


def test_a_day_that_is_moved_follows_the_other_weekday_even_in_a_holiday() -> None:
    moved = replace(
        YEAR,
        holidays=(Span(date(2026, 9, 7), date(2026, 9, 8)),),
        moved={date(2026, 9, 8): 1, date(2026, 9, 12): 5},
    )

    assert days(september(calendar=moved)) == ["04", "08", "11", "12", "14", "18", "21", "25", "28"]


def test_a_slot_holds_from_its_first_day_to_its_last() -> None:
    until = replace(MONDAY, span=Span(None, date(2026, 9, 14)))
    since = replace(MONDAY, id="new", bell=4, span=Span(date(2026, 9, 15), None))

    found = occasions(YEAR, [until, since], [], MATHS)

    assert [one.slot for one in found] == ["mon", "mon", "new", "new"]


def test_each_grade_of_a_joined_class_has_its_own_lessons() -> None:
    second, third = Taught("23", 2, "mathematics"), Taught("23", 3, "reading")
    joined = Slot("both", 1, 1, ALWAYS, (Line(1, second), Line(2, third)))

    assert occasions(YEAR, [joined], [], second)[0].record == "both~20260907~1"
    assert occasions(YEAR, [joined], [], third)[0].record == "both~20260907~2"
    assert occasions(YEAR, [joined], [], Taught("23", None, "reading")) == []


def test_rows_flow_in_their_order_and_the_plan_may_run_out() -> None:
    dated = flow(ROWS, september(), {})

    assert list(dated.values()) == ["fractions", "sums", "sums", "test", None, None, None, None]


def test_after_a_lesson_that_was_not_held_everything_moves_on_by_one() -> None:
    lessons = september()
    settled = {lessons[0].record: Settled(True, "fractions"), lessons[1].record: Settled(False)}

    dated = flow(ROWS, lessons, settled)

    assert list(dated.values())[:4] == ["sums", "sums", "test", None]


def test_a_closure_takes_no_row_away() -> None:
    closed = september(Closure(Span(date(2026, 9, 7), date(2026, 9, 14))))

    assert [row for row in flow(ROWS, closed, {}).values() if row] == [
        "fractions",
        "sums",
        "sums",
        "test",
    ]


def test_a_row_that_is_bound_to_a_day_keeps_it() -> None:
    bound = [*ROWS[:2], replace(ROWS[2], on=date(2026, 9, 7))]

    assert list(flow(bound, september(), {}).values())[:4] == ["fractions", "test", "sums", "sums"]


def test_a_lesson_held_out_of_turn_is_not_given_twice() -> None:
    lessons = september()
    dated = flow(ROWS, lessons, {lessons[0].record: Settled(True, "test")})

    assert list(dated.values())[:4] == ["fractions", "sums", "sums", None]


ROW_LISTS = st.lists(
    st.builds(
        Row,
        id=st.uuids().map(str),
        position=st.integers(0, 5),
        hours=st.integers(1, 3),
        on=st.none() | st.integers(0, 29).map(lambda n: date(2026, 9, 1) + timedelta(n)),
    ),
    max_size=8,
    unique_by=lambda row: row.id,
)


@settings(max_examples=150)
@given(rows=ROW_LISTS, held=st.integers(0, 8))
def test_no_row_is_lost_or_doubled_whatever_is_bound_or_held(rows: list[Row], held: int) -> None:
    lessons = september()
    first = flow(rows, lessons, {})
    settled = {one.record: Settled(True, first[one.record]) for one in lessons[:held]}

    then = flow(rows, lessons, settled)

    assert set(then) == {one.record for one in lessons[held:]}
    for row in rows:
        spent = sum(fact.row == row.id for fact in settled.values())
        planned = sum(one == row.id for one in then.values())
        assert spent + planned <= row.hours
        if None in then.values():
            assert spent + planned == row.hours
    unbound = [row for row in rows if row.on is None]
    if len(unbound) == len(rows):
        assert then == {record: row for record, row in first.items() if record in then}


def test_the_shared_cases_are_answered_as_written() -> None:
    assert len(cases()) == 40
    for case in cases():
        assert answer(case) == case["answer"]
