"""What the school's box spends: memory at rest, processor time for what people do."""

import time
from collections.abc import Iterator
from typing import Any

from sync.core.clock import pack, to_text
from tests.bench.demo import Client, demo, school
from tests.bench.families import box_copies, box_load, box_low, box_routes, box_writes
from tests.bench.figures import Figure, cpu_each, pss_megabytes, tree
from tests.bench.populations import attempt_fields, dice
from tests.support.nodes import Node

PUPIL = "aru"
PAGE = "/api/v1/changes?limit=200"  # as the app asks: pwa/src/data/limits.ts, PAGE_RECORDS
EXCHANGE_SECONDS = 60
REST_SECONDS = 3
MAX_FILE_BYTES = 64 * 1024  # pages, scripts, pictures: what a lesson has many of


def measure(full: bool) -> Iterator[Figure]:
    yield Figure("box.idle_pss", _idle_pss(), "MB", "<=90")
    times = 5 if full else 1
    with school() as node:
        client = Client(node.port)
        yield Figure(
            "box.login_cpu", cpu_each(node.pid, 20 * times, lambda: client.log_in(PUPIL)), "ms",
            "<=50",
        )  # fmt: skip
        yield from _reading(node, client, 200 * times)
        yield Figure("box.operation_cpu", _operations(node, client, 10 * times), "ms", "<=1")
        yield Figure("box.content_blob_cpu", _blobs(node, client, 500 * times), "ms", "<=0.5")
        yield Figure("box.busy_pss", pss_megabytes(node.pid), "MB")
        client.close()
    for more in (box_routes, box_load, box_writes, box_low, box_copies):
        yield from more.measure(full)


def _idle_pss() -> float:
    """After a login, a to-do list and a whole exchange: the parts that work needs are loaded."""
    with demo() as made:
        made.hub.start()
        made.school.start()
        client = Client(made.school.port)
        client.log_in(PUPIL)
        client.get(PAGE)
        _wait_for_exchange(made.school)
        _wait_for_rest(made.school)
        found = pss_megabytes(made.school.pid)
        client.close()
        return found


def _wait_for_rest(node: Node) -> None:
    """Until no lesson is read for search any more: children read PDFs."""
    until, last_busy = time.monotonic() + EXCHANGE_SECONDS, time.monotonic()
    while time.monotonic() - last_busy < REST_SECONDS:
        if len(tree(node.pid)) > 1:
            last_busy = time.monotonic()
        assert time.monotonic() < until, f"no rest: {node.log()}"
        time.sleep(0.1)


def _wait_for_exchange(node: Node) -> None:
    until = time.monotonic() + EXCHANGE_SECONDS
    while '"exchange"' not in node.log():
        assert time.monotonic() < until, f"no exchange: {node.log()}"
        time.sleep(0.1)


def _reading(node: Node, client: Client, times: int) -> Iterator[Figure]:
    first = client.get(PAGE)
    whole = first.json()
    assert not whole["more"]
    assert {"assignment", "course"} <= {record["type"] for record in whole["records"]}
    yield Figure("box.todo_cpu", cpu_each(node.pid, times, lambda: client.get(PAGE)), "ms", "<=5")
    since = f"/api/v1/changes?since={whole['cursor']}&limit=200"
    tag = client.get(since).headers["ETag"]
    yield Figure(
        "box.poll_cpu",
        cpu_each(node.pid, times * 2, lambda: client.get(since, good=304, If_None_Match=tag)),
        "ms",
        "<=5",
    )


def _operations(node: Node, client: Client, batches: int) -> float:
    """Milliseconds for one of a batch of 100 attempts and pieces of work, judged and applied."""
    whole = client.get(PAGE).json()["records"]
    task = next(r["id"] for r in whole if r["type"] == "assignment")
    chance = dice("operations")
    writer, seq = client.session["writer"], 0

    def operation(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
        nonlocal seq
        seq += 1
        return {
            "seq": seq,
            "hlc": to_text(pack(time.time_ns() // 1_000_000, 0)),
            "kind": kind,
            "v": 1,
            "base": None,
            "record": f"{writer}.1.{seq}",
            "fields": fields,
        }

    def batch() -> None:
        made_at = "2026-11-20T04:05:06.789Z"
        work = {"assignment": task, "text": "Жауап", "files": [], "attempts": []}
        operations = [
            operation("submission.hand_in", {**work, "made_at": made_at})
            if n % 4 == 0
            else operation("attempt.commit", attempt_fields(chance, made_at, n))
            for n in range(100)
        ]
        body = {"writer": writer, "epoch": 1, "operations": operations}
        results = client.post("/api/v1/operations", body).json()["results"]
        assert all(one["outcome"] == "admitted" and not one["duplicate"] for one in results)

    return cpu_each(node.pid, batches, batch) / 100


def _blobs(node: Node, client: Client, times: int) -> float:
    """Milliseconds for one file of a lesson, from its hash."""
    courses = [r["doc"] for r in client.get(PAGE).json()["records"] if r["type"] == "course"]
    manifests = [i["manifest"] for c in courses for lesson in c["lessons"] for i in lesson["items"]]
    files = [
        file["sha256"]
        for manifest in manifests
        for file in client.get(f"/c/{manifest}").json()["files"].values()
        if file["size"] <= MAX_FILE_BYTES
    ]
    turn = iter(range(times + 1))
    return cpu_each(node.pid, times, lambda: client.get(f"/c/{files[next(turn) % len(files)]}"))
