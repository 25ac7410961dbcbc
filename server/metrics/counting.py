"""Counts and times of answers in this process, by route pattern; kept in memory only."""

import threading
from collections.abc import Iterator
from typing import Final

BUCKETS: Final = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0)
"""Upper bounds in seconds: a cached answer, a query, a batch, a slow disk, trouble, worse."""
MAX_SERIES: Final = 4000
"""Routes times methods times classes of status: about 1,500; what goes beyond is not counted."""

Series = tuple[str, str, str]
"""Method, route pattern, class of status («2xx»)."""


class Answers:
    """How many answers of each series there were, and how long they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Series, list[int]] = {}
        self._seconds: dict[Series, float] = {}

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more answer."""
        series = (method, route, f"{status // 100}xx")
        with self._lock:
            counts = self._counts.get(series)
            if counts is None:
                if len(self._counts) >= MAX_SERIES:
                    return
                counts = self._counts[series] = [0] * (len(BUCKETS) + 1)
            counts[sum(seconds > bound for bound in BUCKETS)] += 1
            self._seconds[series] = self._seconds.get(series, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """A histogram in Prometheus' text format."""
        with self._lock:
            counts = {series: tuple(found) for series, found in sorted(self._counts.items())}
            seconds = dict(self._seconds)
        name = "tirek_answer_seconds"
        yield f"# HELP {name} Time from a request to its answer."
        yield f"# TYPE {name} histogram"
        for (method, route, status), found in counts.items():
            labels = f'method="{method}",route="{escaped(route)}",status="{status}"'
            below = 0
            for bound, number in zip((*map(str, BUCKETS), "+Inf"), found, strict=True):
                below += number
                yield f'{name}_bucket{{{labels},le="{bound}"}} {below}'
            yield f"{name}_sum{{{labels}}} {seconds[method, route, status]:.6f}"
            yield f"{name}_count{{{labels}}} {below}"


def escaped(value: str) -> str:
    """A label's value (Prometheus exposition formats, «Comments, help text and type»)."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


ANSWERS: Final = Answers()
"""This process's."""
