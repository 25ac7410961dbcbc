"""One value, one encoding: the subset of CBOR that hashes are taken over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import cbor
from sync.core.errors import Malformed

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(max_size=20)
    | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=20,
)


@given(VALUES)
def test_every_value_comes_back(value: cbor.Value) -> None:
    assert cbor.decode(cbor.encode(value)) == value


@given(st.dictionaries(st.text(max_size=6), VALUES))
def test_a_map_that_was_encoded_before_is_encoded_alike(value: dict[str, cbor.Value]) -> None:
    whole: cbor.Value = ["s", {"statement": cbor.Encoded(value)}]
    assert cbor.encode(whole) == cbor.encode(["s", {"statement": value}])


@given(st.binary(max_size=60))
def test_whatever_decodes_is_already_canonical(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except Malformed:
        return
    assert cbor.encode(value) == data


@given(st.dictionaries(st.text(max_size=6), st.integers(0, 9)), st.randoms())
def test_the_order_in_which_a_map_was_built_does_not_show(
    fields: dict[str, int], random: object
) -> None:
    shuffled = dict(sorted(fields.items(), key=lambda _: random.random()))  # type: ignore[attr-defined]
    assert cbor.encode(shuffled) == cbor.encode(fields)


@pytest.mark.parametrize(
    ("value", "hexed"),
    # Appendix A of RFC 8949.
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (1000, "1903e8"),
        (1000000000000, "1b000000e8d4a51000"),
        (-1, "20"),
        (-1000, "3903e7"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("IETF", "6449455446"),
        ("水", "63e6b0b4"),
        ([1, [2, 3]], "8201820203"),
        ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
        (None, "f6"),
        (True, "f5"),
    ],
)
def test_examples_of_the_standard(value: cbor.Value, hexed: str) -> None:
    assert cbor.encode(value).hex() == hexed
    assert cbor.decode(bytes.fromhex(hexed)) == value


@pytest.mark.parametrize(
    ("hexed", "what"),
    [
        ("1817", "shortest"),
        ("190017", "shortest"),
        ("f93c00", "float"),
        ("c074", "tag"),
        ("9fff", "indefinite"),
        ("a2616201616101", "order"),
        ("a2616101616101", "order"),
        ("a10101", "not text"),
        ("0000", "trailing"),
        ("61", "too early"),
        ("9b0000000100000000", "too early"),
        ("61ff", "UTF-8"),
        ("1bffffffffffffffff", "63 bits"),
        ("81" * 200 + "00", "deeply"),
    ],
)
def test_anything_else_is_refused(hexed: str, what: str) -> None:
    with pytest.raises(Malformed, match=what):
        cbor.decode(bytes.fromhex(hexed))


@pytest.mark.parametrize("value", [1.5, {1: 2}, object(), 2**63, "\ud800"])
def test_values_outside_the_subset_are_not_written(value: object) -> None:
    with pytest.raises(Malformed):
        cbor.encode(value)  # type: ignore[arg-type]
