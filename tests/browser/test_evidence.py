"""What a failed test tells of the pages that it left open."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Phone
from tests.browser.evidence import seen_on

SCRIPT = "<script>console.error('not well'); nowhere();</script>"
PAGE = f"data:text/html;charset=utf-8,<h1>Мәтін</h1>{SCRIPT}"


def test_a_page_is_told_by_its_address_words_console_html_and_picture(
    new_phone: Callable[[str], Phone], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = new_phone("aru")
    page = phone.open("about:blank")
    with page.expect_event("pageerror"):
        page.goto(PAGE)
    monkeypatch.setenv("CI", "true")
    picture = tmp_path / "page.jpg"
    told = seen_on(page, phone.diary, picture)
    assert told.startswith("address: data:text/html")
    assert '- heading "Мәтін" [level=1]' in told
    assert "error: not well" in told
    assert "uncaught: nowhere is not defined" in told
    assert "<h1>Мәтін</h1>" in told
    jpeg = picture.read_bytes()
    assert jpeg.startswith(b"\xff\xd8")
    assert told.endswith(base64.b64encode(jpeg).decode())


def test_a_page_that_is_gone_says_what_it_can(
    new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    phone = new_phone("aru")
    page = phone.open("about:blank")
    page.close()
    told = seen_on(page, phone.diary, tmp_path / "page.jpg")
    assert told.count("not to be had") == 3
