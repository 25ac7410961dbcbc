"""A package is imported, opened and, once kept, opened again without a server."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.test_package import FOLDER

PACKAGES = ("h5p-standalone-test.h5p",)


def open_item(page: Page, title: str) -> None:
    """The first item of the lesson shows its own page in the shell."""
    acts.open_lesson(page, title)
    page.locator("a[href^='/play/']").first.click()
    expect(acts.activity(page).locator("body")).not_to_be_empty()
    expect(page.locator(".player-cover[role=alert]")).to_be_hidden()


def leave(page: Page) -> None:
    page.locator(".player-bar").get_by_role("button", name="Жабу").click()
    expect(page.locator(".player")).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize("package", PACKAGES)
def test_it_opens_and_runs_with_and_without_the_server(
    village: Village, new_phone: Callable[[str], Phone], package: str
) -> None:
    if not (FOLDER / package).is_file():
        pytest.skip(f"{package} is not at hand; name its folder in TIREK_TEST_PACKAGES")
    school = village.school
    title = re.sub(r"\W|_", " ", package)
    school.tirek("content", "import", str(FOLDER / package), "--title", title, "--grade", "5")
    page = new_phone("aru").open(school.url)
    page.on("dialog", lambda dialog: dialog.accept())
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)

    open_item(page, title)
    leave(page)
    acts.open_lesson(page, title)
    acts.keep_lesson(page)
    school.kill()
    open_item(page, title)
    leave(page)

    school.start()
    acts.send_now(page)
    attempts = ledger.rows(
        school, "SELECT completion FROM attempt WHERE learner = ?", person_id("aru")
    )
    assert attempts
