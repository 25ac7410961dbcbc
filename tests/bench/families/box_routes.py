"""The ten routes that a school's box answers most: how many a second, and at what cost each.

Three connections ask without a pause, from the same two cores; so the rate is what a box of two
cores does at least, and the processor time is the fair figure. Beside them the costs that were
measured of Kolibri 0.19.5 on a machine of this kind, for the same thing that a person wants there.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.demo import cast
from server.demo.roster import class_id
from sync.core.clock import pack, to_text
from tests.bench.demo import Client, school
from tests.bench.figures import Figure, cpu_seconds
from tests.bench.hammer import hammer
from tests.bench.populations import attempt_fields, dice
from tests.bench.slow_clients import request
from tests.support.nodes import Node

PUPILS: Final = ("aru", "marat", "bota")
"""One for each connection: a pupil, and two teachers who play lessons, too."""
TEACHER: Final = "marat"
PAGE: Final = "/api/v1/changes?limit=200"
SECONDS, FULL_SECONDS = 1.0, 10.0
ATTEMPTS, ATTEMPTS_FULL = 80, 800
CHUNK_BYTES: Final = 256 * 1024
CHUNKS: Final = 24
MAX_FILE_BYTES: Final = 64 * 1024
KOLIBRI_MS: Final = {
    "login": 98, "page": 3.0, "todo": 83, "attempt": 14.4, "blob": 0.38, "manifest": 1.55,
}  # fmt: skip
"""Processor milliseconds: log-in, learner's HTML, learner's home, progress, a file of an HTML5
lesson, a list of 20 lessons (answered from memory there)."""


@dataclass(frozen=True)
class Route:
    """Raw requests for each of the connections."""

    name: str
    each: Sequence[Sequence[bytes]]
    good: int = 200
    repeat: bool = True
    target: str = "-"


def measure(full: bool) -> Iterator[Figure]:
    """`full` takes longer and tells the same."""
    seconds = FULL_SECONDS if full else SECONDS
    with school() as node:
        clients = [Client(node.port) for _ in PUPILS]
        for client, login in zip(clients, PUPILS, strict=True):
            client.log_in(login)
        for make in _routes(clients, ATTEMPTS_FULL if full else ATTEMPTS):
            route = make()
            yield from _measured(node, route, seconds)
        for client in clients:
            client.close()


def _measured(node: Node, route: Route, seconds: float) -> Iterator[Figure]:
    before = cpu_seconds(node.pid)
    done = hammer(node.port, route.each, seconds=seconds, good=route.good, repeat=route.repeat)
    spent = (cpu_seconds(node.pid) - before) * 1000 / done.count
    yield Figure(f"box.{route.name}_rate", done.count / done.seconds, "requests/s")
    yield Figure(f"box.{route.name}_request_cpu", spent, "ms", route.target)
    if route.name in KOLIBRI_MS:
        yield Figure(f"box.{route.name}_kolibri_cpu", KOLIBRI_MS[route.name], "ms")


def _routes(clients: Sequence[Client], attempts: int) -> Iterator[Callable[[], Route]]:
    first = clients[0]
    whole = first.get(PAGE).json()
    poll = f"/api/v1/changes?since={whole['cursor']}&limit=200"
    tag = str(first.get(poll).headers["ETag"])
    manifest, blobs = _content(first, whole)
    script = re.search(r"/?(assets/[^\"']+\.js)", first.get("/").body.decode())
    assert script is not None
    people = f"/api/v1/classes/{class_id('5a')}/people"

    def same(name: str, path: str, who: Client | None = None, **more: Any) -> Callable[[], Route]:
        def make() -> Route:
            headers = more.pop("headers", {})
            raw = request("GET", path, {**(_token(who) if who else {}), **headers})
            return Route(name, [[raw]] * len(clients), **more)

        return make

    yield same("page", "/", headers={"Accept-Encoding": "gzip"})
    yield same("asset", f"/{script.group(1)}", headers={"Accept-Encoding": "gzip"})
    yield lambda: _login(len(clients))
    yield same("todo", PAGE, first, target="<=5")
    yield same("poll", poll, first, headers={"If-None-Match": tag}, good=304)
    yield lambda: _attempts(clients, attempts)
    yield same("manifest", f"/c/{manifest}")
    yield lambda: Route(
        "blob", [[request("GET", f"/c/{one}", {}) for one in blobs]] * len(clients), target="<=0.5"
    )
    yield lambda: _chunks(clients)
    yield same("people", people, clients[PUPILS.index(TEACHER)])


def _content(client: Client, whole: Any) -> tuple[str, list[str]]:
    """A lesson's description and the small files of it."""
    courses = [record["doc"] for record in whole["records"] if record["type"] == "course"]
    item = courses[0]["lessons"][0]["items"][0]
    files = client.get(f"/c/{item['manifest']}").json()["files"].values()
    blobs = [file["sha256"] for file in files if file["size"] <= MAX_FILE_BYTES]
    for blob in blobs:
        client.get(f"/c/{blob}")
    return str(item["manifest"]), blobs


