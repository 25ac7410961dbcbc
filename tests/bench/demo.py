"""The demo school and hub as the families find them: prepared once, copied for each measurement."""

import atexit
import http.client
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from server.demo import cast
from server.demo.nodes import DemoNodes, Ports
from tests.support.nodes import Node
from tests.support.ports import free_ports

SHUT = {"TIREK_SYNC_WINDOWS": "03:00-03:01=1KB"}  # no exchange while something is measured


@dataclass(frozen=True)
class Demo:
    """A prepared demo on free ports; neither node runs yet."""

    folder: Path
    ports: Ports
    school: Node
    hub: Node


@contextmanager
def demo(more: Mapping[str, str] | None = None) -> Iterator[Demo]:
    """A copy of the prepared demo; `more` adds to the school's settings. Both nodes end with it."""
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as name:
        folder = Path(name) / "demo"
        shutil.copytree(_prepared(), folder)
        ports = Ports(*free_ports(4))
        made = _nodes(folder, ports, more or {})
        try:
            yield made
        finally:
            made.school.stop()
            made.hub.stop()


@contextmanager
def school(more: Mapping[str, str] | None = None) -> Iterator[Node]:
    """The demo's school alone, running, its schedule shut unless `more` says otherwise."""
    with demo({**SHUT, **(more or {})}) as made:
        made.school.start()
        yield made.school


@cache
def _prepared() -> Path:
    """The roster and the courses have come down from the hub, tasks are set, all is in step."""
    folder = Path(tempfile.mkdtemp(prefix="tirek-bench-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ports = Ports(*free_ports(4))
    nodes = DemoNodes(folder, ports)
    nodes.make_hub()
    made = _nodes(folder, ports, SHUT)
    made.hub.start()
    try:
        made.school.tirek("sync", "now")
        nodes.make_work()
        made.school.tirek("sync", "now")
    finally:
        made.hub.stop()
    return folder


def _nodes(folder: Path, ports: Ports, more: Mapping[str, str]) -> Demo:
    nodes = DemoNodes(folder, ports)
    return Demo(
        folder,
        ports,
        Node(
            folder / "school",
            ports.school,
            ports.school_content,
            {**nodes.school_settings(), **more},
        ),
        Node(folder / "hub", ports.hub, ports.hub_content, nodes.hub_settings()),
    )


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """A phone's HTTP without the phone: one kept connection, as a browser keeps it."""

    port: int
    session: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def log_in(self, login: str) -> None:
        """Raises AssertionError when the demo's password doesn't fit."""
        body = {"login": login, "password": cast.PASSWORD, "device": "bench"}
        self.session = self.post("/api/v1/sessions", body, good=201).json()

    def get(self, path: str, *, good: int = 200, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers, good)

    def post(self, path: str, body: object, *, good: int = 200) -> Answer:
        return self._ask("POST", path, json.dumps(body).encode(), {}, good)

    def close(self) -> None:
        self._connection.close()

    def _ask(
        self, method: str, path: str, body: bytes | None, more: Mapping[str, str], good: int
    ) -> Answer:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.session:
            headers["Authorization"] = f"Bearer {self.session['token']}"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == good, f"{method} {path}: {answer.status} {content[:500]!r}"
        return Answer(answer.status, answer.headers, content)


def median(times: int, measure: Callable[[], float]) -> float:
    """The middle of several measurements: one slow moment of a shared machine does not count."""
    found = sorted(measure() for _ in range(times))
    return found[len(found) // 2]
