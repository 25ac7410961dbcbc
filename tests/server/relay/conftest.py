"""A satellite, a relay with a mailbox, and the hub; between them links that break."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server import clock as server_clock
from server import db
from server.bundles.service import meet
from server.hub.nodes import admit
from server.relay import satellites
from server.relay.passing import Passed, pass_on
from server.relay.satellite import exchange_by_mail
from sync.asking import Summary
from sync.core.errors import RoadFailed
from sync.roads.mail import Mailbox, MailRefused, read_mailbox
from tests.server import cast
from tests.server.bundles.conftest import NOW_MS, card
from tests.server.conftest import School, close, make_app
from tests.server.phone import Phone
from tests.server.upstream.conftest import new_hub

__all__ = ["new_hub"]


@dataclass
class WsgiMail:
    """A node's own routes, called in this process. After `left` requests the link is cut."""

    app: Flask
    token: str
    left: int = 10**9
    up: int = 0
    down: int = 0
    left_there: list[int] = field(default_factory=list)

    def look(self, node: str | None = None) -> Mailbox:
        return read_mailbox(self._call("GET", "mail", query_string=_query(node)).get_json())

    def get(self, name: str, node: str | None = None) -> bytes:
        body: bytes = self._call("GET", f"mail/{name}", query_string=_query(node)).get_data()
        self.down += len(body)
        return body

    def leave(self, data: bytes) -> bool:
        answer = self._call("POST", "mail", data=data)
        self.up += len(data)
        self.left_there.append(len(data))
        return bool(answer.get_json()["taken"])

    def forget(self, name: str) -> None:
        self._call("DELETE", f"mail/{name}")

    def content(self, sha256: str, offset: int) -> tuple[bytes, int] | None:
        headers = {"Range": f"bytes={offset}-{offset + 255}"}
        client = self.app.test_client()
        answer = client.get(f"/c/{sha256}", headers=headers, buffered=True)
        if answer.status_code == 404:
            return None
        return answer.get_data(), int(answer.headers["Content-Range"].rpartition("/")[2])

    def _call(self, method: str, path: str, **more: Any) -> Any:
        if self.left <= 0:
            raise RoadFailed("mail", path, "cut", retry=True)
        self.left -= 1
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.app.test_client().open(
            f"/sync/v1/{path}", method=method, headers=headers, **more
        )
        if answer.status_code >= 400:
            body = answer.get_json()
            raise MailRefused(
                path, body["type"].rpartition("/")[2], body["title"], answer.status_code
            )
        return answer


def _query(node: str | None) -> dict[str, str]:
    return {"node": node} if node else {}


@dataclass
class Chain:
    """School ↔ relay ↔ hub."""

    school: School
    relay: Flask
    hub: Flask
    to_relay: WsgiMail
    to_hub: WsgiMail

    @property
    def school_node(self) -> str:
        return card(self.school.app)[0]

    def exchange(self) -> Summary:
        """The satellite with its relay."""
        with self.school.app.app_context():
            return exchange_by_mail(self.school.app.extensions["tirek.config"], self.to_relay)

    def pass_on(self, most_bytes: int | None = None) -> Passed:
        """The relay with the hub."""
        with self.relay.app_context():
            return pass_on(self.to_hub, most_bytes)

    def settle(self, rounds: int = 2) -> None:
        for _ in range(rounds):
            assert self.exchange().error is None
            assert self.pass_on().error is None
        assert self.exchange().error is None

    def phone_at_hub(self, login: str) -> Phone:
        return Phone(self.hub, self.school.clock, login, cast.PASSWORD)


@pytest.fixture
def chain(school: School, new_hub: Callable[[str], Flask], tmp_path: Path) -> Any:
    hub = new_hub("hub")
    relay = make_app(tmp_path / "relay", school.clock, role="relay", name_kk="Тірек мектеп")
    db.upgrade(relay)
    node, key, hand = card(school.app)
    with hub.app_context(), db.write_transaction() as session:
        admit(
            session, node=node, name="Ақбұлақ", schools=[cast.AKBULAQ], public_key=key,
            signing_key=hand, now_ms=NOW_MS,
        )  # fmt: skip
    relay_node, relay_key, relay_hand = card(relay)
    with hub.app_context(), db.write_transaction() as session:
        token = admit(
            session, node=relay_node, name="Тірек", schools=["tirek"], public_key=relay_key,
            signing_key=relay_hand, now_ms=NOW_MS,
        )  # fmt: skip
    with school.app.app_context():
        meet(*card(hub))
    with relay.app_context():
        meet(*card(hub))
        with db.write_transaction() as session:
            mine = satellites.admit(
                session, node=node, name="Ақбұлақ", quota_bytes=5_000_000,
                now_ms=server_clock.now_ms(),
            )  # fmt: skip
    yield Chain(school, relay, hub, WsgiMail(relay, mine), WsgiMail(hub, token))
    close(relay)
