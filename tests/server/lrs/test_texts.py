"""A statement's JSON from the bytes of its operation: the same as by way of dictionaries."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.lrs import packing, texts
from sync.core import cbor
from tests.support.xapi import statement

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
STORED = "2026-11-21T10:11:12.123456Z"
TAKEN = "2026-06-01T04:00:00.000Z"
WORDS = st.text(max_size=30) | st.sampled_from(['"', "\\", "\n", "\u2028", "ә" * 300])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=40,
)


def told(sent: dict[str, Any]) -> str | None:
    fields = {"school": "dala", "define": False, "files": [{"size": 1}], **packing.pack(sent)}
    return texts.statement(b"before" + cbor.encode(fields), 6, ID, STORED, TAKEN)


def expected(sent: dict[str, Any]) -> dict[str, Any]:
    return {"id": ID, "timestamp": TAKEN, **sent, "stored": STORED}


@given(JSON)
def test_it_is_what_was_kept(value: Any) -> None:
    sent = {"verb": {"id": "a:b"}, "result": {"extensions": {"a:b": value}}}
    made = told(sent)
    if made is None:
        assert packing.PACKED in packing.pack(sent)
    else:
        # 1 is not 1.0 and not True
        assert json.dumps(json.loads(made), sort_keys=True) == json.dumps(
            expected(sent), sort_keys=True
        )


def test_what_is_remembered_of_one_is_not_told_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many statements with values that begin alike, more than are remembered."""
    monkeypatch.setattr(texts, "_GENERATION", 12)
    for number in range(80):
        name = {"kk": "Бөлшектерді қосу және азайту", "ru": f"Сложение {number % 13}"}
        target = {"id": f"http://example.kz/{number % 11}", "definition": {"name": name}}
        sent = statement(
            object=target, timestamp=f"2026-11-21T10:{number // 60:02}:{number % 60:02}Z"
        )
        del sent["id"]
        made = told(sent)
        assert made is not None
        assert json.loads(made) == {**expected(sent), "id": ID}


@pytest.mark.parametrize("extension", ["x" * 30_000, 2**64], ids=["long", "large"])
def test_a_packed_one_is_left_to_others(extension: Any) -> None:
    assert told({"result": {"extensions": {"a:b": extension}}}) is None


PAGES = st.sampled_from(["https://tirek.invalid", "https://tirek.invalid/schools/1", "a:b"])
ACCOUNTS = st.fixed_dictionaries({"homePage": PAGES | WORDS, "name": WORDS})


@given(st.lists(ACCOUNTS, max_size=4), JSON)
def test_every_account_is_found_wherever_it_stands(some: list[dict[str, str]], value: Any) -> None:
    sent = {
        "actor": {"member": [{"account": account} for account in some]},
        "context": {"extensions": {"a:b": [value, *some]}},
    }
    fields = cbor.encode({"school": "dala", **packing.pack(sent)})
    found = texts.accounts(b"before" + fields, 6)
    if found is None:
        assert packing.PACKED in packing.pack(sent)
    else:
        assert {(one["homePage"], one["name"]) for one in some} <= set(found)


def test_what_only_begins_as_an_account_is_none() -> None:
    for value in ({"name": "a", "x": 1}, {"name": 1, "homePage": "a:b"}, {"homePage": "a:b"}):
        data = cbor.encode(packing.pack({"object": value}))
        assert list(texts.accounts(data, 0) or ()) == []
