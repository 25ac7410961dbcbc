"""Several devices at once, and bodies without end: what the public suite leaves out."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from server.limits import MAX_BODY_BYTES
from tests.support.xapi import Client, statement

DEVICES = 4


def at_once(client: Client, bodies: list[Any]) -> list[int]:
    """The statuses of POSTs that run side by side."""

    def post(body: Any) -> int:
        return client.call("POST", "statements", body=body).status_code

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(post, bodies))


def test_the_same_statement_from_several_devices_is_kept_once(client: Client) -> None:
    """xAPI-Data 2.3.1: an id stands for one statement, whoever sends it again."""
    made = statement()

    statuses = at_once(client, [[made, statement()] for _ in range(DEVICES)])

    assert statuses == [200] * DEVICES
    assert [one["id"] for one in client.find()].count(made["id"]) == 1
    assert len(client.find()) == DEVICES + 1


def test_of_different_statements_under_one_id_one_is_kept(client: Client) -> None:
    """XAPI-00021 and a batch that is taken as a whole: the losers leave nothing behind."""
    made = statement()
    bodies = [
        [{**made, "verb": {"id": f"https://example.kz/{n}"}}, statement()] for n in range(DEVICES)
    ]

    statuses = at_once(client, bodies)

    assert sorted(statuses) == [200] + [409] * (DEVICES - 1)
    won = statuses.index(200)
    assert {one["id"] for one in client.find()} == {one["id"] for one in bodies[won]}
    assert client.one(made["id"]).get_json()["verb"]["id"] == f"https://example.kz/{won}"


def test_a_repetition_may_come_compressed(client: Client) -> None:
    made = statement()
    client.keep(made)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}

    answer = client.call(
        "POST", "statements", data=gzip.compress(json.dumps(made).encode()), headers=headers
    )

    assert answer.get_json() == [made["id"]]
    assert len(client.find()) == 1


def test_a_body_without_end_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.call(
        "POST",
        "statements",
        data=b"[" + b" " * MAX_BODY_BYTES + b"]",
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 413
    assert answer.get_json()["hint"]
    assert client.find() == []
