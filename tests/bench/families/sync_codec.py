"""What an operation costs on its way: bytes in frames, headers and verdicts included.

The populations and the chance in them are those of `traffic`: `entropy` is the least that any codec
could do that does not know the dice, the ids of the school given to it for nothing. Next to the
frames stand what other programs send: JSON lines, compressed as a whole.
"""

import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence

from backports import zstd

from sync.core.clock import to_text
from sync.frames import codec
from sync.storage.port import Entry
from tests.bench.figures import Figure
from tests.bench.traffic import School

MANY, SOME, FEW, STATEMENTS = 3_000, 300, 30, 1_000
READS = (codec.READS_DERIVED,)
# Targets: bytes, and times the entropy (sync-format.md names none; these are the project's own).
MOST_FEW, MOST_OWN, MOST_OUTSIDE, MOST_RATIO = 50, 12, 40, 1.35
SMALL_BATCHES = 20


def measure(full: bool) -> Iterator[Figure]:
    _frames(School("warm-up"), School("warm-up").mixed(FEW))  # imports and the dictionary
    yield from _mixed(full=full)
    for name, outside, most in (("own", False, MOST_OWN), ("outside", True, MOST_OUTSIDE)):
        school = School(f"codec-{name}")
        entries = school.statements(STATEMENTS, outside=outside)
        entropy = school.bits / 8 / STATEMENTS
        size = sum(map(len, _frames(school, entries))) / STATEMENTS
        yield Figure(f"sync_codec.{name}_statements_{STATEMENTS}", size, "B/op", f"<={most}")
        yield Figure(f"sync_codec.{name}_statements_entropy", entropy, "B/op")
        yield from _others(f"{name}_statements", entries)


def _mixed(full: bool) -> Iterator[Figure]:
    school = School("codec")
    entries = school.mixed(MANY)
    entropy = school.bits / 8 / MANY
    frames = _frames(school, entries)
    size = sum(map(len, frames)) / MANY
    yield Figure(f"sync_codec.mixed_{MANY}", size, "B/op")
    yield Figure(f"sync_codec.mixed_{MANY}_entropy", entropy, "B/op")
    yield Figure(f"sync_codec.mixed_{MANY}_to_entropy", size / entropy, "times", f"<={MOST_RATIO}")
    # What the school's ids add to the bound: frames carry them, since each stands alone.
    yield Figure(f"sync_codec.mixed_{MANY}_ids", school.tables / 8 / MANY, "B/op")
    yield Figure(f"sync_codec.mixed_{MANY}_frames", len(frames), "frames")
    rows = sum(map(len, _frames(school, entries, reads=()))) / MANY
    yield Figure(f"sync_codec.mixed_{MANY}_as_rows", rows, "B/op")
    yield from _others(f"mixed_{MANY}", entries)

    times = 5 if full else 2
    packing = _seconds(times, lambda: _pack(school, entries, READS))
    opening = _seconds(times, lambda: [codec.decode(frame) for frame in frames])
    yield Figure("sync_codec.encode", packing / MANY * 1e6, "us/op", "<=60")
    yield Figure("sync_codec.decode", opening / MANY * 1e6, "us/op", "<=60")

    for count, most in ((SOME, "-"), (FEW, f"<={MOST_FEW}")):
        sizes: list[int] = []
        for number in range(SMALL_BATCHES):
            small = School(f"codec-{count}-{number}")
            sizes += map(len, _frames(small, small.mixed(count)))
        each = sum(sizes) / count / SMALL_BATCHES
        yield Figure(f"sync_codec.mixed_{count}", each, "B/op", most)
    yield from _others(f"mixed_{FEW}", entries[:FEW])


def _frames(school: School, entries: Sequence[Entry], reads: Sequence[str] = READS) -> list[bytes]:
    """The frames of these operations; AssertionError unless exactly they come out again."""
    frames = _pack(school, entries, reads)
    opened = [entry for frame in frames for entry in codec.decode(frame).entries]
    assert list(map(codec.line, opened)) == list(map(codec.line, entries))
    return frames


def _pack(school: School, entries: Sequence[Entry], reads: Sequence[str]) -> list[bytes]:
    lines = [codec.line(entry) for entry in entries]
    frames = []
    while lines:
        frame, count = codec.pack(
            lines, sender=school.node, recipient="b" * 16, priority=0, reads=reads
        )
        assert count, "an operation that fits no frame"
        frames.append(frame)
        lines = lines[count:]
    return frames


def _others(name: str, entries: Sequence[Entry]) -> Iterator[Figure]:
    """The same operations as JSON lines, as other programs would send them."""
    lines = "\n".join(json.dumps(_json(entry), ensure_ascii=False) for entry in entries).encode()
    count = len(entries)
    yield Figure(f"sync_codec.{name}_json", len(lines) / count, "B/op")
    yield Figure(f"sync_codec.{name}_json_gzip9", len(gzip.compress(lines, 9)) / count, "B/op")
    packed = zstd.compress(lines, level=19)
    yield Figure(f"sync_codec.{name}_json_zstd19", len(packed) / count, "B/op")


def _json(entry: Entry) -> dict[str, object]:
    op, verdict = entry
    return {
        "id": str(op.id),
        "hlc": to_text(op.hlc),
        "kind": op.kind,
        "v": op.version,
        "base": None if op.base is None else str(op.base),
        "actor": op.actor,
        "record": op.record,
        "fields": op.fields,
        "verdict": [verdict.outcome, to_text(verdict.order), verdict.rank, verdict.reason],
        "judge": verdict.node,
        "seen": verdict.seen,
    }


def _seconds(times: int, action: Callable[[], object]) -> float:
    """Processor time of one call."""
    before = time.process_time()
    for _ in range(times):
        action()
    return (time.process_time() - before) / times
