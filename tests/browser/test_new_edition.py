"""A lesson that is kept on a phone, and under way, gets a new edition."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.content.archives import zip_of
from tests.content.manifests import manifest
from tests.support.nodes import Node

TITLE = "Өзен"
PACK_SECONDS = 90
"""A school looks every 20 s for editions that phones have no pack for."""

SCRIPT = "".join(f"const word{number} = 'сөз-{number * 7919}';\n" for number in range(4_000))
PAGE = """<!doctype html><meta charset="utf-8"><p class="drawn">{edition}</p>
<script src="words.js"></script><script>
parent.API.LMSInitialize("");
parent.API.LMSSetValue("cmi.core.lesson_status", "incomplete");
parent.API.LMSSetValue("cmi.core.exit", "suspend");
parent.API.LMSCommit("");
</script>"""


def edition(folder: Path, number: int) -> Path:
    files = {
        "imsmanifest.xml": manifest(),
        "index.html": PAGE.format(edition=f"edition {number}").encode(),
        "words.js": SCRIPT.replace("сөз-7919'", f"сөз-{number}'").encode(),
        "photo.jpg": b"\xff\xd8\xff" + bytes(200_000),
    }
    return zip_of(folder, files, f"edition-{number}.zip")


def until_packed(school: Node) -> None:
    folder = school.home / "phone-packs"
    end = time.monotonic() + PACK_SECONDS
    while not (folder.is_dir() and any(path.stat().st_size for path in folder.iterdir())):
        assert time.monotonic() < end, "no pack was made"
        time.sleep(0.2)


def play(page: Page, shown: str) -> None:
    page.locator("a[href^='/play/']").first.click()
    expect(acts.activity(page).locator(".drawn")).to_have_text(shown)
    acts.close_player(page)


@pytest.mark.slow
def test_what_changed_is_fetched_and_what_was_begun_stays_with_its_edition(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    school.tirek("content", "import", str(edition(tmp_path, 1)), "--title", TITLE, "--grade", "5")
    page = new_phone("aru").open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    acts.open_lesson(page, TITLE)
    acts.keep_lesson(page)
    play(page, "edition 1")
    acts.send_now(page)

    [(course, lesson)] = [
        (key, document["lessons"][0]["id"])
        for key, document in ledger.documents(school, "aru")["course"].items()
        if document["title"] == TITLE
    ]
    file = str(edition(tmp_path, 2))
    school.tirek("content", "import", file, "--course", course, "--replace", lesson)
    until_packed(school)

    fetched: list[Response] = []
    page.on("response", lambda one: fetched.append(one) if "/c/" in one.url else None)
    # A lesson that is kept is brought in its new edition without being asked for again.
    with page.expect_response(lambda one: "/from/" in one.url):
        acts.send_now(page)
    expect(page.get_by_text("Телефонда сақталған")).to_be_visible()
    assert [(one.url.count("/from/"), one.status) for one in fetched] == [(1, 200)]

    # The attempt was begun on the first edition, and goes on with it.
    school.kill()
    play(page, "edition 1")
    school.start()
    acts.send_now(page)
    attempts = ledger.documents(school, "aru")["attempt"].values()
    assert {attempt["edition"] for attempt in attempts} == {1}
