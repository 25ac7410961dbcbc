"""The tight codec: whatever goes in comes out, whatever comes in costs no more than the limits."""

import hashlib
import random
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.core.ops import Operation, OpId
from sync.core.verdict import OUTCOMES, Verdict
from sync.frames import codec, preset, shapes, squeeze, tight
from sync.frames import columns as forms
from sync.frames.streams import RUNS, Out
from sync.limits import MAX_FRAME_BODY_BYTES, MAX_FRAME_BYTES, MAX_FRAME_VALUES
from sync.storage.port import Entry
from tests.bench.traffic import School
from tests.support.effort import examples
from tests.sync.toy import ARU, HUB, MARAT, NOON, SCHOOL, held, judged, op

READS = (codec.READS_TIGHT,)


def packed(entries: list[Entry], *, room: int = MAX_FRAME_BYTES) -> tuple[bytes, int]:
    lines = [codec.line(entry) for entry in entries]
    return codec.pack(lines, sender=SCHOOL, recipient=HUB, priority=1, room=room, reads=READS)


def through(entries: list[Entry]) -> list[Entry]:
    """By the tight body, whether or not a frame would have chosen it."""
    lines = [tight.line(entry) for entry in entries]
    found = tight.read(b"".join(tight.build(lines, SCHOOL)), SCHOOL)
    body = b"".join(tight.build(lines, SCHOOL, derives=True))
    assert tight.read(body, SCHOOL, derives=True) == found
    return found


def codec_of(frame: bytes) -> object:
    header, _ = cbor.decode_first(frame, 4)
    assert isinstance(header, list)
    return header[4]


# --- exact round trips ----------------------------------------------------------------------

IDS = st.sampled_from([ARU, MARAT, SCHOOL, "00000000000000ff", "ffffffffffffffff"])
COUNTERS = st.one_of(st.integers(1, 30), st.integers(1, 2**53 - 1))
OP_IDS = st.builds(OpId, IDS, COUNTERS, COUNTERS)
# Texts that the codec might take for something else than text.
STRANGE = st.sampled_from(
    [
        "", "0", "007", "-7", "1.50", "2026-02-30", "2026-11-20", "2026-11-20T04:05:06.789Z",
        "2026-11-20T04:05:06+05:00", "2026-11-20T04:05:06-00:00", "2026-11-20T24:00:00Z",
        "0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2026-11-20T04:05:06.7890123456Z",
        "PT1M7S", "PT12M", "00:00:07.00", "ab", "abcdef01", "ABCDEF01", "ab" * 32, "aaaa0000000001",
        "0001.1.01", f"{ARU}.1.7", f"{ARU}.01.7", f"{ARU}.1.9007199254740993", f"{ARU}.1.0",
        "c56a4180-65aa-42ec-a945-5fd21dec0538", "C56A4180-65AA-42EC-A945-5FD21DEC0538",
        "p-aru", "t-1~p-aru", "Жауабы: ½", "٣", "1" * 30, "9" * 19, "\x00", "a\u0301", "²",
    ]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([1_795_000_000_000, 1_795_000_000_001, 2**63 - 1, -(2**63)]),
    st.binary(max_size=40), STRANGE, st.text(st.characters(codec="utf-8"), max_size=12),
)  # fmt: skip
KEYS = st.one_of(
    st.sampled_from(["a", "b", "learner", "[]", "r"]),
    st.text(st.characters(codec="utf-8"), max_size=5),
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
FIELDS = st.dictionaries(KEYS, VALUES, max_size=5)
RECORDS = st.one_of(
    st.sampled_from(["r", "t-1~p-aru", "p-aru", f"{ARU}.1.7", f"{ARU}.1.7~seen", "2026-11-20"]),
    st.from_regex(r"[0-9A-Za-z._~:-]{1,80}", fullmatch=True),
)
HLCS = st.one_of(
    st.integers(0, 2**63 - 1), st.integers(0, 5).map(lambda n: (1_795_000_000_000 + n) << 16 | n)
)


@st.composite
def an_entry(draw: st.DrawFn) -> Entry:
    key = draw(OP_IDS)
    base = draw(st.one_of(st.none(), OP_IDS))
    if base is not None and base[:2] == key[:2] and base.seq >= key.seq:
        base = None
    hlc = draw(HLCS)
    made = Operation(
        *key,
        hlc,
        draw(st.sampled_from(["mark.give", "future.kind", "x"])),
        draw(st.sampled_from([1, 2, 65_535])),
        base,
        draw(st.one_of(st.none(), RECORDS)),
        draw(st.one_of(RECORDS, st.just(str(key)))),
        draw(FIELDS),
    )
    verdict = Verdict(
        draw(st.sampled_from(OUTCOMES)),
        draw(st.one_of(st.just(hlc), HLCS)),
        draw(st.sampled_from([0, 1, 255])),
        draw(st.one_of(st.none(), st.sampled_from(["not-your-class", "Ә" * 80]))),
        draw(st.sampled_from([SCHOOL, HUB])),
        draw(st.one_of(st.just(hlc >> 16), st.integers(0, 2**63 - 1))),
    )
    return Entry(made, verdict)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(an_entry(), min_size=1, max_size=12))
