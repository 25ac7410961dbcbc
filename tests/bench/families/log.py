"""What a closed year leaves of a log, how long that takes, and what a new box starts from.

The mixture of `year`, and beside it lessons that are played in several sittings, each of which the
next one supersedes. Sizes are of the whole database file, merge states included, and of the cold
log's folder; the snapshot's peer is the same feed in frames, from its first operation.
"""

import random
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from server.operations.catalogue import catalogue
from sync import snapshots
from sync.apply import apply
from sync.cold.folder import ColdFolder
from sync.cold.pruning import Pruner
from sync.core.clock import pack
from sync.core.merge import MergeState
from sync.core.ops import Operation, OpId
from sync.core.registry import Kind
from sync.core.verdict import Verdict
from sync.frames import codec
from sync.storage import tables
from sync.storage.open import open_log
from sync.storage.port import UPSTREAM, Ack, Entry, Touch, Unit
from tests.bench.figures import Figure
from tests.bench.traffic import PUPILS, School

# Of a school of 1,000 users, as in `year`.
YEAR = 1_000 * 34 * 5 * 20
SAMPLE, SAMPLE_FULL = 10_000, 100_000
BATCH = 200
SITTINGS = 6
# One lesson in so many operations of the sample.
LESSONS = 100
SUSPEND_BYTES = 600
SCOPE = "school:dala"


def measure(full: bool) -> Iterator[Figure]:
    sample = SAMPLE_FULL if full else SAMPLE
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as name:
        folder = Path(name)
        node = _Node(folder / "log.sqlite")
        count = node.fill(sample)
        before = node.size()
        cold = ColdFolder(folder / "cold")
        began = time.process_time()
        done = Pruner(node, catalogue().registry, cold, 1 << 53).run()
        seconds = time.process_time() - began
        after = node.size()
        kept = cold.size()
        snapshot, feed = node.snapshot(), node.feed()
        node.close()
    year = YEAR / count / 1e6
    yield Figure("log.prune_before", before * year, "MB/year")
    yield Figure("log.prune_after", after * year, "MB/year", f"<={0.75 * before * year:.0f}")
    yield Figure("log.prune_cold", kept * year, "MB/year")
    yield Figure("log.prune_share", 100 * done.operations / count, "%")
    yield Figure("log.prune_seconds", seconds * YEAR / count, "s/year")
    yield Figure("log.snapshot_learner", snapshot / PUPILS, "B/learner", f"<={feed / PUPILS:.0f}")
    yield Figure("log.snapshot_feed", feed / PUPILS, "B/learner")


class _Node:
    """A log with its merge states, and no tables above it; sync.storage.port.Units."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = sa.create_engine(f"sqlite:///{path}")
        sa.event.listen(self._engine, "connect", _manual)
        with self._engine.begin() as connection:
            tables.make(connection)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield Unit(open_log(connection), _Port())
            connection.exec_driver_sql("COMMIT")

    @contextmanager
    def read(self) -> Iterator[Unit]:
        with self._engine.connect() as connection:
            yield Unit(open_log(connection), _Port())

    def fill(self, sample: int) -> int:
        """A sample that the node above has for good; returns how many operations."""
        school = School("year")
        with self.write() as unit:
            unit.store.initialise(school.node, "a" * 16, "b" * 16)
            unit.store.follow(UPSTREAM)
        count = 0
        for at in range(0, sample, BATCH):
            entries = [*school.mixed(BATCH), *_lessons(school, at, BATCH // LESSONS)]
            with self.write() as unit:
                apply(unit.store, catalogue().registry, unit.port, entries)
            count += len(entries)
        with self.write() as unit:
            acks = {key: Ack(held, held) for key, held in unit.store.knowledge().items()}
            unit.store.record_ack(UPSTREAM, acks)
        return count

    def snapshot(self) -> int:
        """Bytes of one for a new box; of a node that has let go of nothing, as a hub is."""
        school = _Node(self._path.with_name("hub.sqlite"))
        school.fill(SAMPLE)
        with school.read() as unit:
            taken = snapshots.take(unit.store, catalogue().registry, [SCOPE], "c" * 16)
        school.close()
        return len(snapshots.encode(taken, lambda _: bytes(64)))

    def feed(self) -> int:
        """Bytes of the frames in which the same comes from the first operation on."""
        school = _Node(self._path.with_name("feed.sqlite"))
        school.fill(SAMPLE)
        with school.read() as unit:
            lines = [codec.line(Entry(one.op, one.verdict)) for one in unit.store.entries()]
            node = unit.store.node
        school.close()
        size = 0
        while lines:
            frame, count = codec.pack(
                lines[:8_000], sender=node, recipient="c" * 16, priority=0,
                reads=[codec.READS_TIGHT],
            )  # fmt: skip
            size += len(frame)
            lines = lines[count:]
        return size

    def size(self) -> int:
        """Bytes of the file without what is free in it."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("VACUUM")
        return self._path.stat().st_size

    def close(self) -> None:
        self._engine.dispose()


class _Port:
    """Nothing lies above this log; everything goes into one feed."""

    def project(
        self, _kind: Kind, _entry: Entry, _view: Mapping[str, object] | None, _state: MergeState
    ) -> Sequence[Touch]:
        return ()

    def node_scopes(self, _kind: Kind | None, _entry: Entry) -> Sequence[str]:
        return (SCOPE,)

    def touched(self, touches: Sequence[Touch]) -> None:
        pass

    def erased(self, entries: Sequence[Entry], *, elsewhere: bool = False) -> Sequence[Touch]:  # noqa: ARG002 - the port's
        return ()

    def clear(self) -> None:
        pass


def _lessons(school: School, at: int, count: int) -> Iterator[Entry]:
    """Lessons of several sittings, each with its data model as it then was."""
    dice = random.Random(at)
    for lesson in range(at, at + count):
        writer, base = f"{0xA77E000000000000 + lesson:016x}", None
        for sitting in range(1, SITTINGS + 1):
            now = school.now + sitting
            # What courses keep of a place in them is compressed by themselves, and says no word.
            cmi: dict[str, Any] = {
                "cmi.location": str(sitting),
                "cmi.suspend_data": b64encode(dice.randbytes(SUSPEND_BYTES)).decode(),
            }
            key = OpId(writer, 1, sitting)
            fields: dict[str, Any] = {"session": str(key), "cmi": cmi}
            op = Operation(
                *key, pack(now), "attempt.commit", 1, base, None, f"{writer}.1.1", fields
            )
            base = key
            yield Entry(op, Verdict("admitted", op.hlc, 1, None, school.node, now))


def _manual(connection: Any, _record: object) -> None:
    connection.isolation_level = None
