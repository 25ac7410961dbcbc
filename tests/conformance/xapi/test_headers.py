"""Headers of requests and answers (xAPI-Comm 1.2, 1.3, 1.4, 3.3): what the public suite omits."""

import gzip
import json
from urllib.parse import urlencode

import pytest
from flask import Flask

from server.lrs.limits import MAX_INFLATED_BYTES, RATE_WINDOW_S
from server.lrs.rate import RATE, Rate
from tests.server.phone import SchoolClock
from tests.support.xapi import ARU, FRACTIONS, Client, statement

VERSION = "X-Experience-API-Version"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.2", "1.0.3"), ("2.0.0", "2.0.0")],
)
def test_both_versions_are_spoken_at_one_address(client: Client, asked: str, answered: str) -> None:
    """XAPI-00333; authoring tools still send 1.0.2."""
    answer = client.speaking(asked).call("GET", "statements")

    assert answer.status_code == 200
    assert answer.headers[VERSION] == answered


@pytest.mark.parametrize("asked", [None, "0.9", "3.0.0", "1.0.x", "two"])
def test_a_version_that_is_not_spoken_is_refused(client: Client, asked: str | None) -> None:
    """XAPI-00331, XAPI-00332."""
    answer = client.speaking(asked).call("GET", "statements")

    assert answer.status_code == 400
    assert answer.headers[VERSION] in ("0.95", "2.0.0")
    assert answer.get_json()["path"] == VERSION


def test_about_needs_neither_a_version_nor_a_key(app: Flask) -> None:
    answer = app.test_client().get("/xapi/about")

    assert answer.get_json()["version"] == ["1.0.3", "1.0.2", "1.0.1", "1.0.0", "2.0.0"]


def test_every_answer_about_statements_says_how_far_it_is_consistent(client: Client) -> None:
    answers = [
        client.call("GET", "statements"),
        client.call("HEAD", "statements"),
        client.call("POST", "statements", body=statement()),
        client.one("00000000-0000-4000-8000-000000000000"),
    ]

    through = [answer.headers["X-Experience-API-Consistent-Through"] for answer in answers]
    [kept] = client.find()
    assert through[:2] == ["2026-11-23T04:00:00.000000Z"] * 2
    assert through[2:] == [kept["stored"]] * 2


def test_a_gzipped_body_is_understood(client: Client) -> None:
    sent = [statement() for _ in range(20)]
    answer = client.call(
        "POST",
        "statements",
        data=gzip.compress(json.dumps(sent).encode()),
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )

    assert answer.get_json() == [one["id"] for one in sent]


def test_a_long_answer_is_gzipped_for_whoever_takes_it(client: Client) -> None:
    client.keep(*[statement() for _ in range(20)])

    plain = client.call("GET", "statements")
    packed = client.call("GET", "statements", headers={"Accept-Encoding": "gzip"})
    unwilling = client.call("GET", "statements", headers={"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in unwilling.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) * 5 < len(plain.get_data())


@pytest.mark.parametrize(
    ("data", "encoding", "status"),
    [
        (b"no gzip", "gzip", 400),
        (gzip.compress(b"[]")[:-4], "gzip", 400),
        (b"[]", "br", 415),
        (gzip.compress(bytes(MAX_INFLATED_BYTES + 1)), "gzip", 413),
    ],
    ids=["broken", "cut", "unknown", "bomb"],
)
def test_a_body_that_cannot_be_unpacked_is_refused(
    client: Client, data: bytes, encoding: str, status: int
) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}

    assert client.call("POST", "statements", data=data, headers=headers).status_code == status


def test_a_browser_of_another_origin_may_ask(app: Flask, client: Client) -> None:
    """Authoring tools' courses run on other origins; the key travels in a header alone."""
    before = app.test_client().options(
        "/xapi/statements",
        headers={"Origin": "https://course.example", "Access-Control-Request-Method": "POST"},
    )
    answer = client.call("GET", "statements", headers={"Origin": "https://course.example"})

    assert before.status_code == 200
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    assert VERSION in before.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_a_refusal_never_opens_a_password_box(app: Flask) -> None:
    answer = app.test_client().get("/xapi/statements", headers={"Authorization": "Basic eDp5"})

    assert answer.status_code == 401
    assert "Basic" not in answer.headers.get("WWW-Authenticate", "")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_client_that_asks_too_often_is_told_when_to_come_back(
    app: Flask, client: Client, clock: SchoolClock
) -> None:
    app.extensions[RATE] = Rate(most=3)

    answers = [client.call("GET", "statements") for _ in range(4)]
    other = Client.with_key(app).call("GET", "statements")
    clock.forward(seconds=int(answers[3].headers["Retry-After"]))
    later = client.call("GET", "statements")

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= RATE_WINDOW_S
    assert other.status_code == 200
    assert later.status_code == 200


def test_the_alternate_syntax_carries_everything_in_the_form(client: Client) -> None:
    """xAPI-Comm 1.3: for browsers that cannot send the headers themselves."""
    sent = statement()
    form = {
        "Authorization": client.authorization,
        VERSION: "1.0.3",
        "statementId": sent["id"],
        "content": json.dumps(sent),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.app.test_client().post(
        "/xapi/statements?method=PUT", data=urlencode(form), headers=headers
    )

    assert answer.status_code == 204
    assert client.one(sent["id"]).get_json()["id"] == sent["id"]


def test_the_alternate_syntax_keeps_documents_too(client: Client) -> None:
    place = {"activityId": FRACTIONS, "agent": json.dumps(ARU), "stateId": "bookmark"}
    form = {**place, "content": "бет 4", "Content-Type": "text/plain; charset=utf-8"}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.speaking("1.0.3").call(
        "POST", "activities/state", {"method": "PUT"}, data=urlencode(form).encode(),
        headers=headers,
    )  # fmt: skip

    assert answer.status_code == 204
    kept = client.call("GET", "activities/state", place)
    assert kept.get_data(as_text=True) == "бет 4"
    assert kept.content_type == "text/plain; charset=utf-8"


def test_version_2_knows_no_alternate_syntax(client: Client) -> None:
    answer = client.call(
        "POST",
        "statements",
        {"method": "GET"},
        data=b"limit=1",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 400
