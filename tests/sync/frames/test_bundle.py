"""A volume's bytes: what was written comes back, and nothing else gets past the reader."""

import hashlib
import io
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core import cbor
from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.core.knowledge import Knowledge
from sync.core.ops import OpId
from sync.frames import bundle, parts
from sync.frames.bundle import Header, Incomplete, Piece, Volume
from sync.frames.parts import Answers, Asks, Feed, FilePiece, StartPiece, Upward
from sync.limits import MAX_VOLUME_BYTES, PIECE_BYTES, SMALL_PIECE_BYTES
from sync.messages import Down, SessionAnswer, SessionRequest
from sync.storage.port import Cursor
from tests.support.effort import examples
from tests.sync.toy import ARU, HUB, SCHOOL

HEADER = Header(SCHOOL, HUB, bundle.UP, "1" * 16, counter=1_795_000_000, part=2, frames=1)
FIRST = replace(HEADER, capabilities=("frame1", "hpke-x25519"))
"""As the first release wrote it."""
FILM = b"film" * 500
PIECE = Piece(hashlib.sha256(FILM).hexdigest(), len(FILM), 0)
MESSAGE = SessionRequest(SCHOOL, "1" * 16, ("s1",), b"d" * 16, Knowledge(), {}, 0)
ANSWER = SessionAnswer(
    HUB, "2" * 16, {"name": {"kk": "Орталық"}}, ("s1",), {}, Knowledge(), None, Down(b"", {}, False)
)
PARTS = [
    Asks(MESSAGE, 7, whole=("a" * 64,), lacking=("b" * 64,), sent=("c" * 64,)),
    Answers(ANSWER, "1" * 16, keeps_files=True, heard=9, held=("d" * 64,)),
    Answers(ANSWER, "", keeps_files=False),
    Answers(
        ANSWER,
        "",
        keeps_files=False,
        refused={OpId(ARU, 1, 4): "not-your-school"},
        forks=(OpId(ARU, 1, 5),),
    ),
    Upward(b"TRK..."),
    Feed(
        Down(b"TRK...", {"national": Cursor("2" * 16, 5)}, more=True),
        {"national": Cursor("2" * 16, 2)},
        Knowledge.of([OpId(ARU, 1, 3)]),
    ),
    FilePiece(PIECE, FILM),
    FilePiece(replace(PIECE, step=SMALL_PIECE_BYTES), FILM),
    StartPiece(PIECE, FILM),
    Asks(MESSAGE, 7, refuses="e" * 64),
]


def sign(message: bytes) -> bytes:
    return hashlib.sha512(message).digest()


def volume(header: Header = HEADER) -> bytes:
    sealed = b"sealed" * 100
    return bundle.build(
        header,
        [
            (bundle.section(bundle.SEALED, sealed), sealed),
            (bundle.section(bundle.COURSE, FILM, PIECE), FILM),
            (bundle.section(99, b"of a newer release"), b"of a newer release"),
        ],
        sign,
    )


def read(data: bytes) -> Volume:
    found = Volume(io.BytesIO(data), len(data))
    for _ in found.read():
        pass
    return found


def test_what_was_written_comes_back() -> None:
    found = read(volume())
    assert found.header == HEADER
    assert found.signed_by(lambda message, signature: sign(message) == signature)
    assert [row.sort for row, _ in found.read()] == [bundle.SEALED, bundle.COURSE, 99]
    assert [row.piece for row in found.sections] == [None, PIECE, None]
    assert found.name == "00006afd86c00002"


def test_the_first_release_s_volume_reads_for_ever() -> None:
    golden = (Path(__file__).parents[1] / "golden" / "bundle-v1.b").read_bytes()
    assert read(golden).header == FIRST
    assert golden == volume(FIRST)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_every_part_comes_back(part: parts.Part) -> None:
    assert parts.decode(parts.encode(part)) == part


def test_mail_says_in_clear_how_urgent_it_is_and_how_long_to_keep_it() -> None:
    mail = replace(HEADER, priority=1, keep_hours=720)
    assert read(volume(mail)).header == mail
    with pytest.raises(Malformed):
        read(volume(replace(HEADER, priority=6, keep_hours=1)))


