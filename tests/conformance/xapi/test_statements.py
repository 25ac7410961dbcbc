"""Keeping and finding statements: repetition, conflicts, pages, references, attachments."""

import hashlib
import uuid
from datetime import datetime

import pytest
from flask import Flask

from server.lrs.limits import MAX_STATEMENT_BYTES, MAX_STATEMENTS
from tests.server.phone import SchoolClock
from tests.support.xapi import (
    ARU,
    FRACTIONS,
    MARAT,
    Client,
    multipart,
    statement,
    voiding,
)


def test_a_statement_sent_again_is_taken_as_the_one_that_is_here(client: Client) -> None:
    """XAPI-00142: devices repeat themselves when an answer was lost."""
    sent = statement(result={"duration": "PT10.127S", "score": {"scaled": 0.83}})
    client.keep(sent)
    before = client.one(sent["id"]).get_json()
    again = {
        **sent,
        "id": sent["id"].upper(),
        "verb": {"id": sent["verb"]["id"]},
        "result": {"duration": "PT10.12S", "score": {"scaled": 0.83}},
    }

    assert client.call("POST", "statements", body=[again]).get_json() == [sent["id"]]
    put = client.call("PUT", "statements", {"statementId": sent["id"]}, body=again)

    assert put.status_code == 204
    assert client.one(sent["id"]).get_json() == before
    assert len(client.find()) == 1


def test_another_statement_under_a_known_id_is_refused_with_its_whole_batch(
    client: Client,
) -> None:
    sent = statement()
    client.keep(sent)
    other = {**sent, "actor": MARAT}

    answer = client.call("POST", "statements", body=[statement(), other])

    assert answer.status_code == 409
    assert answer.get_json()["statement"] == sent["id"]
    assert len(client.find()) == 1


def test_one_wrong_statement_takes_its_batch_with_it_and_is_named(client: Client) -> None:
    wrong = statement(context={"contextActivities": {"parent": [{"id": "no iri"}]}})

    answer = client.call("POST", "statements", body=[statement(), wrong])

    assert answer.status_code == 400
    assert answer.get_json()["path"] == "[1].context.contextActivities.parent[0].id"
    assert client.find() == []


def test_a_batch_beyond_the_limit_is_too_large(client: Client) -> None:
    answer = client.call("POST", "statements", body=[{}] * (MAX_STATEMENTS + 1))

    assert answer.status_code == 413
    assert answer.get_json()["limit"] == MAX_STATEMENTS


def test_a_large_statement_is_kept_and_one_beyond_the_limit_is_refused(client: Client) -> None:
    text = "Ұзақ жауап. " * 8_000
    kept = statement(result={"response": text})
    client.keep(kept)

    assert client.one(kept["id"]).get_json()["result"]["response"] == text
    huge = statement(result={"response": "x" * MAX_STATEMENT_BYTES})
    assert client.call("POST", "statements", body=huge).status_code == 413


def test_a_statement_without_an_id_gets_one_that_can_be_asked_for(client: Client) -> None:
    sent = statement()
    del sent["id"]
    ids = client.keep(sent, sent)

    assert len(set(ids)) == 2
    assert {uuid.UUID(key).version for key in ids} == {8}
    assert client.one(ids[1]).get_json()["id"] == ids[1]


def test_an_assigned_id_never_meets_one_that_a_client_chose(client: Client) -> None:
    """A client that guesses the next id takes it; the store then gives another one."""
    from server.lrs import names
    from sync.core.ops import OpId

    sent = statement()
    del sent["id"]
    client.keep(sent)
    with client.app.app_context():
        from server.db import db
        from server.operations.port import log_store

        store = log_store(db.session())
        seq = int(store.state("seq") or 0)
        following = OpId(store.own_writer, int(store.state("epoch") or 0), seq + 2)
    guessed = names.uuid_text(names.statement_id(str(following)))
    client.keep(statement(id=guessed))

    assert client.keep(sent) != [guessed]
    assert len(client.find()) == 3


def test_stored_rises_even_while_the_clock_stands_still(client: Client) -> None:
    """xAPI-Data 2.4.8, and the pull cursor of every forwarder."""
    client.keep(*[statement() for _ in range(5)])
    client.keep(statement())

    stored = [one["stored"] for one in client.find(ascending="true")]

    assert stored == sorted(set(stored))
    assert all(datetime.fromisoformat(text) for text in stored)
    assert len(client.find(since=stored[2])) == 3
    assert len(client.find(until=stored[2])) == 3


def test_a_statement_without_a_timestamp_has_the_time_it_was_taken_at(client: Client) -> None:
    """In milliseconds; every other store that it comes to shows the same."""
    (key,) = client.keep(statement())
    kept = client.one(key).get_json()

    assert kept["stored"].startswith(kept["timestamp"].removesuffix("Z"))


