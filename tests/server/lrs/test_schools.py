"""Several schools on one node: ids of statements are each school's own, and nothing shows through;
`stored` rises strictly, whoever writes."""

import itertools
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.attention.models import Conflict
from server.db import db
from server.lrs import packing
from server.lrs.operations import STATEMENT_PUT
from server.operations.service import accept_entries
from sync.core.clock import pack
from sync.core.ops import Operation
from sync.core.verdict import Verdict
from sync.storage.port import Entry
from tests.server import cast
from tests.server.conftest import MONDAY_MS, School, close, make_app
from tests.server.upstream.conftest import new_hub
from tests.support.xapi import ARU, FRACTIONS, MARAT, Client, statement, voiding

__all__ = ["new_hub"]

ONE = str(uuid.UUID(int=1, version=4))
WORKERS, REQUESTS, BATCH = 2, 12, 3


def clients(app: Flask) -> tuple[Client, Client]:
    return Client.with_key(app), Client.with_key(app, school=cast.DALA)


def test_one_id_in_two_schools_is_two_statements(app: Flask) -> None:
    ours, theirs = clients(app)
    ours.keep(statement(id=ONE, result={"response": "akbulaq"}))
    theirs.keep(statement(id=ONE, actor=MARAT, result={"response": "dala"}))

    assert ours.one(ONE).get_json()["result"] == {"response": "akbulaq"}
    assert theirs.one(ONE).get_json()["result"] == {"response": "dala"}
    assert [one["actor"] for one in ours.find()] == [ARU]
    again = theirs.call("POST", "statements", body=statement(id=ONE, result={"response": "x"}))
    assert again.status_code == 409
    assert "akbulaq" not in again.get_data(as_text=True)


def test_a_school_takes_back_its_own_statement_alone(app: Flask) -> None:
    ours, theirs = clients(app)
    ours.keep(voiding(ONE))
    theirs.keep(statement(id=ONE))
    ours.keep(statement(id=ONE, actor=MARAT))
    assert (ours.one(ONE).status_code, theirs.one(ONE).status_code) == (404, 200)

    theirs.keep(voiding(ONE))

    assert theirs.one(ONE).status_code == 404
    found = ours.call("GET", "statements", {"voidedStatementId": ONE})
    assert found.get_json()["actor"] == MARAT


def test_a_reference_finds_nothing_in_another_school(app: Flask) -> None:
    ours, theirs = clients(app)
    theirs.keep(statement(id=ONE))
    pointing = statement(actor=MARAT, object={"objectType": "StatementRef", "id": ONE})
    pointing["verb"] = {"id": "https://example.kz/verbs/praised"}
    ours.keep(pointing)
    assert ours.find(activity=FRACTIONS) == []

    ours.keep(statement(id=ONE))

    assert {one["id"] for one in ours.find(activity=FRACTIONS)} == {ONE, pointing["id"]}
    assert [one["id"] for one in theirs.find(activity=FRACTIONS)] == [ONE]


def entry(school: str, writer: str, seq: int, sent: dict[str, Any]) -> Entry:
    body = {key: value for key, value in sent.items() if key != "id"}
    fields = {"school": school, **packing.pack({"version": "2.0.0", **body})}
    hlc = pack(MONDAY_MS, seq)
    op = Operation(writer * 16, 1, seq, hlc, STATEMENT_PUT, 1, None, None, sent["id"], fields)
    return Entry(op, Verdict("admitted", hlc, 1, None, writer * 16, MONDAY_MS))


def test_in_any_order_a_hub_keeps_both_and_a_conflict_is_the_schools_that_has_it(
    new_hub: Callable[[str], Flask],
) -> None:
    sent = [
        entry(cast.AKBULAQ, "a", 1, statement(id=ONE)),
        entry(cast.DALA, "b", 2, statement(id=ONE, actor=MARAT)),
        entry(cast.DALA, "c", 3, statement(id=ONE, result={"response": "late"})),
    ]
    for number, order in enumerate(itertools.permutations(sent)):
        if number % 2:
            continue  # three of the six orders begin differently
        app = new_hub(f"node-{number}")
        with app.app_context():
            for one in order:
                accept_entries([one], source="f" * 16)
            [conflict] = db.session.scalars(select(Conflict))
            assert (conflict.school, conflict.settled_ms) == (cast.DALA, None)
        ours, theirs = clients(app)
        assert [one["actor"] for one in ours.find()] == [ARU]
        assert [one["actor"] for one in theirs.find()] == [MARAT]


@pytest.mark.postgresql
def test_stored_rises_strictly_under_two_workers(school: School) -> None:
    other = make_app(school.home, school.clock)
    apps = [school.app, other]
    client = Client.with_key(school.app)

    def work(number: int) -> list[str]:
        mine = Client(apps[number], client.authorization)
        return [
            key for _ in range(REQUESTS) for key in mine.keep(*[statement() for _ in range(BATCH)])
        ]

    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            kept = set(itertools.chain(*pool.map(work, range(WORKERS))))
        found = client.find(ascending="true")
    finally:
        close(other)

    moments = [one["stored"] for one in found]
    assert {one["id"] for one in found} == kept
    assert len(kept) == WORKERS * REQUESTS * BATCH
    assert all(before < after for before, after in itertools.pairwise(moments))
