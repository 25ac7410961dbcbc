"""Whatever bytes come, every reader of the sync layer ends with a value or a named refusal.

Good messages, frames and volumes are damaged where it hurts: not byte by byte only, but inside
their structure, with hashes and lengths made to fit again, as a hostile sender would. Cost is
counted, not timed: the bytes that Python allocates at the peak.
"""

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import auditing, messages
from sync.core import audit, canonical, cbor
from sync.core import verdict as verdicts
from sync.core.errors import SyncError
from sync.core.knowledge import IntervalSet, Knowledge
from sync.frames import codec, parts
from sync.frames.bundle import Volume
from sync.limits import MAX_ACK_ROWS, MAX_MESSAGE_BYTES
from tests.support.effort import examples
from tests.sync.frames.test_bundle import PARTS, volume
from tests.sync.test_golden import ANSWER, ARU, ENTRIES, REQUEST

GOLDEN = Path(__file__).parent / "golden"
# Peak bytes per byte of input that reading may allocate, and a floor for its tables.
PEAK_FACTOR, PEAK_FLOOR = 200, 4 * 1024 * 1024

SOME = IntervalSet([(1, 5), (9, 9)])
QUESTION = auditing.Question(
    (auditing.Part((ARU, 1), SOME, bytes(audit.FINGERPRINT_BYTES)),),
    (((ARU, 1), SOME),),
    Knowledge({(ARU, 1): SOME}),
)
FOUND = auditing.Answer((0,), ({1: bytes(8), 9: bytes(8)},), b"TRK", b"", Knowledge())

Reader = Callable[[bytes], object]


def read_volume(data: bytes) -> object:
    return list(Volume(io.BytesIO(data), len(data)).read())


READERS: dict[str, tuple[Reader, list[bytes]]] = {
    "session-request": (
        messages.decode_session_request, [messages.encode_session_request(REQUEST)]
    ),
    "session-answer": (messages.decode_session_answer, [messages.encode_session_answer(ANSWER)]),
    "operation": (canonical.decode, [canonical.encode(entry.op) for entry in ENTRIES]),
    "verdict": (verdicts.decode, [verdicts.encode(entry.verdict) for entry in ENTRIES]),
    "frame": (codec.decode, [path.read_bytes() for path in sorted(GOLDEN.glob("frame-*.trk"))]),
    "volume": (read_volume, [volume(), (GOLDEN / "bundle-v1.b").read_bytes()]),
    "part": (parts.decode, [parts.encode(cast(parts.Part, part)) for part in PARTS]),
    "received": (messages.decode_received, [messages.encode_session_answer(ANSWER)]),
    "down": (messages.decode_down, [messages.encode_session_answer(ANSWER)]),
    "pull": (messages.decode_pull_request, [messages.encode_session_request(REQUEST)]),
    "returned": (messages.decode_returned, [messages.encode_session_request(REQUEST)]),
    "audit-question": (auditing.decode_question, [auditing.encode_question(QUESTION)]),
    "audit-answer": (auditing.decode_answer, [auditing.encode_answer(FOUND)]),
}  # fmt: skip


def ends_well(read: Reader, data: bytes) -> None:
    """A value, or a refusal by name; anything else is a crash of the node."""
    try:
        read(data)
    except SyncError:
        return


@pytest.mark.parametrize("name", READERS)
def test_damaged_bytes_never_crash_a_reader(name: str) -> None:
    read, samples = READERS[name]

    @settings(max_examples=examples(120))
    @given(st.sampled_from(samples), st.data())
    def try_it(good: bytes, data: st.DataObject) -> None:
        bad = bytearray(good)
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(bad)))
            what = data.draw(st.sampled_from(["flip", "cut", "insert", "repeat"]))
            if what == "flip" and at < len(bad):
                bad[at] = data.draw(st.integers(0, 255))
            elif what == "cut":
                del bad[at : at + data.draw(st.integers(1, 20))]
            elif what == "insert":
                bad[at:at] = data.draw(st.binary(max_size=9))
            else:
                bad[at:at] = bad[at : at + data.draw(st.integers(1, 40))]
        ends_well(read, bytes(bad))

    try_it()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.binary(max_size=33)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(READERS.keys() - {"frame", "volume"}))
def test_well_formed_nonsense_never_crashes_a_reader(name: str) -> None:
    """Canonical CBOR throughout, with one place of a good message holding something else."""
    read, samples = READERS[name]

    @settings(max_examples=examples(120))
    @given(st.sampled_from(samples), VALUES, st.data())
    def try_it(good: bytes, other: cbor.Value, data: st.DataObject) -> None:
        start = data.draw(st.sampled_from([0, 1, 2, 4]))
        try:
            value, end = cbor.decode_first(good, start)
        except SyncError:
            value, end, start = None, 0, 0
        try:
            changed = cbor.encode(replaced(value, other, data))
        except (SyncError, ValueError, TypeError):
            return
        ends_well(read, good[:start] + changed + good[end:])

    try_it()


def replaced(value: cbor.Value, other: cbor.Value, data: st.DataObject) -> cbor.Value:
    """The value with another one at some place in it."""
    if isinstance(value, list) and value and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(value) - 1))
        return [*value[:at], replaced(value[at], other, data), *value[at + 1 :]]
    if isinstance(value, dict) and value and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: replaced(value[key], other, data)}
    return other


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (messages.decode_session_request, b"\x9a\xff\xff\xff\xff" + b"\x80" * 1000),
        (messages.decode_session_answer, b"\x01" + b"\x81" * 100_000),
        (codec.decode, b"TRK\x01" + b"\x9b" + b"\x7f" * 8),
        (read_volume, b"TKB\x01" + b"\xbb" + b"\x7f" * 8 + b"\0" * 6000),
        (parts.decode, parts.encode(cast(parts.Part, PARTS[0]))[:1] + b"\x5a\xff\xff\xff\xff"),
        (canonical.decode, b"\x81" * 20_000),
        (messages.decode_session_request, b"\x80" * (MAX_MESSAGE_BYTES + 1)),
    ],
    ids=["long-list", "deep", "frame-head", "volume-head", "long-bytes", "deep-operation", "large"],
)
def test_a_promise_of_much_costs_little(read: Reader, data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(SyncError):
            read(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < PEAK_FLOOR + PEAK_FACTOR * min(len(data), 1024)


def test_a_set_of_everything_is_kept_as_one_interval() -> None:
    """Ten bytes that name 2**53 operations: reading and comparing them counts intervals only."""
    everything = [[bytes.fromhex("aa" * 8), 1, [0, 2**53 - 2]]]
    tracemalloc.start()
    try:
        known = Knowledge.from_value(everything, MAX_ACK_ROWS)
        left = known.difference({("aa" * 8, 1): IntervalSet([(5, 9)])})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left.count() == 2**53 - 1 - 5
    assert peak < 100_000
