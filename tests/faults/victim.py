"""A server that is killed at a point of its code, looked at while it is dead, and started again."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.faults.kill_at import POINTS
from tests.faults.remote import Remote, phone_at
from tests.faults.tables import is_sound
from tests.server.phone import Phone
from tests.support.nodes import TIREK, Node, environment

KILL_AT: Final = str(Path(__file__).with_name("kill_at.py"))
PATIENCE_SECONDS: Final = 60


class Victim(Node):
    """A node whose process may carry a point at which it dies."""

    def start_until(self, point: str, nth: int = 1) -> None:
        """Start with a SIGKILL waiting at the `nth` call of `point`."""
        assert point in POINTS
        self.program = (sys.executable, KILL_AT, point, str(nth))
        self.start()

    def start_and_die(self, point: str, nth: int = 1) -> None:
        """As `start_until`, for points that lie before the first answer."""
        home, settings = self.home, self._settings()
        words = [sys.executable, KILL_AT, point, str(nth), *self.words]
        home.mkdir(parents=True, exist_ok=True)
        died = subprocess.run(
            words, env=environment(home, settings), capture_output=True, check=False, timeout=60
        )
        assert died.returncode == -signal.SIGKILL, died.stderr

    def is_dead(self) -> None:
        """Waits for the kill; what it left must be sound."""
        assert self.ended() == -signal.SIGKILL
        assert is_sound(self.home)

    def start_again(self) -> None:
        """The same folder, nothing waiting any more: a clean start answers 200."""
        self.program = tuple(TIREK)
        self.start()
        health = Remote(self.port).get("/healthz")
        assert health.status_code == 200
        assert health.get_json()

    def phone(self, login: str) -> Phone:
        return phone_at(self.port, login)

    def command_that_dies(self, point: str, nth: int, *words: str) -> None:
        """A command of this folder, killed at the point."""
        died = subprocess.run(
            [sys.executable, KILL_AT, point, str(nth), *words],
            env=environment(self.home, self._settings()),
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert died.returncode == -signal.SIGKILL, died.stderr
        assert is_sound(self.home)

    def answer(self, *words: str) -> Any:
        """What a command prints as JSON."""
        return json.loads(self.tirek(*words, "--json"))


def eventually(look: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """What `look` sees once it is `wanted`; fails with what it saw last."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not wanted(seen := look()):
        assert time.monotonic() < until, seen
        time.sleep(0.02)
    return seen
