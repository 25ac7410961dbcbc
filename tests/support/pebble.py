"""Debian's pebble: a small ACME server of Let's Encrypt's, on this machine."""

import json
import os
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.certificates.authority import Places, new_authority, new_leaf
from tests.support.ports import free_ports

PEBBLE = shutil.which("pebble")
_START_SECONDS = 30


@dataclass(frozen=True)
class Pebble:
    """`directory` is the address to ask, `ca` what its own HTTPS is to be believed by, and
    `management` where its roots are told."""

    directory: str
    ca: Path
    management: str

    def root(self) -> bytes:
        """The root (PEM) of the certificates that it issues."""
        return _get(f"{self.management}/roots/0", self.ca)

    def status(self, serial: int) -> str:
        """`Valid` or `Revoked`."""
        told = json.loads(_get(f"{self.management}/cert-status-by-serial/{serial:x}", self.ca))
        return str(told["Status"])


@contextmanager
def pebble(folder: Path, name_server: str) -> Iterator[Pebble]:
    """Runs until the block ends; challenges are looked up at `name_server` (address:port)."""
    assert PEBBLE is not None
    now_ms = time.time_ns() // 1_000_000
    made = new_authority("pebble", ["localhost"], now_ms)
    leaf = new_leaf(made, Places(("localhost",), ("127.0.0.1",)), now_ms)
    (folder / "ca.pem").write_bytes(made.chain)
    (folder / "cert.pem").write_bytes(leaf.chain)
    (folder / "key.pem").write_bytes(leaf.key)
    port, management = free_ports(2)
    settings = {
        "listenAddress": f"127.0.0.1:{port}",
        "managementListenAddress": f"127.0.0.1:{management}",
        "certificate": str(folder / "cert.pem"),
        "privateKey": str(folder / "key.pem"),
        "httpPort": 5002,
        "tlsPort": 5001,
    }
    (folder / "pebble.json").write_text(json.dumps({"pebble": settings}))
    words = [PEBBLE, "-config", str(folder / "pebble.json"), "-dnsserver", name_server, "-strict"]
    with (folder / "pebble.log").open("wb") as log:
        process = subprocess.Popen(
            words, stdout=log, stderr=log, env={**os.environ, "PEBBLE_VA_NOSLEEP": "1"}
        )
    found = Pebble(
        f"https://localhost:{port}/dir", folder / "ca.pem", f"https://localhost:{management}"
    )
    try:
        _wait(found, process, folder / "pebble.log")
        yield found
    finally:
        process.terminate()
        process.wait(_START_SECONDS)


def _wait(found: Pebble, process: "subprocess.Popen[bytes]", log: Path) -> None:
    began = time.monotonic()
    while True:
        try:
            _get(found.directory, found.ca)
        except urllib.error.URLError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() - began < _START_SECONDS, log.read_text()
            time.sleep(0.05)
        else:
            return


def _get(address: str, ca: Path) -> bytes:
    context = ssl.create_default_context(cafile=str(ca))
    with urllib.request.urlopen(address, timeout=10, context=context) as answer:  # noqa: S310
        body: bytes = answer.read()
        return body
