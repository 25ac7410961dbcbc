"""The smallest box there is: 512 MB, and one core that does a quarter of this machine's core."""

import time
import urllib.request
from collections.abc import Iterator
from typing import Final

from tests.bench.demo import SHUT, Client, demo
from tests.bench.families.box_load import CLASS, PAGE, PUPIL, at_once
from tests.bench.figures import Figure, pss_megabytes
from tests.support.confined import Unconfinable, confined
from tests.support.nodes import TIREK, Node

MEMORY_BYTES: Final = 512 * 1024 * 1024
CORE_SHARE: Final = 0.25
"""About what a Raspberry Pi 3 does of a core of a present server."""
WAITS: Final = 10
_NAMES: Final = (
    ("box.power_on_slow_core", "s", "-"),
    ("box.todo_slow_core", "ms", "-"),
    ("box.bell_logins_slow_core", "s", "-"),
    ("box.peak_memory_slow_core", "MB", "<=512"),
    ("box.out_of_memory", "kills", "<=0"),
)


def measure(full: bool) -> Iterator[Figure]:
    """`full` changes nothing."""
    del full
    try:
        yield from _confined()
    except Unconfinable as reason:
        for name, unit, target in _NAMES:
            yield Figure(name, None, unit, target, str(reason))


def power_on(node: Node) -> float:
    """Seconds from the program's start to the first page of the app, after a power cut."""
    began = time.monotonic()
    node.start()
    with urllib.request.urlopen(f"http://127.0.0.1:{node.port}/", timeout=60) as answer:
        assert b"<html" in answer.read()
    return time.monotonic() - began


def _confined() -> Iterator[Figure]:
    with (
        confined(memory_bytes=MEMORY_BYTES, core_share=CORE_SHARE) as machine,
        demo(SHUT) as made,
    ):
        made.school.program = machine.program(tuple(TIREK))
        made.school.start()
        made.school.kill()
        found = [power_on(made.school)]
        client = Client(made.school.port)
        client.log_in(PUPIL)
        client.get(PAGE)
        began = time.monotonic()
        for _ in range(WAITS):
            client.get(PAGE)
        found.append((time.monotonic() - began) * 1000 / WAITS)
        client.close()
        began = time.monotonic()
        for each in at_once(made.school.port, CLASS):
            each.close()
        found.append(time.monotonic() - began)
        assert pss_megabytes(made.school.pid) > 0  # it still runs
        made.school.stop()
        found += [machine.peak_megabytes(), machine.kills()]
    for (name, unit, target), value in zip(_NAMES, found, strict=True):
        yield Figure(name, value, unit, target)
