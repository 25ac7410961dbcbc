"""The clock of a process, set from a test while the process runs: `clock.c` is loaded into it."""

import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.power import shared_library

SOURCE: Final = Path(__file__).with_name("clock.c")


@dataclass(frozen=True)
class Dial:
    """One machine's time of day: every process that is started with `env` goes by it."""

    library: Path
    file: Path

    @property
    def env(self) -> dict[str, str]:
        """What to start a process with."""
        return {"LD_PRELOAD": str(self.library), "TIREK_CLOCK_FILE": str(self.file)}

    def set(self, unix_ms: int) -> None:
        """It is that time now; from there on it runs as clocks do."""
        added = unix_ms * 1_000_000 - time.time_ns()
        with self.file.open("r+b" if self.file.exists() else "wb") as out:
            out.write(struct.pack("=q", added))  # in place: running processes have it mapped

    def unix_ms(self) -> int:
        """What it shows."""
        (added,) = struct.unpack("=q", self.file.read_bytes())
        return int(time.time_ns() + added) // 1_000_000


def compiled(folder: Path) -> Path | None:
    """The library, or None where nothing compiles C."""
    return shared_library(SOURCE, folder / "clock.so")
