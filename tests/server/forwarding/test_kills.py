"""The sender is killed in the middle of a request, before and after the other store has kept it:
nothing is there twice, nothing is missing, and nothing is changed."""

import os
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from server import db
from server.forwarding import service
from server.forwarding.limits import BATCH
from tests.browser import ledger
from tests.server.conftest import close, make_app
from tests.server.forwarding.fake import FakeStore, serving
from tests.server.phone import SchoolClock
from tests.support.nodes import Node
from tests.support.ports import free_ports
from tests.support.xapi import Client, statement

SCHOOL = "mektep"
PATIENCE_SECONDS = 60


class Cutting(FakeStore):
    """Kills the sender at its next requests: before they are kept, or after."""

    def __init__(self, node: Node, *moments: str) -> None:
        super().__init__()
        self.node = node
        self.moments = list(moments)
        self.times: dict[str, int] = {}
        self.serving = threading.Event()

    def take(self, statements: list[dict[str, Any]]) -> int:
        self.serving.wait(PATIENCE_SECONDS)
        moment = self.moments.pop(0) if self.moments else ""
        if moment == "before":
            os.kill(self.node.pid, signal.SIGKILL)
            return 503
        new = {one["id"] for one in statements} - set(self.kept)
        status = super().take(statements)
        for key in new & set(self.kept):
            self.times[key] = self.times.get(key, 0) + 1
        if moment == "after":
            os.kill(self.node.pid, signal.SIGKILL)
        return status


@pytest.mark.slow
def test_a_sender_that_is_killed_sends_everything_once(tmp_path: Path) -> None:
    port, content_port = free_ports(2)
    node = Node(tmp_path / "home", port, content_port)
    store = Cutting(node, "before", "after")
    sent = [statement(id=str(uuid.UUID(int=n, version=4))) for n in range(3 * BATCH)]
    with serving(store):
        prepare(node.home, store.address, sent)
        while store.moments:
            store.serving.clear()
            node.start()
            store.serving.set()
            assert node.ended() == -signal.SIGKILL
        node.start()
        try:
            until_all_are_noted(node, len(sent))
        finally:
            node.stop()

    assert store.times == {one["id"]: 1 for one in sent}
    assert {key: one["actor"] for key, one in store.kept.items()} == {
        one["id"]: one["actor"] for one in sent
    }
    assert ledger.rows(node, "SELECT count(*) FROM forward_letter") == [(0,)]


def prepare(home: Path, address: str, statements: list[dict[str, Any]]) -> None:
    """A school that has these statements and a destination for them."""
    app = make_app(home, SchoolClock(time.time_ns() // 1_000_000))
    db.upgrade(app)
    with app.app_context():
        service.add(
            service.Asked(
                name="Облыс", school=SCHOOL, address=address, user="tirek", secret="jasyryn",
                networks=["127.0.0.0/8"],
            )
        )  # fmt: skip
    Client.with_key(app, school=SCHOOL).keep(*statements)
    close(app)


def until_all_are_noted(node: Node, count: int) -> None:
    began = time.monotonic()
    query = "SELECT count(*) FROM lrs_statement JOIN forward_destination ON n <= place"
    while ledger.rows(node, query) != [(count,)]:
        assert time.monotonic() - began < PATIENCE_SECONDS, node.log()
