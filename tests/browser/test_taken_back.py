"""What teachers bring in: its first page is chosen, and what was a mistake is taken back."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.test_new_edition import edition
from tests.content.archives import zip_of

TITLE = "Жауап кілті"
SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""


def look(page: Page, name: str) -> None:
    if SHOTS:
        for width, height in ((360, 740), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png")
        page.set_viewport_size({"width": 360, "height": 740})


def in_all_languages(page: Page, name: str) -> None:
    for language in ("ru", "en", "kk") if SHOTS else ():
        page.evaluate("one => localStorage.setItem('tirek.lang', one)", language)
        page.reload()
        page.locator(".notice").last.scroll_into_view_if_needed()
        look(page, f"{name}-{language}")


def ask(page: Page) -> None:
    page.locator(".published summary").filter(has_text=TITLE).click()
    page.get_by_role("button", name=TITLE).click()
    expect(page.get_by_role("dialog", name="Сабақ қайтарып алынсын ба?")).to_be_visible()


def take_back(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name="Қайтарып алу", exact=True).click()
    expect(page.locator(".published").filter(has_text=TITLE)).to_have_count(0)


@pytest.mark.slow
def test_it_goes_from_pupils_and_leaves_them_what_they_did(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    file = str(edition(tmp_path, 1))
    school.tirek("content", "import", file, "--title", TITLE, "--grade", "5")
    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.wait_until_on_phone(pupil)
    acts.open_lesson(pupil, TITLE)
    acts.keep_lesson(pupil)
    pupil.locator("a[href^='/play/']").first.click()
    expect(acts.activity(pupil).locator(".drawn")).to_have_text("edition 1")

    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    teacher.goto(f"{school.url}/t/upload")
    if SHOTS:
        for language in ("ru", "en", "kk"):
            teacher.evaluate("one => localStorage.setItem('tirek.lang', one)", language)
            teacher.reload()
            teacher.locator(".published summary").filter(has_text=TITLE).click()
            look(teacher, f"own-lessons-{language}")
            teacher.get_by_role("button", name=TITLE).click()
            look(teacher, f"take-back-{language}")
        teacher.reload()
    take_back(teacher)
    look(teacher, "taken-back")
    teacher.get_by_role("button", name="Қайтару", exact=True).click()
    expect(teacher.locator(".published").filter(has_text=TITLE)).to_be_visible()

    school.kill()
    acts.expect_offline(teacher)
    ask(teacher)
    expect(teacher.get_by_text("Қазір байланыс жоқ")).to_be_visible()
    look(teacher, "take-back-away")
    teacher.reload()
    take_back(teacher)
    school.start()
    acts.send_now(teacher)

    # Whoever is inside stays inside, and what they do counts.
    expect(acts.activity(pupil).locator(".drawn")).to_have_text("edition 1")
    acts.close_player(pupil)
    acts.section(pupil, "Сабақтар")
    acts.send_now(pupil)
    expect(pupil.get_by_role("link", name=TITLE)).to_have_count(0)
    attempts = ledger.documents(school, "aru")["attempt"].values()
    assert [attempt["completion"] for attempt in attempts] == ["incomplete"]


@pytest.mark.slow
def test_a_page_is_chosen_and_a_file_that_the_server_let_go_of_is_sent_again(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    pages = {"lesson.html": b"<p>lesson", "tasks.html": b"<p>tasks"}
    file = zip_of(tmp_path, pages, "pages.zip")
    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    teacher.goto(f"{school.url}/t/upload")
    teacher.locator("input[type=file]").set_input_files(file)
    expect(teacher.get_by_text("Сабақ қай беттен ашылады?")).to_be_visible()
    in_all_languages(teacher, "which-page")
    teacher.get_by_role("button", name="tasks.html").click()
    expect(teacher.get_by_text("Сабақ дайын")).to_be_visible()

    teacher.get_by_label("Курс", exact=True).select_option("")
    teacher.get_by_label("Курстың атауы").fill("Су айналымы")
    with closing(sqlite3.connect(school.home / "tirek.sqlite")) as base, base:
        base.execute("DELETE FROM upload")
    teacher.get_by_role("button", name="Курсқа қосу").click()
    expect(teacher.get_by_text("Бұл файл мектеп серверінде енді жоқ")).to_be_visible()
    in_all_languages(teacher, "import-gone")

    teacher.get_by_label("Файлды қайта таңдау").set_input_files(file)
    teacher.get_by_role("button", name="tasks.html").click()
    expect(teacher.get_by_label("Курстың атауы")).to_have_value("Су айналымы")
    teacher.get_by_role("button", name="Курсқа қосу").click()
    expect(teacher.locator(".published summary").filter(has_text="Су айналымы")).to_be_visible()
    acts.send_now(teacher)
    courses = ledger.documents(school, "marat")["course"].values()
    [made] = [course for course in courses if course["title"] == "Су айналымы"]
    assert [item["launch"] for item in made["lessons"][0]["items"]] == ["tasks.html"]
