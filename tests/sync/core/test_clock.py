"""A clock that never runs backwards, whatever the battery says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import clock
from sync.core.errors import Malformed
from sync.limits import CLOCK_FLOOR_MS

TIMES = st.integers(0, 2**42)


@given(st.lists(TIMES, min_size=1), st.integers(0, 2**60))
def test_time_only_grows_while_the_wall_clock_jumps(walls: list[int], last: int) -> None:
    for wall in walls:
        now = clock.tick(last, wall)
        assert now > last
        assert clock.physical(now) >= CLOCK_FLOOR_MS
        last = now


@given(st.integers(0, 2**60), st.integers(0, 2**60), TIMES)
def test_what_was_received_is_in_the_past(last: int, remote: int, wall: int) -> None:
    assert clock.receive(last, remote, wall) > max(last, remote)


def test_with_a_good_clock_it_is_the_time() -> None:
    now = CLOCK_FLOOR_MS + 1000
    assert clock.tick(clock.pack(now - 5), now) == clock.pack(now)
    assert clock.tick(clock.pack(now), now) == clock.pack(now, 1)
    assert clock.tick(clock.pack(now, 0xFFFF), now) == clock.pack(now + 1)


def test_a_dead_battery_is_noticed() -> None:
    now = CLOCK_FLOOR_MS + 10_000_000
    assert clock.distrusts(0, 0)
    assert clock.distrusts(clock.pack(now), now - 120_000)
    assert not clock.distrusts(clock.pack(now), now - 30_000)


def test_a_claim_from_the_far_future_orders_by_the_nodes_time_and_a_late_one_stands() -> None:
    node = clock.pack(CLOCK_FLOOR_MS + 1_000)
    year = 365 * 24 * 3600 * 1000
    assert clock.ordering_time(node + (year << 16), node) == (node, True)
    assert clock.ordering_time(node + (3_600_000 << 16), node) == (node + (3_600_000 << 16), False)
    assert clock.ordering_time(node - (year << 16), node) == (node - (year << 16), False)


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_text_sorts_like_time(a: int, b: int) -> None:
    assert clock.from_text(clock.to_text(a)) == a
    assert (clock.to_text(a) < clock.to_text(b)) == (a < b)


@pytest.mark.parametrize("text", ["", "0", "000000000000000G", "F" * 16, "8" + "0" * 15])
def test_other_text_is_no_time(text: str) -> None:
    with pytest.raises(Malformed):
        clock.from_text(text)
