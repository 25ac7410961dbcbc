"""A school and a hub in one process; between them a road that breaks when a test says so."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server import db
from server.hub.nodes import admit
from server.identity import node_id
from server.people import sealing
from server.people.login import seal_for
from server.upstream.exchange import Outcome, exchange_over
from sync.asking import Later
from sync.core.errors import RoadFailed
from sync.peer import Offset
from sync.plan import Budget, Speed
from tests.server import cast
from tests.server.conftest import School, close, make_app
from tests.server.phone import Phone, SchoolClock


@dataclass
class WsgiRoad:
    """The hub's own routes, called in this process. `cut_at` requests fail: before the hub has
    seen them (even places) or after it has answered (odd places)."""

    hub: Flask
    token: str
    cut_at: set[int] = field(default_factory=set)
    requests: int = 0

    def session(self, body: bytes) -> Later[bytes]:
        return self._post("session", body)

    def frame(self, body: bytes) -> Later[bytes]:
        return self._post("frames", body)

    def pull(self, body: bytes) -> Later[bytes]:
        return self._post("pull", body)

    def file_offset(self, sha256: str) -> Later[Offset]:
        return self._offset(self._call("HEAD", f"/sync/v1/blobs/{sha256}"))

    def send_chunk(self, sha256: str, offset: int, size: int, chunk: bytes) -> Later[Offset]:
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(size)}
        return self._offset(
            self._call("PATCH", f"/sync/v1/blobs/{sha256}", data=chunk, headers=headers)
        )

    def copy_offset(self, name: str) -> Later[Offset]:
        return self._offset(self._call("HEAD", f"/sync/v1/copies/{name}"))

    def send_copy(self, name: str, offset: int, size: int, chunk: bytes) -> Later[Offset]:
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(size)}
        return self._offset(
            self._call("PATCH", f"/sync/v1/copies/{name}", data=chunk, headers=headers)
        )

    def settle_copy(self, name: str, body: bytes) -> Later[bytes]:
        headers = {"Content-Type": "application/json"}
        answer: bytes = self._call(
            "POST", f"/sync/v1/copies/{name}", data=body, headers=headers
        ).get_data()
        return lambda: answer

    def content(
        self, address: str, sha256: str, offset: int, length: int
    ) -> Later[tuple[bytes, int]]:
        headers = {"Range": f"bytes={offset}-{offset + length - 1}"}
        return _piece(self._call("GET", f"{address}/c/{sha256}", headers=headers, buffered=True))

    def personal(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        headers = {"Range": f"bytes={offset}-{offset + length - 1}"}
        return _piece(self._call("GET", f"/sync/v1/blobs/{sha256}", headers=headers))

    def snapshot(self) -> Later[bytes]:
        return self._post("snapshot", b"")

    def snapshot_range(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        headers = {"Range": f"bytes={offset}-{offset + length - 1}"}
        return _piece(self._call("GET", f"/sync/v1/snapshot/{sha256}", headers=headers))

    def speed(self) -> Speed:
        return Speed(up=1e6, down=1e6)

    def resent(self) -> int:
        return 0

    def _post(self, name: str, body: bytes) -> Later[bytes]:
        answer: bytes = self._call("POST", f"/sync/v1/{name}", data=body).get_data()
        return lambda: answer

    def _offset(self, answer: Any) -> Later[Offset]:
        complete = answer.headers["Upload-Complete"] == "?1"
        return lambda: Offset(int(answer.headers["Upload-Offset"]), complete)

    def _call(self, method: str, path: str, **more: Any) -> Any:
        self.requests += 1
        cut = self.requests in self.cut_at
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if cut and self.requests % 2 == 0:
            raise RoadFailed(method, path, "cut before", retry=True)
        answer = self.hub.test_client().open(path, method=method, headers=headers, **more)
        if cut:
            raise RoadFailed(method, path, "cut after", retry=True)
        # 416 is an answer, too: a range was asked for on the chance that it is there.
        if answer.status_code >= 400 and answer.status_code not in (409, 416):
            raise RoadFailed(
                method,
                path,
                answer.get_data(as_text=True),
                retry=False,
                status=answer.status_code,
            )
        return answer


def _piece(answer: Any) -> Later[tuple[bytes, int]]:
    return lambda: (answer.get_data(), int(answer.headers["Content-Range"].rpartition("/")[2]))


@dataclass
class Pair:
    """The school under test, its hub, and the road between them."""

    school: School
    hub: Flask
    road: WsgiRoad

    def exchange(self, *, cut_at: set[int] | None = None, budget: Budget | None = None) -> Outcome:
        road = dataclasses.replace(self.road, cut_at=cut_at or set(), requests=0)
        return exchange_over(self.school.app, road, budget)

    def phone_at_hub(self, login: str) -> Phone:
        return Phone(self.hub, self.school.clock, login, cast.PASSWORD)


@pytest.fixture
def new_hub(tmp_path: Path, clock: SchoolClock) -> Iterator[Callable[[str], Flask]]:
    made: list[Flask] = []

    def make(name: str) -> Flask:
        app = make_app(
            tmp_path / name, clock, role="hub", keep_files="all", name_kk="Білім орталығы"
        )
        db.upgrade(app)
        made.append(app)
        return app

    yield make
    for app in made:
        close(app)


@pytest.fixture
def pair(school: School, new_hub: Callable[[str], Flask]) -> Pair:
    """The school's node is admitted for Ақбұлақ, though its log holds records of Дала, too."""
    hub = new_hub("hub")
    with school.app.app_context():
        node, key = node_id(), sealing.public_key(school.home)
    token = admit_node(hub, node, key, [cast.AKBULAQ])
    with hub.app_context():
        hub_node, hub_key = node_id(), sealing.public_key(hub.extensions["tirek.config"].home)
    with school.app.app_context():
        seal_for(hub_node, hub_key)
    return Pair(school, hub, WsgiRoad(hub, token))


def admit_node(hub: Flask, node: str, key: bytes, schools: list[str]) -> str:
    with hub.app_context(), db.write_transaction() as session:
        return admit(
            session,
            node=node,
            name="node",
            schools=schools,
            public_key=key,
            now_ms=1_800_000_000_000,
        )
