"""Counting wrong passwords. In memory: one process logs people in, and a restart forgives."""

import threading
from collections import OrderedDict, deque
from typing import Final

from server.errors import Problem
from server.limits import (
    ADDRESS_FAILURES_ALLOWED,
    LOGIN_FAILURES_ALLOWED,
    LOGIN_WINDOW_SECONDS,
    THROTTLE_ENTRIES,
)

THROTTLE: Final = "tirek.login_throttle"


class Throttle:
    """Failures per (login, address) and per address in a sliding window of seconds."""

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, login: str, address: str, now: float) -> None:
        """Raise Problem 429 with Retry-After while the pause lasts. `now` is in seconds."""
        with self._lock:
            wait = max(
                self._wait((login, address), LOGIN_FAILURES_ALLOWED, now),
                self._wait(("", address), ADDRESS_FAILURES_ALLOWED, now),
            )
        if wait > 0:
            seconds = int(wait) + 1
            raise Problem(
                429,
                "too-many-attempts",
                "Too many wrong passwords",
                detail=f"Try again in {seconds} seconds.",
                hint="Wait, then type the password slowly, or ask your teacher for a new one.",
                headers={"Retry-After": str(seconds)},
                retry_after=seconds,
            )

    def failed(self, login: str, address: str, now: float) -> None:
        """Count one wrong password."""
        with self._lock:
            for key, most in (
                ((login, address), LOGIN_FAILURES_ALLOWED),
                (("", address), ADDRESS_FAILURES_ALLOWED),
            ):
                times = self._failures.setdefault(key, deque(maxlen=most))
                times.append(now)
                self._failures.move_to_end(key)
            while len(self._failures) > THROTTLE_ENTRIES:
                self._failures.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Forget the failures of this login from this address."""
        with self._lock:
            self._failures.pop((login, address), None)

    def _wait(self, key: tuple[str, str], most: int, now: float) -> float:
        times = self._failures.get(key)
        if times is None or len(times) < most:
            return 0
        return times[0] + LOGIN_WINDOW_SECONDS - now
