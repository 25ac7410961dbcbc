"""What holds for every record store that statements are sent to: a fake one over HTTP with its
faults, and this program's own."""

import base64
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from server import db
from server.forwarding.delivery import deliver
from server.forwarding.http_target import HttpTarget
from server.forwarding.port import Answer, Parcel, Reply, Target
from server.forwarding.turns import _same as same
from server.lrs import keys
from server.lrs.values import JsonObject
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.forwarding.fake import FakeStore, serving
from tests.server.phone import SchoolClock
from tests.support.xapi import statement, voiding

HERE = ("127.0.0.0/8",)


class Faulty:
    """A wrapper round any target: loses requests or answers, as `faults` say, one for each push."""

    def __init__(self, inner: Target, *faults: str) -> None:
        self.inner = inner
        self.faults = list(faults)
        self.pushed: list[list[str]] = []

    def push(self, parcels: Sequence[Parcel]) -> Reply:
        fault = self.faults.pop(0) if self.faults else ""
        self.pushed.append([one.id for one in parcels])
        if fault == "lose request":
            return Reply(Answer.UNKNOWN, "nothing came")
        reply = self.inner.push(parcels)
        return Reply(Answer.UNKNOWN, "nothing came") if fault == "lose answer" else reply

    def find(self, id: str) -> JsonObject | None:  # noqa: A002 - as the port has it
        return self.inner.find(id)