def test_any_operations_and_verdicts_come_out_byte_for_byte(entries: list[Entry]) -> None:
    found = through(entries)
    before = [(one.op, one.verdict) for one in map(tight.line, entries)]
    assert [(one.op, one.verdict) for one in map(tight.line, found)] == before


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(SCALARS, min_size=1, max_size=200))
def test_any_column_comes_out(values: list[Value]) -> None:
    entries = [judged(op(seq, a=value)) for seq, value in enumerate(values, 1)]
    found = [entry.op.fields["a"] for entry in through(entries)]
    assert [(type(value), value) for value in found] == [(type(value), value) for value in values]


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(SCALARS, SCALARS), min_size=4, max_size=30), st.integers(2, 9))
def test_columns_that_follow_from_each_other_come_out(
    pairs: list[tuple[Value, Value]], times: int
) -> None:
    rows = [pairs[n % len(pairs)] for n in range(len(pairs) * times)]
    entries = [judged(op(seq, a=a, b=b)) for seq, (a, b) in enumerate(rows, 1)]
    found = [entry.op.fields for entry in through(entries)]
    expected = [entry.op.fields for entry in entries]
    assert [cbor.encode(fields) for fields in found] == [cbor.encode(f) for f in expected]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: f"PT{n}M{n % 60}S",
        lambda n: f"00:{n % 60:02d}:{n * 7 % 60:02d}.00",
        lambda n: f"0.{n % 100}",
        lambda n: f"{n:016x}.1.{n}",
        lambda n: hashlib.sha256(str(n % 9).encode()).hexdigest(),
        lambda n: hashlib.sha256(str(n).encode()).digest(),
        lambda n: f"2026-11-{1 + n % 30:02d}",
        lambda n: 1_795_000_000_000 + n * 977,
        lambda n: [n] * (n % 20),
        lambda n: {"deep": {"deeper": [{"a": n % 3}, None, n % 2 == 0]}},
        lambda n: {str(k): k for k in range(450)} if n == 3 else {},
        lambda n: None if n % 3 else f"{n}",
        lambda n: n if n % 2 else str(n),
    ],
)
def test_ordinary_columns_come_out(make: Callable[[int], Value]) -> None:
    entries = [judged(op(seq, a=make(seq), b=seq % 3)) for seq in range(1, 200)]
    assert through(entries) == entries


def test_one_and_true_stay_apart() -> None:
    rows: list[Value] = [1, True, 0, False, None, "", b"", [], {}] * 5
    entries = [judged(op(seq, a=row, b=[row])) for seq, row in enumerate(rows, 1)]
    found = [entry.op.fields["a"] for entry in through(entries)]
    assert [(type(value), value) for value in found] == [(type(value), value) for value in rows]


def test_forks_gaps_and_several_lives_of_one_writer_come_out() -> None:
    entries = [
        judged(op(5)), held(op(2)), judged(op(5, epoch=2)), judged(op(5, text="fork")),
        judged(op(9), order=7), judged(op(1, base=OpId(MARAT, 3, 4), version=9)),
    ]  # fmt: skip
    assert through(entries) == entries


# --- size -----------------------------------------------------------------------------------


def test_a_school_day_is_a_few_bytes_an_operation() -> None:
    school = School("test-size")
    entries = school.mixed(1200)
    frame, count = packed(entries)
    assert count == 1200
    assert codec_of(frame) == codec.TIGHT
    assert list(codec.decode(frame).entries) == entries
    assert len(frame) < 19 * count
    few, count = packed(entries[:30])
    assert (count, len(few) < 30 * 50) == (30, True)


def test_a_frame_takes_what_fits() -> None:
    entries = School("test-room").mixed(3000)
    frame, count = packed(entries)
    assert 0.9 * MAX_FRAME_BYTES < len(frame) <= MAX_FRAME_BYTES
    assert list(codec.decode(frame).entries) == entries[:count]
    small, few = packed(entries, room=2_000)
    assert len(small) <= 2_000
    assert few > 30
    assert packed(entries, room=60) == (b"", 0)


