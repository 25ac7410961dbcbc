"""What goes next over a poor link: pure decisions about priority and budget."""

import hashlib
from dataclasses import dataclass
from enum import Enum

from sync.limits import (
    FIRST_BACKOFF_S,
    FIRST_RANGE_BYTES,
    MAX_BACKOFF_S,
    MAX_CHUNK_BYTES,
    MAX_FRAME_BYTES,
    MAX_RANGE_BYTES,
    MIN_FRAME_BYTES,
    REQUEST_OVERHEAD_BYTES,
    STEP_SECONDS,
)

# Below this a frame is mostly header: better to leave the rest of the budget unused.
MIN_ROOM_BYTES = 2 * 1024


class Step(Enum):
    FRAME_UP = "frame-up"
    PULL = "pull"
    START = "start"
    FILE_UP = "file-up"
    FILE_DOWN = "file-down"
    CONTENT_DOWN = "content-down"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Budget:
    """What one exchange may cost: bytes both ways, seconds since its start, and of the bytes those
    of records, whose exchange then stops between two frames; None: no limit."""

    bytes: int | None = None
    seconds: float | None = None
    records: int | None = None

    def left(self, spent: int) -> int | None:
        return None if self.bytes is None else max(0, self.bytes - spent)

    def for_records(self, spent: int, of_records: int) -> "Budget":
        """What frames may cost after so many bytes of which so many were records: their own cap
        or what is left of everything, whichever is less. To be used with nothing spent."""
        bounds = [self.left(spent), None if self.records is None else self.records - of_records]
        least = min((one for one in bounds if one is not None), default=None)
        return Budget(None if least is None else max(0, least), self.seconds)


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to do: the most urgent waiting operation's priority, and the rest as flags."""

    waiting: int | None
    feed: bool
    files: bool
    files_down: bool
    content: bool
    start: bool = False


# Ties go in this order. The feed's operations rank between our own urgent ones (0, 1) and
# statements (2); wanted files are class 3, course content class 4.
_FEED, _FILES, _CONTENT = 1, 3, 4


def next_step(
    facts: Facts, budget: Budget, spent: int, seconds: float, of_records: int = 0
) -> Step:
    """The most urgent step that budget and deadline still allow; `of_records` bytes of those that
    are spent were frames and the questions around them.

    Called again after every frame and every chunk, so that at most one of a lower class is in
    flight ahead of something more urgent that has appeared meanwhile.
    """
    if budget.seconds is not None and seconds >= budget.seconds:
        return Step.DONE
    if room(budget, spent) < MIN_ROOM_BYTES:
        return Step.DONE
    candidates = []
    records = room(budget.for_records(spent, of_records), 0) >= MIN_ROOM_BYTES
    if records and facts.waiting is not None:
        candidates.append((facts.waiting, 0, Step.FRAME_UP))
    if records and facts.feed:
        candidates.append((_FEED, 1, Step.PULL))
    if records and facts.start:
        candidates.append((_FEED, 1, Step.START))
    if facts.files:
        candidates.append((_FILES, 2, Step.FILE_UP))
    if facts.files_down:
        candidates.append((_FILES, 3, Step.FILE_DOWN))
    if facts.content:
        candidates.append((_CONTENT, 4, Step.CONTENT_DOWN))
    return min(candidates, key=lambda c: c[:2])[2] if candidates else Step.DONE


def room(budget: Budget, spent: int, most: int = MAX_FRAME_BYTES) -> int:
    """Bytes that the next frame or chunk may have, after what its request costs besides."""
    left = budget.left(spent)
    return most if left is None else max(0, min(most, left - REQUEST_OVERHEAD_BYTES))


@dataclass(frozen=True, slots=True)
class Speed:
    """What a link was measured to carry, in bytes per second; None: not measured yet."""

    up: float | None = None
    down: float | None = None


def frame_bytes(rate: float | None) -> int:
    """Bytes of a frame that takes a few seconds of this link at most."""
    return _step_bytes(rate, MAX_FRAME_BYTES, MAX_FRAME_BYTES)


def chunk_bytes(rate: float | None) -> int:
    """Bytes of a chunk of a file on its way up, by the same measure."""
    return _step_bytes(rate, FIRST_RANGE_BYTES, MAX_CHUNK_BYTES)


def range_bytes(rate: float | None) -> int:
    """Bytes of a range of a file on its way down, by the same measure."""
    return _step_bytes(rate, FIRST_RANGE_BYTES, MAX_RANGE_BYTES)


def _step_bytes(rate: float | None, first: int, most: int) -> int:
    return first if rate is None else max(MIN_FRAME_BYTES, min(most, int(rate * STEP_SECONDS)))


def backoff_s(node: str, failures: int) -> float:
    """Seconds to wait after so many failed exchanges in a row: doubling, with a share of chance
    that follows from the node's id, so that schools cut off together do not all come back in the
    same second (and the same node always waits alike)."""
    if failures < 1:
        return 0.0
    most = min(MAX_BACKOFF_S, FIRST_BACKOFF_S * 2.0 ** min(failures - 1, 30))
    drawn = hashlib.sha256(f"{node} {failures}".encode()).digest()[:4]
    return most * (0.5 + int.from_bytes(drawn) / 2**33)
