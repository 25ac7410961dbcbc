"""Every minute of the day belongs to the right window."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from server.config import parse_windows
from server.upstream.windows import next_opening, open_window

ZONE = ZoneInfo("Asia/Almaty")
WINDOWS = parse_windows("07:00-22:00=20MB,22:00-06:00=free")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-20T{text}:00").replace(tzinfo=ZONE)


def test_the_metered_day() -> None:
    window = open_window(WINDOWS, at("08:30"))
    assert window is not None
    assert window.budget_bytes == 20 * 1024 * 1024
    assert window.seconds_left == 13.5 * 3600


def test_the_free_night_runs_over_midnight_and_keeps_its_name() -> None:
    evening, morning = open_window(WINDOWS, at("23:00")), open_window(WINDOWS, at("05:59"))
    assert evening is not None
    assert morning is not None
    assert evening.budget_bytes is None
    assert evening.seconds_left == 7 * 3600
    assert evening.id == "2026-11-20T1320"
    assert morning.id == "2026-11-19T1320"


def test_between_windows_the_road_is_shut_and_the_next_opening_is_known() -> None:
    assert open_window(WINDOWS, at("06:30")) is None
    assert next_opening(WINDOWS, at("06:30")) == at("07:00")


@given(st.integers(0, 24 * 60 - 1))
def test_a_window_always_ends_after_now_and_within_a_day(minute: int) -> None:
    now = at(f"{minute // 60:02d}:{minute % 60:02d}")
    window = open_window(WINDOWS, now)
    assert (window is None) == (6 * 60 <= minute < 7 * 60)
    if window is not None:
        assert 0 < window.seconds_left <= 24 * 3600
