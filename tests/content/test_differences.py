"""What changed in a file leads from the old one to the new one, and to nothing else."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.differences import Difference, apply, difference

DICE = random.Random(20_261_121)
BOOK = DICE.randbytes(300_000)


@given(st.binary(max_size=400), st.lists(st.binary(max_size=40), max_size=6))
def test_any_file_comes_out_of_any_other(base: bytes, pieces: list[bytes]) -> None:
    new = b"".join(piece + base[len(piece) :] for piece in pieces)
    assert apply(base, difference(base, new)) == new


def test_an_edit_costs_what_was_edited() -> None:
    new = BOOK[:1_000] + b"a new sentence" + BOOK[1_000:200_000] + BOOK[200_500:]
    found = difference(BOOK, new)
    assert found.added == b"a new sentence"
    assert len(found.steps) <= 12
    assert apply(BOOK, found) == new


def test_parts_that_changed_places_are_found() -> None:
    cuts = [0, 70_001, 140_003, 300_000]
    parts = [BOOK[a:b] for a, b in pairwise(cuts)]
    new = parts[2] + parts[0] + parts[1]
    found = difference(BOOK, new)
    assert len(found.added) < 100
    assert apply(BOOK, found) == new


def test_the_same_text_many_times_over_ends_soon() -> None:
    assert len(difference(bytes(500_000), bytes(900_000)).steps) < 30


@pytest.mark.parametrize(
    "wrong",
    [
        Difference([0, 4], b""),
        Difference([1, 0, 0], b""),
        Difference([0, 0, 0], b"left over"),
        Difference([0, 5, 0], b""),
        Difference([0, 1, -1], b""),
        Difference([-1, 1, 0], b""),
    ],
)
def test_steps_that_leave_what_is_there_are_refused(wrong: Difference) -> None:
    with pytest.raises(ValueError, match=r"steps|added"):
        apply(b"base", wrong)
