"""Interval sets against plain sets of numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import cbor
from sync.core.errors import Malformed
from sync.core.knowledge import IntervalSet, Knowledge
from sync.core.ops import OpId
from tests.sync.toy import ARU, MARAT

NUMBERS = st.sets(st.integers(1, 60))
IDS = st.lists(
    st.builds(OpId, st.sampled_from([ARU, MARAT]), st.integers(1, 2), st.integers(1, 30))
)


@given(NUMBERS, NUMBERS)
def test_it_behaves_like_a_set(a: set[int], b: set[int]) -> None:
    x, y = IntervalSet.of(a), IntervalSet.of(b)
    assert set(x) == a
    assert len(x) == len(a)
    assert set(x.union(y)) == a | b
    assert set(x.difference(y)) == a - b
    assert set(x.intersection(y)) == a & b
    assert all((n in x) == (n in a) for n in range(0, 63))
    assert x.union(y) == IntervalSet.of(a | b)
    assert x.difference(y) == IntervalSet.of(a - b)


@given(st.lists(st.integers(1, 40)))
def test_any_order_of_adding_gives_the_same_set(numbers: list[int]) -> None:
    forwards = backwards = IntervalSet()
    for number in numbers:
        forwards = forwards.add(number)
    for number in reversed(numbers):
        backwards = backwards.add(number)
    assert forwards == backwards == IntervalSet.of(numbers)
    assert hash(forwards) == hash(backwards)


@given(NUMBERS)
def test_intervals_are_sorted_disjoint_and_joined(numbers: set[int]) -> None:
    spans = IntervalSet.of(numbers).spans
    assert all(low <= high for low, high in spans)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(spans))


@given(NUMBERS)
def test_all_written_forms_come_back(numbers: set[int]) -> None:
    made = IntervalSet.of(numbers)
    assert IntervalSet.from_bytes(made.to_bytes()) == made
    assert IntervalSet.from_list(made.to_list()) == made
    assert made.prefix == next(n for n in range(60 + 2) if n + 1 not in numbers)
    assert made.highest == max(numbers, default=0)


def test_it_says_what_it_knows_in_few_characters() -> None:
    made = IntervalSet([(1, 17), (20, 20)])
    assert str(made) == "1-17,20"
    assert made.to_list() == [[1, 17], [20, 20]]
    assert len(made.to_bytes()) == 5


@pytest.mark.parametrize("wrong", [[1], [0, -1], [0, 0, 0, 0], [0, 2**53], ["a", 0], None, [-1, 3]])
def test_a_broken_compact_form_is_refused(wrong: object) -> None:
    with pytest.raises(Malformed):
        IntervalSet.from_value(wrong)


@pytest.mark.parametrize(
    "wrong", [[[2, 1]], [[0, 1]], [[1, 2], [3, 4]], [[5, 6], [1, 2]], [[1]], 7]
)
def test_a_broken_list_is_refused(wrong: object) -> None:
    with pytest.raises(Malformed):
        IntervalSet.from_list(wrong)


@pytest.mark.parametrize("span", [(0, 1), (3, 2)])
def test_no_interval_of_anything_else(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="interval"):
        IntervalSet([span])
    with pytest.raises(ValueError, match="positive"):
        IntervalSet().add(0)


@given(IDS, IDS)
def test_knowledge_is_a_set_of_operations(a: list[OpId], b: list[OpId]) -> None:
    x, y = Knowledge.of(a), Knowledge.of(b)
    assert set(x.union(y).ids()) == set(a) | set(b)
    assert set(x.difference(y).ids()) == set(a) - set(b)
    assert x.count() == len(set(a))
    assert all(x.has(op) for op in a)
    grown = Knowledge()
    for op in a:
        grown.add(op)
    assert grown == x


@given(IDS, st.randoms())
def test_the_digest_is_of_what_is_known_not_of_how_it_was_learnt(
    ids: list[OpId], random: object
) -> None:
    shuffled = sorted(ids, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert Knowledge.of(ids).digest() == Knowledge.of(shuffled + ids).digest()
    more = Knowledge.of([*ids, OpId(ARU, 3, 1)])
    assert more.digest() != Knowledge.of(ids).digest()


@given(IDS)
def test_knowledge_comes_back(ids: list[OpId]) -> None:
    made = Knowledge.of(ids)
    again = Knowledge.from_value(cbor.decode(cbor.encode(made.to_value())), limit=10)
    assert again == made


def test_knowledge_from_elsewhere_is_checked() -> None:
    row: list[cbor.Value] = [bytes(8), 1, [0, 0]]
    broken: list[object] = [[row, row], [[bytes(7), 1, []]], [[bytes(8), 0, []]], [[1]], {}]
    for wrong in broken:
        with pytest.raises(Malformed):
            Knowledge.from_value(wrong, limit=10)
    with pytest.raises(Malformed):
        Knowledge.from_value([row], limit=0)