def test_timestamps_leave_in_utc_with_no_digit_lost(client: Client) -> None:
    (key,) = client.keep(statement(timestamp="2026-11-20T09:10:11.123456+05:00"))

    assert client.one(key).get_json()["timestamp"] == "2026-11-20T04:10:11.123456Z"


def test_pages_hold_every_statement_once_whatever_comes_meanwhile(client: Client) -> None:
    sent = client.keep(*[statement() for _ in range(7)])
    first = client.call("GET", "statements", {"limit": "3"}).get_json()
    client.keep(statement())
    second = client.follow(first["more"]).get_json()
    third = client.follow(second["more"]).get_json()

    seen = [one["id"] for page in (first, second, third) for one in page["statements"]]
    assert seen == sent[::-1]
    assert third["more"] == ""


def test_more_keeps_the_filter(client: Client) -> None:
    wanted = client.keep(*[statement(actor=MARAT) for _ in range(5)])
    client.keep(*[statement() for _ in range(5)])

    found = client.find(agent=MARAT, limit="2", ascending="true")

    assert [one["id"] for one in found] == wanted


@pytest.mark.parametrize("cursor", ["", "x", "1.1", "1x", "9" * 30, "-1"])
def test_a_made_up_cursor_is_refused(client: Client, cursor: str) -> None:
    assert client.call("GET", "statements", {"from": cursor}).status_code == 400


def test_statements_are_found_by_each_part(client: Client) -> None:
    team = {"objectType": "Group", "name": "5 Ә", "member": [ARU]}
    registration = str(uuid.uuid4())
    part = "https://example.kz/courses/fractions/part-1"
    plain, grouped, deep, registered = client.keep(
        statement(),
        statement(actor={"objectType": "Group", "member": [MARAT]}),
        statement(
            actor=MARAT,
            object={
                "objectType": "SubStatement",
                "actor": ARU,
                "verb": {"id": "https://example.kz/verbs/planned"},
                "object": {"id": part},
            },
            context={"team": team},
        ),
        statement(
            context={
                "registration": registration,
                "instructor": MARAT,
                "contextActivities": {"parent": {"id": part}},
            }
        ),
    )

    def ids(**args: object) -> set[str]:
        return {one["id"] for one in client.find(**args)}

    assert ids(agent=MARAT) == {grouped, deep}
    assert ids(agent=MARAT, related_agents="true") == {grouped, deep, registered}
    assert ids(agent=ARU) == {plain, registered}
    assert ids(agent=ARU, related_agents="true") == {plain, deep, registered}
    assert ids(activity=part) == set()
    assert ids(activity=part, related_activities="true") == {deep, registered}
    assert ids(activity=FRACTIONS) == {plain, grouped, registered}
    assert ids(registration=registration.upper()) == {registered}
    assert ids(registration=registration, agent=ARU) == {registered}
    assert ids(registration=registration, agent=MARAT) == set()
    assert ids(registration=registration, activity=FRACTIONS) == {registered}
    assert ids(registration=registration, agent=ARU, activity=FRACTIONS) == {registered}
    assert ids(registration=registration, agent=ARU, activity=part) == set()
    assert ids(verb="https://example.kz/verbs/planned") == set()
    assert ids(agent=ARU, activity=FRACTIONS, verb=statement()["verb"]["id"]) == {
        plain,
        registered,
    }


def test_who_refers_to_a_match_is_found_with_it(client: Client) -> None:
    """XAPI-00162, in every order of arrival and through several steps."""
    first, second, third = (str(uuid.uuid4()) for _ in range(3))
    reference = {"objectType": "StatementRef"}
    verb = {"id": "https://example.kz/verbs/commented"}
    client.keep(statement(id=third, verb=verb, actor=MARAT, object={**reference, "id": second}))
    client.keep(statement(id=first, verb={"id": "https://example.kz/verbs/drew"}))
    client.keep(statement(id=second, verb=verb, actor=MARAT, object={**reference, "id": first}))

    found = client.find(verb="https://example.kz/verbs/drew")

    assert [one["id"] for one in found] == [second, first, third]
    assert {one["id"] for one in client.find(agent=ARU)} == {first, second, third}


@pytest.mark.parametrize("order", ["target first", "voider first", "one batch"])
def test_a_voided_statement_is_only_found_as_such(client: Client, order: str) -> None:
    sent = statement()
    voider = voiding(sent["id"])
    if order == "one batch":
        client.keep(voider, sent)
    else:
        for one in (sent, voider) if order == "target first" else (voider, sent):
            client.keep(one)

    assert client.one(sent["id"]).status_code == 404
    kept = client.call("GET", "statements", {"voidedStatementId": sent["id"]})
    assert kept.get_json()["id"] == sent["id"]
    assert [one["id"] for one in client.find()] == [voider["id"]]


