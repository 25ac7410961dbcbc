"""A school's statements on their way to another record store, over interruptions of every kind."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from server.db import db, write_transaction
from server.forwarding import sealed, service, turns
from server.forwarding.limits import FAULTS_BEFORE_HALVING, FAULTS_BEFORE_PARKING
from server.forwarding.models import Destination
from server.lrs.models import Statement
from tests.server import cast
from tests.server.conftest import School
from tests.server.forwarding.fake import FakeStore, serving
from tests.support.xapi import ANSWERED, Client, multipart, statement, voiding


@pytest.fixture
def store() -> Iterator[FakeStore]:
    with serving(FakeStore()) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> Client:
    return Client.with_key(app)


def destination(store: FakeStore, **changes: Any) -> str:
    asked = {
        "name": "Өңір", "school": cast.AKBULAQ, "address": store.address, "user": "mektep",
        "secret": "құпия", "networks": ["127.0.0.0/8"], **changes,
    }  # fmt: skip
    return service.add(service.Asked(**asked))


def facts(there: str) -> dict[str, Any]:
    [found] = [one for one in service.everyone() if one["id"] == there]
    return found


pytestmark = pytest.mark.usefixtures("in_app")


def test_statements_of_before_and_after_are_sent_in_order(store: FakeStore, client: Client) -> None:
    early = client.keep(statement(), statement())
    there = destination(store)
    assert facts(there)["waiting"] == 2

    assert turns.run(there).sent == 2
    late = client.keep(statement())
    assert turns.run(there).sent == 1
    assert turns.run(there).sent == 0

    assert store.posts == [early, late]
    assert (facts(there)["sent"], facts(there)["waiting"]) == (3, 0)
    assert "stored" not in store.kept[early[0]]


def test_other_schools_statements_stay(store: FakeStore, app: Flask) -> None:
    Client.with_key(app, school=cast.DALA).keep(statement())

    assert turns.run(destination(store)).sent == 0
    assert store.posts == []


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, {"answered", "other", "group"}),
        ({"verbs": [ANSWERED]}, {"answered", "group"}),
        ({"activities": ["https://example.kz/courses/other"]}, {"other"}),
        ({"agents": ['{"mbox": "mailto:DIAS@example.kz"}']}, {"group"}),
        ({"verbs": [ANSWERED], "activities": ["https://example.kz/courses/other"]}, set()),
    ],
)
def test_a_filter_lets_through_what_it_names(
    store: FakeStore, client: Client, filters: dict[str, list[str]], wanted: set[str]
) -> None:
    dias = {"objectType": "Agent", "mbox": "mailto:dias@example.kz"}
    made = {
        "answered": statement(),
        "other": statement(
            verb={"id": "https://example.kz/read"},
            object={"id": "https://example.kz/courses/other"},
        ),
        "group": statement(actor={"objectType": "Group", "member": [dias]}),
    }
    client.keep(*made.values())
    there = destination(store, filters=filters)

    turns.run(there)

    assert set(store.kept) == {made[name]["id"] for name in wanted}
    assert facts(there)["waiting"] == 0


def test_an_interrupted_turn_goes_on_where_it_was(
    store: FakeStore, client: Client, school: School
) -> None:
    client.keep(*(statement() for _ in range(3)))
    there = destination(store)
    store.faults = [(503, {"Retry-After": "600"})]

    turns.run(there)

    assert facts(there)["error"].startswith("503")
    assert facts(there)["next_try"] is not None
    assert turns.due(school.clock.unix_ms) == []
    school.clock.forward(seconds=601)
    assert turns.due(school.clock.unix_ms) == [there]
    assert turns.run(there).sent == 3
    assert facts(there)["error"] is None


def test_each_failure_waits_longer(store: FakeStore, client: Client, school: School) -> None:
    client.keep(statement())
    there = destination(store)
    waits = []
    for _ in range(4):
        store.faults = [(500, {})]
        turns.run(there)
        row = db.session().get(Destination, there)
        assert row is not None
        waits.append(row.next_ms - school.clock.unix_ms)

    assert waits == sorted(waits)
    assert waits[3] > waits[0] * 2


def test_a_lost_answer_makes_no_duplicate(store: FakeStore, client: Client) -> None:
    sent = client.keep(statement(), statement())
    store.faults = ["lose answer"]

    assert turns.run(destination(store)).sent == 2
    assert store.posts == [sent]


def test_what_is_not_taken_is_shown_and_can_be_sent_again(store: FakeStore, client: Client) -> None:
    good, bad, fine = client.keep(statement(), statement(), statement())
    store.poison = {bad}
    there = destination(store)

    turn = turns.run(there)

    assert (turn.sent, turn.dead) == (2, 1)
    [letter] = service.letters(there)
    assert (letter["statement"], letter["status"], letter["again"]) == (bad, 400, False)
    turns.run(there)
    assert facts(there)["not_taken"] == 1

    store.poison = set()
    assert service.retry(there, [bad]) == 1
    assert turns.run(there).sent == 1
    assert set(store.kept) == {good, bad, fine}
    assert (facts(there)["not_taken"], facts(there)["sent"]) == (0, 3)


def test_a_letter_that_is_refused_again_stays(store: FakeStore, client: Client) -> None:
    [bad] = client.keep(statement())
    store.poison = {bad}
    there = destination(store)
    turns.run(there)
    service.retry(there)

    turns.run(there)

    assert [one["again"] for one in service.letters(there)] == [False]
    assert len(store.posts) == 2


def test_a_voided_statement_travels_with_what_takes_it_back(
    store: FakeStore, client: Client
) -> None:
    [first] = client.keep(statement())
    [second] = client.keep(voiding(first))

    turns.run(destination(store))

    assert store.posts == [[first, second]]


def test_an_attachment_travels_with_its_statement(store: FakeStore, client: Client) -> None:
    data = "Менің шығармам".encode()
    sha2 = hashlib.sha256(data).hexdigest()
    item = {
        "usageType": "https://example.kz/essay", "display": {"kk": "Шығарма"}, "sha2": sha2,
        "contentType": "text/plain", "length": len(data),
    }  # fmt: skip
    made = statement(attachments=[item])
    kind, body = multipart(made, [("text/plain", sha2, data)])
    assert (
        client.call("POST", "statements", data=body, headers={"Content-Type": kind}).status_code
        == 200
    )

    turns.run(destination(store))

    assert store.attachments == {sha2: data}
    assert set(store.kept) == {made["id"]}


def test_a_statement_waits_for_its_file_and_holds_up_no_other(
    store: FakeStore, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file comes after the statement where the link is slow."""
    data = b"essay"
    sha2 = hashlib.sha256(data).hexdigest()
    item = {
        "usageType": "https://example.kz/essay", "display": {"kk": "Шығарма"}, "sha2": sha2,
        "contentType": "text/plain", "length": len(data),
    }  # fmt: skip
    kind, body = multipart(made := statement(attachments=[item]), [("text/plain", sha2, data)])
    client.call("POST", "statements", data=body, headers={"Content-Type": kind})
    [other] = client.keep(statement())
    there = destination(store)
    with monkeypatch.context() as patched:
        patched.setattr("content.blobs.BlobStore.has", lambda *_: False)
        turns.run(there)

    assert set(store.kept) == {other}
    assert [one["again"] for one in service.letters(there)] == [True]
    turns.run(there)
    assert set(store.kept) == {other, made["id"]}
    assert service.letters(there) == []


