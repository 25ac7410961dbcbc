"""Frames: small, complete in themselves, and refused when anything about them is wrong."""

import hashlib
import random

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core import cbor
from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.frames import codec
from sync.limits import MAX_FRAME_BYTES
from sync.storage.port import Entry
from tests.support.effort import examples
from tests.sync.toy import ARU, HUB, MARAT, SCHOOL, held, judged, op


def packed(*entries: Entry, room: int = MAX_FRAME_BYTES) -> tuple[bytes, int]:
    lines = [codec.line(entry) for entry in entries]
    return codec.pack(lines, sender=SCHOOL, recipient=HUB, priority=1, room=room)


ENTRIES = [
    judged(op(1, "mark.give", record="a~b", mark="5")),
    held(op(2, text="Үй жұмысы орындалды")),
    judged(op(1, writer=MARAT, photo=b"\x00\xff" * 20)),
]


def test_a_frame_brings_operations_and_verdicts_unchanged() -> None:
    frame, count = packed(*ENTRIES)
    assert count == 3
    found = codec.decode(frame)
    assert found.entries == tuple(ENTRIES)
    assert (found.sender, found.recipient, found.priority) == (SCHOOL, HUB, 1)
    assert found.capabilities == codec.CAPABILITIES


def test_a_frame_takes_what_fits_and_says_how_much() -> None:
    noise = random.Random(5)
    entries = [judged(op(seq, photo=noise.randbytes(2000))) for seq in range(1, 40)]
    frame, count = packed(*entries)
    assert 13 <= count <= 16
    assert 0.75 * MAX_FRAME_BYTES < len(frame) <= MAX_FRAME_BYTES
    assert codec.decode(frame).entries == tuple(entries[:count])
    small, few = packed(*entries, room=5000)
    assert (few, len(small) <= 5000) == (2, True)
    assert packed(*entries, room=500) == (b"", 0)
    assert packed() == (b"", 0)


def test_the_largest_operation_fits_alone_even_when_it_does_not_compress() -> None:
    noise = random.Random(6)
    large, other = (judged(op(seq, photo=noise.randbytes(24_300))) for seq in (1, 2))
    frame, count = packed(large, other)
    assert count == 1
    assert codec.decode(frame).entries == (large,)


def test_ordinary_work_compresses() -> None:
    entries = [judged(op(seq, "mark.give", record=f"a~{seq}", mark="5")) for seq in range(1, 301)]
    frame, count = packed(*entries)
    raw = sum(len(one.op) + len(one.verdict) for one in map(codec.line, entries))
    assert count == 300
    assert len(frame) * 4 < raw


@settings(max_examples=examples(200))
@given(at=st.integers(0, 400), bit=st.integers(0, 7))
def test_no_flipped_bit_goes_unnoticed(at: int, bit: int) -> None:
    frame = bytearray(packed(*ENTRIES)[0])
    at %= len(frame)
    frame[at] ^= 1 << bit
    try:
        found = codec.decode(bytes(frame))
    except SyncError:
        return
    # Only the header's free parts may differ: who, priority, capabilities. Entries never.
    assert found.entries == tuple(ENTRIES)


@given(st.binary(max_size=300), st.booleans())
def test_noise_is_refused_by_name(noise: bytes, with_magic: bool) -> None:
    data = codec.MAGIC + b"\x01" + noise if with_magic else noise
    with pytest.raises(SyncError):
        codec.decode(data)


@pytest.mark.parametrize("cut", [0, 3, 4, 20, 60, -1])
def test_half_a_frame_is_refused(cut: int) -> None:
    with pytest.raises(Malformed):
        codec.decode(packed(*ENTRIES)[0][:cut])


def frame_of(body: bytes, *, kind: int = codec.ZSTD, version: int = 1) -> bytes:
    digest = hashlib.sha256(body).digest()
    header: list[cbor.Value] = [[], bytes(8), None, 0, kind, len(body), digest]
    return codec.MAGIC + bytes([version]) + cbor.encode(header) + body


def test_a_decompression_bomb_costs_no_more_than_the_limit() -> None:
    bomb = zstd.compress(bytes(50_000_000))
    assert len(bomb) < MAX_FRAME_BYTES
    with pytest.raises(Malformed, match="1 MiB"):
        codec.decode(frame_of(bomb))


def test_a_body_with_a_tail_or_an_endless_window_is_refused() -> None:
    body = zstd.compress(b"")
    assert codec.decode(frame_of(body)).entries == ()
    for wrong in (body + b"tail", body[:-1], b"not zstd"):
        with pytest.raises(Malformed):
            codec.decode(frame_of(wrong))


def test_too_many_operations_and_strange_entries_are_refused() -> None:
    one = codec.line(judged(op(1)))
    line = cbor.encode([one.op, one.verdict])
    with pytest.raises(Malformed, match="4000"):
        codec.decode(frame_of(zstd.compress(line * 4001)))
    for wrong in ([1, 2], [b"", b"", b""], "text"):
        with pytest.raises(SyncError):
            codec.decode(frame_of(cbor.encode(wrong), kind=codec.PLAIN))


def test_newer_frames_ask_for_an_upgrade_and_larger_ones_are_refused() -> None:
    with pytest.raises(UnknownVersion):
        codec.decode(frame_of(b"", version=2))
    with pytest.raises(UnknownVersion):
        codec.decode(frame_of(b"", kind=9))
    with pytest.raises(Malformed):
        codec.decode(bytes(MAX_FRAME_BYTES + 1))


def test_a_header_may_grow() -> None:
    one = codec.line(judged(op(1, writer=ARU)))
    body = cbor.encode([one.op, one.verdict])
    header: list[cbor.Value] = [
        ["zstd", "new"], bytes(8), None, 0, codec.PLAIN, len(body),
        hashlib.sha256(body).digest(), "a part of tomorrow",
    ]  # fmt: skip
    frame = codec.MAGIC + b"\x01" + cbor.encode(header) + body
    assert len(codec.decode(frame).entries) == 1
