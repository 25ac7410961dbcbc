"""A hole that is published fails the audit; a list that can't be asked is said and passed over."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.audit.__main__ import LOCKS, ROOT, main
from tests.audit.advisories import Unreachable, of_npm, of_python, pins

HOLE = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fixed_in": ["3.2"], "withdrawn": None}
WITHDRAWN = {**HOLE, "id": "PYSEC-2026-2", "withdrawn": "2026-01-01T00:00:00Z"}
ADVISORY = {
    "id": 1, "url": "https://example.invalid/GHSA-1", "title": "Reads too much",
    "severity": "high", "vulnerable_versions": "<1.3.0", "cwe": [], "cvss": {"score": 0},
}  # fmt: skip


@contextmanager
def registry(python: dict[str, list[Any]], npm: dict[str, list[Any]]) -> Iterator[str]:
    """A package index and a registry on this machine; packages not named are unknown."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            holes = python.get(self.path.split("/")[2]) if self.path.startswith("/pypi/") else None
            self.say(404 if holes is None else 200, {"info": {}, "vulnerabilities": holes})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            bulk = self.path == "/-/npm/v1/security/advisories/bulk"
            self.say(200 if bulk else 405, npm if bulk else {})

        def say(self, status: int, told: Any) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A checkout with one Python package and one of the app's."""
    for lock in LOCKS:
        (tmp_path / lock).write_text("flask==3.1.0 \\\n    --hash=sha256:00\n", encoding="utf-8")
    app = tmp_path / "pwa"
    app.mkdir()
    package: dict[str, Any] = {
        "name": "app",
        "version": "1.0.0",
        "dependencies": {"left-pad": "1.2.0"},
    }
    (app / "package.json").write_text(json.dumps(package), encoding="utf-8")
    pinned = {
        "name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True,
        "packages": {"": package, "node_modules/left-pad": {"version": "1.2.0"}},
    }  # fmt: skip
    (app / "package-lock.json").write_text(json.dumps(pinned), encoding="utf-8")
    return tmp_path


def ask(place: Path, at: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("PIP_INDEX_URL", f"{at}/simple")
    monkeypatch.setenv("npm_config_registry", at)
    monkeypatch.setenv("npm_config_cache", str(place / "cache"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    return main(place)


needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not here")


def test_every_pin_of_our_locks_is_read() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text("utf-8")
        assert len(pins(text)) == sum(not line.startswith((" ", "#")) for line in text.splitlines())


def test_a_published_hole_fails_and_names_what_mends_it(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with registry({"flask": [HOLE, WITHDRAWN]}, {}) as at:
        assert ask(place, at, monkeypatch) == 1
    told = capsys.readouterr().err
    assert "HOLE: flask 3.1.0: PYSEC-2026-1 CVE-2026-1 (mended in 3.2)" in told
    assert "PYSEC-2026-2" not in told


@needs_npm
def test_a_hole_of_the_app_s_packages_fails_as_well(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with registry({"flask": []}, {"left-pad": [ADVISORY]}) as at:
        assert ask(place, at, monkeypatch) == 1
    assert "GHSA-1 Reads too much" in capsys.readouterr().err


@needs_npm
def test_without_a_hole_it_passes(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with registry({"flask": [WITHDRAWN]}, {}) as at:
        assert ask(place, at, monkeypatch) == 0
    told = capsys.readouterr()
    assert (told.err, "No advisory" in told.out) == ("", True)


def test_a_list_that_cannot_be_asked_is_said_and_passed_over(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with registry({}, {}) as at:
        pass  # the port is closed again
    assert ask(place, at, monkeypatch) == 0
    told = capsys.readouterr()
    assert told.err.count("NOT AUDITED") == 2
    assert told.out == ""


def test_what_the_index_does_not_know_is_no_all_clear(place: Path) -> None:
    with registry({}, {}) as at, pytest.raises(Unreachable, match=r"knows no flask 3\.1\.0"):
        of_python(at, [("flask", "3.1.0")])
    with pytest.raises(Unreachable):
        of_npm(place / "nowhere")