def _token(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.session['token']}"}


def _body(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    return request(method, path, {**headers, "Content-Length": str(len(body))}) + body


def _json(path: str, headers: dict[str, str], value: object) -> bytes:
    body = json.dumps(value).encode()
    return _body("POST", path, {**headers, "Content-Type": "application/json"}, body)


def _login(connections: int) -> Route:
    told = {"login": PUPILS[0], "password": cast.PASSWORD, "device": "bench"}
    return Route("login", [[_json("/api/v1/sessions", {}, told)]] * connections, good=201)


def _attempts(clients: Sequence[Client], count: int) -> Route:
    """One operation a request, as a phone sends what its lesson has just said."""
    return Route("attempt", [_attempts_of(client, count) for client in clients], repeat=False)


def _attempts_of(client: Client, count: int) -> list[bytes]:
    headers = _token(client)
    bodies = attempt_batches(client, 0, count, 1)
    return [_json("/api/v1/operations", headers, body.told) for body in bodies]


@dataclass(frozen=True)
class Batch:
    """A body of POST /operations, and the bytes of the operations alone, as compact JSON."""

    told: dict[str, Any]
    operation_bytes: int


def attempt_batches(client: Client, after: int, count: int, size: int) -> Iterator[Batch]:
    """`count` played lessons of whoever is logged in, numbered on from `after`."""
    chance, writer = dice(client.session["writer"]), client.session["writer"]
    for first in range(after + 1, after + count + 1, size):
        operations = [
            {
                "seq": seq,
                "hlc": to_text(pack(time.time_ns() // 1_000_000, 0)),
                "kind": "attempt.commit",
                "v": 1,
                "base": None,
                "record": f"{writer}.1.{seq}",
                "fields": attempt_fields(chance, "2026-11-20T04:05:06.789Z", seq),
            }
            for seq in range(first, first + size)
        ]
        bare = json.dumps(operations, ensure_ascii=False, separators=(",", ":")).encode()
        yield Batch({"writer": writer, "epoch": 1, "operations": operations}, len(bare))


def _chunks(clients: Sequence[Client]) -> Route:
    """A quarter of a megabyte of somebody's photo or film each."""
    return Route("chunk", [_chunks_of(client) for client in clients], good=204, repeat=False)


def _chunks_of(client: Client) -> list[bytes]:
    size = CHUNKS * CHUNK_BYTES
    told = {
        "size": size, "sha256": f"{client.port:064x}", "name": "film.mp4", "type": "video/mp4",
        "purpose": "work",
    }  # fmt: skip
    upload = client.post("/api/v1/uploads", told, good=201).json()["id"]
    path, piece = f"/api/v1/uploads/{upload}", dice("chunk").randbytes(CHUNK_BYTES)
    return [
        _body("PATCH", path, {**_token(client), "Upload-Offset": str(n * CHUNK_BYTES)}, piece)
        for n in range(CHUNKS - 1)  # the last would find that the bytes are not those announced
    ]
