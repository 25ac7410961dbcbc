"""State and profiles: what is merged, what is overwritten, and by whom (xAPI-Comm 2.2, 3.1)."""

import threading

import pytest
from flask import Flask

from server.lrs.limits import MAX_DOCUMENT_BYTES
from tests.server.phone import SchoolClock
from tests.support.xapi import ARU, FRACTIONS, Client

STATE: dict[str, object] = {"activityId": FRACTIONS, "agent": ARU, "stateId": "bookmark"}
AGENT: dict[str, object] = {"agent": ARU, "profileId": "colours"}
ACTIVITY: dict[str, object] = {"activityId": FRACTIONS, "profileId": "colours"}
PLACES: list[tuple[str, dict[str, object]]] = [
    ("activities/state", STATE),
    ("agents/profile", AGENT),
    ("activities/profile", ACTIVITY),
]


@pytest.mark.parametrize(("path", "args"), PLACES)
def test_post_merges_the_top_level_of_json_objects(
    client: Client, path: str, args: dict[str, object]
) -> None:
    client.call("POST", path, args, body={"page": 3, "notes": {"a": 1}})
    answer = client.call("POST", path, args, body={"notes": {"b": 2}})

    assert answer.status_code == 204
    assert client.call("GET", path, args).get_json() == {"page": 3, "notes": {"b": 2}}


@pytest.mark.parametrize(("path", "args"), PLACES)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_version_2_honours_a_precondition_everywhere(
    client: Client, path: str, args: dict[str, object], method: str
) -> None:
    client.call("POST", path, args, body={"page": 3})
    tag = client.call("HEAD", path, args).headers["ETag"]

    stale = client.call(method, path, args, body={"page": 4}, headers={"If-Match": '"0"'})
    assert stale.status_code == 412
    assert client.call("GET", path, args).get_json() == {"page": 3}
    right = client.call(method, path, args, body={"page": 4}, headers={"If-Match": tag})
    assert right.status_code == 204


def test_version_1_wants_a_precondition_for_profiles_but_not_for_state(client: Client) -> None:
    old = client.speaking("1.0.3")
    statuses = [old.call("PUT", path, args, body={}).status_code for path, args in PLACES]

    assert statuses == [204, 400, 400]
    fresh = {"If-None-Match": "*"}
    for path, args in PLACES[1:]:
        assert old.call("PUT", path, args, body={}, headers=fresh).status_code == 204
        assert old.call("PUT", path, args, body={}, headers=fresh).status_code == 412
        assert old.call("PUT", path, args, body={}).status_code == 409
    assert old.call("PUT", "activities/state", STATE, body={"page": 2}).status_code == 204


def test_of_two_writers_with_one_tag_one_wins(app: Flask, client: Client) -> None:
    """Real threads and a real file: the loser is told, and nothing is half written."""
    client.call("POST", "activities/state", STATE, body={"page": 0})
    tag = client.call("GET", "activities/state", STATE).headers["ETag"]
    gate = threading.Barrier(4)
    statuses: list[int] = []

    def write(page: int) -> None:
        gate.wait()
        answer = client.call(
            "PUT", "activities/state", STATE, body={"page": page}, headers={"If-Match": tag}
        )
        statuses.append(answer.status_code)

    writers = [threading.Thread(target=write, args=(page,)) for page in range(1, 5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(statuses) == [204, 412, 412, 412]


def test_lists_and_deletes_keep_to_their_registration(client: Client) -> None:
    one = "11111111-1111-4111-8111-111111111111"
    base = {"activityId": FRACTIONS, "agent": ARU}
    for args in ({"stateId": "a"}, {"stateId": "b", "registration": one}):
        client.call("PUT", "activities/state", {**base, **args}, body={})

    assert client.call("GET", "activities/state", base).get_json() == ["a", "b"]
    registered = {**base, "registration": one}
    assert client.call("GET", "activities/state", registered).get_json() == ["b"]
    assert client.call("DELETE", "activities/state", registered).status_code == 204
    assert client.call("GET", "activities/state", base).get_json() == ["a"]


def test_since_lists_what_changed_after_it(client: Client, clock: SchoolClock) -> None:
    base = {"agent": ARU}
    client.call("POST", "agents/profile", {**base, "profileId": "old"}, body={})
    clock.forward(seconds=10)
    client.call("POST", "agents/profile", {**base, "profileId": "new"}, body={})

    found = client.call("GET", "agents/profile", {**base, "since": "2026-11-23T04:00:05Z"})

    assert found.get_json() == ["new"]


def test_a_document_beyond_the_limit_is_refused(client: Client) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    data = bytes(MAX_DOCUMENT_BYTES + 1)

    answer = client.call("PUT", "activities/state", STATE, data=data, headers=headers)

    assert answer.status_code == 413
    assert answer.get_json()["limit_bytes"] == MAX_DOCUMENT_BYTES


def test_what_was_kept_cannot_run_in_the_apps_origin(client: Client) -> None:
    headers = {"Content-Type": "text/html"}
    client.call("PUT", "activities/state", STATE, data=b"<script>", headers=headers)

    answer = client.call("GET", "activities/state", STATE)

    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_schools_on_one_node_keep_their_documents_apart(app: Flask, client: Client) -> None:
    client.call("PUT", "activities/state", STATE, body={})

    other = Client.with_key(app, school="dala")

    assert other.call("GET", "activities/state", STATE).status_code == 404
