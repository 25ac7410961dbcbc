"""What a hub says of how far its record store is complete while it has not applied everything."""

from collections.abc import Callable

from flask import Flask

from server.hub.applying import apply_all
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits
from sync.core.clock import pack
from sync.core.ops import Operation, OpId, Value
from sync.core.verdict import Verdict
from sync.deferred import take
from sync.storage.port import Entry
from tests.server import cast
from tests.server.conftest import MONDAY_MS
from tests.server.upstream.conftest import new_hub
from tests.support.xapi import Client, statement

__all__ = ["new_hub"]

HEADER = "X-Experience-API-Consistent-Through"
NODE = "5c00000000000009"
NOW = "2026-11-23T04:00:00.000000Z"


def test_what_is_logged_and_not_applied_will_be_stored_after_what_an_answer_says(
    new_hub: Callable[[str], Flask],
) -> None:
    app = new_hub("hub")
    ours, theirs = (Client.with_key(app, school=one) for one in (cast.DALA, cast.AKBULAQ))
    told = statement()
    record = told.pop("id")
    hlc = pack(MONDAY_MS - 60_000 + 1)
    key = OpId("aaaa00000000000a", 1, 1)
    fields: dict[str, Value] = {"school": cast.DALA, "statement": told}
    made = Operation(*key, hlc, "statement.put", 1, None, None, record, fields)
    with app.app_context():
        assert ours.call("GET", "statements").headers[HEADER] == NOW
        with ServerUnits([cast.DALA]).write() as unit:
            entry = Entry(made, Verdict("admitted", hlc, 1, None, NODE, MONDAY_MS))
            take(unit.store, catalogue().registry, [entry], source=NODE)

    assert ours.call("GET", "statements").headers[HEADER] == NOW
    assert ours.find() == []

    with app.app_context():
        assert apply_all() == 1
    [found] = ours.find(since=NOW)
    assert (found["id"], found["stored"] > NOW) == (record, True)
    assert theirs.find() == []
