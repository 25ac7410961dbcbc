"""Feeds are for nodes below: a school with a hub of its own keeps none until it becomes a relay."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.db import db
from server.identity import settle
from server.operations.port import log_store
from sync.storage.tables import feed
from tests.server import cast
from tests.server.conftest import School, close, make_app
from tests.server.upstream.conftest import Pair, new_hub, pair
from tests.support.xapi import Client, statement

__all__ = ["new_hub", "pair"]

pytestmark = pytest.mark.sqlite


def fed(app: Flask) -> int:
    with app.app_context():
        return db.session().scalar(select(func.count()).select_from(feed)) or 0


def test_a_school_with_a_hub_keeps_no_feed_until_it_becomes_a_relay(pair: Pair) -> None:
    pair.exchange()
    school: School = pair.school
    before = fed(school.app)
    Client.with_key(school.app).keep(statement())
    pair.exchange()

    assert fed(school.app) == before
    assert Client.with_key(pair.hub).find(), "the hub has it"

    close(school.app)
    relay = make_app(school.home, school.clock, role="relay")
    with relay.app_context():
        settle()
        store = log_store(db.session())
        last = store.feed_after(f"school:{cast.AKBULAQ}", 0, 10_000)[-1][1]
        statements = [line for line in store.entries() if line.op.kind == "statement.put"]
    close(relay)

    assert last.op.id == statements[-1].op.id
