"""Passwords travel sealed: for an upstream that is met, and for the first key that it shows."""

import pytest
from sqlalchemy import delete

from server.db import db, write_transaction
from server.people import sealing
from server.people.models import NodeKey
from tests.server import cast
from tests.server.upstream.conftest import Pair


def hub_id(pair: Pair) -> str:
    from server.identity import node_id

    with pair.hub.app_context():
        return node_id()


def forget(pair: Pair, node: str) -> None:
    with pair.school.app.app_context(), write_transaction() as session:
        session.execute(delete(NodeKey).where(NodeKey.node == node))


def test_an_upstream_that_is_met_learns_the_passwords_of_its_schools(pair: Pair) -> None:
    forget(pair, hub_id(pair))

    pair.exchange()
    pair.exchange()

    assert pair.phone_at_hub(cast.ARU).person == cast.ARU


def test_another_key_is_not_believed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = hub_id(pair)
    with pair.school.app.app_context():
        first = sealing.known_keys(db.session())[hub]
    monkeypatch.setattr("server.hub.peer_port.sealing.public_key", lambda _home: bytes(range(32)))

    pair.exchange()

    with pair.school.app.app_context():
        assert sealing.known_keys(db.session())[hub] == first
