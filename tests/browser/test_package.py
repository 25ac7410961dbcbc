"""A course that somebody else made, from the command line to the mark book, without a server."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Frame, Page, expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.watching import until_stored

FOLDER = Path(
    os.environ.get("TIREK_TEST_PACKAGES")
    or Path(__file__).parents[2].parent / "shared" / "packages"
)
GOLF = "golf_RuntimeBasicCalls_SCORM12.zip"
TITLE = "Golf Explained"
PAGES = 15


def test_golf_is_played_offline_and_goes_on_at_its_bookmark(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    if not (FOLDER / GOLF).is_file():
        pytest.skip(f"{GOLF} is not at hand; name its folder in TIREK_TEST_PACKAGES")
    school = village.school
    school.tirek("content", "import", str(FOLDER / GOLF), "--title", TITLE, "--grade", "5")
    phone = new_phone("aru")
    page = phone.open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    acts.open_lesson(page, TITLE)
    acts.keep_lesson(page)
    school.kill()

    # Three pages on, then Android needs the memory.
    open_golf(page)
    for number in range(3):
        expect_page(page, number)
        acts.activity(page).get_by_role("button", name="Next").click()
    expect_page(page, 3)
    wait_until_journalled(page, "cmi.core.lesson_location", "3")
    phone.kill()

    # The course asks whether to go on where it was left; it knows where that is.
    page = phone.open(school.url)
    questions: list[str] = []

    def agree(dialog: Dialog) -> None:
        questions.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    acts.expect_offline(page)
    acts.open_lesson(page, TITLE)
    open_golf(page)
    expect_page(page, 3)
    assert [text for text in questions if "resume" in text]

    # To its end, with every answer right.
    for number in range(3, PAGES - 1):
        expect_page(page, number)
        acts.activity(page).get_by_role("button", name="Next").click()
    answer_everything(page)
    acts.close_player(page)
    expect(page.get_by_text("Нәтиже: 100")).to_be_visible()

    school.start()
    acts.send_now(page)
    [attempt] = ledger.documents(school, "aru")["attempt"].values()
    assert (attempt["success"], attempt["score"]) == ("passed", ["100", "0", "100"])
    assert ledger.rows(
        school, "SELECT success FROM attempt WHERE learner = ?", person_id("aru")
    ) == [("passed",)]


def open_golf(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Run-time Basic Calls|Golf")).first.click()
    expect(acts.activity(page).locator("#contentFrame")).to_be_visible()


def expect_page(page: Page, number: int) -> None:
    """The course's own page by its place in the course, drawn."""
    inner = acts.activity(page).frame_locator("#contentFrame")
    expect(inner.locator("h1").first).to_be_visible()
    frame = content_frame(page)
    frame.wait_for_function("number => parent.currentPage === number", arg=number)
    expect(inner.locator("body")).not_to_be_empty()


def wait_until_journalled(page: Page, element: str, value: str) -> None:
    """Until the value is on the phone's disk: a tab killed sooner may lose a quarter second."""
    until_stored(page, person_id("aru"), "journal", f'"{element}":"{value}"')


def content_frame(page: Page) -> Frame:
    handle = acts.activity(page).locator("#contentFrame").element_handle()
    frame = handle.content_frame()
    assert frame is not None
    return frame


def answer_everything(page: Page) -> None:
    """The package marks its right answers for whoever reads its source."""
    quiz = acts.activity(page).frame_locator("#contentFrame")
    expect(quiz.get_by_role("heading", name="Knowledge Check")).to_be_visible()
    for right in quiz.locator(".correctAnswer").all():
        text = right.locator("input[type=text]")
        if text.count():
            text.fill((right.inner_text().strip()).strip("()"))
        else:
            right.locator("input[type=radio]").check()
    quiz.get_by_role("button", name="Submit Answers").click()
    expect(quiz.get_by_text("Score: 100")).to_be_visible()
