"""HTTPS on the box: both origins, beside plain HTTP, with whatever certificate is newest."""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from waitress.server import MultiSocketServer

from server import db
from server.certificates import reading
from server.certificates.authority import Places, new_authority, new_leaf
from server.certificates.files import WebFiles
from server.config import Config
from server.serve import make_server
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock
from tests.support.authority import PublicAuthority
from tests.support.ports import free_ports

WAIT_SECONDS = 20
NAME = "s0421.mektep.example"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Box:
    home: Path
    port: int
    tls_port: int
    tls_content_port: int
    trust: Path
    app: Flask

    @property
    def files(self) -> WebFiles:
        return WebFiles(self.home)

    def shake(self, name: str | None, trust: Path | None = None) -> ssl.SSLSocket:
        """A browser's handshake; `None` asks for the address."""
        context = ssl.create_default_context(cafile=str(trust or self.trust))
        plain = socket.create_connection(("127.0.0.1", self.tls_port), WAIT_SECONDS)
        if name is None:
            context.check_hostname = False  # Python checks addresses against the name it is given
            return context.wrap_socket(plain)
        return context.wrap_socket(plain, server_hostname=name)

    def get(self, path: str, port: int | None = None) -> tuple[int, bytes]:
        context = ssl.create_default_context(cafile=str(self.trust))
        context.check_hostname = False
        asked = http.client.HTTPSConnection(
            "127.0.0.1", port or self.tls_port, timeout=WAIT_SECONDS, context=context
        )
        asked.request("GET", path)
        answer = asked.getresponse()
        body = answer.read()
        asked.close()
        return answer.status, body


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """A server of ours, run in a thread."""
    folder = tmp_path_factory.mktemp("box")
    home = folder / "home"
    ports = free_ports(4)
    names = ("port", "content_port", "tls_port", "tls_content_port")
    settings = dict(zip(names, map(str, ports), strict=True))
    (home / "shell_build").mkdir(parents=True)
    (home / "shell_build" / "shell.html").write_text("Player")
    (home / "app_build").mkdir()
    (home / "app_build" / "large.bin").write_bytes(bytes(range(256)) * 8192)
    app = make_app(home, SchoolClock(now_ms()), **settings)
    db.upgrade(app)
    environ = {f"TIREK_{name.upper()}": value for name, value in settings.items()}
    config = Config.load({"TIREK_HOME": str(home), "TIREK_HOST": "127.0.0.1", **environ})
    server = make_server(app, config)
    assert isinstance(server, MultiSocketServer)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield Box(home, ports[0], ports[2], ports[3], folder / "trusted.pem", app)
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive()
    close(app)


@pytest.fixture
def box(running: Box) -> Box:
    """Without a certificate so far."""
    for path in (running.files.public, running.files.local, running.files.authority):
        path.unlink(missing_ok=True)
    return running


@pytest.fixture
def local(box: Box) -> Box:
    """With a certificate of the box's own authority."""
    made = new_authority("Ақбұлақ", ["tirek.local"], now_ms())
    box.files.put(box.files.authority, made)
    leaf = new_leaf(made, Places(("tirek.local",), ("127.0.0.1",)), now_ms())
    box.files.put(box.files.local, leaf)
    box.trust.write_bytes(made.chain)
    return box


def shown_to(box: Box, name: str | None, trust: Path | None = None) -> frozenset[str]:
    with box.shake(name, trust) as secure:
        told = secure.getpeercert(binary_form=True)
        assert told is not None
        return reading.shown(ssl.DER_cert_to_PEM_cert(told).encode("ascii")).names


def test_until_there_is_a_certificate_nobody_is_answered_and_then_at_once(box: Box) -> None:
    box.trust.write_bytes(PublicAuthority(now_ms()).root_pem)
    with pytest.raises(OSError):
        box.shake(NAME)

    authority = PublicAuthority(now_ms())
    box.files.put(box.files.public, authority.pair(NAME))
    authority.write_root(box.trust)

    assert shown_to(box, NAME) == {NAME}


def test_both_origins_answer_over_tls_and_over_http(local: Box) -> None:
    assert local.get("/healthz")[0] == 200
    assert local.get("/shell.html", local.tls_content_port) == (200, b"Player")
    assert local.get("/healthz", local.tls_content_port)[0] == 404
    plain = http.client.HTTPConnection("127.0.0.1", local.port, timeout=WAIT_SECONDS)
    plain.request("GET", "/healthz")
    assert plain.getresponse().status == 200
    plain.close()


