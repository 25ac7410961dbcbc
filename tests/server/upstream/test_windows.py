"""Every minute of the year belongs to the right window, whatever the clock does."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from server.config import parse_windows
from server.upstream.limits import JITTER_MOST_SECONDS, JITTER_PART
from server.upstream.presets import again, preset
from server.upstream.windows import (
    Plan,
    Window,
    delay,
    everyday,
    next_opening,
    open_window,
    openings,
)

ZONE = ZoneInfo("Asia/Almaty")
PLAN = everyday(parse_windows("07:00-22:00=20MB,22:00-06:00=free"))
FRIDAY = date(2026, 11, 20)
WEEKDAYS = frozenset(range(5))
SUMMER = Window("summer", 0, 1440, first=date(2027, 5, 26), last=date(2027, 8, 31))
NIGHT = Window("night", 22 * 60, 6 * 60, days=WEEKDAYS)

moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)
dates = st.dates(date(2026, 1, 1), date(2028, 1, 1))
windows = st.builds(
    Window,
    st.sampled_from(("night", "day", "holidays")),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.none() | dates,
    st.none() | dates,
    st.none() | st.integers(0, 10**7),
)
plans = st.lists(windows, max_size=4).map(lambda found: Plan(tuple(found)))


def at(text: str, day: date = FRIDAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{text}:00").replace(tzinfo=ZONE)


def test_the_metered_day() -> None:
    opening = open_window(PLAN, at("08:30"))
    assert opening is not None
    assert opening.window.total == 20 * 1024 * 1024
    assert opening.metered
    assert opening.seconds_left(at("08:30")) == 13.5 * 3600


def test_the_free_night_runs_over_midnight_and_keeps_its_name() -> None:
    evening, morning = open_window(PLAN, at("23:00")), open_window(PLAN, at("05:59"))
    assert evening is not None
    assert morning is not None
    assert not evening.metered
    assert evening.seconds_left(at("23:00")) == 7 * 3600
    assert evening.id == "2026-11-20T1320.22:00-06:00"
    assert morning.id == "2026-11-19T1320.22:00-06:00"


def test_between_windows_the_road_is_shut_and_the_next_opening_is_known() -> None:
    assert open_window(PLAN, at("06:30")) is None
    found = next_opening(PLAN, at("06:30"))
    assert found is not None
    assert found.opens == at("07:00")


def test_a_night_of_weekdays_still_runs_on_saturday_morning_and_not_on_sunday() -> None:
    plan = Plan((NIGHT,))
    saturday, sunday = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
    assert open_window(plan, at("05:00", saturday)) is not None
    assert open_window(plan, at("23:00", saturday)) is None
    assert open_window(plan, at("05:00", sunday)) is None
    following = next_opening(plan, at("07:00", saturday))
    assert following is not None
    assert following.opens == at("22:00", date(2026, 11, 23))


def test_the_first_window_counts_so_the_holidays_stand_before_the_night() -> None:
    plan = Plan((SUMMER, NIGHT))
    july = open_window(plan, at("23:00", date(2027, 7, 5)))
    november = open_window(plan, at("23:00"))
    assert july is not None
    assert november is not None
    assert (july.window.name, november.window.name) == ("summer", "night")


def test_a_plan_whose_dates_are_over_opens_never_again() -> None:
    assert next_opening(Plan((SUMMER,)), at("12:00", date(2027, 9, 1))) is None
    assert next_opening(Plan(()), at("12:00")) is None


def test_the_holidays_of_a_plan_come_again_each_year_and_other_dates_do_not() -> None:
    chosen = preset("holidays", date(2026, 11, 20))
    assert chosen.windows[0].first == date(2027, 5, 26)
    assert again(chosen, date(2027, 8, 31)) == chosen == preset("holidays", date(2027, 8, 31))
    for day in (date(2027, 9, 1), date(2028, 7, 5)):
        assert again(chosen, day) == preset("holidays", day)
    july = open_window(again(chosen, date(2028, 7, 5)), at("12:00", date(2028, 7, 5)))
    assert july is not None
    assert july.window.name == "holidays"

    leap = Window("holidays", 0, 1440, first=date(2028, 2, 1), last=date(2028, 2, 29))
    (changed,) = again(Plan((leap,), 5), date(2028, 3, 1)).windows
    assert (changed.first, changed.last) == (date(2029, 2, 1), date(2029, 2, 28))
    assert again(Plan((SUMMER, NIGHT)), date(2027, 9, 1)) == Plan((SUMMER, NIGHT))


@given(plans, moments, st.sampled_from(("", "5c01", "5c02")))
def test_an_open_window_holds_now_and_began_on_one_of_its_days(
    plan: Plan, now: datetime, school: str
) -> None:
    opening = open_window(plan, now, school)
    if opening is None:
        return
    assert opening.opens <= now < opening.closes
    assert opening.window.begins_on(opening.day)
    assert 0 < opening.seconds_left(now) <= 24 * 3600
    assert (now.date() - opening.day).days in {0, 1}


@settings(max_examples=30)
@given(plans, moments)
def test_the_next_opening_is_the_first_minute_after_now_at_which_one_opens(
    plan: Plan, now: datetime
) -> None:
    found = next_opening(plan, now)
    within = [one.opens for one in openings(plan, now, days=9) if one.opens > now]
    if found is None:
        assert within == []
        return
    assert found.opens > now
    assert all(found.opens <= other for other in within)


@given(windows, st.integers(0, 10**6))
def test_a_school_s_turn_is_always_the_same_and_leaves_most_of_the_window(
    window: Window, school: int
) -> None:
    late = delay(window, f"{school:016x}").total_seconds()
    assert late == delay(window, f"{school:016x}").total_seconds()
    assert 0 <= late <= min(JITTER_MOST_SECONDS, window.minutes * 60 * JITTER_PART)


def test_schools_of_one_hub_do_not_knock_together() -> None:
    turns = {delay(NIGHT, f"{school:016x}") for school in range(1000)}
    assert len(turns) > 500
