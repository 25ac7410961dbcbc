"""Packages that will not wait: windows opened while a page loads, and synchronous requests."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Frame, Page, expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.content.archives import zip_of
from tests.content.manifests import manifest

WINDOW, NOTES = "Терезе", "Жазба"

LAUNCHER = b"""<!doctype html><html lang="kk"><head><meta charset="utf-8"><title>S</title>
<script>window.open("course.html", "course", "width=800")</script></head><body>
<a href="help.html" target="help">help</a></body></html>"""

# Reads its own list of words and finds its API above its opener, before it has drawn anything.
COURSE = b"""<!doctype html><meta charset="utf-8"><script>
const asked = new XMLHttpRequest();
asked.open("GET", "data/words.xml", false);
asked.send(null);
const word = asked.responseXML.querySelector("word").textContent;
const api = opener.parent.API;
api.LMSInitialize("");
const visits = Number(api.LMSGetValue("cmi.suspend_data") || 0) + 1;
api.LMSSetValue("cmi.suspend_data", String(visits));
api.LMSSetValue("cmi.core.lesson_status", "incomplete");
api.LMSSetValue("cmi.core.exit", "suspend");
api.LMSCommit("");
const drawn = document.createElement("p");
drawn.className = "drawn";
drawn.textContent = `${word}, ${asked.status}, visit ${visits}`;
document.documentElement.append(drawn);
</script>"""
WORDS = "<?xml version='1.0' encoding='utf-8'?><words><word>бұлақ</word></words>".encode()

# What drivers of older authoring tools do with the record store: no answer is waited for.
STORE = b"""<!doctype html><meta charset="utf-8"><p id="told"></p><script>
const launch = Object.fromEntries(new URLSearchParams(location.search));
function ask(method, path, more, body) {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams(more);
  request.open(method, `${launch.endpoint}${path}?${query}`, false);
  request.setRequestHeader("Authorization", launch.auth);
  request.setRequestHeader("Content-Type", "application/json");
  request.setRequestHeader("X-Experience-API-Version", "1.0.3");
  request.send(body);
  return request;
}
const place = {
  activityId: launch.activity_id, agent: launch.actor, stateId: "place",
  registration: launch.registration,
};
const before = ask("GET", "activities/state", place);
const visits = (before.status === 200 ? JSON.parse(before.responseText).visits : 0) + 1;
ask("PUT", "activities/state", place, JSON.stringify({ visits }));
const again = JSON.parse(ask("GET", "activities/state", place).responseText).visits;
const told = ask("POST", "statements", {}, JSON.stringify({
  actor: JSON.parse(launch.actor), verb: { id: "http://adlnet.gov/expapi/verbs/passed" },
  object: { id: launch.activity_id }, context: { registration: launch.registration },
  result: { success: true, score: { scaled: 0.8 } },
}));
const [statement] = JSON.parse(told.responseText);
document.getElementById("told").textContent =
  `visit ${visits}, read ${again}, told ${told.status}, ${statement.length}`;
</script>"""
TINCAN = b"""<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>
<activity id="https://example.kz/tau" type="http://adlnet.gov/expapi/activities/course">
<name>T</name><launch>page.html</launch></activity></activities></tincan>"""
WINDOW_FILES = {
    "imsmanifest.xml": manifest(),
    "index.html": LAUNCHER,
    "course.html": COURSE,
    "help.html": b"<!doctype html><p class='help'>help</p>",
    "data/words.xml": WORDS,
}
STORE_FILES = {"tincan.xml": TINCAN, "page.html": STORE}


def content(page: Page, selector: str) -> str:
    """What an element of a page of the package says, in whatever frame of the player it is."""
    found: list[str] = []

    def look() -> bool:
        found[:] = [text for frame in page.frames if (text := said(frame, selector))]
        return bool(found)

    page.wait_for_function("() => document.querySelector('.player-stage iframe')")
    for _ in range(400):
        if look():
            break
        page.wait_for_timeout(50)
    return found[0] if found else ""


def said(frame: Frame, selector: str) -> str:
    with suppress(Error):  # the frame has gone meanwhile
        element = frame.query_selector(selector)
        return element.inner_text() if element else ""
    return ""


def only_page(context: BrowserContext) -> None:
    assert len(context.pages) == 1, [page.url for page in context.pages]


@pytest.mark.slow
def test_what_a_package_opens_or_asks_at_once_stays_inside_and_works_offline(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    for title, files in ((WINDOW, WINDOW_FILES), (NOTES, STORE_FILES)):
        package = zip_of(tmp_path, files, f"{title}.zip")
        school.tirek("content", "import", str(package), "--title", title, "--grade", "5")
    phone = new_phone("aru")
    page = phone.open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    addresses = {}
    for title in (WINDOW, NOTES):
        acts.open_lesson(page, title)
        acts.keep_lesson(page)
        page.locator("a[href^='/play/']").first.click()
        if title == WINDOW:
            assert content(page, ".drawn") == "бұлақ, 200, visit 1"
        else:
            assert content(page, "#told") == "visit 1, read 1, told 200, 36"
        addresses[title] = page.url
        acts.close_player(page)
    school.kill()

    page = phone.open(addresses[WINDOW])
    assert content(page, ".drawn") == "бұлақ, 200, visit 2"
    only_page(page.context)
    stage = page.frame_locator(".player-stage iframe")
    stage.locator(".layer-close").click()
    stage.frame_locator("iframe.activity").locator("a").click()
    assert content(page, ".help") == "help"
    only_page(page.context)
    acts.close_player(page)

    page = phone.open(addresses[NOTES])
    assert content(page, "#told") == "visit 2, read 2, told 200, 36"
    acts.close_player(page)

    school.start()
    acts.send_now(page)
    attempts = ledger.documents(school, "aru")["attempt"].values()
    assert {attempt["success"] for attempt in attempts} == {"passed", "unknown"}
    rows = ledger.rows(school, "SELECT count(*) FROM attempt WHERE learner = ?", person_id("aru"))
    assert rows == [(2,)]
    expect(page.locator(".player")).to_be_hidden()