def test_the_app_is_told_of_the_lessons_port_of_its_own_scheme(local: Box) -> None:
    told = json.loads(local.get("/api/v1/node")[1])
    assert told["content_origin"] == f":{local.tls_content_port}"


def test_each_is_shown_what_it_can_believe(local: Box, tmp_path: Path) -> None:
    public = PublicAuthority(now_ms())
    local.files.put(local.files.public, public.pair(NAME))
    root = public.write_root(tmp_path / "root.pem")

    assert shown_to(local, NAME, root) == {NAME}
    assert shown_to(local, "tirek.local") == {"tirek.local", "127.0.0.1"}
    assert shown_to(local, None) == {"tirek.local", "127.0.0.1"}


def test_a_renewed_certificate_counts_from_the_next_handshake(local: Box, tmp_path: Path) -> None:
    first, second = PublicAuthority(now_ms()), PublicAuthority(now_ms())
    local.files.put(local.files.public, first.pair(NAME))
    kept = local.shake(NAME, first.write_root(tmp_path / "first.pem"))

    local.files.put(local.files.public, second.pair(NAME))

    assert shown_to(local, NAME, second.write_root(tmp_path / "second.pem")) == {NAME}
    kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert kept.recv(12) == b"HTTP/1.1 200"
    kept.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_versions_of_tls_are_refused(local: Box, version: ssl.TLSVersion) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    plain = socket.create_connection(("127.0.0.1", local.tls_port), WAIT_SECONDS)
    with pytest.raises(ssl.SSLError), plain:
        context.wrap_socket(plain)

    assert local.get("/healthz")[0] == 200


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_large_answers_and_questions_pass_whole(local: Box, version: ssl.TLSVersion) -> None:
    context = ssl.create_default_context(cafile=str(local.trust))
    context.check_hostname = False
    context.minimum_version = context.maximum_version = version
    asked = http.client.HTTPSConnection(
        "127.0.0.1", local.tls_port, timeout=WAIT_SECONDS, context=context
    )
    for _ in range(2):  # the connection is kept
        asked.request("GET", "/large.bin")
        assert asked.getresponse().read() == bytes(range(256)) * 8192
        asked.request(
            "POST", "/api/v1/sessions", b" " * 900_000, {"Content-Type": "application/json"}
        )
        answer = asked.getresponse()
        assert answer.status == 400
        assert json.loads(answer.read())["type"] == "/problems/bad-request"
    asked.close()


def test_who_talks_nonsense_or_nothing_disturbs_nobody(local: Box) -> None:
    silent = [socket.create_connection(("127.0.0.1", local.tls_port)) for _ in range(20)]
    for sock, nonsense in zip(silent, [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03", b"\0" * 500],
                              strict=False):  # fmt: skip
        sock.sendall(nonsense)
    silent[5].close()

    assert local.get("/healthz")[0] == 200
    for sock in silent:
        sock.close()


def test_a_damaged_file_leaves_the_other_certificate(local: Box) -> None:
    local.files.public.write_bytes(b"half a ke")

    assert shown_to(local, "tirek.local") == {"tirek.local", "127.0.0.1"}


def test_the_wall_and_the_app_are_told_the_public_name_first(local: Box) -> None:
    local.files.put(local.files.public, PublicAuthority(now_ms()).pair(NAME))

    def told() -> dict[str, list[str]]:
        found: dict[str, list[str]] = json.loads(local.get("/api/v1/node")[1])["places"]
        return found

    named = f"https://{NAME}:{local.tls_port}"
    local.app.extensions.pop("tirek.places", None)  # what is told is kept for a few seconds
    found = told()
    assert found["secure"][0] == named
    assert f"https://tirek.local:{local.tls_port}" in found["secure"]
    assert set(found["secure"]) <= set(found["origins"])
    assert all(one.startswith("http://") for one in found["plain"])
    page = http.client.HTTPConnection("127.0.0.1", local.port, timeout=WAIT_SECONDS)
    page.request("GET", "/connect")
    assert named in page.getresponse().read().decode("utf-8")
    page.close()