def test_paused_means_nothing_leaves_and_nothing_is_lost(
    store: FakeStore, client: Client, school: School
) -> None:
    client.keep(statement())
    there = destination(store)
    assert service.pause(there, paused=True)
    assert turns.due(school.clock.unix_ms) == []
    assert turns.run(there).sent == 0

    service.pause(there, paused=False)

    assert turns.run(there).sent == 1


def test_rows_that_were_made_anew_are_offered_again_and_arrive_once(
    store: FakeStore, client: Client
) -> None:
    client.keep(statement(), statement())
    there = destination(store)
    turns.run(there)
    with write_transaction() as session:
        last = session.scalar(select(Statement.n).order_by(Statement.n.desc()).limit(1))
        session.execute(update(Statement).where(Statement.n == last).values(n=900))

    turns.run(there)

    assert len(store.kept) == 2
    assert facts(there)["waiting"] == 0


def test_one_destination_does_not_hold_up_another(store: FakeStore, client: Client) -> None:
    client.keep(statement())
    with serving(FakeStore()) as other:
        dead, alive = destination(other), destination(store)
        other.faults = [(500, {})]
        turns.run(dead)
        turns.run(alive)

    assert len(store.kept) == 1
    assert facts(dead)["waiting"] == 1


def test_the_credentials_are_sealed_and_leave_only_for_their_destination(
    store: FakeStore, client: Client
) -> None:
    client.keep(statement())
    there = destination(store)
    row = db.session().get(Destination, there)
    assert row is not None

    assert "құпия".encode() not in row.sealed
    assert sealed.unseal("0" * 16, row.sealed) is None
    turns.run(there)
    assert store.headers[0]["Authorization"] == sealed.authorization("mektep", "құпия")
    assert "құпия" not in str(service.everyone())


