"""Statements whose ids begin alike: the index has half of an id, and the rest is compared."""

import uuid

from flask import Flask

from tests.support.xapi import ANSWERED, FRACTIONS, MARAT, Client, statement, voiding

ONE, TWO, THREE, FOUR = (str(uuid.UUID(int=number, version=4)) for number in range(1, 5))
PRAISED = {"id": "https://example.kz/verbs/praised"}


def test_each_is_found_kept_and_taken_back_as_itself(app: Flask) -> None:
    client = Client.with_key(app)
    assert ONE[:18] == TWO[:18]
    client.keep(statement(id=ONE))
    assert client.one(TWO).status_code == 404

    client.keep(statement(id=TWO, actor=MARAT))
    client.keep(voiding(ONE, id=THREE))

    assert client.one(ONE).status_code == 404
    assert client.one(TWO).get_json()["actor"] == MARAT
    again = client.call("POST", "statements", body=statement(id=TWO, actor=MARAT))
    other = client.call("POST", "statements", body=statement(id=TWO))
    assert (again.status_code, other.status_code) == (200, 409)
    assert client.call("GET", "statements", {"voidedStatementId": ONE}).status_code == 200


def test_what_refers_to_one_is_not_found_by_another(app: Flask) -> None:
    client = Client.with_key(app)
    elsewhere = {"objectType": "Activity", "id": "https://example.kz/courses/angles"}
    client.keep(statement(id=ONE), statement(id=TWO, object=elsewhere))
    refers = {"objectType": "StatementRef", "id": TWO}
    client.keep(statement(id=THREE, object=refers, verb=PRAISED))
    client.keep(statement(id=FOUR, actor=MARAT))

    assert {one["id"] for one in client.find(activity=FRACTIONS)} == {ONE, FOUR}
    assert {one["id"] for one in client.find(activity=elsewhere["id"])} == {TWO, THREE}
    assert {one["id"] for one in client.find(verb=ANSWERED)} == {ONE, TWO, THREE, FOUR}


def test_a_derived_id_is_found_by_all_of_it(app: Flask) -> None:
    client = Client.with_key(app)
    sent = statement()
    del sent["id"]
    [key] = client.keep(sent)
    client.keep(voiding(key))

    assert client.one(key).status_code == 404
    assert client.call("GET", "statements", {"voidedStatementId": key}).get_json()["id"] == key
