"""A statement in its other forms: in an operation, compared, signed, in an answer, in parts."""

import base64
import contextlib
import json
import math
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from server.lrs import comparison, formats, multipart, packing, signatures, timestamps
from server.lrs.errors import Invalid, TooLarge
from server.lrs.limits import MAX_STATEMENT_BYTES
from sync.core import canonical
from sync.core.ops import Operation
from tests.support.xapi import ARU, FRACTIONS, MARAT, statement

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["#", "a", "қ"]) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=30,
)


def same(one: Any, other: Any) -> bool:
    """Equal, and of equal types: 1 is not 1.0 and not True."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(JSON)
def test_any_json_survives_an_operation(value: Any) -> None:
    sent = {"result": {"extensions": {"a:b": value}}}
    fields = packing.pack(sent)
    op = Operation("0" * 16, 1, 1, 0, "statement.put", 1, None, None, "r", fields)

    kept = packing.unpack(canonical.decode(canonical.encode(op)).fields)

    assert same(kept, sent)


@pytest.mark.parametrize(
    "extension",
    [["x" * 30_000], [0.1] * 6_000, [[[[[[[[[[[[[[[1]]]]]]]]]]]]]]], {"#": 1}, 2**64],
    ids=["long", "numbers", "deep", "escape", "large"],
)
def test_what_does_not_fit_an_operation_plainly_travels_packed(extension: Any) -> None:
    sent = {"result": {"extensions": {"a:b": extension}}}
    fields = packing.pack(sent)

    assert set(fields) == {packing.PACKED}
    assert len(fields[packing.PACKED]) < 24 * 1024
    assert same(packing.unpack(fields), sent)


def test_a_statement_beyond_every_form_is_too_large() -> None:
    with pytest.raises(TooLarge) as found:
        packing.pack({"x": "y" * MAX_STATEMENT_BYTES}, "[3]")

    assert found.value.path == "[3]"


@pytest.mark.parametrize("fields", [{}, {"statement": 5}, {"zstd": b"x"}, {"zstd": "x"}])
def test_what_holds_no_statement_says_so(fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        packing.unpack(fields)


@given(st.integers(0, 4_000_000_000_000_000))
def test_stored_is_a_time_that_keeps_its_whole_order(stored: int) -> None:
    text = timestamps.stored_text(stored)

    assert timestamps.stored_value(text, "since") == stored
    assert timestamps.stored_text(stored + 1) > text


@pytest.mark.parametrize(
    ("given_text", "utc"),
    [
        ("2026-11-20T09:00:00+05:00", "2026-11-20T04:00:00.000Z"),
        ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00.000Z"),
        ("2026-11-20T04:00:00.123456789Z", "2026-11-20T04:00:00.123456789Z"),
        ("2026-01-01T00:30:00.5+01:00", "2025-12-31T23:30:00.500Z"),
    ],
)
def test_times_in_utc(given_text: str, utc: str) -> None:
    assert timestamps.in_utc(given_text) == utc


def test_comparing_leaves_out_what_a_store_may_change() -> None:
    one = statement(
        context={"contextActivities": {"parent": [{"id": "a:b"}, {"id": "a:c"}]}},
        object={"id": FRACTIONS, "definition": {"name": {"kk": "Бөлшек"}}},
        actor={"objectType": "Group", "member": [ARU, MARAT]},
    )
    other = {
        **one,
        "actor": {"objectType": "Group", "member": [MARAT, ARU]},
        "object": {"objectType": "Activity", "id": FRACTIONS},
        "context": {"contextActivities": {"parent": [{"id": "a:c"}, {"id": "a:b"}]}},
        "authority": MARAT,
        "stored": "2026-11-20T04:00:00Z",
        "timestamp": "2026-11-20T04:00:00Z",
        "version": "1.0.3",
    }

    assert comparison.same(one, other)
    for change in ({"result": {"success": True}}, {"verb": {"id": "a:b"}}, {"actor": ARU}):
        assert not comparison.same(one, {**one, **change})


def test_one_context_activity_becomes_an_array_of_one() -> None:
    made = comparison.normalised(
        statement(context={"contextActivities": {"parent": {"id": "a:b"}}})
    )

    assert made["context"]["contextActivities"] == {"parent": [{"id": "a:b"}]}


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("ru", "ru"), ("ru-RU", "ru"), ("kk;q=0.1, ru;q=0.9", "ru"), ("de", "kk"), ("", "kk"),
        ("de, *;q=0.1", "kk"), ("ru;q=0, kk", "kk"), (";;;", "kk"),
    ],
)  # fmt: skip
def test_the_language_that_fits_best_is_chosen(accept: str, chosen: str) -> None:
    texts = {"kk": "иә", "ru": "да"}

    assert list(formats.one_language(texts, formats.languages(accept))) == [chosen]


def test_ids_are_all_that_is_left_of_names() -> None:
    made = formats.as_ids(
        statement(
            actor={"objectType": "Group", "name": "5 Ә", "member": [ARU]},
            object={"objectType": "Activity", "id": FRACTIONS, "definition": {}},
            context={
                "instructor": ARU,
                "contextActivities": {"parent": [{"id": "a:b", "definition": {}}]},
            },
        )
    )

    bare = {"objectType": "Agent", "mbox": ARU["mbox"]}
    assert made["actor"] == {"objectType": "Group", "member": [bare]}
    assert made["object"] == {"id": FRACTIONS}
    assert set(made["verb"]) == {"id"}
    assert made["context"] == {"instructor": bare, "contextActivities": {"parent": [{"id": "a:b"}]}}


@given(st.lists(st.binary(max_size=60).filter(lambda data: b"\r\n--edge" not in b"\r\n" + data)))
def test_parts_come_apart_as_they_were_put_together(parts: list[bytes]) -> None:
    body = b"".join(multipart.build("edge", b"[]", [("a/b", "0", data) for data in parts]))

    found = multipart.parse(body, "edge")

    assert [part.body for part in found] == [b"[]", *parts]


@given(st.binary(max_size=200), st.sampled_from([None, "", "edge", "\r\n"]))
def test_no_body_breaks_the_parser(body: bytes, boundary: str | None) -> None:
    parts = []
    with contextlib.suppress(Invalid):
        parts = multipart.parse(body, boundary)

    assert not parts or boundary == "edge"


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signed(payload: Any, header: dict[str, Any], algorithm: hashes.HashAlgorithm) -> bytes:
    head = encoded(json.dumps(header).encode()) + b"." + encoded(json.dumps(payload).encode())
    return head + b"." + encoded(KEY.sign(head, padding.PKCS1v15(), algorithm))


def certificate() -> str:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Marat")])
    begins = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + datetime.timedelta(days=365))
        .sign(KEY, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode()


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [("RS256", hashes.SHA256()), ("RS384", hashes.SHA384()), ("RS512", hashes.SHA512())],
)
def test_a_right_signature_is_taken(name: str, algorithm: hashes.HashAlgorithm) -> None:
    sent = statement(timestamp="2026-11-20T09:00:00+05:00")
    payload = {**sent, "timestamp": "2026-11-20T04:00:00Z"}

    signatures.check(sent, signed(payload, {"alg": name, "x5c": [certificate()]}, algorithm), "a")
    assert comparison.signed_as(sent, payload)


def test_a_wrong_signature_is_refused_with_its_reason() -> None:
    sent = statement()
    right = {"alg": "RS256", "x5c": [certificate()]}
    forged = signed(sent, right, hashes.SHA256())[:-8] + b"AAAAAAAA"
    cases = {
        "compact form": b"abc",
        "base64url": b"?.?.?",
        "RS256, RS384": signed(sent, {"alg": "HS256"}, hashes.SHA256()),
        "another statement": signed({**sent, "actor": MARAT}, right, hashes.SHA256()),
        "no statement": signed({"actor": 5}, right, hashes.SHA256()),
        "holds no certificate": signed(sent, {"alg": "RS256", "x5c": ["AA"]}, hashes.SHA256()),
        "array of certificates": signed(sent, {"alg": "RS256", "x5c": 5}, hashes.SHA256()),
        "certificate's signature": forged,
    }

    for reason, jws in cases.items():
        with pytest.raises(Invalid, match=reason):
            signatures.check(sent, jws, "attachments[0]")


def test_a_score_keeps_its_value() -> None:
    kept = packing.unpack(packing.pack({"scaled": 0.1 + 0.2}))

    assert math.isclose(kept["scaled"], 0.1 + 0.2, rel_tol=0)
