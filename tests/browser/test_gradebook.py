"""Points entered without a link, and what a pupil reads out of them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.hands import Hands
from tests.browser.watching import AXE, barriers, until_stored

BOOK = re.compile("5 Ә · Математика")
TITLE = "Бөлшектер, 3-бөлім"
FIELDS = (
    "school", "class", "grade", "subject", "term", "part", "title", "date", "max", "tasks",
    "objectives", "assignment",
)  # fmt: skip
"""Of an assessment, as it is set."""


def open_book(page: Page) -> None:
    page.get_by_role("link", name="Баға кестесі").click()
    page.get_by_role("link", name=BOOK).click()
    expect(page.get_by_role("grid", name=BOOK)).to_be_visible()


def add_section(page: Page, title: str, most: int) -> None:
    """A section assessment of today."""
    page.get_by_role("button", name="Бағалау қосу").click()
    sheet = page.get_by_role("dialog", name="Бағалау қосу")
    sheet.get_by_text("Бөлім бойынша").click()
    sheet.get_by_label("Атауы").fill(title)
    sheet.get_by_label("Ең көп ұпай").fill(str(most))
    sheet.get_by_role("button", name="Сақтау").click()
    expect(sheet).to_be_hidden()


def book_with_section(village: Village, new_phone: Callable[[str], Phone], most: int) -> Page:
    """The teacher's own phone, on which a section assessment was just added to the book."""
    page = new_phone("marat").open(village.school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    open_book(page)
    add_section(page, TITLE, most)
    return page


def cell(page: Page, learner: str, title: str) -> str:
    """Where the learner's cell of an assessment is, as the table numbers it."""
    heads = page.locator("thead .book-head button")
    titles = [heads.nth(n).get_attribute("title") or "" for n in range(heads.count())]
    names = page.locator("tbody .book-name").all_inner_texts()
    column = next(n for n, one in enumerate(titles) if title in one)
    return f'[data-at="{names.index(learner)} {column}"]'


def test_points_are_entered_without_a_link_and_a_pupil_asks_what_a_five_needs(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    marats = new_phone("marat")
    teacher = marats.open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    acts.refresh(teacher)
    school.stop()

    open_book(teacher)
    add_section(teacher, TITLE, 10)
    first, second = teacher.locator("tbody .book-name").all_inner_texts()[:2]
    # One tap each: the keypad goes on to the next learner by itself.
    teacher.locator(cell(teacher, first, TITLE)).click()
    keypad = teacher.get_by_role("region", name="Ұпай енгізу")
    expect(keypad).to_contain_text(first)
    keypad.get_by_role("button", name="9", exact=True).click()
    expect(keypad).to_contain_text(second)
    keypad.get_by_role("button", name="4", exact=True).click()
    expect(teacher.locator(cell(teacher, second, TITLE))).to_have_text("4")
    keypad.get_by_role("button", name="Қайтару").click()
    expect(teacher.locator(cell(teacher, second, TITLE))).to_have_text("")
    teacher.locator(cell(teacher, "Серікбаева Ару", TITLE)).click()
    keypad.get_by_role("button", name="8", exact=True).click()
    expect(teacher.locator(cell(teacher, "Серікбаева Ару", TITLE))).to_have_text("8")
    until_stored(teacher, person_id("marat"), "outbox", f"~{person_id('aru')}")
    add_section(teacher, "Алда", 20)  # late in a term the demo's own may all be written
    until_stored(teacher, person_id("marat"), "outbox", "Алда")
    marats.kill()
    school.start()
    teacher = marats.open(school.url)
    acts.send_now(teacher)

    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.wait_until_on_phone(pupil)
    acts.refresh(pupil)
    school.stop()
    acts.section(pupil, "Бағалар")
    pupil.get_by_role("link", name=re.compile("Математика")).first.click()
    expect(pupil.get_by_text(f"БЖБ · {TITLE}")).to_be_visible()
    expect(pupil.get_by_text("8 / 10", exact=True)).to_be_visible()
    wish = pupil.get_by_role("region", name=re.compile("үшін не керек"))
    wish.get_by_text("5", exact=True).click()
    # How much of the term is written depends on the day; what is left is asked for, or too little.
    needed = wish.get_by_role("listitem").filter(has_text="кемінде").first
    expect(needed.or_(wish.get_by_text("Бұл тоқсанда «5» шықпайды"))).to_be_visible()


@pytest.mark.slow
def test_points_stay_with_their_cell_when_an_exchange_brings_another_column(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    page = book_with_section(village, new_phone, 10)
    acts.send_now(page)
    known = ledger.documents(village.school, "marat")["assessment"].values()
    mine = next(one for one in known if one["title"] == TITLE)
    heads = page.locator("thead .book-head")
    before = heads.count()
    first, second = page.locator("tbody .book-name").all_inner_texts()[:2]
    page.locator(cell(page, first, TITLE)).click()

    day = min(one["date"] for one in known if one["term"] == mine["term"])
    earlier = {**{name: mine[name] for name in FIELDS}, "title": "Ертерек", "date": day}
    made = Hands(village.school.url, "marat").submit("assessment.set", earlier)
    assert made["outcome"] == "admitted", made
    acts.send_now(page)
    expect(heads).to_have_count(before + 1)
    keypad = page.get_by_role("region", name="Ұпай енгізу")
    expect(keypad).to_contain_text(first)
    keypad.get_by_role("button", name="9", exact=True).click()
    expect(keypad).to_contain_text(second)
    expect(page.locator(cell(page, first, TITLE))).to_have_text("9")
    expect(page.locator(cell(page, first, "Ертерек"))).to_have_text("")


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci")
def test_a_term_is_signed_and_nobody_meets_a_barrier(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    page = new_phone("marat").open(school.url)
    acts.log_in(page, "marat")
    open_book(page)
    found = barriers(page)
    # The demo's earlier terms are signed.
    before = ledger.documents(school, "marat")["term_mark"].keys()
    page.get_by_role("button", name="Қорытынды", exact=True).click()
    closing = page.get_by_role("dialog", name=re.compile("Тоқсан қорытындысы"))
    found += barriers(page)
    absent = closing.get_by_role("listitem").first
    absent.get_by_label("Баға орнына").select_option("unattested")
    expect(absent.get_by_text("Қол қойылды: Аттестацияланбады")).to_be_visible()
    closing.get_by_role("button", name="Жабу").click()
    acts.send_now(page)

    signed = ledger.documents(school, "marat")["term_mark"]
    assert [signed[one]["outcome"] for one in signed.keys() - before] == ["unattested"]
    page.goto(f"{school.url}/t/carry")
    region = page.get_by_role("region", name=BOOK).last  # a page for each term; the latest
    expect(region).to_be_visible()
    found += barriers(page)
    assert found == []

    # The sheet stays as somebody types from it: what is ticked keeps its place, what comes waits.
    entries = region.get_by_role("checkbox")
    shown = entries.count()
    entries.first.check()
    expect(entries.first).to_be_checked()
    known = ledger.documents(school, "marat")
    of = next(one for one in known["assessment"].values() if one and one["term"].endswith("-2"))
    score = {"assessment": of["id"], "learner": person_id("aru"), "outcome": "points"}
    given = {**score, "points": "0", "by_task": [], "comment": ""}
    record = f"{of['id']}~{person_id('aru')}"
    made = Hands(school.url, "marat").submit("score.give", given, record)
    assert made["outcome"] == "admitted", made
    acts.send_now(page)
    came = page.get_by_text("Осы бет ашылғалы жаңасы: 1")
    expect(came).to_be_visible()
    expect(entries).to_have_count(shown)
    expect(entries.first).to_be_checked()
    assert barriers(page) == []
    page.get_by_role("button", name="Көрсету").click()
    expect(came).to_be_hidden()
    expect(region.get_by_role("checkbox", checked=True)).to_have_count(0)
