"""The sender is killed in the middle of a request, before and after the other store has kept it:
nothing is there twice, nothing is missing, and nothing is changed."""

import base64
import json
import os
import signal
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests

from server.forwarding.limits import BATCH
from tests.browser import ledger
from tests.server.forwarding.fake import FakeStore, serving
from tests.support.nodes import Node
from tests.support.ports import free_ports
from tests.support.xapi import statement

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
    key = json.loads(node.tirek("lrs", "key", "add", "Құрал", "--school", SCHOOL, "--json"))
    store = Cutting(node, "before", "after")
    sent = [statement(id=str(uuid.UUID(int=n, version=4))) for n in range(3 * BATCH)]
    with serving(store):
        node.tirek(
            "lrs", "forward", "add", "Облыс", store.address, "--school", SCHOOL,
            "--user", "tirek", "--secret", "jasyryn", "--network", "127.0.0.0/8",
        )  # fmt: skip
        node.start()
        keep(node, key, sent)
        node.stop()
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


def keep(node: Node, key: dict[str, str], statements: list[dict[str, Any]]) -> None:
    pair = base64.b64encode(f"{key['key']}:{key['secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": "2.0.0"}
    address = f"{node.url}/xapi/statements"
    answer = requests.post(address, json=statements, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text


def until_all_are_noted(node: Node, count: int) -> None:
    began = time.monotonic()
    query = "SELECT count(*) FROM lrs_statement JOIN forward_destination ON n <= place"
    while ledger.rows(node, query) != [(count,)]:
        assert time.monotonic() - began < PATIENCE_SECONDS, node.log()
