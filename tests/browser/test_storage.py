"""A phone without room: it says so before it fetches, and lessons are let go of, never work."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village

LESSON = "Жай бөлшектер"
SPARE_BYTES = 20_000
"""Less than any lesson of the demo needs."""


def limit_room(page: Page, url: str, *, spare: int | None) -> None:
    """The browser gives the app `spare` more bytes than it has now; None takes the limit away."""
    cdp = page.context.new_cdp_session(page)
    origin = {"origin": url}
    if spare is None:
        cdp.send("Storage.overrideQuotaForOrigin", origin)
    else:
        used = cdp.send("Storage.getUsageAndQuota", origin)["usage"]
        cdp.send("Storage.overrideQuotaForOrigin", {**origin, "quotaSize": used + spare})


def test_a_full_phone_says_so_and_lessons_make_room(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    page = new_phone("aru").open(village.school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    acts.open_lesson(page, LESSON)

    limit_room(page, village.school.url, spare=SPARE_BYTES)
    page.get_by_role("button", name=re.compile("^Осы телефонда сақтау")).click()
    expect(page.get_by_role("alert").filter(has_text="орын")).to_be_visible()

    limit_room(page, village.school.url, spare=None)
    acts.keep_lesson(page)
    acts.section(page, "Сабақтар")
    page.goto(f"{village.school.url}/settings")
    kept = page.get_by_role("listitem").filter(has_text=LESSON)
    expect(kept).to_be_visible()
    kept.get_by_role("button", name="Өшіру").click()
    expect(kept).to_be_hidden()

    acts.open_lesson(page, LESSON)
    expect(page.get_by_role("button", name=re.compile("^Осы телефонда сақтау"))).to_be_visible()
