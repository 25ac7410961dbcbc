"""Counting wrong PINs. In memory: one process logs people in, and a restart forgives.

A PIN has 10,000 values, so what keeps a guesser out is how rarely one may try: for each pupil in
minutes and in a day, for each tablet in an hour, and for a whole class in a day.
"""

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final

from server.accounts import limits

GUESSES: Final = "tirek.pin_guesses"


@dataclass(frozen=True, slots=True)
class Shut:
    """`locked`: this pupil's PIN takes no more tries today; else a pause of `seconds`."""

    locked: bool
    seconds: int


class Guesses:
    """Failures by what they count for, in sliding windows of seconds."""

    def __init__(self) -> None:
        self._times: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def shut(self, pupil: str, tablet: str, class_id: str, now: float) -> Shut | None:
        """Why no PIN may be tried at `now`, or None where one may."""
        with self._lock:
            day = self._wait(("day", pupil), limits.PIN_DAY_FAILURES, limits.DAY_SECONDS, now)
            pauses = (
                self._wait(
                    ("pupil", pupil), limits.PIN_FAILURES_ALLOWED, limits.PIN_PAUSE_SECONDS, now
                ),
                self._wait(
                    ("tablet", tablet), limits.TABLET_HOUR_FAILURES, limits.HOUR_SECONDS, now
                ),
                self._wait(("class", class_id), limits.CLASS_DAY_FAILURES, limits.DAY_SECONDS, now),
            )
        if day > 0:
            return Shut(locked=True, seconds=int(day) + 1)
        return Shut(locked=False, seconds=int(max(pauses)) + 1) if max(pauses) > 0 else None

    def failed(self, pupil: str, tablet: str, class_id: str, now: float) -> None:
        """Count one wrong PIN."""
        counted = (
            (("day", pupil), limits.PIN_DAY_FAILURES),
            (("pupil", pupil), limits.PIN_FAILURES_ALLOWED),
            (("tablet", tablet), limits.TABLET_HOUR_FAILURES),
            (("class", class_id), limits.CLASS_DAY_FAILURES),
        )
        with self._lock:
            for key, most in counted:
                self._times.setdefault(key, deque(maxlen=most)).append(now)
                self._times.move_to_end(key)
            while len(self._times) > limits.MAX_COUNTED:
                self._times.popitem(last=False)

    def succeeded(self, pupil: str, tablet: str, class_id: str) -> None:
        """What was counted before the PIN was looked at was no failure."""
        self.forgive(pupil)
        with self._lock:
            for key in (("tablet", tablet), ("class", class_id)):
                if times := self._times.get(key):
                    times.pop()

    def forgive(self, pupil: str) -> None:
        """The pupil knows the PIN, or has a new one."""
        with self._lock:
            self._times.pop(("day", pupil), None)
            self._times.pop(("pupil", pupil), None)

    def _wait(self, key: tuple[str, str], most: int, window: int, now: float) -> float:
        times = self._times.get(key)
        if times is None or len(times) < most:
            return 0
        return max(0.0, times[0] + window - now)
