"""Runs the demo's servers as children and leaves nothing running, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

START_SECONDS: Final = 60  # a first start on a slow card migrates and seeds before it answers
STOP_SECONDS: Final = 10  # then the child is killed
POLL_SECONDS: Final = 0.05
PR_SET_PDEATHSIG: Final = 1


class ChildFailed(Exception):
    """A server of the demo did not start or ended by itself; `log` holds the reason."""

    def __init__(self, name: str, log: Path) -> None:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        super().__init__(f"{name} stopped; the last lines of {log}:\n  " + "\n  ".join(lines))


@dataclass(frozen=True)
class Child:
    """One server: its arguments, what is added to the environment, where it answers.

    `prepare` is called before it starts, once all children before it answer.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    health_url: str
    log: Path
    prepare: Callable[[], None] | None = None


@dataclass
class Supervisor:
    children: Sequence[Child]
    _running: list[tuple[Child, subprocess.Popen[bytes]]] = field(default_factory=list)
    _stopping: bool = False

    def run(self, when_ready: Callable[[], None]) -> None:
        """Starts the children, calls `when_ready` once all answer, and waits for Ctrl-C or TERM.

        Raises ChildFailed when a child ends by itself. Every child has ended on return.
        """
        before = {s: signal.signal(s, self._stop) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            for child in self.children:
                if child.prepare is not None:
                    self._until_ready()
                    if not self._stopping:
                        child.prepare()
                if not self._stopping:
                    self._running.append((child, _start(child)))
            self._until_ready()
            if not self._stopping:
                when_ready()
            while not self._stopping:
                self._check()
                time.sleep(POLL_SECONDS * 4)
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        waiting = [child for child, _ in self._running]
        while waiting and not self._stopping:
            self._check()
            if time.monotonic() > deadline:
                raise ChildFailed(waiting[0].name, waiting[0].log)
            waiting = [child for child in waiting if not _answers(child.health_url)]
            if waiting:
                time.sleep(POLL_SECONDS)

    def _check(self) -> None:
        for child, process in self._running:
            if process.poll() is not None and not self._stopping:
                raise ChildFailed(child.name, child.log)

    def _end_all(self) -> None:
        for _, process in self._running:
            if process.poll() is None:
                process.terminate()
        for _, process in self._running:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()


def _start(child: Child) -> subprocess.Popen[bytes]:
    child.log.parent.mkdir(parents=True, exist_ok=True)
    with child.log.open("ab") as log:
        return subprocess.Popen(
            list(child.argv),
            env={**os.environ, **child.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Its own session: the terminal's Ctrl-C reaches the supervisor alone, which then stops
            # the children in order.
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )


def _die_with_parent() -> None:
    """A supervisor that is killed outright can stop nobody: the kernel does it then."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
