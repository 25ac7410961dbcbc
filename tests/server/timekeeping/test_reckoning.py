"""The time as a node reckons it: pure."""

from hypothesis import given
from hypothesis import strategies as st

from server.timekeeping.limits import MAX_APART_MS, MAX_ASLEEP_MS, MAX_SET_BACK_MS
from server.timekeeping.reckoning import Mark, reckon, told
from sync.limits import CLOCK_FLOOR_MS

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = CLOCK_FLOOR_MS + 20 * DAY
TEN_YEARS = 3650 * DAY
SURE = Mark(NOW, NOW, None)

moments = st.integers(0, NOW + 2 * TEN_YEARS)


def test_a_clock_that_fits_what_is_known_is_believed() -> None:
    for system in (NOW, NOW + 100 * DAY, NOW + MAX_ASLEEP_MS, NOW - 2 * HOUR):
        assert reckon(system, SURE) == Mark(system, system, None)
    assert reckon(NOW, None) == Mark(NOW, NOW, None)


def test_a_clock_of_1970_is_counted_on_from_what_was_known() -> None:
    begun = reckon(5_000, SURE)
    assert begun == Mark(NOW, 5_000, "behind")
    assert reckon(5_000 + 3 * HOUR, begun) == Mark(NOW + 3 * HOUR, 5_000 + 3 * HOUR, "behind")
    # The power fails again: what was known last counts, not the first time.
    again = reckon(1_000, reckon(5_000 + 3 * HOUR, begun))
    assert again == Mark(NOW + 3 * HOUR, 1_000, "behind")
    # Somebody sets the clock, and it is believed at once.
    assert reckon(NOW + 5 * DAY, again) == Mark(NOW + 5 * DAY, NOW + 5 * DAY, None)


def test_a_clock_of_2036_likewise() -> None:
    wrong = NOW + TEN_YEARS
    begun = reckon(wrong, SURE)
    assert begun == Mark(NOW, wrong, "ahead")
    assert reckon(wrong + HOUR, begun).believed_ms == NOW + HOUR
    assert reckon(NOW + 2 * HOUR, begun) == Mark(NOW + 2 * HOUR, NOW + 2 * HOUR, None)


def test_a_new_box_without_a_battery_begins_with_its_release() -> None:
    begun = reckon(5_000, None)
    assert begun == Mark(CLOCK_FLOOR_MS, 5_000, "behind")
    assert told(5_000, begun, NOW) == Mark(NOW, 5_000, "behind")


def test_a_good_clock_is_counted_on_with_the_wrong_one() -> None:
    wrong = NOW + TEN_YEARS
    heard = told(wrong, Mark(wrong, wrong, None), NOW)
    assert heard == Mark(NOW, wrong, "ahead")
    assert reckon(wrong + DAY, heard).believed_ms == NOW + DAY
    assert told(NOW + HOUR, SURE, NOW) == Mark(NOW + HOUR, NOW + HOUR, None), "an hour is no matter"


def test_a_broken_clock_above_does_not_spread_but_a_person_is_believed() -> None:
    later = NOW + TEN_YEARS
    assert told(NOW, SURE, later) == SURE
    assert told(NOW, SURE, 5_000) == SURE
    assert told(5_000, SURE, later, by_hand=True) == Mark(later, 5_000, "behind")


@given(moments, moments, st.integers(0, 300 * DAY))
def test_the_time_never_stands_still_nor_falls_behind_what_was_known(
    known: int, system: int, passed: int
) -> None:
    mark = Mark(max(known, CLOCK_FLOOR_MS), max(known, CLOCK_FLOOR_MS), None)
    first = reckon(system, mark)
    assert first.believed_ms >= mark.believed_ms - MAX_SET_BACK_MS
    assert first.believed_ms >= CLOCK_FLOOR_MS
    assert first.believed_ms <= mark.believed_ms + MAX_ASLEEP_MS
    assert reckon(system + passed, first).believed_ms == first.believed_ms + passed


@given(moments, st.integers(CLOCK_FLOOR_MS, NOW))
def test_what_a_good_clock_says_is_believed_within_half_a_day(system: int, good: int) -> None:
    heard = told(system, None, good)
    assert abs(heard.believed_ms - good) <= MAX_APART_MS
    assert reckon(system, heard).believed_ms == heard.believed_ms
