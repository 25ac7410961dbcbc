"""Whole measurements in the lab, for the benchmarks and for the tests of the road."""

import contextlib
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.linklab.lab import HUB_IP, Lab, lab
from tests.linklab.profiles import Profile
from tests.support.nginx import NGINX, certificates, configure
from tests.support.nodes import TIREK

URL = f"https://{HUB_IP}"
_TIMEOUT_S = 700
_POPULATION = "lab"
_PORT = 8000


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds, the bytes that crossed the link each way (IP packets), and what the client said."""

    seconds: float
    up: int
    down: int
    told: dict[str, Any]


def download(profile: Profile, seed: int, size: int) -> Run:
    """A file of `size` bytes of chance over the road."""
    with _hub(profile, seed, size) as (place, folder, name):
        words = ["fetch", URL, str(folder / "ca.pem"), name]
        return _run(place, [sys.executable, "-m", "tests.linklab.school", *words])


def download_by_curl(profile: Profile, seed: int, size: int) -> Run:
    """The same by `curl -C -`, which goes on where it was cut, again and again."""
    with _hub(profile, seed, size) as (place, folder, name):
        target = folder / "got"
        once = f"curl -sf -C - --cacert {folder}/ca.pem --speed-time 6 --speed-limit 1"
        loop = f"until {once} -o {target} {URL}/c/{name}; do sleep 0.2; done"
        began = time.monotonic()
        done = place.run(place.school, ["sh", "-c", loop], timeout_s=_TIMEOUT_S)
        seconds = time.monotonic() - began
        assert done.returncode == 0, done.stderr
        assert hashlib.sha256(target.read_bytes()).hexdigest() == name
        crossed = place.traffic()
        return Run(seconds, crossed["up"]["bytes"], crossed["down"]["bytes"], {})


def session(profile: Profile, seed: int, operations: int) -> Run:
    """An exchange with so many operations upwards."""
    with _hub(profile, seed, 0, sync=True) as (place, folder, _):
        words = ["session", URL, str(folder / "ca.pem"), str(folder), _POPULATION, str(operations)]
        return _run(place, [sys.executable, "-m", "tests.linklab.school", *words])


def phone(profile: Profile, seed: int, home: Path, login: str, password: str) -> Run:
    """A new phone meets the hub of that data folder, which nobody else may have open."""
    with _hub(profile, seed, 0, home=home) as (place, folder, _):
        words = [URL, str(folder / "ca.pem"), login, password]
        return _run(place, [sys.executable, "-m", "tests.linklab.phone", *words])


def _run(place: Lab, words: list[str]) -> Run:
    done = place.run(place.school, words, timeout_s=_TIMEOUT_S)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    crossed = place.traffic()
    return Run(told["seconds"], crossed["up"]["bytes"], crossed["down"]["bytes"], told)


@contextlib.contextmanager
def _hub(
    profile: Profile, seed: int, size: int, *, sync: bool = False, home: Path | None = None
) -> Iterator[tuple[Lab, Path, str]]:
    """A lab whose hub answers: its folder, and the name of the file that it serves."""
    assert NGINX is not None
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tirek-lab-")))
        content = random.Random(size).randbytes(size)
        name = hashlib.sha256(content).hexdigest()
        (folder / "c").mkdir()
        (folder / "c" / name).write_bytes(content)
        certificates(folder, [HUB_IP])
        place = stack.enter_context(lab(profile, seed))
        configuration = configure(folder, f"{HUB_IP}:443", _PORT, files=folder / "c")
        programs: list[list[str | Path]] = [[NGINX, "-p", folder, "-c", configuration]]
        if sync:
            programs.append(
                [sys.executable, "-m", "tests.linklab.hub", folder, _POPULATION, str(_PORT)]
            )
        if home is not None:
            settings = {"HOME": home, "ROLE": "hub", "PORT": _PORT, "CONTENT_PORT": _PORT + 1}
            named = [f"TIREK_{name}={value}" for name, value in settings.items()]
            programs.append(["env", "TIREK_HOST=127.0.0.1", *named, *TIREK, "serve"])
        for words in programs:
            process = place.start(
                place.hub, words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait, 15)
            stack.callback(process.terminate)
        _await(place, f"https://{HUB_IP}/c/{name}", folder)
        if sync or home is not None:
            _await(place, f"http://127.0.0.1:{_PORT}/", folder)
        yield place, folder, name


def _await(place: Lab, url: str, folder: Path) -> None:
    """Until the address answers from inside the hub's namespace, in whatever way."""
    for _ in range(200):
        words = ["curl", "-s", "-o", "/dev/null", "--cacert", str(folder / "ca.pem"), url]
        if place.run(place.hub, words, timeout_s=20).returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")