def test_a_destination_of_another_box_says_so(store: FakeStore, client: Client) -> None:
    client.keep(statement())
    there = destination(store)
    with write_transaction() as session:
        session.execute(update(Destination).values(sealed=b"x" * 80))

    turns.run(there)

    assert facts(there)["error"] == turns.NO_KEY
    assert store.posts == []


def test_what_cannot_be_a_destination_is_refused(store: FakeStore) -> None:
    several: tuple[dict[str, Any], ...] = (
        {"name": " "}, {"version": "0.9"}, {"address": "ftp://x"}, {"secret": ""}, {"user": "a:b"},
        {"filters": {"verbs": ["no iri"]}}, {"filters": {"moods": ["x"]}},
        {"filters": {"agents": ["{}"]}}, {"filters": {"verbs": [ANSWERED] * 51}},
    )  # fmt: skip
    for changes in several:
        with pytest.raises(ValueError, match=r"."):
            destination(store, **changes)
    assert service.everyone() == []


def turns_until(school: School, there: str, most: int = 20) -> list[int]:
    """Turns as they fall due until the destination has nothing to wait for; the pauses in ms."""
    pauses: list[int] = []
    for _ in range(most):
        turns.run(there)
        row = db.session().get_one(Destination, there, populate_existing=True)
        if row.next_ms <= school.clock.unix_ms:
            return pauses
        pauses.append(row.next_ms - school.clock.unix_ms)
        db.session.rollback()
        school.clock.forward(seconds=pauses[-1] / 1000 + 1)
    return pauses


def test_a_statement_over_which_a_store_breaks_holds_the_others_up_for_some_turns_alone(
    school: School, store: FakeStore, client: Client
) -> None:
    there = destination(store)
    ids = client.keep(*[statement() for _ in range(7)])
    bad = ids[2]
    store.breaking = {bad}

    pauses = turns_until(school, there)

    assert len(pauses) == FAULTS_BEFORE_HALVING
    assert list(store.kept) == [one for one in ids if one != bad]
    [letter] = service.letters(there)
    assert (letter["statement"], letter["status"], letter["again"]) == (bad, 500, False)
    late = client.keep(statement())
    assert turns_until(school, there) == []
    assert facts(there)["waiting"] == 0
    everything = [one for post in store.posts for one in post]
    assert [everything.count(one) for one in late] == [1]

    service.retry(there, [bad])
    assert turns.run(there).sent == 0  # it breaks still, and waits for a hand again
    assert [one["again"] for one in service.letters(there)] == [False]
    store.breaking = set()
    service.retry(there, [bad])
    assert turns.run(there).sent == 1
    assert service.letters(there) == []
    assert set(store.kept) == {*ids, *late}


def test_a_store_that_is_broken_altogether_puts_next_to_nothing_aside(
    school: School, store: FakeStore, client: Client
) -> None:
    there = destination(store)
    ids = client.keep(*[statement() for _ in range(6)])
    store.breaking = set(ids)

    pauses = turns_until(school, there, FAULTS_BEFORE_PARKING)
    assert service.letters(there) == []
    assert pauses[-1] > 10 * pauses[0]
    pauses = turns_until(school, there, 2)

    assert [one["statement"] for one in service.letters(there)] == ids[:1]
    store.breaking = set()
    turns_until(school, there)
    assert list(store.kept) == ids[1:]
    assert len(store.posts) < 6 * (FAULTS_BEFORE_PARKING + 4)


def test_what_a_store_kept_before_it_broke_is_not_sent_again(
    school: School, store: FakeStore, client: Client
) -> None:
    there = destination(store)
    ids = client.keep(*[statement() for _ in range(3)])
    store.breaking, store.late, store.strict = set(ids), True, True

    turns_until(school, there)

    assert set(store.kept) == set(ids)
    assert service.letters(there) == []
    assert (facts(there)["sent"], facts(there)["waiting"]) == (3, 0)
