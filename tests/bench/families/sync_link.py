"""What the road makes of a bad link: an emulated one of 64 kbit/s, 600 ms, 5 % loss and cuts.

The link is in the link lab (tests/linklab), which needs root; without it the figures are skipped.
What a download could carry at most is the link's rate for the part of the time in which it is up.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure
from tests.linklab import runs
from tests.linklab.lab import missing
from tests.linklab.profiles import REFERENCE, Profile
from tests.linklab.runs import Run

FILE, OPERATIONS = 400_000, 3_000
SEEDS, FULL_SEEDS = 3, 10
LABS = 6  # at once: each takes three per cent of a processor, so none waits for it
GOODPUT, CURL, SESSION, SESSION_BYTES = (
    "sync.goodput", "sync.goodput_curl", "sync.session_3000", "sync.session_3000_bytes",
)  # fmt: skip
LEAST_GOODPUT, MOST_SECONDS = ">=0.75", "<=11"
PHONE, MOST_PHONE_SECONDS = "sync.phone_ready", "<=15"


class Downloads:
    """A file's downloads over links that are full for minutes while the machine has next to nothing
    to do: they stand beside each other, and beside whatever else is measured meanwhile. Curl's,
    which take the longest, begin at once."""

    def __init__(self, pool: ThreadPoolExecutor, seeds: Sequence[int]) -> None:
        self._pool = pool
        self._seeds = seeds
        self._curls = self._begun(runs.download_by_curl)
        self._ours: list[Future[Run]] = []

    def begin(self) -> None:
        """Ours: to be called when nothing follows that keeps the processors busy."""
        self._ours = self._begun(runs.download)

    def figures(self) -> Iterator[Figure]:
        yield Figure(GOODPUT, _goodput(self._ours), "share", LEAST_GOODPUT)
        yield Figure(CURL, _goodput(self._curls), "share")

    def _begun(self, run: Callable[[Profile, int, int], Run]) -> list[Future[Run]]:
        return [self._pool.submit(run, REFERENCE, seed, FILE) for seed in self._seeds]


@contextmanager
def downloads(full: bool) -> Iterator[Downloads | None]:
    """Begun now; None where there can be no lab."""
    if missing() is not None:
        yield None
        return
    with ThreadPoolExecutor(LABS) as pool:
        yield Downloads(pool, _seeds(full))


def measure(full: bool, begun: Downloads | None) -> Iterator[Figure]:
    """Sessions, one at a time, and what the downloads have found by then."""
    if begun is None:
        for name, unit, target in (
            (GOODPUT, "share", LEAST_GOODPUT),
            (CURL, "share", "-"),
            (SESSION, "s", MOST_SECONDS),
            (SESSION_BYTES, "B", "-"),
        ):
            yield Figure(name, None, unit, target, skipped=missing() or "")
        return
    sessions = [runs.session(REFERENCE, seed, OPERATIONS) for seed in _seeds(full)]
    yield Figure(SESSION, statistics.median(run.seconds for run in sessions), "s", MOST_SECONDS)
    yield Figure(SESSION_BYTES, statistics.median(run.up + run.down for run in sessions), "B")
    yield from begun.figures()


def phone(home: Path, login: str, password: str, full: bool) -> Figure:
    """Seconds until a new phone of that person has all that is theirs, from a hub's data folder."""
    reason = missing()
    if reason is not None:
        return Figure(PHONE, None, "s", MOST_PHONE_SECONDS, skipped=reason)
    taken = [runs.phone(REFERENCE, seed, home, login, password).seconds for seed in _seeds(full)]
    return Figure(PHONE, statistics.median(taken), "s", MOST_PHONE_SECONDS)


def _seeds(full: bool) -> Sequence[int]:
    return range(1, 1 + (FULL_SEEDS if full else SEEDS))


def _goodput(begun: Sequence[Future[Run]]) -> float:
    """The median of the seeds: the file's bytes by what the link could have carried meanwhile."""
    seconds = statistics.median(download.result().seconds for download in begun)
    return FILE / (REFERENCE.capacity * seconds)
