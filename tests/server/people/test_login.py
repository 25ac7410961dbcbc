"""Logging in: from the first password to an expired token."""

import pytest
from sqlalchemy import select

from server.db import db
from server.limits import LOGIN_FAILURES_ALLOWED, LOGIN_WINDOW_SECONDS, TOKEN_DAYS
from server.people.envelopes import verifier_in
from server.people.login import seal_for
from server.people.models import Credential, Token
from server.people.sealing import known_keys, private_key, public_key
from tests.server import cast
from tests.server.conftest import School

BODY = {"login": cast.ARU, "password": cast.PASSWORD, "device": "Redmi 9A"}


def test_a_pupil_logs_in_and_is_told_who_she_is(school: School) -> None:
    answer = school.app.test_client().post("/api/v1/sessions", json=BODY)

    assert answer.status_code == 201
    body = answer.get_json()
    assert body["person"]["name"] == "Серікбаева Ару"
    assert [(r["role"], r["class"]) for r in body["roles"]] == [("pupil", cast.CLASS_5)]
    assert body["epoch"] == 1
    assert len(body["writer"]) == 16
    assert len(body["token"]) >= 43  # 256 bits
    me = school.app.test_client().get(
        "/api/v1/me", headers={"Authorization": f"Bearer {body['token']}"}
    )
    assert me.get_json()["person"]["id"] == cast.ARU
    assert me.get_json()["writer"] == body["writer"]


def test_a_new_phone_gets_its_first_page_with_the_answer(school: School) -> None:
    client = school.app.test_client()
    body = client.post("/api/v1/sessions?changes=2", json=BODY).get_json()
    asked = client.get(
        "/api/v1/changes?limit=2", headers={"Authorization": f"Bearer {body['token']}"}
    )

    assert body["changes"] == asked.get_json()
    assert len(body["changes"]["records"]) == 2
    assert body["changes"]["more"] is True
    assert "changes" not in client.post("/api/v1/sessions", json=BODY).get_json()
    assert client.post("/api/v1/sessions?changes=-1", json=BODY).status_code == 422


def test_logins_are_typed_in_any_case(school: School) -> None:
    answer = school.app.test_client().post("/api/v1/sessions", json={**BODY, "login": " ARU "})

    assert answer.status_code == 201


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(school: School) -> None:
    client = school.app.test_client()

    wrong = client.post("/api/v1/sessions", json={**BODY, "password": "x"})
    unknown = client.post("/api/v1/sessions", json={**BODY, "login": "nobody"})

    assert wrong.status_code == unknown.status_code == 401
    first, second = wrong.get_json(), unknown.get_json()
    assert first.pop("request_id") != second.pop("request_id")
    assert first == second
    assert first["type"] == "/problems/bad-credentials"
    assert "WWW-Authenticate" not in wrong.headers  # a browser must not open its own dialog


def test_guessing_is_slowed_down_and_forgiven_after_a_while(school: School) -> None:
    client = school.app.test_client()
    for _ in range(LOGIN_FAILURES_ALLOWED):
        assert client.post("/api/v1/sessions", json={**BODY, "password": "x"}).status_code == 401

    refused = client.post("/api/v1/sessions", json=BODY)

    assert refused.status_code == 429
    assert refused.get_json()["type"] == "/problems/too-many-attempts"
    assert 0 < int(refused.headers["Retry-After"]) <= LOGIN_WINDOW_SECONDS + 1
    other = {**BODY, "login": cast.DIAS}
    assert client.post("/api/v1/sessions", json=other).status_code == 201, "others still get in"
    school.clock.forward(seconds=LOGIN_WINDOW_SECONDS)
    assert client.post("/api/v1/sessions", json=BODY).status_code == 201


def test_a_token_ends_after_half_a_year(school: School) -> None:
    phone = school.phone(cast.ARU)
    school.clock.forward(days=TOKEN_DAYS - 1)
    assert phone.get("/api/v1/me").status_code == 200

    school.clock.forward(days=1)

    expired = phone.get("/api/v1/me")
    assert expired.status_code == 401
    assert expired.get_json()["type"] == "/problems/not-logged-in"


def test_logging_out_ends_this_device_alone(school: School) -> None:
    phone, tablet = school.phone(cast.ARU), school.new_phone(cast.ARU)

    assert phone.request("DELETE", "/api/v1/sessions/current").status_code == 204

    assert phone.get("/api/v1/me").status_code == 401
    assert tablet.get("/api/v1/me").status_code == 200


def test_only_a_hash_of_the_token_is_kept(school: School) -> None:
    token = school.phone(cast.ARU).session["token"]
    with school.app.app_context():
        row = db.session.scalars(select(Token)).one()
        assert token.encode() not in row.sha256
        assert len(row.sha256) == 32
    for path in school.home.rglob("*"):
        if path.is_file():
            assert token.encode() not in path.read_bytes(), path.name


def test_last_seen_is_kept_to_the_hour(school: School) -> None:
    phone = school.phone(cast.ARU)
    issued = school.clock()

    def seen() -> int:
        with school.app.app_context():
            return db.session.scalars(select(Token.seen_ms)).one()

    school.clock.forward(seconds=60)
    phone.get("/api/v1/me")
    assert seen() == issued
    school.clock.forward(seconds=3600)
    phone.get("/api/v1/me")
    assert seen() == school.clock()


def test_verifiers_lie_sealed_and_open_only_with_the_nodes_key(school: School) -> None:
    with school.app.app_context():
        row = db.session.scalars(select(Credential).where(Credential.person == cast.ARU)).one()
        opened = verifier_in(row.sealed, cast.ARU, school.home)
        assert opened is not None
        assert opened.startswith("$argon2id$")
        assert verifier_in(row.sealed, cast.DIAS, school.home) is None, "bound to its person"
    for path in school.home.glob("tirek.sqlite*"):
        assert b"$argon2id$" not in path.read_bytes()
    assert (school.home / "keys" / "node.x25519").stat().st_mode & 0o777 == 0o600


def test_credentials_are_sealed_again_for_a_peer_met_later(
    school: School, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hub_home = tmp_path_factory.mktemp("hub")
    hub = "00000000000000ab"
    with school.app.app_context():
        assert seal_for(hub, public_key(hub_home)) == len(cast.EVERYBODY)
        assert seal_for(hub, public_key(hub_home)) == 0
        assert set(known_keys(db.session())) > {hub}
        found = db.session.get(Credential, (cast.ARU, hub))
        assert found is not None
        verifier = verifier_in(found.sealed, cast.ARU, hub_home)
    assert verifier is not None
    assert verifier.startswith("$argon2id$")
    assert private_key(hub_home).public_key().public_bytes_raw() == public_key(hub_home)
    school.new_phone(cast.ARU)  # and she still gets in here
