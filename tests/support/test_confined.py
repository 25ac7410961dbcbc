"""The small machine itself: what enters it is held to it."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import pytest

from tests.support.confined import Confined, Unconfinable, confined

MEMORY: Final = 64 * 1024 * 1024
HOGS: Final = "kept = [bytearray(b'x' * 1_000_000) for _ in range(200)]"
TELLS: Final = "import os; print(len(os.sched_getaffinity(0)))"


@pytest.fixture
def machine() -> Iterator[Confined]:
    try:
        with confined(memory_bytes=MEMORY, core_share=0.5) as made:
            yield made
    except Unconfinable as reason:
        pytest.skip(str(reason))


def run(machine: Confined, program: str) -> subprocess.CompletedProcess[str]:
    words = machine.program((sys.executable, "-c", program))
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def test_who_wants_more_memory_than_there_is_gets_none(machine: Confined) -> None:
    assert run(machine, HOGS).returncode != 0
    assert machine.kills() == 1
    assert machine.peak_megabytes() <= MEMORY / 1e6


def test_there_is_one_core(machine: Confined) -> None:
    done = run(machine, TELLS)

    assert (done.stdout, machine.kills()) == ("1\n", 0)
