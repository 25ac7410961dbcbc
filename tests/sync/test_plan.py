"""What goes first over a poor link."""

import pytest

from sync.limits import (
    FIRST_BACKOFF_S,
    MAX_BACKOFF_S,
    MAX_CHUNK_BYTES,
    MAX_FRAME_BYTES,
    MAX_RANGE_BYTES,
    MIN_FRAME_BYTES,
    REQUEST_OVERHEAD_BYTES,
    STEP_SECONDS,
)
from sync.plan import (
    MIN_ROOM_BYTES,
    Budget,
    Facts,
    Step,
    backoff_s,
    chunk_bytes,
    frame_bytes,
    next_step,
    range_bytes,
    room,
)

ALL = Facts(waiting=0, feed=True, files=True, files_down=True, content=True)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (ALL, Step.FRAME_UP),
        (Facts(1, True, True, True, True), Step.FRAME_UP),
        (Facts(2, True, True, True, True), Step.PULL),
        (Facts(2, False, True, True, True), Step.FRAME_UP),
        (Facts(None, False, True, True, True), Step.FILE_UP),
        (Facts(None, False, False, True, True), Step.FILE_DOWN),
        (Facts(None, False, False, False, True), Step.CONTENT_DOWN),
        (Facts(5, False, False, False, True), Step.CONTENT_DOWN),
        (Facts(None, False, False, False, False), Step.DONE),
    ],
)
def test_marks_before_feeds_before_statements_before_files_before_content(
    facts: Facts, step: Step
) -> None:
    assert next_step(facts, Budget(), 0, 0.0) is step


def test_a_budget_ends_the_exchange_before_it_is_exceeded() -> None:
    budget = Budget(bytes=10_000)
    assert next_step(ALL, budget, 0, 0.0) is Step.FRAME_UP
    limit = 10_000 - REQUEST_OVERHEAD_BYTES - MIN_ROOM_BYTES
    assert next_step(ALL, budget, limit, 0.0) is Step.FRAME_UP
    assert next_step(ALL, budget, limit + 1, 0.0) is Step.DONE
    assert next_step(ALL, budget, 99_999, 0.0) is Step.DONE


def test_records_stop_at_their_own_cap_and_files_go_on() -> None:
    budget = Budget(bytes=1_000_000, records=10_000)
    limit = 10_000 - REQUEST_OVERHEAD_BYTES - MIN_ROOM_BYTES
    assert next_step(ALL, budget, 500_000, 0.0, limit) is Step.FRAME_UP
    assert next_step(ALL, budget, 500_000, 0.0, limit + 1) is Step.FILE_UP
    only_records = Facts(waiting=0, feed=True, files=False, files_down=False, content=False)
    assert next_step(only_records, budget, 500_000, 0.0, limit + 1) is Step.DONE


def test_a_frame_is_no_larger_than_what_records_may_still_cost() -> None:
    budget = Budget(bytes=1_000_000, records=10_000)
    assert room(budget.for_records(0, 4_000), 0) == 6_000 - REQUEST_OVERHEAD_BYTES
    assert room(budget.for_records(997_000, 4_000), 0) == 3_000 - REQUEST_OVERHEAD_BYTES
    assert room(budget.for_records(0, 20_000), 0) == 0
    assert room(Budget().for_records(1, 1), 0) == MAX_FRAME_BYTES


def test_a_deadline_ends_the_exchange() -> None:
    assert next_step(ALL, Budget(seconds=60), 0, 59.9) is Step.FRAME_UP
    assert next_step(ALL, Budget(seconds=60), 0, 60.0) is Step.DONE


def test_a_frame_or_chunk_never_takes_more_than_is_left() -> None:
    assert room(Budget(), 10**9) == MAX_FRAME_BYTES
    assert room(Budget(bytes=900_000), 0, MAX_CHUNK_BYTES) == MAX_CHUNK_BYTES
    assert room(Budget(bytes=9_000), 1_000) == 8_000 - REQUEST_OVERHEAD_BYTES
    assert room(Budget(bytes=9_000), 8_999) == 0


def test_a_step_takes_a_few_seconds_of_the_link_whatever_the_link() -> None:
    assert frame_bytes(None) == MAX_FRAME_BYTES
    assert range_bytes(None) < MAX_RANGE_BYTES
    assert chunk_bytes(None) < MAX_CHUNK_BYTES
    for most, size in (
        (MAX_FRAME_BYTES, frame_bytes),
        (MAX_RANGE_BYTES, range_bytes),
        (MAX_CHUNK_BYTES, chunk_bytes),
    ):
        assert size(2_000.0) == 2_000 * STEP_SECONDS
        assert size(10.0) == MIN_FRAME_BYTES
        assert size(1e9) == most


def test_failed_exchanges_are_repeated_ever_more_rarely_and_not_by_all_at_once() -> None:
    assert backoff_s("5c00000000000001", 0) == 0
    waits = [backoff_s("5c00000000000001", n) for n in range(1, 40)]
    assert waits == [backoff_s("5c00000000000001", n) for n in range(1, 40)]
    for number, wait in enumerate(waits):
        most = min(MAX_BACKOFF_S, FIRST_BACKOFF_S * 2**number)
        assert most / 2 <= wait < most
    others = {backoff_s(f"5c{n:014x}", 12) for n in range(100)}
    assert len(others) == 100
    assert max(others) - min(others) > MAX_BACKOFF_S / 3
