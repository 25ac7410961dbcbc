"""Whatever a lesson had set half a second before its phone was killed is there afterwards."""

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Frame, Page, expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.content.archives import zip_of
from tests.content.manifests import manifest

TITLE = "Санақ"
TICK_MS = 20
KEPT_WITHIN_TICKS = 500 // TICK_MS
"""What was set longer ago than this may not be lost: half a second of the lesson's own time, so
that a machine too busy to run the lesson does not count against the player."""

# Sets its two memories fifty times a second and never commits. At its start it says what they held.
PAGE = f"""<!doctype html><meta charset="utf-8"><h1 id="found"></h1><script>
const api = parent.API;
api.LMSInitialize("");
const found = [api.LMSGetValue("cmi.suspend_data"), localStorage.getItem("count")].map(Number);
var count = Math.max(...found);
document.getElementById("found").textContent = found.join(" ");
setInterval(() => {{
  count += 1;
  api.LMSSetValue("cmi.suspend_data", String(count));
  localStorage.setItem("count", count);
}}, {TICK_MS});
</script>""".encode()


# Two hundred in four rounds, each with a phone of its own: one round is a few minutes.
ROUNDS = [
    pytest.param(50, seed, marks=pytest.mark.slow, id=f"round-{seed}") for seed in range(1, 5)
]


@pytest.mark.parametrize(("kills", "seed"), [pytest.param(10, 0, id="few"), *ROUNDS])
def test_nothing_that_was_set_in_time_is_lost(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path, kills: int, seed: int
) -> None:
    school = village.school
    package = zip_of(tmp_path, {"imsmanifest.xml": manifest(), "index.html": PAGE})
    school.tirek("content", "import", str(package), "--title", TITLE, "--grade", "5")
    phone = new_phone("aru")
    page = phone.open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    acts.open_lesson(page, TITLE)
    acts.keep_lesson(page)
    page.locator("a[href^='/play/']").first.click()
    expect(acts.activity(page).locator("#found")).to_have_text("0 0")
    address = page.url
    school.kill()

    dice = random.Random(seed)
    for number in range(kills):
        lesson = counting(page)
        begun = int(lesson.evaluate("count"))
        set_in_time = begun + dice.randrange(1, 1_000 // TICK_MS)
        until(lesson, set_in_time + KEPT_WITHIN_TICKS)
        if number % 2:
            phone.kill()
        else:
            kill_tab(page)
        page = phone.open(address)
        found = acts.activity(page).locator("#found")
        expect(found).not_to_be_empty()
        values, storage = map(int, found.inner_text().split())
        assert values >= set_in_time, f"kill {number}"
        assert storage >= set_in_time, f"kill {number}"

    # What came through it all is the school's as well.
    acts.close_player(page)
    school.start()
    acts.send_now(page)
    [attempt] = ledger.documents(school, "aru")["attempt"].values()
    assert int(attempt["suspend"]) >= values


def counting(page: Page) -> Frame:
    handle = page.frame_locator(".player-stage iframe").locator("iframe.activity").element_handle()
    frame = handle.content_frame()
    assert frame is not None
    return frame


def until(lesson: Frame, count: int) -> None:
    lesson.wait_for_function("wanted => count >= wanted", arg=count)


def kill_tab(page: Page) -> None:
    """What a phone that needs memory does to a tab alone; the browser goes on."""
    page.context.new_page()  # a browser without any tab would end itself
    with page.expect_event("crash"), suppress(Error):  # nobody is left to say that it went there
        page.goto("chrome://crash")
    page.close()
