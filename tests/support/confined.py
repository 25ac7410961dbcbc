"""A process in a small machine: so much memory, one core, and a share of that core's time.

Control groups of version 1, as containers and old kernels have them, or of version 2 where their
controllers may be used. Needs root, and a file system of them that may be written.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ROOT: Final = Path("/sys/fs/cgroup")
_PERIOD_US: Final = 10_000
"""Short, so that a slow core is slow evenly, and not fast for a while and then away."""
_ENTER: Final = 'for g in $TIREK_GROUPS; do echo $$ > "$g/cgroup.procs" || exit 97; done; exec "$@"'


class Unconfinable(Exception):
    """This machine lets nobody make such a group; the text says why."""


@dataclass(frozen=True)
class Confined:
    """Groups that a process enters before it becomes what it is to be."""

    groups: tuple[Path, ...]
    memory: Path

    def program(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The command that enters and then is `words`."""
        names = " ".join(map(str, self.groups))
        return ("env", f"TIREK_GROUPS={names}", "sh", "-c", _ENTER, "sh", *words)

    def peak_megabytes(self) -> float:
        """The most that was ever used, caches of files included, in MB (10^6 bytes)."""
        names = ("memory.max_usage_in_bytes", "memory.peak")
        found = next(path for name in names if (path := self.memory / name).exists())
        return int(found.read_text()) / 1e6

    def kills(self) -> int:
        """How often somebody in it was killed for want of memory."""
        names = ("memory.oom_control", "memory.events")
        found = next(path for name in names if (path := self.memory / name).exists())
        for line in found.read_text().splitlines():
            word, _, count = line.partition(" ")
            if word == "oom_kill":
                return int(count)
        return 0


@contextlib.contextmanager
def confined(*, memory_bytes: int, core_share: float) -> Iterator[Confined]:
    """Groups for one core of which `core_share` may be used, and for so much memory; they must be
    empty at the end. Raises Unconfinable."""
    name = f"tirek-{os.getpid()}"
    quota, period = str(int(_PERIOD_US * core_share)), str(_PERIOD_US)
    first = {
        "memory": {"memory.limit_in_bytes": str(memory_bytes)},
        "cpu": {"cpu.cfs_period_us": period, "cpu.cfs_quota_us": quota},
        "cpuset": {"cpuset.mems": "0", "cpuset.cpus": "0"},
    }
    second = {"memory.max": str(memory_bytes), "cpu.max": f"{quota} {period}", "cpuset.cpus": "0"}
    with contextlib.ExitStack() as stack:
        made: list[Path] = []
        try:
            if (_ROOT / "memory").is_dir():
                for kind, limits in first.items():
                    made.append(_made(stack, _ROOT / kind / name, limits))
            else:
                made.append(_made(stack, _ROOT / name, second))
        except OSError as error:
            raise Unconfinable(f"control groups cannot be made here: {error}") from error
        yield Confined(tuple(made), made[0])


def _made(stack: contextlib.ExitStack, group: Path, limits: dict[str, str]) -> Path:
    group.mkdir()
    stack.callback(group.rmdir)
    for name, value in limits.items():
        (group / name).write_text(value)
    return group
