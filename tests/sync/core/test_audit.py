"""Fingerprints: the same in any order, and cut into parts that cover everything."""

from hypothesis import given
from hypothesis import strategies as st

from sync.core import audit
from sync.core.knowledge import IntervalSet

NUMBERS = st.sets(st.integers(1, 5_000), min_size=1, max_size=400).map(IntervalSet.of)


@given(NUMBERS)
def test_parts_are_at_most_sixteen_and_leave_nothing_out(numbers: IntervalSet) -> None:
    pieces = list(audit.parts(numbers))
    assert 1 <= len(pieces) <= audit.PARTS
    assert sum(len(piece) for piece in pieces) == len(numbers)
    whole = IntervalSet()
    for piece in pieces:
        whole = whole.union(piece)
    assert whole == numbers


@given(st.lists(st.binary(min_size=16, max_size=16), max_size=20), st.randoms())
def test_a_fingerprint_depends_on_no_order(items: list[bytes], random: object) -> None:
    shuffled = sorted(items)
    assert audit.fingerprint(items) == audit.fingerprint(shuffled)


def test_an_item_tells_hash_number_and_what_the_verdict_orders_by() -> None:
    plain = audit.item(1, bytes(32), held=False, order=5, rank=1)
    others = {
        audit.item(2, bytes(32), held=False, order=5, rank=1),
        audit.item(1, b"x" * 32, held=False, order=5, rank=1),
        audit.item(1, bytes(32), held=True, order=5, rank=1),
        audit.item(1, bytes(32), held=False, order=6, rank=1),
        audit.item(1, bytes(32), held=False, order=5, rank=2),
    }
    assert plain not in others
    assert len(others) == 5
