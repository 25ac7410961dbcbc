"""Archives are taken apart only where they are sure to go together again."""

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import nested
from content.nested import RAW, Segment
from tests.content.editions import zipped

LIMIT = 1_000_000
TEXT = b"a question with three answers. " * 400
FILES = {"h5p.json": b'{"title": "Su"}', "content/content.json": TEXT, "empty": b""}


@pytest.mark.parametrize("level", range(1, 10))
def test_an_archive_of_any_level_goes_together_again(level: int) -> None:
    archive = zipped(FILES, level)
    laid = nested.take_apart(archive, LIMIT)
    assert laid is not None
    assert TEXT in laid.data
    assert nested.rebuild(laid.segments, laid.data) == archive


def test_a_base_is_laid_out_alike_whatever_its_level() -> None:
    """What was deflated by another program can still be compared with."""
    assert nested.lay_out(zipped({"a": TEXT}, 1), LIMIT) is not None
    one, nine = (nested.lay_out(zipped({"a": TEXT}, level), LIMIT) for level in (1, 9))
    assert one is not None
    assert nine is not None
    assert one.count(TEXT) == nine.count(TEXT) == 1


def test_entries_of_another_program_stay_as_they_are() -> None:
    archive = zipped({"a": TEXT, "b": TEXT[::-1]})
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, 8, zlib.Z_RLE)
    strange = packer.compress(TEXT) + packer.flush()
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, 8)
    ours = packer.compress(TEXT) + packer.flush()
    assert len(strange) != len(ours)
    assert nested.take_apart(archive.replace(ours, strange), LIMIT) is None


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(40), b"<html>", zipped({})]
)
def test_what_is_no_archive_is_left_alone(data: bytes) -> None:
    assert nested.take_apart(data, LIMIT) is None
    assert nested.lay_out(data, LIMIT) is None


def test_a_bomb_is_left_packed() -> None:
    bomb = zipped({"zeros": bytes(50_000_000)})
    assert nested.take_apart(bomb, LIMIT) is None
    assert nested.lay_out(bomb, LIMIT) in (None, bomb)


def test_segments_that_do_not_fit_are_refused() -> None:
    for segments in ([Segment(4, RAW)], [Segment(2, RAW)], [Segment(3, 77)], [Segment(-3, RAW)]):
        with pytest.raises(ValueError):
            nested.rebuild(segments, b"abc")


@given(st.integers(0, 10_000))
def test_a_damaged_archive_harms_nothing(seed: int) -> None:
    dice = random.Random(seed)
    archive = bytearray(zipped(FILES))
    for _ in range(dice.randrange(1, 6)):
        archive[dice.randrange(len(archive))] = dice.randrange(256)
    data = bytes(archive)
    laid = nested.take_apart(data, LIMIT)
    if laid is not None:
        assert nested.rebuild(laid.segments, laid.data) == data
    assert nested.lay_out(data, LIMIT) is None or len(nested.lay_out(data, LIMIT) or b"") <= LIMIT