@pytest.fixture(params=["fake", "ours"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HttpTarget]:
    if request.param == "fake":
        with serving(FakeStore()) as store:
            yield HttpTarget(store.address, "Basic eDp5", networks=HERE)
        return
    app = make_app(tmp_path / "other", SchoolClock(MONDAY_MS))
    db.upgrade(app)
    with app.app_context():
        made = keys.add("Мектеп", "akbulaq", ["all"])
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    pair = base64.b64encode(f"{made.key}:{made.secret}".encode()).decode()
    yield HttpTarget(
        f"http://127.0.0.1:{server.port}/xapi", f"Basic {pair}", gzip=True, networks=HERE
    )
    server.shutdown()
    server.server_close()
    thread.join()
    close(app)


def parcels(count: int, **changes: Any) -> list[Parcel]:
    made = [statement(**changes) for _ in range(count)]
    return [Parcel(one["id"], one) for one in made]


def ids(given: Sequence[Parcel]) -> list[str]:
    return [one.id for one in given]


def test_statements_arrive_and_can_be_read_back(target: HttpTarget) -> None:
    given = parcels(3)

    made = deliver(target, given, same)

    assert made.sent == ids(given)
    assert (made.dead, made.stop) == ([], None)
    for one in given:
        found = target.find(one.id)
        assert found is not None
        assert same(found, one.statement)
    assert target.find(statement()["id"]) is None


def test_what_is_sent_again_is_there_once(target: HttpTarget) -> None:
    given = parcels(3)
    deliver(target, given, same)

    again = deliver(target, given, same)

    assert again.sent == ids(given)
    assert again.dead == []


def test_one_bad_statement_is_found_and_the_others_arrive(target: HttpTarget) -> None:
    given = parcels(9)
    wrong = statement()
    known = Parcel(wrong["id"], wrong)
    deliver(target, [known], same)
    changed = Parcel(known.id, {**known.statement, "verb": {"id": "https://example.kz/other"}})
    given.insert(4, changed)

    made = deliver(target, given, same)

    assert [one.id for one in made.dead] == [changed.id]
    assert made.sent == [key for key in ids(given) if key != changed.id]
    assert made.dead[0].status == 409
    kept = target.find(known.id)
    assert kept is not None
    assert same(kept, known.statement)


def test_after_a_lost_answer_nothing_is_sent_twice(target: HttpTarget) -> None:
    given = parcels(3)
    lossy = Faulty(target, "lose answer")

    made = deliver(lossy, given, same)

    assert made.sent == ids(given)
    assert lossy.pushed == [ids(given)]


def test_after_a_lost_request_everything_is_sent_again(target: HttpTarget) -> None:
    given = parcels(3)
    lossy = Faulty(target, "lose request")

    made = deliver(lossy, given, same)

    assert made.sent == ids(given)
    assert lossy.pushed == [ids(given), ids(given)]
    assert target.find(given[2].id) is not None


def test_only_what_is_missing_is_sent_again(target: HttpTarget) -> None:
    early, late = parcels(2), parcels(2)
    deliver(target, early, same)
    lossy = Faulty(target, "lose request")

    made = deliver(lossy, [*early, *late], same)

    assert sorted(made.sent) == sorted(ids([*early, *late]))
    assert lossy.pushed[1:] == [ids(late)]


def test_a_link_that_stays_dead_leaves_the_rest_for_later(target: HttpTarget) -> None:
    given = parcels(2)
    lossy = Faulty(target, "lose request", "lose request")

    made = deliver(lossy, given, same)

    assert made.sent == []
    assert made.stop is not None
    assert made.stop.answer is Answer.UNKNOWN


def test_a_voided_statement_is_found_too(target: HttpTarget) -> None:
    [first] = parcels(1)
    taken_back = voiding(first.id)
    deliver(target, [first, Parcel(taken_back["id"], taken_back)], same)
    lossy = Faulty(target, "lose request")

    made = deliver(lossy, [first], same)

    assert made.sent == [first.id]
    assert lossy.pushed == [[first.id]]


# --- what only a store that misbehaves shows ------------------------------------------------------


@pytest.fixture
def store() -> Iterator[FakeStore]:
    with serving(FakeStore()) as made:
        yield made


def over_http(store: FakeStore, **changes: Any) -> HttpTarget:
    return HttpTarget(store.address, "Basic eDp5", networks=HERE, **changes)


def test_a_refused_batch_is_halved_and_only_the_poison_stays(store: FakeStore) -> None:
    given = parcels(32)
    store.poison = {given[5].id, given[30].id}

    made = deliver(over_http(store), given, same)

    assert [(one.id, one.status) for one in made.dead] == [(given[5].id, 400), (given[30].id, 400)]
    assert set(store.kept) == set(ids(given)) - store.poison
    assert len(store.posts) <= 1 + 2 * 2 * 5


def test_a_store_that_calls_a_repetition_a_conflict_is_read_back(store: FakeStore) -> None:
    given = parcels(2)
    deliver(over_http(store), given, same)
    store.strict = True

    made = deliver(over_http(store), given, same)

    assert made.sent == ids(given)
    assert made.dead == []


def test_a_connection_that_breaks_after_sending_is_unknown(store: FakeStore) -> None:
    store.faults = ["lose answer", "lose request"]
    [one] = parcels(1)

    assert over_http(store).push([one]).answer is Answer.UNKNOWN
    assert over_http(store).push([one]).answer is Answer.UNKNOWN
    assert deliver(over_http(store), [one], same).sent == [one.id]


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "120"}, 120),
        (503, {"Date": "Mon, 23 Nov 2026 04:00:00 GMT",
               "Retry-After": "Mon, 23 Nov 2026 04:01:00 GMT"}, 60),
        (503, {"Retry-After": "soon"}, None),
        (429, {"Retry-After": "999999999999"}, 86_400),
        (500, {}, None),
        (401, {}, None),
        (302, {"Location": "http://127.0.0.1:1/elsewhere"}, None),
    ],
)  # fmt: skip
def test_trouble_of_the_other_side_is_nobodys_dead_letter(
    store: FakeStore, status: int, headers: dict[str, str], wait: int | None
) -> None:
    store.faults = [(status, headers)]
    given = parcels(4)

    made = deliver(over_http(store), given, same)

    assert (made.sent, made.dead) == ([], [])
    assert made.stop is not None
    assert (made.stop.status, made.stop.retry_after_s) == (status, wait)
    assert store.posts == [ids(given)]


def test_too_large_is_sent_in_halves(store: FakeStore) -> None:
    store.faults = [(413, {})]
    given = parcels(4)

    made = deliver(over_http(store), given, same)

    assert made.sent == ids(given)
    assert store.posts == [ids(given), ids(given)[:2], ids(given)[2:]]


def test_nothing_listens_and_nothing_is_lost(store: FakeStore) -> None:
    nobody = HttpTarget("http://127.0.0.1:9/xapi", "Basic eDp5", networks=HERE)

    made = deliver(nobody, parcels(2), same)

    assert made.stop is not None
    assert made.stop.answer is Answer.LATER


def test_a_request_names_its_version_and_is_compressed_where_that_was_asked_for(
    store: FakeStore,
) -> None:
    deliver(over_http(store, version="2.0.0", gzip=True), parcels(2), same)

    [sent] = store.headers
    assert sent["X-Experience-API-Version"] == "2.0.0"
    assert sent["Content-Encoding"] == "gzip"
    assert sent["Authorization"] == "Basic eDp5"
    assert len(json.dumps(list(store.kept.values()))) > int(sent["Content-Length"])
