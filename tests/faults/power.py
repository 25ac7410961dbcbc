"""A command whose power fails at the nth change of the disk, below everything that Python sees.

`power.c` is loaded into the process: each write, sync, rename and removal of the data folder is
counted, SQLite's as well, and before the chosen one the process is killed. What was written and
not yet synced may be taken back first, as a real power cut takes it.
"""

import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.nodes import TIREK, environment

SOURCE = Path(__file__).with_name("power.c")
PATIENCE_SECONDS = 120


def compiled(folder: Path) -> Path | None:
    """The library, or None where nothing compiles C or libraries are not loaded like this."""
    return shared_library(SOURCE, folder / "power.so")


def shared_library(source: Path, made: Path) -> Path | None:
    """`made`, compiled from C to be loaded before the C library; None where nothing compiles C."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    flags = ("-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl", "-lpthread")
    done = subprocess.run([compiler, *flags], capture_output=True, check=False)
    return made if done.returncode == 0 else None


@dataclass(frozen=True)
class Power:
    library: Path

    def changes(self, place: Path, home: Path, words: Sequence[str], env: Mapping[str, str]) -> int:
        """Run to the end; how often the disk below `place` was changed."""
        count = place.with_suffix(".count")
        done = self._run(place, home, words, {**env, "TIREK_POWER_COUNT": str(count)})
        assert done.returncode == 0, done.stderr
        return int(count.read_text())

    def fails(
        self,
        place: Path,
        home: Path,
        words: Sequence[str],
        env: Mapping[str, str],
        *,
        nth: int,
        loses: bool,
    ) -> None:
        """The power fails at the nth change; `loses` says whether unsynced writes go, too."""
        more = {"TIREK_POWER_NTH": str(nth), "TIREK_POWER_LOSES": str(int(loses))}
        done = self._run(place, home, words, {**env, **more})
        assert done.returncode == -signal.SIGKILL, (nth, done.returncode, done.stderr)

    def python(self, program: str, place: Path, env: Mapping[str, str]) -> None:
        """A program of Python that works in `place`, until its power fails."""
        loaded = {"LD_PRELOAD": str(self.library), "TIREK_POWER_UNDER": str(place)}
        words = [sys.executable, "-c", program]
        done = subprocess.run(words, cwd=place, env={**env, **loaded}, check=False)
        assert done.returncode == -signal.SIGKILL

    def _run(
        self, place: Path, home: Path, words: Sequence[str], env: Mapping[str, str]
    ) -> subprocess.CompletedProcess[bytes]:
        loaded = {"LD_PRELOAD": str(self.library), "TIREK_POWER_UNDER": str(place)}
        return subprocess.run(
            [*TIREK, *words],
            env=environment(home, {**env, **loaded}),
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