def test_without_the_announcement_the_frame_is_one_that_every_release_reads() -> None:
    lines = [codec.line(entry) for entry in School("test-old").mixed(50)]
    for reads in ((), ("frame1",)):
        frame, _ = codec.pack(lines, sender=SCHOOL, recipient=HUB, priority=1, reads=reads)
        assert codec_of(frame) == codec.ZSTD


def test_what_columns_cannot_hold_goes_as_rows() -> None:
    wide: Value = {str(n): 0 for n in range(390)}
    entries = [judged(op(seq, a=wide)) for seq in range(1, 600)]
    with pytest.raises(Malformed, match="tight"):
        tight.build([tight.line(entry) for entry in entries], SCHOOL)
    assert MAX_FRAME_VALUES < 390 * 599
    frame, count = packed(entries)
    assert codec_of(frame) == codec.ZSTD
    assert list(codec.decode(frame).entries) == entries[:count]


def test_noise_is_sent_plain() -> None:
    noise = random.Random(6)
    large = judged(op(1, photo=noise.randbytes(24_300)))
    frame, count = packed([large])
    assert count == 1
    assert list(codec.decode(frame).entries) == [large]


# --- hostile bytes --------------------------------------------------------------------------


def frame_of(body: bytes, *, dictionary: object = preset.NONE) -> bytes:
    digest = hashlib.sha256(body).digest()
    header: list[cbor.Value] = [
        [], bytes.fromhex(SCHOOL), None, 0, codec.TIGHT, len(body), digest,
    ]  # fmt: skip
    if dictionary is not None:
        header.append(dictionary)  # type: ignore[arg-type]
    return codec.MAGIC + bytes([codec.VERSION]) + cbor.encode(header) + body


def test_the_header_names_a_dictionary_that_is_known() -> None:
    body = squeeze.whole(b"".join(tight.build([tight.line(judged(op(1)))], SCHOOL)))
    assert codec.decode(frame_of(body)).entries == (judged(op(1)),)
    with pytest.raises(UnknownVersion, match="dictionary"):
        codec.decode(frame_of(body, dictionary=9))
    for wrong in (None, -1, "one", True):
        with pytest.raises(SyncError):
            codec.decode(frame_of(body, dictionary=wrong))
    with pytest.raises(SyncError):
        codec.decode(frame_of(body, dictionary=preset.NEWEST) + b"x")


def bodies() -> list[bytes]:
    found = []
    for name, size in (("fuzz-1", 3), ("fuzz-2", 40), ("fuzz-3", 200)):
        lines = [tight.line(entry) for entry in School(name).mixed(size)]
        found.append(b"".join(tight.build(lines, SCHOOL)))
    return found


BODIES = bodies()


@settings(max_examples=examples(400), deadline=None)
@given(
    st.sampled_from(BODIES),
    st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_a_damaged_body_is_refused_by_name(
    body: bytes, edits: list[tuple[int, int]], cut: int
) -> None:
    """Past the digest of the frame: its maker is hostile. No other entries get through."""
    damaged = bytearray(body)
    for at, byte in edits:
        # Mostly the structure, where a byte changes the meaning of all that follows.
        place = at % len(damaged) if at % 3 == 0 else at % min(400, len(damaged))
        damaged[place] = byte
    data = bytes(damaged[: len(damaged) - cut])
    try:
        found = tight.read(data, SCHOOL)
    except SyncError:
        return
    before = tight.read(body, SCHOOL)
    assert [tight.line(one) for one in found] == [tight.line(one) for one in before]


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(max_size=300))
def test_noise_is_refused_by_name(noise: bytes) -> None:
    for data in (noise, bytes([len(noise) & 0x7F, 0, 0, 0]) + noise):
        with pytest.raises(SyncError):
            tight.read(data, SCHOOL)


GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.trk"))


@settings(max_examples=examples(400), deadline=None)
@given(
    st.sampled_from(GOLDEN),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=3),
)
def test_a_golden_frame_remade_by_a_hostile_hand_is_refused_by_name(
    path: Path, edits: list[tuple[int, int]]
) -> None:
    """Damage in the compressed body, under a digest that fits."""
    frame = path.read_bytes()
    header, start = cbor.decode_first(frame, 4)
    assert isinstance(header, list)
    body = bytearray(frame[start:])
    for at, byte in edits:
        body[at % len(body)] = byte
    header[6] = hashlib.sha256(body).digest()
    try:
        found = codec.decode(frame[:4] + cbor.encode(header) + bytes(body))
    except SyncError:
        return
    # Only rows without a proof can be changed into other rows unnoticed.
    assert header[4] in (codec.ZSTD, codec.PLAIN) or found.entries == codec.decode(frame).entries


