"""Operations and verdicts as bytes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import canonical, cbor, verdict
from sync.core.errors import Malformed, UnknownVersion
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from tests.sync.core.test_cbor import VALUES
from tests.sync.toy import ARU, MARAT, SCHOOL, op

IDS = st.builds(OpId, st.sampled_from([ARU, MARAT]), st.integers(1, 3), st.integers(1, 999))


@given(IDS, st.none() | st.just(OpId("0123456789abcdef", 7, 2**53 - 1)), VALUES)
def test_an_operation_comes_back(key: OpId, base: OpId | None, value: cbor.Value) -> None:
    made = Operation(*key, 5, "mark.give", 3, base, "p-1", "a~b", {"value": value})
    assert canonical.decode(canonical.encode(made)) == made


def test_hash_and_chain_are_over_the_bytes() -> None:
    first, second = op(1), op(2)
    assert canonical.op_hash(first) == canonical.hash_of(canonical.encode(first))
    one = canonical.chain(canonical.CHAIN_START, canonical.op_hash(first))
    two = canonical.chain(one, canonical.op_hash(second))
    assert len({one, two, canonical.CHAIN_START}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"writer": "AAAA000000000001"},
        {"writer": "aaaa"},
        {"epoch": 0},
        {"seq": 2**53},
        {"hlc": -1},
        {"kind": "Mark.give"},
        {"kind": "mark..give"},
        {"version": 0},
        {"base": OpId(ARU, 1, 9)},
        {"actor": "мектеп"},
        {"record": "a b"},
        {"record": "r" * 81},
        {"fields": []},
        {"seq": True},
    ],
)
def test_a_field_that_breaks_the_format_is_named(change: dict[str, object]) -> None:
    (name,) = change
    with pytest.raises(Malformed, match=name):
        canonical.encode(replace(op(9), **change))  # type: ignore[arg-type]


def test_fields_are_limited_in_depth_and_size() -> None:
    nested: cbor.Value = 1
    for _ in range(15):
        nested = [nested]
    deepest = canonical.encode(op(1, value=nested))
    assert canonical.encode(replace(canonical.decode(deepest))) == deepest
    parts = cbor.decode(deepest)
    assert isinstance(parts, list)
    parts[-1] = {"value": [nested]}
    with pytest.raises(Malformed, match="nested"):
        canonical.encode(op(1, value=[nested]))
    with pytest.raises(Malformed, match="nested"):
        canonical.decode(cbor.encode(parts))
    with pytest.raises(Malformed, match="24 KiB"):
        canonical.encode(op(1, text="x" * 25_000))
    with pytest.raises(Malformed, match="24 KiB"):
        canonical.decode(b"\x8b" + bytes(25_000))


def test_a_newer_format_asks_for_an_upgrade() -> None:
    with pytest.raises(UnknownVersion, match="upgrade"):
        canonical.decode(cbor.encode([2, "whatever"]))


@given(st.binary(max_size=80))
def test_any_other_bytes_are_refused_by_name(data: bytes) -> None:
    with pytest.raises((Malformed, UnknownVersion)):
        canonical.decode(data)


@pytest.mark.parametrize("part", range(11))
def test_a_part_of_another_type_is_refused(part: int) -> None:
    parts = cbor.decode(canonical.encode(op(2, base=OpId(ARU, 1, 1))))
    assert isinstance(parts, list)
    parts[part] = {"a": 1} if part != 10 else 7
    with pytest.raises((Malformed, UnknownVersion)):
        canonical.decode(cbor.encode(parts))


@pytest.mark.parametrize(
    "text", ["", "a.1.1", f"{ARU}.1", f"{ARU}.0.1", f"{ARU}.1.01", f"{ARU}.1.-1"]
)
def test_an_operation_id_is_written_in_one_way(text: str) -> None:
    with pytest.raises(Malformed):
        OpId.parse(text)
    assert str(OpId.parse(f"{ARU}.1.17")) == f"{ARU}.1.17"


@pytest.mark.parametrize("outcome", verdict.OUTCOMES)
def test_a_verdict_comes_back(outcome: verdict.Outcome) -> None:
    given_ = Verdict(outcome, 7 << 16, 1, "clock-ahead", SCHOOL, 1234)
    assert verdict.decode(verdict.encode(given_)) == given_


@pytest.mark.parametrize(
    "parts",
    [
        [1, 3, 0, 0, None, bytes(8), 0],
        [1, 0, -1, 0, None, bytes(8), 0],
        [1, 0, 0, 256, None, bytes(8), 0],
        [1, 0, 0, 0, "", bytes(8), 0],
        [1, 0, 0, 0, None, bytes(7), 0],
        [1, 0, 0, 0, None, bytes(8)],
        [],
        "held",
    ],
)
def test_a_broken_verdict_is_refused(parts: cbor.Value) -> None:
    with pytest.raises(Malformed):
        verdict.decode(cbor.encode(parts))


def test_the_fields_of_a_logged_operation_are_read_without_the_rest() -> None:
    made = replace(op(1), fields={"statement": {"score": 5}})

    assert canonical.fields_of(canonical.encode(made)) == made.fields
