"""A bell, and clients that take their time: what a phone waits for while others load the box.

Clients live on the same two cores as the server, so waits are upper bounds.
"""

import hashlib
import random
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from server.demo import cast
from server.demo.roster import SCHOOL
from tests.bench.demo import Client, school
from tests.bench.figures import Figure, cpu_seconds, pss_megabytes, queued_seconds
from tests.bench.slow_clients import probe, request, share, slow_clients
from tests.support.nodes import Node

PUPIL: Final = "aru"
CLASS: Final = 40
"""Pupils who log in at one bell."""
PHONES: Final = 300
SLOW: Final = 200
FILM_BYTES: Final = 40_000_000
CALM_SECONDS, FULL_SECONDS = 4.0, 30.0
MOST_MS: Final = "<=100"
PAGE: Final = "/api/v1/changes?limit=200"


def measure(full: bool) -> Iterator[Figure]:
    """`full` probes for half a minute under each kind of slow client."""
    seconds = FULL_SECONDS if full else CALM_SECONDS
    with school() as node:
        before, queued = cpu_seconds(node.pid), queued_seconds(node.pid)
        began = time.monotonic()
        at_once(node.port, CLASS)
        yield Figure("box.bell_logins", time.monotonic() - began, "s", "<=5")
        yield Figure("box.bell_logins_cpu", cpu_seconds(node.pid) - before, "s")
        yield Figure("box.bell_logins_without_a_core", queued_seconds(node.pid) - queued, "s")
        yield from _slow(node, seconds)
        highest, waited = _phones(node)
        yield Figure("box.load_first_page", waited, "s")
        yield Figure("box.load_pss", highest, "MB", "<=200")


def at_once(port: int, count: int) -> list[Client]:
    """So many pupils log in at the same moment; all must get in."""
    logins = [pupil.login for pupil in islice(cast.pupils(), count)]
    clients = [Client(port) for _ in logins]
    bell = threading.Barrier(count)
    failed: list[BaseException] = []

    def log_in(client: Client, login: str) -> None:
        bell.wait()
        try:
            client.log_in(login)
        except Exception as error:  # noqa: BLE001 - told by whoever waits for all of them
            failed.append(error)

    pairs = zip(clients, logins, strict=True)
    threads = [threading.Thread(target=log_in, args=pair) for pair in pairs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failed, failed[0]
    return clients


def _slow(node: Node, seconds: float) -> Iterator[Figure]:
    client = Client(node.port)
    client.log_in(PUPIL)
    token = {"Authorization": f"Bearer {client.session['token']}"}
    cursor = client.get(PAGE).json()["cursor"]
    poll = f"/api/v1/changes?since={cursor}&limit=200"
    asked = {**token, "If-None-Match": str(client.get(poll).headers["ETag"])}
    client.close()
    film = f"/c/{_film(node)}"
    length = {"Content-Type": "application/json", "Content-Length": "3000000"}
    kinds = {
        "calm": (b"", b"", 0),
        "slow_uploads": (request("POST", "/api/v1/operations", token | length), b" " * 512, SLOW),
        "idle_phones": (b"", b"", SLOW),
        "slow_heads": (b"GET /healthz HTTP/1.1\r\n", b"X: x\r\n", SLOW),
        "slow_downloads": (request("GET", film, {}), b"", SLOW),
        "slow_films": (request("GET", film, {"Range": "bytes=0-"}), b"", SLOW),
    }
    for name, (first, rest, count) in kinds.items():
        with slow_clients(node.port, count, first, rest):
            probe(node.port, poll, asked, seconds=0.1)  # they have all been let in
            waits = probe(node.port, poll, asked, seconds=seconds)
        target = "-" if name == "calm" else MOST_MS
        yield Figure(f"box.{name}_p99", share(waits, 0.99), "ms", target)


def _film(node: Node) -> str:
    """A film of a lesson, larger than any buffer; its hash."""
    film = random.Random(1).randbytes(FILM_BYTES)
    with tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder:
        package = Path(folder) / "film.zip"
        with zipfile.ZipFile(package, "w") as made:
            made.writestr("index.html", "<video src=film.mp4></video>")
            made.writestr("film.mp4", film)
        node.tirek("content", "import", str(package), "--school", SCHOOL)
    return hashlib.sha256(film).hexdigest()


def _phones(node: Node) -> tuple[float, float]:
    """The most memory in MB while 300 phones open their lists at once, and the seconds until the
    last of them has it. Each class's phones have their own connections, as browsers keep them."""
    clients = at_once(node.port, CLASS)
    tokens = [client.session for client in clients]
    phones = [Client(node.port, dict(tokens[n % CLASS])) for n in range(PHONES)]
    bell = threading.Barrier(PHONES + 1)
    failed: list[BaseException] = []

    def open_list(phone: Client) -> None:
        bell.wait()
        try:
            phone.get(PAGE)
            phone.get("/api/v1/me")
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=open_list, args=(phone,)) for phone in phones]
    for each in threads:
        each.start()
    bell.wait()
    began, highest = time.monotonic(), 0.0
    while any(each.is_alive() for each in threads):
        highest = max(highest, pss_megabytes(node.pid))
        time.sleep(0.1)
    took = time.monotonic() - began
    assert not failed, failed[0]
    for client in (*phones, *clients):
        client.close()
    return highest, took
