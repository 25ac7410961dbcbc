"""What a phone is told that has just joined the network, by any browser, in three languages."""

import json
import plistlib
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from server import db
from server.certificates import reading, settling
from server.certificates.files import WebFiles
from server.discovery.words import WORDS
from tests.server.conftest import School, close, make_app
from tests.server.phone import SchoolClock

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/generate_204", 204, ""),
        ("/gen_204", 204, ""),
        ("/hotspot-detect.html", 200, "<BODY>Success</BODY>"),
        ("/connecttest.txt", 200, "Microsoft Connect Test"),
        ("/ncsi.txt", 200, "Microsoft NCSI"),
        ("/success.txt", 200, "success\n"),
        ("/check_network_status.txt", 200, "NetworkManager is online\n"),
    ],
)
def test_a_phones_own_question_is_answered_as_it_expects(
    app: Flask, path: str, status: int, body: str
) -> None:
    answer = app.test_client().get(path, headers={"Host": "connectivitycheck.gstatic.com"})
    assert answer.status_code == status
    assert body in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_is_held_captive_and_the_schools_page_is_named(app: Flask) -> None:
    answer = app.test_client().get("/connect/portal", base_url="http://192.168.1.5:8080")
    assert answer.mimetype == "application/captive+json"
    told = json.loads(answer.data)
    assert told["captive"] is False
    assert told["venue-info-url"] == "http://192.168.1.5:8080/connect"


def test_another_address_of_the_box_may_ask_whether_this_one_is_reached(app: Flask) -> None:
    answer = app.test_client().get("/connect/here")
    assert answer.status_code == 204
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_every_text_is_there_in_every_language() -> None:
    keys = {language: set(texts) for language, texts in WORDS.items()}
    assert keys["kk"] == keys["ru"] == keys["en"]
    assert all(text.strip() for texts in WORDS.values() for text in texts.values())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_at_school_the_page_says_so_and_at_the_hub_that_this_is_not_the_school(
    school: School, new_hub: Callable[[str], Flask], language: str
) -> None:
    for app, key in ((school.app, "inside"), (new_hub("hub"), "outside")):
        page = app.test_client().get(f"/connect?lang={language}").get_data(as_text=True)
        assert WORDS[language][key] in page
        assert f'<html lang="{language}">' in page
        assert "<script" not in page


@pytest.fixture
def new_hub(tmp_path: Path) -> Callable[[str], Flask]:
    def make(name: str) -> Flask:
        made = make_app(tmp_path / name, SchoolClock(1_800_000_000_000), role="hub")
        db.upgrade(made)
        close(made)
        return made

    return make


def test_a_language_is_taken_from_the_browser_where_none_is_asked_for(app: Flask) -> None:
    page = app.test_client().get("/connect", headers={"Accept-Language": "ru-KZ,ru;q=0.9"})
    assert WORDS["ru"]["inside"] in page.get_data(as_text=True)


def test_without_an_authority_there_is_nothing_to_install(school: School) -> None:
    client = school.app.test_client()
    assert "tirek certificate local" in client.get("/connect/device").get_data(as_text=True)
    assert client.get("/connect/authority.crt").status_code == 404
    assert client.get("/connect/authority.mobileconfig").status_code == 404


def test_a_device_of_the_school_is_given_the_authority_and_never_its_key(school: School) -> None:
    with school.app.app_context():
        made = settling.make_authority("Ақбұлақ")
    client = school.app.test_client()
    fingerprint = made.shown().fingerprint

    page = client.get("/connect/device?lang=en").get_data(as_text=True)
    assert fingerprint in page
    assert "tirek.local" in page
    assert "<svg" in page
    der = client.get("/connect/authority.crt").data
    assert reading.shown(ssl.DER_cert_to_PEM_cert(der).encode()).fingerprint == fingerprint
    answer = client.get("/connect/authority.mobileconfig")
    assert answer.mimetype == "application/x-apple-aspen-config"
    (payload,) = plistlib.loads(answer.data)["PayloadContent"]
    assert payload["PayloadContent"] == der
    assert b"PRIVATE" in WebFiles(school.home).authority.read_bytes()
    for body in (page.encode(), der, answer.data):
        assert b"PRIVATE" not in body
