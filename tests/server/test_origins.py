"""Two origins: the app on one port, other people's content on the other."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.headers import OF_EVERY_ANSWER
from tests.server.conftest import close, make_app
from tests.server.phone import SchoolClock

APP = {"SERVER_PORT": "8080"}
CONTENT = {"SERVER_PORT": "8081"}


class ReadingClient(FlaskClient):
    """Reads and closes every answer, as waitress does."""

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        return super().open(*arguments, buffered=True, **more)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    """A server with a tiny built app and shell; the database stays empty."""
    files = {
        "app_build/index.html": b"<!doctype html><title>Tirek</title>",
        "app_build/sw.js": b"self.addEventListener('fetch', () => {})",
        "app_build/icon-192.png": b"\x89PNG",
        "app_build/icon.svg": b"<svg/>",
        "app_build/manifest.webmanifest": b"{}",
        "app_build/assets/app-1a2b3c.js": b"console.log('app')" * 50,
        "app_build/assets/app-1a2b3c.js.gz": gzip.compress(b"console.log('app')" * 50),
        "shell_build/shell.html": b"<!doctype html><title>Player</title>",
        "shell_build/sw.js": b"// player",
        "secret.txt": b"not to be served",
    }
    for name, body in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    app = make_app(tmp_path, SchoolClock(0))
    app.test_client_class = ReadingClient
    yield app.test_client()
    close(app)


def test_the_app_answers_for_each_of_its_screens(client: FlaskClient) -> None:
    for path in ("/", "/classes/5a", "/login"):
        page = client.get(path, environ_overrides=APP)
        assert page.status_code == 200
        assert b"Tirek" in page.data
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert page.headers["Cache-Control"] == "no-cache"
        again = client.get(
            path, environ_overrides=APP, headers={"If-None-Match": page.headers["ETag"]}
        )
        assert again.status_code == 304


def test_hashed_assets_are_kept_for_ever_and_sent_compressed(client: FlaskClient) -> None:
    path = "/assets/app-1a2b3c.js"
    plain = client.get(path, environ_overrides=APP)
    packed = client.get(path, environ_overrides=APP, headers={"Accept-Encoding": "gzip, br"})

    assert "immutable" in plain.headers["Cache-Control"]
    assert plain.mimetype == packed.mimetype == "text/javascript"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Security-Policy" not in packed.headers  # a script is no document
    assert packed.headers["X-Content-Type-Options"] == "nosniff"
    assert gzip.decompress(packed.data) == plain.data
    refused = client.get(path, environ_overrides=APP, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_the_service_worker_is_always_asked_for(client: FlaskClient) -> None:
    worker = client.get("/sw.js", environ_overrides=APP)

    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.mimetype == "text/javascript"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "//secret.txt"]
)
@pytest.mark.parametrize("origin", [APP, CONTENT])
def test_nothing_outside_the_build_is_served(
    client: FlaskClient, path: str, origin: dict[str, str]
) -> None:
    answer = client.get(path, environ_overrides=origin)

    assert b"not to be served" not in answer.data


def test_the_content_origin_has_the_shell_and_nothing_else(client: FlaskClient) -> None:
    assert b"Player" in client.get("/shell.html", environ_overrides=CONTENT).data
    for path in ("/", "/index.html", "/api/v1/node", "/healthz", "/api/v1/sessions", "/c/00"):
        answer = client.get(path, environ_overrides=CONTENT)
        assert answer.status_code == 404, path
        assert answer.mimetype == "application/problem+json"


def test_the_port_and_not_the_host_header_chooses_the_origin(client: FlaskClient) -> None:
    lying = client.get("/shell.html", environ_overrides=APP, headers={"Host": "school.lan:8081"})
    other = client.get("/api/v1/node", environ_overrides=CONTENT, headers={"Host": "x:8080"})

    assert b"Player" not in lying.data
    assert other.status_code == 404


def test_lessons_may_not_install_service_workers(client: FlaskClient) -> None:
    script = {"Service-Worker": "script"}

    assert client.get("/sw.js", environ_overrides=CONTENT, headers=script).status_code == 200
    refused = client.get("/shell.html", environ_overrides=CONTENT, headers=script)
    assert refused.status_code == 403
    assert refused.mimetype == "application/problem+json"


def test_headers_of_the_app_origin(client: FlaskClient) -> None:
    headers = client.get("/", environ_overrides=APP, headers={"Host": "school.lan:8080"}).headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "frame-src http://school.lan:8081; frame-ancestors 'none'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'"
    )
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Origin-Agent-Cluster"] == "?1"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "runs"),
    [("/icon-192.png", False), ("/manifest.webmanifest", False), ("/icon.svg", True),
     ("/sw.js", True)],
)  # fmt: skip
def test_what_can_run_something_has_the_policy_of_the_app(
    client: FlaskClient, path: str, runs: bool
) -> None:
    answer = client.get(path, environ_overrides=APP)

    assert answer.status_code == 200
    assert ("Content-Security-Policy" in answer.headers) is runs
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nodes_get_no_headers_that_only_browsers_read(client: FlaskClient) -> None:
    headers = client.post("/sync/v1/session", environ_overrides=APP).headers

    for name in (*OF_EVERY_ANSWER, "Content-Security-Policy"):
        assert (name in headers) is (name == "X-Content-Type-Options"), name


def test_the_app_may_reach_the_hub_for_couriers_and_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "app_build").mkdir()
    (tmp_path / "app_build" / "index.html").write_text("<!doctype html>")
    app = make_app(
        tmp_path, SchoolClock(0), courier_url="https://hub.example/tirek", port="8080",
        content_port="8081",
    )  # fmt: skip
    answer = app.test_client().get("/", environ_overrides=APP, buffered=True)
    headers = answer.headers
    assert "; connect-src 'self' https://hub.example; " in headers["Content-Security-Policy"]
    close(app)


def test_headers_of_the_content_origin(client: FlaskClient) -> None:
    headers = client.get(
        "/shell.html", environ_overrides=CONTENT, headers={"Host": "school.lan:8081"}
    ).headers

    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' http://school.lan:8080" in policy
    assert "connect-src 'self' data: blob:;" in policy
    assert headers["Cross-Origin-Resource-Policy"] == "same-site"
    assert "Set-Cookie" not in headers


def test_a_strange_host_does_not_get_into_the_policy(client: FlaskClient) -> None:
    answer = client.get("/", environ_overrides=APP, headers={"Host": "a;script-src *"})

    assert "script-src" not in answer.headers.get("Content-Security-Policy", "")


def test_health_tells_of_the_database_and_the_disk(client: FlaskClient) -> None:
    health = client.get("/healthz", environ_overrides=APP)

    assert health.status_code == 200
    assert health.get_json()["database"] == "ok"
    assert health.get_json()["disk_free"] > 0
