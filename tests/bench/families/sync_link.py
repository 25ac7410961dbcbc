"""What the road makes of a bad link: an emulated one of 64 kbit/s, 600 ms, 5 % loss and cuts.

The link is in the link lab (tests/linklab), which needs root; without it the figures are skipped.
What a download could carry at most is the link's rate for the part of the time in which it is up.
"""

import statistics
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from tests.bench.figures import Figure
from tests.linklab import runs
from tests.linklab.lab import missing
from tests.linklab.profiles import REFERENCE
from tests.linklab.runs import Run

FILE, OPERATIONS = 400_000, 3_000
SEEDS, FULL_SEEDS = 3, 10
LABS = 6  # at once: each takes three per cent of a processor, so none waits for it
GOODPUT, CURL, SESSION, SESSION_BYTES = (
    "sync.goodput", "sync.goodput_curl", "sync.session_3000", "sync.session_3000_bytes",
)  # fmt: skip
LEAST_GOODPUT, MOST_SECONDS = ">=0.75", "<=11"
PHONE, MOST_PHONE_SECONDS = "sync.phone_ready", "<=15"


def measure(full: bool) -> Iterator[Figure]:
    reason = missing()
    if reason is not None:
        for name, unit, target in (
            (GOODPUT, "share", LEAST_GOODPUT),
            (CURL, "share", "-"),
            (SESSION, "s", MOST_SECONDS),
            (SESSION_BYTES, "B", "-"),
        ):
            yield Figure(name, None, unit, target, skipped=reason)
        return
    seeds = range(1, 1 + (FULL_SEEDS if full else SEEDS))
    # Minutes in which the links are full and the machine is not: they stand beside each other.
    with ThreadPoolExecutor(LABS) as pool:
        ours = [pool.submit(runs.download, REFERENCE, seed, FILE) for seed in seeds]
        curls = [pool.submit(runs.download_by_curl, REFERENCE, seed, FILE) for seed in seeds]
        yield Figure(GOODPUT, _goodput(ours), "share", LEAST_GOODPUT)
        yield Figure(CURL, _goodput(curls), "share")
    sessions = [runs.session(REFERENCE, seed, OPERATIONS) for seed in seeds]
    yield Figure(SESSION, statistics.median(run.seconds for run in sessions), "s", MOST_SECONDS)
    yield Figure(SESSION_BYTES, statistics.median(run.up + run.down for run in sessions), "B")


def phone(home: Path, login: str, password: str, full: bool) -> Figure:
    """Seconds until a new phone of that person has all that is theirs, from a hub's data folder."""
    reason = missing()
    if reason is not None:
        return Figure(PHONE, None, "s", MOST_PHONE_SECONDS, skipped=reason)
    seeds = range(1, 1 + (FULL_SEEDS if full else SEEDS))
    taken = [runs.phone(REFERENCE, seed, home, login, password).seconds for seed in seeds]
    return Figure(PHONE, statistics.median(taken), "s", MOST_PHONE_SECONDS)


def _goodput(downloads: Sequence[Future[Run]]) -> float:
    """The median of the seeds: the file's bytes by what the link could have carried meanwhile."""
    seconds = statistics.median(download.result().seconds for download in downloads)
    return FILE / (REFERENCE.capacity * seconds)
