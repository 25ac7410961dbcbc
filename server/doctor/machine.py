"""The machine below the server, read from /proc and /sys: works while nothing else does."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from server.doctor.findings import Finding
from server.doctor.limits import (
    CLOCK_APART_MS,
    FULL_DISK_BYTES,
    HOT_MILLIDEGREES,
    LOW_DISK_BYTES,
    LOW_INODES_PART,
    LOW_MEMORY_BYTES,
    MAX_FILE_BYTES,
)
from sync.limits import CLOCK_FLOOR_MS

_UNDER_VOLTAGE: Final = 0x1_0001
"""Bits 0 and 16 of get_throttled (Raspberry Pi documentation): now, and since the start."""


class Mount(NamedTuple):
    """A line of /proc/mounts."""

    device: str
    point: str
    kind: str
    options: frozenset[str]


class Machine:
    """Looks below `root`, which is `/` but in tests."""

    def __init__(self, home: Path, root: Path = Path("/")) -> None:
        self._home = home
        self._root = root

    def look(self, now_ms: int, *, upstream: bool) -> Iterator[Finding]:
        """Everything about the machine; `now_ms` is its own clock."""
        yield from self.disk()
        yield from self.clock(now_ms)
        yield from self.memory()
        yield from self.power()
        yield from self.card()
        if upstream:
            yield from self.network()

    def disk(self) -> Iterator[Finding]:
        """Room, names, and what the file system has noted of its own errors."""
        usage = shutil.disk_usage(self._home)
        told = {"free": usage.free, "total": usage.total}
        if usage.free < FULL_DISK_BYTES:
            yield Finding("disk-full", "bad", told)
        elif usage.free < LOW_DISK_BYTES:
            yield Finding("disk-low", "warning", told)
        else:
            yield Finding("disk-ok", "ok", told)
        about = os.statvfs(self._home)
        if about.f_files and about.f_favail < about.f_files * LOW_INODES_PART:
            yield Finding("disk-names", "warning", {"free": about.f_favail})
        mount = self.mount()
        if mount is None:
            return
        if "ro" in mount.options:
            yield Finding("disk-readonly", "bad", {"device": mount.device})
        errors = self._number(f"sys/fs/ext4/{Path(mount.device).name}/errors_count")
        if errors:
            yield Finding("disk-errors", "bad", {"device": mount.device, "errors": errors})

    def mount(self) -> Mount | None:
        """Where the data folder lies."""
        best: Mount | None = None
        for line in self._text("proc/mounts").splitlines():
            parts = line.split(" ")
            if len(parts) < 4:
                continue
            point = parts[1].replace("\\040", " ")
            if not self._home.is_relative_to(point):
                continue
            if best is None or len(point) >= len(best.point):
                best = Mount(parts[0], point, parts[2], frozenset(parts[3].split(",")))
        return best

    def clock(self, now_ms: int) -> Iterator[Finding]:
        """A clock from before this release, and whether a battery keeps it."""
        if now_ms < CLOCK_FLOOR_MS:
            yield Finding("clock-behind", "bad", {"at_ms": now_ms})
            return
        battery = self._number("sys/class/rtc/rtc0/since_epoch")
        if battery is None:
            if self._is_board():
                yield Finding("clock-no-battery", "advice", {"at_ms": now_ms})
            else:
                yield Finding("clock-ok", "ok", {"at_ms": now_ms})
        elif abs(battery * 1000 - now_ms) > CLOCK_APART_MS:
            yield Finding("clock-battery", "warning", {"at_ms": now_ms})
        else:
            yield Finding("clock-ok", "ok", {"at_ms": now_ms})

    def memory(self) -> Iterator[Finding]:
        """How much there is in all."""
        for line in self._text("proc/meminfo").splitlines():
            name, _, rest = line.partition(":")
            if name == "MemTotal" and int(rest.split()[0]) * 1024 < LOW_MEMORY_BYTES:
                yield Finding("memory-low", "warning", {"total": int(rest.split()[0]) * 1024})

    def power(self) -> Iterator[Finding]:
        """A weak power supply and heat, which both corrupt cards."""
        text = self._text("sys/devices/platform/soc/soc:firmware/get_throttled").strip()
        if text and int(text, 16) & _UNDER_VOLTAGE:
            yield Finding("power-low", "warning")
        for zone in sorted(self._root.glob("sys/class/thermal/thermal_zone*/temp")):
            heat = self._number(zone.relative_to(self._root).as_posix())
            if heat is not None and heat >= HOT_MILLIDEGREES:
                yield Finding("hot", "warning", {"degrees": heat // 1000})
                return

    def card(self) -> Iterator[Finding]:
        """What wears a memory card out before its time."""
        mount = self.mount()
        if mount is None or not Path(mount.device).name.startswith("mmcblk"):
            return
        swaps = self._text("proc/swaps").splitlines()[1:]
        if any("mmcblk" in line or line.startswith("/var/swap") for line in swaps):
            yield Finding("card-swap", "advice")
        if not mount.options & {"noatime", "relatime"}:
            yield Finding("card-atime", "advice", {"point": mount.point})
        for end in sorted(self._root.glob("sys/class/mmc_host/mmc*/mmc*:*/life_time")):
            used = max((int(part, 16) for part in end.read_text().split()), default=0)
            if used >= 9:  # tenths of its life (JEDEC eMMC 5.1, EXT_CSD 268 and 269)
                yield Finding("card-worn", "bad" if used > 10 else "warning")
                return

    def network(self) -> Iterator[Finding]:
        """How TCP behaves on a link that loses packets."""
        found = self._text("proc/sys/net/ipv4/tcp_congestion_control").strip()
        if found and found != "bbr":
            yield Finding("tcp-bbr", "advice", {"found": found})

    def _is_board(self) -> bool:
        """A single-board computer: they come without a battery."""
        return (self._root / "proc/device-tree/model").exists()

    def _text(self, path: str) -> str:
        try:
            with (self._root / path).open("rb") as stream:
                return stream.read(MAX_FILE_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""

    def _number(self, path: str) -> int | None:
        text = self._text(path).strip()
        return int(text) if text.lstrip("-").isdecimal() else None
