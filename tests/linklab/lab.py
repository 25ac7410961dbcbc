"""Two machines and a bad link between them, on this machine: namespaces and an emulated link.

This kernel may have no netem, so the link is a process of our own between two TUN devices. It needs
root and /dev/net/tun; `missing()` says what is not there.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.linklab.emulator import HUB_IP, SCHOOL_IP
from tests.linklab.profiles import Profile

__all__ = ["HUB_IP", "SCHOOL_IP", "Lab", "lab", "missing"]
_numbers = itertools.count()


def missing() -> str | None:
    """Why there can be no lab here; None when there can."""
    if os.geteuid() != 0:
        return "the link lab needs root"
    if not Path("/dev/net/tun").exists():
        return "the link lab needs /dev/net/tun"
    for program in ("ip", "nginx", "curl"):
        if shutil.which(program) is None:
            return f"the link lab needs {program}"
    probe = f"tirek-{os.getpid()}-probe"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode:
        return "the link lab may not make network namespaces here"
    subprocess.run(["ip", "netns", "delete", probe], check=False)
    return None


@dataclass
class Lab:
    """`school` and `hub` are namespaces; programs started in them see only each other."""

    school: str
    hub: str
    emulator: subprocess.Popen[str]
    counted: dict[str, Any] | None = None

    def start(self, namespace: str, words: Sequence[str | Path], **more: Any) -> Any:
        """A program inside a namespace, running."""
        return subprocess.Popen(["ip", "netns", "exec", namespace, *map(str, words)], **more)

    def run(
        self, namespace: str, words: Sequence[str | Path], *, timeout_s: float
    ) -> subprocess.CompletedProcess[str]:
        """A program inside a namespace, until it ends. Raises TimeoutExpired."""
        return subprocess.run(
            ["ip", "netns", "exec", namespace, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
        )

    def traffic(self) -> dict[str, dict[str, int]]:
        """Ends the link; what crossed it, `up` and `down`: bytes, packets, lost."""
        if self.counted is None:
            self.emulator.terminate()
            out, _ = self.emulator.communicate(timeout=20)
            self.counted = json.loads(out)
        return self.counted


@contextmanager
def lab(profile: Profile, seed: int) -> Iterator[Lab]:
    """Namespaces joined by a link of this profile, for as long as the block lasts. Several may
    stand beside each other."""
    number = next(_numbers)
    names = [f"tirek-{os.getpid()}-{number}-{side}" for side in ("school", "hub")]
    with ExitStack() as stack:
        for name in names:
            subprocess.run(["ip", "netns", "add", name], check=True)
            stack.callback(subprocess.run, ["ip", "netns", "delete", name], check=False)
        # As docs/how-to/put-nginx-in-front-of-a-hub.md advises for the hub's machine.
        words = ["ip", "netns", "exec", names[1], "sysctl", "-qw", "net.ipv4.tcp_fastopen=3"]
        subprocess.run(words, check=True)
        emulator = subprocess.Popen(
            [sys.executable, "-m", "tests.linklab.emulator", *names, profile.name, str(seed)],
            stdout=subprocess.PIPE,
            text=True,
        )
        made = Lab(names[0], names[1], emulator)
        stack.callback(_end, emulator)
        assert emulator.stdout is not None
        assert emulator.stdout.readline() == "ready\n", "the link did not come up"
        yield made


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
