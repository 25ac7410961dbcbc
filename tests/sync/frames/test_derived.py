"""Columns that add up: exact whatever stands in them, and read only where they were announced."""

from collections.abc import Sequence
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.cbor import Value
from sync.core.errors import Malformed
from sync.core.ops import Operation
from sync.core.verdict import Verdict
from sync.frames import codec, derived, squeeze, tight
from sync.frames import columns as forms
from sync.frames.streams import Out
from sync.storage.port import Entry
from tests.bench.populations import attempt_fields, dice
from tests.support.effort import examples
from tests.sync.frames.test_tight import Hostile, codec_of
from tests.sync.toy import ARU, HUB, NOON, SCHOOL

DAY_S = 86_400


def made(rows: Sequence[dict[str, Value]], *, ms: int = NOON, apart: int = 61_007) -> list[Entry]:
    entries = []
    for seq, fields in enumerate(rows, 1):
        hlc = (ms + apart * seq) << 16
        op = Operation(ARU, 1, seq, hlc, "attempt.commit", 1, None, None, f"{ARU}.1.{seq}", fields)
        entries.append(Entry(op, Verdict("admitted", hlc, 1, None, SCHOOL, ms + 99_999_999)))
    return entries


def body(entries: Sequence[Entry], *, derives: bool = True) -> bytes:
    lines = [tight.line(entry) for entry in entries]
    return b"".join(tight.build(lines, SCHOOL, derives=derives))


def played(count: int) -> list[Entry]:
    chance = dice("derived")
    times = [f"2026-11-20T{n % 24:02d}:04:05Z" for n in range(count)]
    return made([attempt_fields(chance, at, n) for n, at in enumerate(times)])


# --- exactness ------------------------------------------------------------------------------

SECONDS = st.integers(0, 2 * DAY_S)
DIGITS = st.sampled_from([0, 1, 2, 3, 9])


@st.composite
def sittings(draw: st.DrawFn) -> list[dict[str, Value]]:
    """Rows in which times follow from each other, mostly: over midnight, rounded, with slips."""
    count = draw(st.integers(8, 40))
    digits, other = draw(DIGITS), draw(DIGITS)
    start = draw(st.integers(0, DAY_S))
    slips = draw(st.dictionaries(st.integers(0, count - 1), st.integers(-3, 3), max_size=3))
    strange = draw(st.sampled_from(["", "24:00:00", "7", "00:60:00", "٠٠:00:00", "1:00:00"]))
    rows: list[dict[str, Value]] = []
    for n in range(count):
        took = [draw(st.integers(0, 60)) for _ in range(3)]
        shown = [(start + n * 61 + s) % DAY_S for s in accumulate(took, initial=0)]
        total = max(0, sum(took) + slips.get(n, 0))
        times = {f"t{k}": derived.write_span(s * 10**digits, digits) for k, s in enumerate(shown)}
        spans = {f"u{k}": derived.write_span(s * 10**other, other) for k, s in enumerate(took)}
        whole: Value = derived.write_span(total * 10**digits + n % 10**digits, digits)
        if strange and n == 5:
            whole = strange
        rows.append({**times, **spans, "v_total": total, "w": whole, "x": -total * 2**40})
    return rows


@settings(max_examples=examples(150), deadline=None)
@given(sittings(), st.sampled_from([0, NOON, 2**46]), st.sampled_from([0, 1, 61_000, 61_007]))
def test_times_that_follow_from_each_other_come_out(
    rows: list[dict[str, Value]], ms: int, apart: int
) -> None:
    entries = made(rows, ms=ms, apart=apart)
    assert tight.read(body(entries), SCHOOL, derives=True) == entries


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(0, 100 * 3600 * 10**9 - 1), DIGITS)
def test_a_span_is_read_as_it_was_written(units: int, digits: int) -> None:
    units %= 100 * 3600 * 10**digits
    assert derived.read_span(derived.write_span(units, digits)) == (None, digits, units)


@pytest.mark.parametrize(
    "text", ["", "1:00:00", "00:60:00", "00:00:60", "00:00:00.", "00:00:0٣", "-0:00:00", "00:00"]
)
def test_other_texts_are_no_spans(text: str) -> None:
    assert derived.read_span(text) is None


def test_what_adds_up_costs_nothing() -> None:
    entries = played(200)
    plain, sums = body(entries, derives=False), body(entries)
    assert tight.read(sums, SCHOOL, derives=True) == entries
    assert len(squeeze.whole(sums)) < 0.75 * len(squeeze.whole(plain))


# --- who reads it ---------------------------------------------------------------------------


def test_a_reader_of_codec_2_does_not_take_sums() -> None:
    with pytest.raises(Malformed, match="form of a column"):
        tight.read(body(played(200)), SCHOOL)


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ((), codec.ZSTD),
        (("frame1", "frame2"), codec.TIGHT),
        (("frame1", "frame2", "frame3"), codec.DERIVED),
    ],
)
def test_frames_have_the_codec_that_was_announced(reads: tuple[str, ...], expected: int) -> None:
    entries = played(100)
    lines = [codec.line(entry) for entry in entries]
    frame, count = codec.pack(lines, sender=SCHOOL, recipient=HUB, priority=1, reads=reads)
    again = codec.decode(frame)
    assert list(again.entries) == entries[:count]
    assert codec_of(frame) == expected


# --- hostile bytes --------------------------------------------------------------------------


def column(digits: int, of_day: int, terms: Sequence[int], rest: int) -> Hostile:
    def write(out: Out) -> None:
        out.head.append(forms.DERIVED)
        out.uint(digits + 1)
        out.uint(of_day)
        out.uint(len(terms))
        for term in terms:
            out.uint(term)
        out.signed([rest])

    return Hostile((("a", None),), write)


@pytest.mark.parametrize(
    ("hostile", "why"),
    [
        (column(0, 0, [2 << 1], 5), "not there"),
        (column(0, 0, [0, 0, 0, 0, 0], 5), "above 4"),
        (column(0, 0, [], -1), "none"),
        (column(9, 0, [], 100 * 3600 * 10**9), "none"),
        (column(10, 0, [], 5), "above 10"),
        (column(0, 2, [], 5), "above 1"),
        (column(-1, 0, [0, 0], 2**63 - 1), "64 bits"),
    ],
)
def test_a_sum_of_nothing_is_refused_by_name(hostile: Hostile, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        tight.read(hostile.body(), SCHOOL, derives=True)