def test_a_part_of_a_newer_release_is_left_alone() -> None:
    assert parts.decode(b"\x63whatever") is None
    with pytest.raises(Malformed):
        parts.decode(b"")


def test_a_volume_that_ends_early_is_incomplete_at_every_byte() -> None:
    whole = volume()
    for size in range(len(whole)):
        with pytest.raises(Incomplete):
            read(whole[:size])


def test_no_byte_can_change_unnoticed() -> None:
    """By a changed hash, or by a signature that fits no longer."""
    whole = volume()
    for at in range(len(whole)):
        bad = bytearray(whole)
        bad[at] ^= 0x40
        try:
            found = read(bytes(bad))
        except SyncError:
            continue
        assert not found.signed_by(lambda message, signature: sign(message) == signature), at


def test_a_newer_version_says_so() -> None:
    whole = bytearray(volume())
    whole[3] = 2
    with pytest.raises(UnknownVersion, match="upgrade"):
        read(bytes(whole))


def test_bytes_after_the_end_are_refused() -> None:
    with pytest.raises(Malformed):
        read(volume() + b"x")


class Huge(io.BytesIO):
    def read(self, _size: int | None = -1, /) -> bytes:
        raise AssertionError("it was read before its size was looked at")


def test_an_enormous_file_is_refused_unread() -> None:
    with pytest.raises(Malformed, match="limit"):
        Volume(Huge(), MAX_VOLUME_BYTES + 1)


@pytest.mark.parametrize(
    "raw",
    [
        [b"x" * 32, -1, 0],
        [b"x" * 32, 10, 1],
        [b"x" * 32, 2**50, 0],
        [b"x" * 31, 10, 0],
        [b"x" * 32, 10, True],
        ["x" * 32, 10, 0],
        [b"x" * 32, 10, 0, 1],
        [b"x" * 32, 10, 0, 2 * PIECE_BYTES],
        [b"x" * 32, 10],
    ],
)
def test_impossible_pieces_are_refused(raw: list[object]) -> None:
    with pytest.raises(Malformed):
        Piece.from_value(raw)


def test_pieces_cover_their_file() -> None:
    whole = Piece("a" * 64, 2 * PIECE_BYTES + 5, 0)
    lengths = [Piece(whole.sha256, whole.size, n).length for n in range(whole.count)]
    assert lengths == [PIECE_BYTES, PIECE_BYTES, 5]
    assert Piece("a" * 64, 0, 0).count == 1


@settings(max_examples=examples(300), deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_mutated_volumes_never_break_the_reader(seed: int, changes: int) -> None:
    rng = random.Random(seed)
    data = bytearray(volume())
    for _ in range(changes):
        at = rng.randrange(len(data))
        match rng.randrange(3):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                del data[at : at + rng.randrange(1, 9)]
            case _:
                data[at:at] = rng.randbytes(rng.randrange(1, 9))
    try:
        found = read(bytes(data))
    except SyncError:
        return
    assert sum(row.length for row in found.sections) <= len(data)


@settings(max_examples=examples(300), deadline=None)
@given(st.sampled_from(PARTS), st.integers(0, 2**32))
def test_mutated_parts_never_break_the_reader(part: parts.Part, seed: int) -> None:
    """What a signed but broken sender may put under its seal."""
    rng = random.Random(seed)
    data = bytearray(parts.encode(part))
    for _ in range(rng.randrange(1, 5)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    try:
        found = parts.decode(bytes(data))
    except SyncError:
        return
    # None is a kind of a later release; anything else that is taken can be told on.
    assert found is None or parts.decode(parts.encode(found)) == found


@settings(max_examples=examples(200), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.binary() | st.text(),
        lambda inner: st.lists(inner, max_size=12),
        max_leaves=20,
    )
)
def test_headers_of_any_shape_are_refused_with_a_typed_error(value: cbor.Value) -> None:
    data = bundle.MAGIC + bytes([bundle.VERSION]) + cbor.encode(value) + b"\x00" * 6000
    with pytest.raises(SyncError):
        read(data)
