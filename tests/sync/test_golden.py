"""Bytes of released versions: they decode for ever, and this release still writes them.

The files were written once, by version 1. They are never written again: a change that breaks this
test breaks every stick, courier phone and older node on its way.
"""

import hashlib
from pathlib import Path

import pytest

from sync import messages
from sync.core import canonical, cbor
from sync.core.knowledge import IntervalSet, Knowledge
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.frames import codec
from sync.messages import Down, Received, SessionAnswer, SessionRequest
from sync.storage.port import Ack, Cursor, Entry

GOLDEN = Path(__file__).parent / "golden"
ARU, TEACHER, SCHOOL, HUB = "3f9a0c1b2d4e5f60", "0011223344556677", "5c0000000000000a", "b" * 16
HLC = 0x01A1_EB20_4C00_0001

ENTRIES = (
    Entry(
        Operation(
            ARU, 1, 17, HLC, "submission.hand_in", 1, None, None, f"{ARU}.1.17",
            {"assignment": "t-1", "text": "Жауабы: ½ + ¼ = ¾", "files": [], "n": -7},
        ),
        Verdict("admitted", HLC, 1, None, SCHOOL, 1_795_000_000_123),
    ),
    Entry(
        Operation(
            TEACHER, 3, 2**40, HLC + 5, "mark.give", 2, OpId(ARU, 1, 17), "p-marat", "t-1~p-aru",
            {"mark": "5", "max": None, "seen": True, "sha": bytes(range(32)), "score": [3, 4]},
        ),
        Verdict("corrected", HLC + 6, 0, "clock-ahead", SCHOOL, 1_795_000_000_456),
    ),
    Entry(
        Operation(ARU, 1, 19, HLC + 9, "future.kind", 9, None, None, "r", {"deep": {"a": [1]}}),
        Verdict("held", HLC + 9, 0, "not-your-class", SCHOOL, 1_795_000_000_789),
    ),
)  # fmt: skip
ACKS = {(ARU, 1): Ack(IntervalSet([(1, 17), (19, 19)]), IntervalSet([(1, 9)]))}
REQUEST = SessionRequest(
    node=SCHOOL,
    incarnation="1" * 16,
    schools=("s-1",),
    digest=messages.ack_digest(ACKS),
    offer=Knowledge({(ARU, 1): IntervalSet([(1, 17), (19, 19)])}),
    cursors={"national": Cursor("2" * 16, 12)},
    room=32_768,
    ask=("ab" * 32,),
    capabilities=("frame1",),
)
ANSWER = SessionAnswer(
    node=HUB,
    incarnation="2" * 16,
    about={"name": {"kk": "Орталық", "ru": "Центр", "en": "Centre"}, "content": ":8091"},
    covers=("s-1",),
    acks=ACKS,
    had=Knowledge({(ARU, 1): IntervalSet([(1, 9)])}),
    received=Received(ACKS, (OpId(ARU, 1, 3),), {OpId(ARU, 1, 4): "other-school"}),
    down=Down(b"", {"national": Cursor("2" * 16, 13)}, more=True),
    wanted=("cd" * 32,),
    held=("ab" * 32,),
    capabilities=("frame1",),
)


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", ["frame-v1-zstd.trk", "frame-v1-plain.trk", "frame-v1-tight.trk"])
def test_frames_of_version_1_decode(name: str) -> None:
    frame = codec.decode(golden(name))
    assert frame.entries == ENTRIES
    assert (frame.sender, frame.recipient, frame.priority) == (SCHOOL, HUB, 1)
    assert frame.capabilities == ("zstd",)


@pytest.mark.parametrize("name", ["tight-school", "derived"])
def test_a_frame_of_a_school_day_decodes_to_the_same_bytes(name: str) -> None:
    lines = map(codec.line, codec.decode(golden(f"frame-v1-{name}.trk")).entries)
    hashes = [f"{canonical.hash_of(one.op).hex()} {_sha(one.verdict)}" for one in lines]
    assert "\n".join(hashes) + "\n" == golden(f"frame-v1-{name}.txt").decode()


def test_operations_and_verdicts_are_still_written_byte_for_byte() -> None:
    frame = golden("frame-v1-plain.trk")
    _, start = cbor.decode_first(frame, 4)
    body = b"".join(cbor.encode([one.op, one.verdict]) for one in map(codec.line, ENTRIES))
    assert frame[start:] == body


def test_a_frame_that_does_not_compress_is_still_written_byte_for_byte() -> None:
    # What zstd makes of a body may differ between its releases; everything else may not.
    line = codec.line(ENTRIES[2])
    frame, count = codec.pack([line], sender=SCHOOL, recipient=HUB, priority=1)
    assert count == 1
    assert frame == golden("frame-v1-single.trk")


def test_hashes_of_version_1_stand() -> None:
    hashes = [canonical.op_hash(entry.op).hex() for entry in ENTRIES]
    assert "\n".join(hashes) + "\n" == golden("operation-hashes-v1.txt").decode()


def test_session_messages_of_version_1_decode_and_are_still_written() -> None:
    assert messages.decode_session_request(golden("session-request-v1.cbor")) == REQUEST
    assert messages.encode_session_request(REQUEST) == golden("session-request-v1.cbor")
    assert messages.decode_session_answer(golden("session-answer-v1.cbor")) == ANSWER
    assert messages.encode_session_answer(ANSWER) == golden("session-answer-v1.cbor")