def test_what_voids_cannot_be_voided(client: Client) -> None:
    sent = statement()
    voider = voiding(sent["id"])
    client.keep(sent, voider, voiding(voider["id"]))

    assert client.one(voider["id"]).status_code == 200
    assert client.one(sent["id"]).status_code == 404


def test_an_attachment_comes_back_byte_for_byte(client: Client) -> None:
    data = bytes(range(256)) * 3 + b"\r\n--edg"
    sha2 = hashlib.sha512(data).hexdigest()
    attachment = {
        "usageType": "https://example.kz/usage/photo",
        "display": {"kk": "Сурет"},
        "contentType": "image/png",
        "length": len(data),
        "sha2": sha2,
    }
    sent = statement(attachments=[attachment])
    content_type, body = multipart(sent, [("image/png", sha2, data)])
    kept = client.call("POST", "statements", data=body, headers={"Content-Type": content_type})
    assert kept.status_code == 200, kept.get_data(as_text=True)

    answer = client.one(sent["id"], attachments="true")
    page = client.call("GET", "statements", {"attachments": "true"})

    for found in (answer, page):
        assert found.mimetype == "multipart/mixed"
        assert data in found.get_data()
        assert f"X-Experience-API-Hash: {sha2}".encode() in found.get_data()
    assert client.one(sent["id"]).mimetype == "application/json"


def test_a_part_that_is_not_what_its_hash_says_is_refused(client: Client) -> None:
    sha2 = hashlib.sha256(b"right").hexdigest()
    sent = statement(
        attachments=[
            {
                "usageType": "https://example.kz/usage/photo",
                "display": {"kk": "Сурет"},
                "contentType": "text/plain",
                "length": 5,
                "sha2": sha2,
            }
        ]
    )
    content_type, body = multipart(sent, [("text/plain", sha2, b"wrong")])

    answer = client.call("POST", "statements", data=body, headers={"Content-Type": content_type})

    assert answer.status_code == 400
    assert client.find() == []


def test_an_older_client_gets_what_it_can_read(client: Client) -> None:
    context = {
        "platform": "Tirek",
        "contextAgents": [{"objectType": "contextAgent", "agent": MARAT}],
    }
    (key,) = client.keep(statement(context=context))

    new = client.one(key).get_json()
    old = client.speaking("1.0.3").one(key).get_json()

    assert new["context"]["contextAgents"] == context["contextAgents"]
    assert new["version"] == "2.0.0"
    assert old["context"] == {"platform": "Tirek"}
    assert old["version"] == "1.0.0"
    refused = client.speaking("1.0.3").call("POST", "statements", body=statement(context=context))
    assert refused.status_code == 400


def test_definitions_are_the_latest_member_by_member(client: Client, clock: SchoolClock) -> None:
    def defined(**definition: object) -> dict[str, object]:
        return statement(object={"id": FRACTIONS, "definition": definition})

    client.keep(defined(name={"kk": "Бөлшек", "ru": "Дробь"}, type="https://example.kz/t/course"))
    clock.forward(seconds=1)
    client.keep(defined(name={"kk": "Бөлшектер"}))

    found = client.call("GET", "activities", {"activityId": FRACTIONS}).get_json()
    canonical = client.call(
        "GET", "statements", {"format": "canonical", "limit": "1"},
        headers={"Accept-Language": "ru;q=0.9, kk-KZ"},
    ).get_json()  # fmt: skip

    assert found["definition"] == {
        "name": {"kk": "Бөлшектер", "ru": "Дробь"},
        "type": "https://example.kz/t/course",
    }
    assert canonical["statements"][0]["object"]["definition"]["name"] == {"kk": "Бөлшектер"}


def test_schools_on_one_node_do_not_see_each_other(app: Flask, client: Client) -> None:
    other = Client.with_key(app, school="dala")
    (key,) = client.keep(statement(object={"id": FRACTIONS, "definition": {"name": {"kk": "а"}}}))

    assert other.find() == []
    assert other.find(agent=ARU) == []
    assert other.one(key).status_code == 404
    assert "definition" not in other.call("GET", "activities", {"activityId": FRACTIONS}).get_json()


def test_what_is_known_of_an_agent(client: Client) -> None:
    client.keep(statement(), statement(actor={**ARU, "name": "Серікбаева Ару"}))

    person = client.call("GET", "agents", {"agent": {"mbox": ARU["mbox"]}}).get_json()

    assert person["objectType"] == "Person"
    assert set(person["name"]) == {"Ару", "Серікбаева Ару"}
    assert person["mbox"] == [ARU["mbox"]]
