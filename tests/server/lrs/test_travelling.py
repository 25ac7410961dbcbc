"""Statements as operations: at the hub, in any order, rebuilt from the log, in conflict."""

import dataclasses
import itertools
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db, write_transaction
from server.lrs import packing
from server.lrs.models import (
    KnownActivity,
    Name,
    Statement,
    StatementActivity,
    StatementAgent,
    StatementId,
    StatementReference,
)
from server.lrs.operations import STATEMENT_PUT
from server.operations.catalogue import catalogue
from server.operations.port import server_port
from server.operations.service import accept_entries
from sync.apply import rebuild
from sync.core.clock import pack
from sync.core.ops import Operation
from sync.core.verdict import Verdict
from sync.storage.port import Entry
from tests.server import cast
from tests.server.conftest import MONDAY_MS, School
from tests.server.upstream.conftest import Pair, new_hub, pair
from tests.support.xapi import ARU, FRACTIONS, MARAT, Client, statement, voiding

__all__ = ["new_hub", "pair"]


def entry(writer: str, seq: int, sent: dict[str, Any], *, ms: int = MONDAY_MS) -> Entry:
    """A statement that another node has taken in."""
    body = {key: value for key, value in sent.items() if key != "id"}
    fields = {"school": cast.AKBULAQ, **packing.pack({"version": "2.0.0", **body})}
    hlc = pack(ms, seq)
    op = Operation(writer * 16, 1, seq, hlc, STATEMENT_PUT, 1, None, None, sent["id"], fields)
    return Entry(op, Verdict("admitted", hlc, 1, None, writer * 16, ms))


def rows(app: Flask) -> dict[str, list[Any]]:
    """All that is derived, without local numbers."""
    with app.app_context():
        session = db.session()
        table: Any = Statement.__table__
        own = ("n", "operation", "stored")
        columns = [column for column in table.c if column.name not in own]
        names = {row.n: row.name for row in session.execute(select(Name.n, Name.name))}
        named = ("school", "verb", "registration", "activity", "agent", "authority")

        def whole(row: Any, *more: Any) -> tuple[Any, ...]:
            """With names in place of this node's numbers for them."""
            pairs = row._mapping.items()
            return (*more, *(names.get(x, x) if key in named else x for key, x in pairs))

        links: tuple[tuple[str, Any], ...] = (
            ("agent", StatementAgent),
            ("activity", StatementActivity),
        )
        found: dict[str, list[Any]] = {
            "statements": sorted(map(whole, session.execute(select(*columns))), key=repr),
            "ids": sorted(session.scalars(select(StatementId.near))),
            "activities": sorted(
                (row.activity, repr(sorted(row.definition.items())))
                for row in session.scalars(select(KnownActivity))
            ),
            "links": sorted(
                whole(link, name)
                for name, model in links
                for link in session.execute(select(getattr(model, name), model.direct))
            ),
            "references": sorted(map(whole, session.execute(select(StatementReference.__table__)))),
        }
        session.rollback()
        return {name: list(map(repr, value)) for name, value in found.items()}


def test_a_statement_kept_at_school_is_found_at_the_hub(pair: Pair) -> None:
    client = Client.with_key(pair.school.app)
    sent = [statement(result={"score": {"scaled": 0.25}}), statement()]
    client.keep(*sent, voiding(sent[1]["id"]))

    pair.exchange()

    at_hub = Client.with_key(pair.hub)
    assert at_hub.find() == client.find()
    assert at_hub.one(sent[0]["id"]).get_json() == client.one(sent[0]["id"]).get_json()
    assert at_hub.one(sent[1]["id"]).status_code == 404


def test_an_assigned_id_is_the_same_at_the_hub(pair: Pair) -> None:
    sent = statement()
    del sent["id"]
    client = Client.with_key(pair.school.app)
    (key,) = client.keep(sent)

    pair.exchange()

    assert Client.with_key(pair.hub).one(key).get_json() == client.one(key).get_json()


def scene() -> list[Entry]:
    """Two nodes used one id; one body is voided, the other refers to a statement."""
    a, b, c = (str(uuid.UUID(int=number, version=4)) for number in (1, 2, 3))
    named = {"id": FRACTIONS, "definition": {"name": {"kk": "Бөлшек"}}}
    renamed = {"id": FRACTIONS, "definition": {"name": {"kk": "Бөлшектер"}}}
    return [
        entry("a", 1, statement(id=a, object=named)),
        entry("a", 2, statement(id=b, object={"objectType": "StatementRef", "id": a})),
        entry("b", 3, voiding(a, id=c)),
        entry("a", 4, statement(id=c, actor=MARAT, object=renamed)),
    ]


@pytest.fixture
def new_school(new_hub: Callable[[str], Flask]) -> Callable[[str], Flask]:
    return new_hub


def test_any_order_of_arrival_ends_in_the_same_rows(new_school: Callable[[str], Flask]) -> None:
    found = []
    entries = scene()
    for number, order in enumerate(itertools.permutations(entries)):
        if number % 4:
            continue  # six of the 24 orders begin and end differently enough
        app = new_school(f"node-{number}")
        with app.app_context():
            for one in order:
                accept_entries([one], source="f" * 16)
        found.append(rows(app))

    assert len(found[0]["statements"]) == 3
    assert all(other == found[0] for other in found[1:])


def test_the_log_alone_gives_the_rows_again(school: School) -> None:
    client = Client.with_key(school.app)
    target = statement(object={"id": FRACTIONS, "definition": {"name": {"kk": "Бөлшек"}}})
    client.keep(voiding(target["id"]), target, statement(actor=MARAT))
    before = rows(school.app)
    with school.app.app_context(), write_transaction() as session:
        store, port = server_port(session)
        rebuild(store, catalogue().registry, port)

    assert rows(school.app) == before
    assert [one["actor"] for one in client.find(agent=MARAT, verb=statement()["verb"]["id"])] == [
        MARAT
    ]


def test_an_operation_in_an_unknown_form_is_kept_and_harms_nothing(school: School) -> None:
    odd = entry("a", 1, statement())
    fields: dict[str, Any] = {"school": cast.AKBULAQ, "zstd": b"not of this release"}
    strange = dataclasses.replace(odd.op, fields=fields)
    with school.app.app_context():
        (result,) = accept_entries([Entry(strange, odd.verdict)], source="f" * 16)

    assert result.outcome == "new"
    assert rows(school.app)["statements"] == []


def test_a_person_keeps_and_reads_only_their_own(school: School) -> None:
    aru = school.phone(cast.ARU)
    client = Client(school.app, aru.headers["Authorization"])
    account = {"homePage": "https://tirek.invalid/schools/akbulaq", "name": cast.ARU}
    own = {"objectType": "Agent", "account": account}
    Client.with_key(school.app).keep(statement(actor=own))

    (key,) = client.keep(statement(actor=own))
    refused = client.call("POST", "statements", body=statement(actor=ARU))
    place = {"activityId": FRACTIONS, "stateId": "bookmark"}

    assert refused.status_code == 403
    assert [one["id"] for one in client.find()] == [key]
    assert client.one(key).get_json()["authority"] == own
    assert (
        client.call("PUT", "activities/state", {**place, "agent": own}, body={}).status_code == 204
    )
    assert client.call("GET", "activities/state", {**place, "agent": ARU}).status_code == 403
    assert client.call("GET", "agents", {"agent": MARAT}).status_code == 403
    profile = {"activityId": FRACTIONS, "profileId": "all"}
    assert client.call("POST", "activities/profile", profile, body={}).status_code == 403
