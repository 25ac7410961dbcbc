"""A launched course is played from the content origin, and reaches only its own launch."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.content.cmi5.courses import unit
from tests.support.cmi5 import Lms, package

CONTENT = {"SERVER_PORT": "8081"}
APP = {"SERVER_PORT": "8080"}


@pytest.fixture
def path(app: Flask) -> str:
    lms = Lms.of(app)
    sent = lms.send(package(unit(), page=b"<!doctype html>0123456789", app_js=b"1"))
    url = urlsplit(lms.launch(sent.get_json()["id"]).url)
    assert url.port == 8081
    return url.path


def get(app: Flask, path: str, port: dict[str, str], **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(path, environ_overrides=port, headers=named, buffered=True)


def test_the_files_of_the_course_are_answered_with_their_types(app: Flask, path: str) -> None:
    page = get(app, path, CONTENT)
    assert (page.status_code, page.mimetype, page.data) == (
        200,
        "text/html",
        b"<!doctype html>0123456789",
    )
    script = get(app, path.replace("index.html", "app.js"), CONTENT)
    assert (script.status_code, script.mimetype) == (200, "text/javascript")
    part = get(app, path, CONTENT, Range="bytes=15-17")
    assert (part.status_code, part.data) == (206, b"012")


def test_a_page_reaches_the_record_store_and_its_fetch_address_and_no_other_part_of_the_app(
    app: Flask, path: str
) -> None:
    policy = get(app, path, CONTENT).headers["Content-Security-Policy"]
    [reached] = [part for part in policy.split("; ") if part.startswith("connect-src")]
    assert reached == (
        "connect-src 'self' data: blob: http://localhost:8080/xapi/ "
        "http://localhost:8080/cmi5/fetch/"
    )


def test_course_content_never_runs_in_the_app_s_origin(app: Flask, path: str) -> None:
    assert get(app, path, APP).status_code == 404


def test_only_what_the_course_has_is_answered_and_only_by_a_known_key(
    app: Flask, path: str
) -> None:
    folder = path.rsplit("/", 1)[0]
    wrong = [
        f"{folder}/secret.txt",
        f"{folder}/../../api/v1/status",
        "/play/nobody-knows-this-key/index.html",
    ]
    assert [get(app, one, CONTENT).status_code for one in wrong] == [404, 404, 404]


def test_a_course_installs_no_service_worker(app: Flask, path: str) -> None:
    script = path.replace("index.html", "app.js")
    assert get(app, script, CONTENT, Service_Worker="script").status_code == 403
