"""A window's bytes are spent once, whatever the clock does; a low disk keeps films out first."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.upstream.budgets import TOTAL, Ledger, allowance, kept_out
from server.upstream.limits import LEDGER_IDS
from server.upstream.windows import Cargo, Plan, Window, open_window

ZONE = ZoneInfo("Asia/Almaty")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
MB = 1024**2
GB = 1024**3
DAY = Window("day", 7 * 60, 22 * 60, total=20 * MB, caps={Cargo.MEDIA: 0, Cargo.FILES: 5 * MB})
NIGHT = Window("night", 22 * 60, 7 * 60)
PLAN = Plan((DAY, NIGHT), day_total=25 * MB)


def left(plan: Plan, ledger: Ledger, now: datetime) -> tuple[int | None, int | None, int | None]:
    opening = open_window(plan, now)
    assert opening is not None
    allowed = allowance(plan, opening, ledger)
    return allowed.total, allowed.of(Cargo.FILES), allowed.of(Cargo.MEDIA)


def spent(plan: Plan, ledger: Ledger, now: datetime, **cost: int) -> Ledger:
    opening = open_window(plan, now)
    assert opening is not None
    return ledger.add(opening, cost)


def test_files_have_their_share_of_the_day_and_films_none() -> None:
    assert left(PLAN, Ledger({}), NOON) == (20 * MB, 5 * MB, 0)
    ledger = spent(PLAN, Ledger({}), NOON, total=6 * MB, files=4 * MB)
    assert left(PLAN, ledger, NOON) == (14 * MB, MB, 0)


def test_the_free_night_costs_the_day_nothing() -> None:
    night = NOON.replace(hour=23)
    ledger = spent(PLAN, Ledger({}), night, total=900 * MB)
    assert left(PLAN, ledger, night) == (None, None, None)
    assert left(PLAN, ledger, NOON)[0] == 20 * MB


def test_two_metered_windows_share_the_day_s_total() -> None:
    plan = Plan(
        (Window("am", 0, 720, total=20 * MB), Window("pm", 720, 1440, total=20 * MB)), 25 * MB
    )
    ledger = spent(plan, Ledger({}), NOON.replace(hour=9), total=18 * MB)
    assert left(plan, ledger, NOON)[0] == 7 * MB
    assert left(plan, ledger, NOON + timedelta(days=1))[0] == 20 * MB


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3 * MB)), max_size=120),
)
def test_a_clock_that_jumps_within_a_week_never_fills_a_budget_again(
    exchanges: list[tuple[int, int]],
) -> None:
    ledger, by_day = Ledger({}), dict.fromkeys(range(7), 0)
    for day, cost in exchanges:
        now = NOON + timedelta(days=day)
        total = left(PLAN, ledger, now)[0]
        assert total is not None
        ledger = spent(PLAN, ledger, now, **{TOTAL: min(cost, total)})
        by_day[day] += min(cost, total)
    assert max(by_day.values()) <= 20 * MB
    assert len(ledger.spent) <= LEDGER_IDS


def test_a_low_disk_keeps_films_out_first_and_people_s_files_last() -> None:
    disk = 500 * GB
    assert kept_out(3 * GB, disk) == frozenset()
    assert kept_out(int(1.5 * GB), disk) == {Cargo.MEDIA}
    assert kept_out(600 * MB, disk) == {Cargo.MEDIA, Cargo.TEXT}
    assert kept_out(100 * MB, disk) == {Cargo.MEDIA, Cargo.TEXT, Cargo.FILES}


def test_a_small_disk_is_low_later() -> None:
    assert kept_out(900 * MB, 8 * GB) == frozenset()
    assert kept_out(700 * MB, 8 * GB) == {Cargo.MEDIA}


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_records_are_never_kept_out_and_more_room_never_keeps_out_more(
    free: int, disk: int
) -> None:
    out = kept_out(free, disk)
    assert Cargo.RECORDS not in out
    assert kept_out(free + 1, disk) <= out
