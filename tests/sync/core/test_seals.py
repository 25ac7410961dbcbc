"""A seal shows any entries of a frame, and nothing that was not in it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import seals
from sync.core.errors import Malformed
from sync.core.knowledge import IntervalSet

SIGNATURE = bytes(64)


def leaves(count: int) -> list[bytes]:
    return [
        seals.leaf(hashlib.sha256(bytes([n % 256, n // 256])).digest(), b"v") for n in range(count)
    ]


@given(st.data())
def test_any_entries_of_a_frame_are_shown_by_the_hashes_of_the_others(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 70))
    places = data.draw(st.sets(st.integers(1, count), min_size=1))
    every = leaves(count)
    proof = seals.prove(SIGNATURE, every, IntervalSet.of(places))

    again = seals.from_value(seals.to_value(proof))

    assert seals.shown(again, [every[place - 1] for place in sorted(places)]) == seals.root(every)
    if len(places) == count:
        assert proof.hashes == ()


@given(st.integers(2, 40), st.data())
def test_another_entry_does_not_lead_to_the_root(count: int, data: st.DataObject) -> None:
    every = leaves(count)
    place = data.draw(st.integers(1, count))
    proof = seals.prove(SIGNATURE, every, IntervalSet.of([place]))
    forged = seals.leaf(bytes(32), b"v")
    assert seals.shown(proof, [forged]) != seals.root(every)


def test_the_verdict_is_sealed_with_its_operation() -> None:
    assert seals.leaf(bytes(32), b"admitted") != seals.leaf(bytes(32), b"held")


def test_a_part_of_a_tree_does_not_pass_for_a_leaf() -> None:
    one, two = leaves(2)
    assert seals.root([one, two]) not in (
        hashlib.sha256(one + two).digest(),
        seals.leaf(one, two),
    )


@pytest.mark.parametrize("spoil", ["fewer", "more", "places", "count"])
def test_a_proof_that_does_not_fit_is_refused(spoil: str) -> None:
    every = leaves(8)
    proof = seals.prove(SIGNATURE, every, IntervalSet.of([3]))
    value = seals.to_value(proof)
    if spoil == "fewer":
        value[3] = proof.hashes[0]
    elif spoil == "more":
        value[3] = b"".join(proof.hashes) + bytes(32)
    elif spoil == "places":
        value[2] = IntervalSet.of([3, 9]).to_value()
    else:
        value[1] = 10**6
    with pytest.raises(Malformed):
        seals.shown(seals.from_value(value), [every[2]])


def test_a_proof_for_three_of_a_full_frame_is_small() -> None:
    proof = seals.prove(SIGNATURE, leaves(4_000), IntervalSet.of([7, 8, 3_999]))
    assert sum(map(len, proof.hashes)) < 1_000
