"""Moments and numbers in texts: taken apart and put together, or left alone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.errors import Malformed
from sync.frames.texts import Moments, Skeleton, read_moment, read_numbers, write_moment

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES), st.sampled_from(["seconds", "milliseconds", "microseconds"]))
def test_moments_come_back_and_count_from_1970(moment: datetime, spec: str) -> None:
    text = moment.isoformat(timespec=spec)
    found = read_moment(text)
    assert found is not None
    form, units = found
    assert write_moment(form, units) == text
    since = datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)
    assert units == since // timedelta(microseconds=10 ** (6 - form.digits))


@given(st.dates())
def test_days_come_back_and_count_from_1970(day: date) -> None:
    found = read_moment(day.isoformat())
    assert found == (Moments(-1, None), (day - date(1970, 1, 1)).days)
    assert write_moment(*found) == day.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-11-20T24:00:00Z",
        "2026-11-20T23:59:60Z", "2026-11-20T10:00Z", "2026-11-20 10:00:00Z",
        "2026-11-20T10:00:00z", "2026-11-20T10:00:00-00:00", "2026-11-20T10:00:00+24:00",
        "2026-11-20T10:00:00.Z", "2026-11-20T10:00:00", "٢٠٢٦-11-20", "2026-11-20\n",
    ],
)  # fmt: skip
def test_what_would_not_come_back_exactly_is_no_moment(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize("units", [-(10**9), 10**9, 10**30])
def test_a_moment_beyond_the_calendar_is_refused(units: int) -> None:
    with pytest.raises(Malformed):
        write_moment(Moments(-1, None), units)


@given(st.lists(st.from_regex(r"(PT|a|0\.|00:)?[0-9]{1,3}(M|:|, )?[0-9]{0,2}", fullmatch=True)))
def test_numbers_are_filled_in_again(texts: list[str]) -> None:
    found = read_numbers(texts)
    if found is not None:
        skeletons, rows = found
        assert [skeletons[group].fill(numbers) for group, numbers in rows] == texts


def test_leading_zeros_need_a_common_width() -> None:
    found = read_numbers(["00:07", "12:30"])
    assert found == ([Skeleton(("", ":", ""), (2, 2))], [(0, [0, 7]), (0, [12, 30])])
    assert read_numbers(["07", "123"]) is None
    assert read_numbers(["no number"]) is None
    assert read_numbers(["1" * 19]) is None
    assert read_numbers([f"{chr(97 + n)}1" for n in range(17)]) is None
