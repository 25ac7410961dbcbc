"""Real servers as child processes: started, killed outright, started again on the same data."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60
TIREK = [sys.executable, "-m", "server.cli"]


def tirek(home: Path, *words: str, env: Mapping[str, str] | None = None) -> str:
    """Runs the command line on a data folder and returns what it printed; fails loudly."""
    done = try_tirek(home, *words, env=env)
    assert done.returncode == 0, f"tirek {' '.join(words)}: {done.stdout}\n{done.stderr}"
    return done.stdout


def try_tirek(
    home: Path, *words: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """As `tirek`, for words that may well fail."""
    return subprocess.run(
        [*TIREK, *words],
        env=environment(home, env or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TIREK_")}
    return {**clean, "TIREK_HOME": str(home), **more}


@dataclass
class Node:
    """One `tirek serve` on 127.0.0.1: `port` for the app, `content_port` for course content."""

    home: Path
    port: int
    content_port: int
    env: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ("serve",)
    program: tuple[str, ...] = tuple(TIREK)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        # A name, not an address: service workers need a secure context, which localhost is.
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "the node isn't running"
        return self._process.pid

    def start(self) -> float:
        """Returns the seconds until the first 200 of /healthz."""
        assert self._process is None
        self.home.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with (self.home / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self.program, *self.words],
                env=environment(self.home, self._settings()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            while not self.answers():
                assert self._process.poll() is None, self.log()
                assert time.monotonic() - began < START_SECONDS, self.log()
                time.sleep(0.02)
        except BaseException:
            self.kill()
            raise
        return time.monotonic() - began

    def _settings(self) -> dict[str, str]:
        return {
            "TIREK_HOST": "127.0.0.1",
            "TIREK_PORT": str(self.port),
            "TIREK_CONTENT_PORT": str(self.content_port),
            **self.env,
        }

    def tirek(self, *words: str) -> str:
        return tirek(self.home, *words, env=self._settings())

    def try_tirek(self, *words: str) -> subprocess.CompletedProcess[str]:
        return try_tirek(self.home, *words, env=self._settings())

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=2
            ) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def log(self) -> str:
        path = self.home / "serve.log"
        return path.read_text(encoding="utf-8", errors="replace")[-4000:] if path.exists() else ""

    def kill(self) -> None:
        """SIGKILL: what a power cut does to the process."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self._process is not None:
            self._end(signal.SIGTERM)

    def ended(self) -> int:
        """Waits for a process that ends by itself; its exit status, negative for a signal."""
        assert self._process is not None, "the node isn't running"
        status = self._process.wait(START_SECONDS)
        self._process = None
        return status

    def _end(self, number: signal.Signals) -> None:
        assert self._process is not None, "the node isn't running"
        self._process.send_signal(number)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
