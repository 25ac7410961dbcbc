"""How long a school's log grows in a year, from a sample that is logged as a school logs it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from sync.core.registry import Registry
from sync.storage import tables
from sync.storage.open import open_log
from sync.storage.port import UPSTREAM
from tests.bench.figures import Figure
from tests.bench.traffic import School

USERS = 1_000
# Lessons are taught in 34 weeks of five days (the state's school year).
DAYS = 34 * 5
# Operations of a user and day: six lessons with two statements each, and what teachers add to them.
OPERATIONS = 20
SAMPLE, SAMPLE_FULL = 10_000, 100_000
BATCH = 100
MOST_BYTES = 4_000_000_000


def measure(full: bool) -> Iterator[Figure]:
    sample = SAMPLE_FULL if full else SAMPLE
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder:
        size = _logged(Path(folder) / "log.sqlite", sample) / sample
    yield Figure("year.log_operation", size, "B/op")
    year = size * USERS * DAYS * OPERATIONS / 1e9
    yield Figure("sync.year_log", year, "GB", f"<={MOST_BYTES / 1e9:g}")


def _logged(path: Path, count: int) -> int:
    """Bytes of a database in which a mixed log of so many operations is all there is."""
    school = School("year")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        tables.make(connection)
        store = open_log(connection)
        store.initialise(school.node, "a" * 16, "b" * 16)
        store.set_state(UPSTREAM, "")
        for _ in range(0, count, BATCH):
            entries = school.mixed(BATCH)
            logged = store.append_many(entries, registry=Registry())
            store.feed_append([("school:dala", line.row) for line in logged])
    engine.dispose()
    return path.stat().st_size
