"""One damaged byte costs one range."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import EditionInvalid
from content.limits import RANGE_BYTES
from content.ranges import FileRanges, RangeList, Span, worth_listing
from tests.content.editions import sha

FILM = bytes(range(256)) * 1_000  # 256,000 bytes: four ranges, the last one shorter


def of(data: bytes) -> FileRanges:
    return FileRanges.of(io.BytesIO(data))


def test_a_whole_copy_has_no_damage() -> None:
    assert of(FILM).damaged(io.BytesIO(FILM)) == []
    assert of(FILM).size == len(FILM)


@given(st.integers(0, len(FILM) - 1))
def test_one_flipped_byte_is_found_in_its_range(at: int) -> None:
    copy = bytearray(FILM)
    copy[at] ^= 1
    (span,) = of(FILM).damaged(io.BytesIO(bytes(copy)))
    assert span.offset <= at < span.offset + span.length
    assert span.length <= RANGE_BYTES


def test_what_is_cut_off_is_damaged_too() -> None:
    cut = io.BytesIO(FILM[: 2 * RANGE_BYTES + 5])
    last = len(FILM) - 3 * RANGE_BYTES
    assert of(FILM).damaged(cut) == [
        Span(2 * RANGE_BYTES, RANGE_BYTES),
        Span(3 * RANGE_BYTES, last),
    ]


def test_a_list_comes_back_as_it_was() -> None:
    made = RangeList({sha(FILM): of(FILM), sha(FILM[1:]): of(FILM[1:])})
    assert RangeList.read(made.pack()) == made


def test_small_files_are_not_listed() -> None:
    assert worth_listing([("a", RANGE_BYTES), ("b", RANGE_BYTES + 1), ("b", 99_999)]) == ["b"]


@given(st.integers(0, 200), st.binary(max_size=4))
def test_a_damaged_list_is_refused_or_read(cut: int, tail: bytes) -> None:
    data = RangeList({sha(FILM): of(FILM)}).pack()[:cut] + tail
    try:
        found = RangeList.read(data)
    except EditionInvalid:
        return
    assert found.pack() == data


def test_a_list_that_promises_too_much_is_refused() -> None:
    with pytest.raises(EditionInvalid):
        RangeList.read(b"TIREKRL1" + bytes(32) + (2**63).to_bytes(8))
