"""How long a start takes: of a prepared server, and of the demo after its first time."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

from tests.bench.demo import SHUT, demo, median
from tests.bench.figures import Figure
from tests.support.nodes import TIREK

REPEATS = 5
DEMO_REPEATS = 3
READY = "Ctrl-C stops everything."


def measure(full: bool) -> Iterator[Figure]:
    yield Figure("start.cold", _cold(REPEATS * 2 if full else REPEATS), "s", "<=1.5")
    yield Figure("start.demo_second", _demo_second(DEMO_REPEATS), "s", "<=3")


def _cold(repeats: int) -> float:
    """`tirek serve` to the first 200 of /healthz, on a data folder that is up to date."""
    with demo(SHUT) as made:

        def once() -> float:
            seconds = made.school.start()
            made.school.stop()
            return seconds

        once()  # reads the program from the disk, and migrates nothing
        return median(repeats, once)


def _demo_second(repeats: int) -> float:
    """`tirek demo` to its welcome, with both servers answering, when its data are there."""
    with demo() as made:
        words = ["demo", "--home", str(made.folder)]
        ports = ["--school-port", str(made.ports.school), "--hub-port", str(made.ports.hub)]

        def once() -> float:
            began = time.monotonic()
            process = subprocess.Popen(
                [*TIREK, *words, *ports],
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            with process:
                assert process.stdout is not None
                ready = any(READY in line for line in process.stdout)
                seconds = time.monotonic() - began
                process.send_signal(signal.SIGTERM)
                process.stdout.read()
            assert ready, "the demo ended before it was ready"
            return seconds

        return median(repeats, once)
