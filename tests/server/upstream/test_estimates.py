"""How long it will take: from speeds that were measured, in windows that really open."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.upstream.budgets import Ledger
from server.upstream.estimates import Measured, estimate, goodput
from server.upstream.windows import Cargo, Plan, Window

ZONE = ZoneInfo("Asia/Almaty")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
MB = 1024**2
NIGHT = Plan((Window("night", 22 * 60, 6 * 60),))
DAY = Plan((Window("day", 8 * 60, 20 * 60, total=20 * MB, caps={Cargo.MEDIA: 0}),))


def test_without_a_measured_speed_nothing_is_promised() -> None:
    found = estimate(NIGHT, Ledger({}), {Cargo.RECORDS: MB}, goodput([]), NOON)
    assert (found.rate, found.windows, found.until, found.endless) == (None, None, None, False)


def test_only_exchanges_that_carried_something_tell_the_speed() -> None:
    lines = [Measured(600, 2.0), Measured(80_000, 10.0), Measured(10**6, 0.0), Measured(40_000, 10)]
    assert goodput(lines) == 6000.0


def test_86_mb_of_homework_at_64_kbit_take_three_hours_of_the_next_night() -> None:
    found = estimate(NIGHT, Ledger({}), {Cargo.FILES: 86_000_000}, 8000.0, NOON)
    assert found.windows == 1
    assert found.until is not None
    assert found.until - NOON.replace(hour=22) == timedelta(seconds=86_000_000 / 8000)


def test_three_nights() -> None:
    night_bytes = 8 * 3600 * 8000
    found = estimate(NIGHT, Ledger({}), {Cargo.MEDIA: int(2.5 * night_bytes)}, 8000.0, NOON)
    assert found.windows == 3


def test_a_day_s_budget_counts_not_its_hours() -> None:
    found = estimate(DAY, Ledger({}), {Cargo.FILES: 50 * MB}, 10**6, NOON)
    assert found.windows == 3


def test_the_shortest_window_is_not_stepped_over() -> None:
    plan = Plan((Window("a minute", 181, 182),))
    found = estimate(plan, Ledger({}), {Cargo.RECORDS: 9000}, 100.0, NOON)
    assert found.windows == 2
    assert found.until == datetime(2026, 11, 22, 3, 1, 30, tzinfo=ZONE)


def test_a_plan_that_never_opens_is_endless() -> None:
    assert estimate(Plan(()), Ledger({}), {Cargo.RECORDS: 1}, 100.0, NOON).endless


def test_films_without_a_share_in_any_window_are_endless() -> None:
    found = estimate(DAY, Ledger({}), {Cargo.MEDIA: MB}, 10**6, NOON)
    assert (found.windows, found.until, found.endless) == (None, None, True)


def test_what_the_disk_keeps_out_is_told_and_not_waited_for() -> None:
    waiting = {Cargo.MEDIA: 10**9, Cargo.RECORDS: 8000}
    found = estimate(NIGHT, Ledger({}), waiting, 8000.0, NOON, shut=frozenset({Cargo.MEDIA}))
    assert found.stuck == {Cargo.MEDIA}
    assert found.windows == 1


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.floats(1000, 10**6))
def test_more_work_never_ends_sooner(one: int, more: int, rate: float) -> None:
    first = estimate(NIGHT, Ledger({}), {Cargo.FILES: one}, rate, NOON)
    second = estimate(NIGHT, Ledger({}), {Cargo.FILES: one + more}, rate, NOON)
    if second.until is not None:
        assert first.until is not None
        assert first.until <= second.until
