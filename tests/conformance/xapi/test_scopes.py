"""What keys and people may do (xAPI-Comm 4.2)."""

import base64

import pytest
from flask import Flask

from server.lrs import keys
from tests.support.xapi import ARU, FRACTIONS, MARAT, Client, statement

PLACE = {"activityId": FRACTIONS, "agent": ARU, "stateId": "bookmark"}
PROFILE = {"activityId": FRACTIONS, "profileId": "colours"}


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("statements/write", {"write"}),
        ("statements/read/mine", {"read", "activities"}),
        ("statements/read", {"read", "agents", "activities"}),
        ("state", {"state write", "state read"}),
        ("profile", {"profile write", "profile read"}),
        ("define", set()),
        ("all/read", {"read", "agents", "activities", "state read", "profile read"}),
        ("all", {"write", "read", "agents", "activities", "state write", "state read",
                 "profile write", "profile read"}),
    ],
)  # fmt: skip
def test_a_scope_allows_what_it_names_and_no_more(
    app: Flask, scope: str, allowed: set[str]
) -> None:
    client = Client.with_key(app, scope)
    unmatched = {"If-None-Match": "*"}
    answers = {
        "write": client.call("POST", "statements", body=statement()),
        "read": client.call("GET", "statements"),
        "agents": client.call("GET", "agents", {"agent": ARU}),
        "activities": client.call("GET", "activities", {"activityId": FRACTIONS}),
        "state write": client.call("PUT", "activities/state", PLACE, body={"page": 4}),
        "state read": client.call("GET", "activities/state", PLACE),
        "profile write": client.call(
            "PUT", "activities/profile", PROFILE, body={}, headers=unmatched
        ),
        "profile read": client.call("GET", "activities/profile", PROFILE),
    }

    refused = {name for name, answer in answers.items() if answer.status_code == 403}
    assert refused == set(answers) - allowed
    assert all(answers[name].status_code in (200, 204, 404) for name in allowed)


def test_read_mine_shows_the_clients_own_statements(app: Flask, client: Client) -> None:
    own = Client.with_key(app, "statements/write", "statements/read/mine")
    (mine,) = own.keep(statement())
    (theirs,) = client.keep(statement())

    assert [one["id"] for one in own.find()] == [mine]
    assert [one["id"] for one in own.find(agent=ARU)] == [mine]
    assert own.one(theirs).status_code == 404
    assert {one["id"] for one in client.find()} == {mine, theirs}


def test_the_authority_is_the_key_whatever_the_statement_claims(app: Flask) -> None:
    client = Client.with_key(app)
    (key,) = client.keep(statement(authority=MARAT))

    authority = client.one(key).get_json()["authority"]

    assert authority["name"] == "Тест"
    assert authority["account"]["homePage"] == f"https://tirek.invalid/schools/{Client.school}"


def test_without_define_a_statement_changes_no_definition(app: Flask, client: Client) -> None:
    named = {"id": FRACTIONS, "definition": {"name": {"kk": "Бөлшек"}}}
    Client.with_key(app, "statements/write").keep(statement(object=named))

    found = client.call("GET", "activities", {"activityId": FRACTIONS}).get_json()

    assert "definition" not in found


def test_a_revoked_key_is_shut_out_at_once_and_its_statements_stay(
    app: Flask, client: Client
) -> None:
    other = Client.with_key(app)
    (kept,) = other.keep(statement())
    with app.app_context():
        newest = keys.everyone()[-1].key
        assert keys.revoke(newest)
        assert not keys.revoke("unknown")

    assert other.call("GET", "statements").status_code == 401
    assert client.one(kept).status_code == 200


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_a_key_has_a_name_that_can_be_shown(app: Flask, name: str) -> None:
    with app.app_context(), pytest.raises(ValueError, match="1 to 80 characters"):
        keys.add(name, "akbulaq", ["all"])


def test_a_scope_nobody_knows_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="statements/write"):
        keys.add("Тест", "akbulaq", ["everything"])


def test_a_rotated_key_has_one_secret_and_goes_on_as_the_same_client(
    app: Flask, client: Client
) -> None:
    other = Client.with_key(app, "statements/write", "statements/read/mine")
    [kept] = other.keep(statement())
    with app.app_context():
        newest = keys.everyone()[-1].key
        made = keys.rotate(newest)
        assert made is not None
        assert keys.rotate("unknown") is None
    pair = base64.b64encode(f"{made.key}:{made.secret}".encode()).decode()
    renewed = Client(app, f"Basic {pair}")

    assert other.call("GET", "statements").status_code == 401
    assert [one["id"] for one in renewed.find()] == [kept]
    with app.app_context():
        keys.revoke(newest)
        assert keys.rotate(newest) is None
    assert renewed.call("GET", "statements").status_code == 401
