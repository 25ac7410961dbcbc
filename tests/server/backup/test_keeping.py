"""Which copies stay, and when the next one is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from server.backup.keeping import due, kept
from server.backup.limits import KEEP_LATEST

ZONE = ZoneInfo("Asia/Almaty")
NIGHT = 120
LAST = datetime(2026, 11, 23, 2, 5, tzinfo=ZONE)


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    nights = [LAST - timedelta(days=back) for back in range(365)]
    made = {f"{night:%Y%m%d}": night for night in nights}
    stays = sorted(kept(made), reverse=True)
    assert stays[:7] == [f"{night:%Y%m%d}" for night in nights[:7]]
    assert {made[name].month for name in stays} == {6, 7, 8, 9, 10, 11}
    assert len(stays) <= 7 + 4 + 6
    # keeping again what was kept gives nothing up
    assert kept({name: made[name] for name in stays}) == frozenset(stays)


def test_copies_of_one_hour_all_count_as_one_day_but_the_latest_two_stay() -> None:
    made = {str(n): LAST + timedelta(minutes=n) for n in range(10)}
    assert kept(made) == {"9", "8"}
    assert len(kept(made)) == KEEP_LATEST


def test_a_box_that_is_on_at_night_copies_once_a_night() -> None:
    def at(hours: float) -> bool:
        return due(LAST + timedelta(hours=hours), [LAST], None, NIGHT)

    assert not at(0.1)
    assert not at(12)
    assert not at(23.8)
    assert at(24)
    assert at(26)


def test_a_box_that_is_on_by_day_only_copies_when_the_last_is_old() -> None:
    noon = LAST.replace(hour=12)
    assert not due(noon + timedelta(hours=22), [noon], None, NIGHT)
    assert due(noon + timedelta(hours=30), [noon], None, NIGHT)


def test_a_new_disk_and_a_copy_from_the_future_are_due_at_once() -> None:
    assert due(LAST, [], None, NIGHT)
    ahead = LAST + timedelta(days=400)
    assert due(LAST, [ahead], None, NIGHT)
    # the one that was made then counts: no copy every few minutes for 400 days
    assert not due(LAST + timedelta(minutes=5), [ahead, LAST], None, NIGHT)


def test_a_failing_disk_is_left_alone_for_hours() -> None:
    failed = LAST + timedelta(hours=24)
    assert not due(failed + timedelta(hours=1), [LAST], failed, NIGHT)
    assert due(failed + timedelta(hours=6), [LAST], failed, NIGHT)
    # a clock that was put back does not make the pause endless
    assert due(failed - timedelta(minutes=1), [LAST], failed, NIGHT)
