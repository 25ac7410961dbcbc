"""What a figure is, and how processor time and memory are read (Linux only)."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    """One line of the bench; `target` is written `<=N`, `>=N` or `-` where there is none.

    A value of None: it cannot be taken on this machine, and `skipped` says why.
    """

    name: str
    value: float | None
    unit: str
    target: str = "-"
    skipped: str = ""


def tree(pid: int) -> list[int]:
    """The process and all its descendants; those that end while they are looked for are left out,
    as PostgreSQL's helpers do at any moment."""
    found = [pid]
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += tree(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the process and its living descendants, in seconds."""
    total = 0
    for one in tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def queued_seconds(pid: int) -> float:
    """How long threads of the process, added up, were ready to run and had no core: what others on
    the machine took from it, and what more threads than cores take from each other."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            total += int((thread / "schedstat").read_text().split()[1])
    return total / 1e9


def pss_megabytes(pid: int) -> float:
    """Proportional set size of the process and its descendants, in MB (10^6 bytes)."""
    total = 0
    for one in tree(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total / 1e6


def cpu_each(pid: int, times: int, action: Callable[[], object]) -> float:
    """Processor milliseconds that the process spends per call of `action`."""
    action()  # what happens only once (imports, caches) is not what a call costs
    before = cpu_seconds(pid)
    for _ in range(times):
        action()
    return (cpu_seconds(pid) - before) * 1000 / times
