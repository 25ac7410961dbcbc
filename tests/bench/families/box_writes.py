"""What an operation writes to the card: cards wear out by what is written, and mostly by that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.demo import Client, school
from tests.bench.families.box_routes import attempt_batches
from tests.bench.figures import Figure

PUPIL: Final = "aru"
ALONE, TOGETHER, BATCH = 60, 600, 50


def measure(full: bool) -> Iterator[Figure]:
    """`full` writes five times as much."""
    times = 5 if full else 1
    with school() as node:
        client = Client(node.port)
        client.log_in(PUPIL)
        if _written(node.pid) == 0:
            for name in ("alone", "batched"):
                reason = "this machine does not count what is written, or has no disk below /tmp"
                yield Figure(f"box.write_amplification_{name}", None, "x", "-", reason)
            return
        first = 0
        for name, count, batch in (("alone", ALONE, 1), ("batched", TOGETHER, BATCH)):
            bodies = list(attempt_batches(client, first, count * times, batch))
            first += count * times
            before = _written(node.pid)
            for body in bodies:
                client.post("/api/v1/operations", body.told)
            spent = _written(node.pid) - before
            yield Figure(f"box.written_{name}", spent / (count * times) / 1000, "KB")
            sent = sum(body.operation_bytes for body in bodies)
            yield Figure(f"box.write_amplification_{name}", spent / sent, "x")
        client.close()


def _written(pid: int) -> int:
    """Bytes that the process has caused to be written to disks, as the kernel counts them."""
    for line in Path(f"/proc/{pid}/io").read_text("ascii").splitlines():
        name, _, count = line.partition(": ")
        if name == "write_bytes":
            return int(count)
    raise AssertionError("no write_bytes")
