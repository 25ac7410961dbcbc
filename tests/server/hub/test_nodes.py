"""Who may speak for a school: admitted nodes, with a token, until they are revoked."""

import hashlib
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.hub.nodes import admit, check, last_contacts, revoke
from tests.server import cast
from tests.server.conftest import School

NODE: Final = "00000000000000aa"
KEY: Final = bytes(range(32))
ROUTES: Final = (
    ("POST", "/sync/v1/session"),
    ("POST", "/sync/v1/frames"),
    ("POST", "/sync/v1/pull"),
    ("HEAD", f"/sync/v1/blobs/{'a' * 64}"),
    ("PATCH", f"/sync/v1/blobs/{'a' * 64}"),
)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def admitted(now_ms: int = 1) -> str:
    with write_transaction() as session:
        return admit(
            session, node=NODE, name="Дала", schools=[cast.DALA], public_key=KEY, now_ms=now_ms
        )


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_node_s_token_nothing_is_answered(
    client: FlaskClient, school: School, method: str, path: str
) -> None:
    assert client.open(path, method=method).status_code == 401
    as_person = client.open(path, method=method, headers=school.phone(cast.AIZHAN).headers)
    assert as_person.status_code == 401


@pytest.mark.parametrize("body", [b"", b"\x01", b"\xff" * 100, b"\x01\x80", b"\x07\x82\x80\xa0"])
def test_an_unreadable_message_is_refused_and_changes_nothing(
    app: Flask, client: FlaskClient, body: bytes
) -> None:
    with app.app_context():
        token = admitted()
    for path in ("session", "frames", "pull"):
        answer = client.post(
            f"/sync/v1/{path}", data=body, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 422, (path, answer.get_data())
        assert answer.get_json()["type"] == "/problems/unreadable-message"


def test_a_body_over_the_limit_is_refused_unread(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        token = admitted()
    answer = client.post(
        "/sync/v1/frames", data=b"x" * 70_000, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 413


def test_a_file_that_nothing_refers_to_is_not_taken_and_not_told_of(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        token = admitted()
    headers = {"Authorization": f"Bearer {token}", "Upload-Offset": "0", "Upload-Length": "3"}
    sha = hashlib.sha256(b"abc").hexdigest()
    answer = client.patch(f"/sync/v1/blobs/{sha}", data=b"abc", headers=headers)
    assert answer.status_code == 403


def test_the_token_is_kept_as_a_hash_only(app: Flask) -> None:
    with app.app_context():
        token = admitted()
        row = db.session.get_one(DownstreamNode, NODE)
        assert row.token_sha256 == hashlib.sha256(token.encode()).digest()
        node = check(token)
        assert node is not None
        assert node.node == NODE
        assert node.schools == frozenset({cast.DALA})
        assert check(token + "x") is None


def test_admitting_again_changes_the_token_and_lifts_a_revocation(app: Flask) -> None:
    with app.app_context():
        first = admitted()
        with write_transaction() as session:
            assert revoke(session, NODE, 5)
        assert check(first) is None
        second = admitted()
        assert check(first) is None
        assert check(second) is not None


def test_what_makes_no_sense_is_not_admitted(app: Flask) -> None:
    with app.app_context(), write_transaction() as session:
        wrongs: list[dict[str, Any]] = [
            {"node": "no-id"},
            {"schools": []},
            {"public_key": b"short"},
        ]
        for wrong in wrongs:
            fields: dict[str, Any] = {
                "node": NODE,
                "schools": [cast.DALA],
                "public_key": KEY,
                **wrong,
            }
            with pytest.raises(ValueError):
                admit(session, name="x", now_ms=1, **fields)
        assert not revoke(session, "ffffffffffffffff", 1)
        assert last_contacts(session) == {}
