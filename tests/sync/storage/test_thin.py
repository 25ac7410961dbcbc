"""Thin bodies: what the columns of a row say is left out, and comes back bit for bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import canonical, cbor
from sync.core.errors import StorageBroken
from sync.core.ops import Operation, OpId
from sync.storage import thin

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
ORDER = 1_800_000_000_000 << 16
texts = st.one_of(st.text(max_size=20), st.uuids().map(str), st.just("\x24" + ID))
given_fields = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.one_of(texts, st.binary(max_size=40), st.integers(0, 2**40), st.lists(texts, max_size=3)),
    max_size=5,
)


def op(record: str = ID, hlc: int = ORDER, **changes: object) -> Operation:
    made = {"base": None, "actor": None, "fields": {"note": ID}, **changes}
    return Operation("ab" * 8, 3, 70_000, hlc, "note.set", 2, record=record, **made)  # type: ignore[arg-type]


def columns(one: Operation, order: int = ORDER) -> thin.Columns:
    return thin.Columns(one.writer, one.epoch, one.seq, order, one.kind, one.record)


def fields(body: bytes) -> object:
    return cbor.decode_first(*thin.fields_at(body))[0]


@pytest.mark.parametrize(
    "one",
    [
        op(),
        op("n-1", ORDER + 7),
        op(hlc=0, actor="p-1", base=OpId("cd" * 8, 1, 300)),
        op(fields={}),
    ],
    ids=["as ordered", "corrected", "with actor and base", "empty"],
)
def test_the_bytes_come_back(one: Operation) -> None:
    body = canonical.encode(one)

    kept = thin.thinned(body, ORDER)

    assert thin.is_thin(kept)
    assert thin.whole(kept, columns(one)) == body
    assert fields(kept) == fields(body) == one.fields


@given(given_fields)
def test_whatever_stands_in_the_fields_comes_back(given: dict[str, object]) -> None:
    one = op(fields=given)
    body = canonical.encode(one)
    kept = thin.thinned(body, ORDER)

    assert thin.whole(kept, columns(one)) == body
    assert fields(kept) == one.fields


@pytest.mark.parametrize("chance", [b"\xf8\x24" + bytes(16), b"\xf8\x24" + b"\xf8\x24" * 9])
def test_bytes_that_look_like_a_short_id_stay_what_they_are(chance: bytes) -> None:
    one = op(fields={"file": chance, "note": ID})

    kept = thin.thinned(canonical.encode(one), ORDER)

    assert thin.whole(kept, columns(one)) == canonical.encode(one)


def test_neither_columns_nor_ids_as_texts_are_in_it() -> None:
    body = canonical.encode(op())
    kept = thin.thinned(body, ORDER)
    assert b"note.set" not in kept
    assert ID.encode() not in kept
    assert len(kept) < len(body) - 80


def test_a_stub_stays_as_it_is() -> None:
    stub = canonical.encode(canonical.stub_of(op()))
    assert thin.thinned(stub, ORDER) == stub
    assert thin.whole(stub, columns(op())) == stub


@pytest.mark.parametrize("spoilt", [b"\xfe", b"\xff\x18", b"\xfe\xf6\x02", cbor.encode([])])
def test_what_is_no_body_is_refused_or_left_to_its_hash(spoilt: bytes) -> None:
    if not thin.is_thin(spoilt):
        assert thin.whole(spoilt, columns(op())) == spoilt
        return
    with pytest.raises(StorageBroken):
        thin.whole(spoilt, columns(op()))