def test_a_bomb_costs_no_more_than_the_limit() -> None:
    """One long text for thousands of operations: small on the wire, too large when opened."""
    entries = [judged(op(seq, a="x" * 20_000)) for seq in range(1, 200)]
    body = b"".join(tight.build([tight.line(entry) for entry in entries], SCHOOL))
    assert len(body) < 25_000
    assert sum(len(tight.line(entry).op) for entry in entries) > MAX_FRAME_BODY_BYTES
    with pytest.raises(Malformed, match="1 MiB"):
        tight.read(body, SCHOOL)


@dataclass
class Hostile:
    """One operation of any shape whose only column is written by hand."""

    tree: shapes.Tree
    column: Callable[[Out], None]

    def body(self) -> bytes:
        out = Out()
        out.uint(1)
        out.raws(bytes(tight.PROOF_BYTES))
        out.uint(1)
        out.uint(1)
        out.raws(bytes.fromhex(ARU))
        for column in ([1], [1], [0]):  # epochs, seqs, offsets
            out.ints(column)
        out.uint(1)
        for column in ([0], [0], [NOON], [0], [], [0], [0]):  # deliveries, skips, low bits
            out.ints(column)
        out.uint(1)
        out.uint(0)
        out.uint(1)
        for column in ([0], []):  # verdicts
            out.ints(column)
        out.uint(1)
        shapes.write(out, shapes.Shape("x", 1, False, False, (shapes.OWN,), self.tree))
        out.ints([0])
        self.column(out)
        return b"".join(tight._join(out))


def _long_text(out: Out) -> None:
    out.head.append(forms.CONST)
    out.head += cbor.encode("x" * 24_000)


def _long_list(out: Out) -> None:
    out.head.append(forms.CONST)
    out.head += cbor.encode(["x" * 1_000] * 900)


def _skeletons(out: Out) -> None:
    out.head.append(forms.NUMBERS)
    out.uint(1)
    out.uint(1)
    out.name(b"x" * 24_000)
    out.uint(0)
    out.name(b"")
    out.ints([0] * 19_000)
    out.ints([7] * 19_000)


def _depth(out: Out) -> None:
    for _ in range(30):
        out.head.append(forms.SPLIT)
        out.uint(1)
        out.ints([0] * 19_000)


def _places_below_zero(out: Out) -> None:
    out.head.append(forms.DICTIONARY)
    out.uint(0)
    out.uint(2)
    out.head.append(forms.INTEGERS)
    out.uint(forms.FROM_ZERO)
    out.ints([1, 2])
    out.signed([-1] * 19_000)


def _runs_below_zero(out: Out) -> None:
    out.head.append(forms.INTEGERS)
    out.uint(forms.FROM_ZERO)
    out.head.append(RUNS)
    out.uint(2)
    out.ints([1, 2])
    out.signed([10**12, 18_998 - 10**12])


@pytest.mark.parametrize(
    "column",
    [_long_text, _long_list, _skeletons, _depth, _places_below_zero, _runs_below_zero],
)
def test_few_bytes_that_stand_for_gigabytes_are_refused_in_little_memory(
    column: Callable[[Out], None],
) -> None:
    body = Hostile((("a", (shapes.LIST, *[None] * 19_000)),), column).body()
    assert len(squeeze.whole(body)) < MAX_FRAME_BYTES
    tracemalloc.start()
    with pytest.raises(Malformed):
        tight.read(body, SCHOOL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 48_000_000


def test_the_hand_that_writes_hostile_bodies_writes_good_ones_but_for_the_proof() -> None:
    def one(out: Out) -> None:
        out.head.append(forms.CONST)
        out.head += cbor.encode("fine")

    with pytest.raises(Malformed, match="not the ones that were sent"):
        tight.read(Hostile((("a", None),), one).body(), SCHOOL)


def test_the_proof_binds_operations_and_verdicts() -> None:
    entry = judged(op(1, text="one"))
    lines = [tight.line(entry)]
    other = tight.line(judged(op(1, text="two")))
    body = b"".join(tight.build(lines, SCHOOL))
    assert tight.read(body, SCHOOL) == [entry]
    lied = b"".join(tight.build([replace(lines[0], op=other.op)], SCHOOL))
    with pytest.raises(Malformed, match="not the ones that were sent"):
        tight.read(lied, SCHOOL)
    with pytest.raises(Malformed, match="not the ones that were sent"):
        tight.read(body, HUB)
