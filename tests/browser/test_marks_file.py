"""Points out of a journal of another platform: looked at, put right, written without a link."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.test_gradebook import (
    BOOK,
    TITLE,
    add_section,
    book_with_section,
    cell,
    open_book,
)
from tests.browser.watching import AXE, barriers
from tests.server.planning.test_plan_file import excel

ESSAY = "Менің ауылым"


def open_import(page: Page) -> None:
    page.get_by_role("button", name="Файлдар").click()
    page.get_by_role("dialog", name="Файлдар").get_by_role("link", name="Ұпайларды файлдан").click()
    expect(page.get_by_text("Excel не CSV кестесін таңдаңыз")).to_be_visible()


def shows(page: Page, learner: str, points: str) -> None:
    expect(page.locator(cell(page, learner, TITLE))).to_have_text(points)


def test_points_from_another_journal_are_seen_first_and_written_without_a_link(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    page = new_phone("marat").open(school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    open_book(page)
    add_section(page, TITLE, 20)
    acts.send_now(page)
    first, second, third, fourth = page.locator("tbody .book-name").all_inner_texts()[:4]
    family, given = second.split(" ", 1)
    table = excel(
        tmp_path / "journal.xlsx",
        [
            ["Басқа платформаның журналы"],
            ["№", "Аты-жөні", f"БЖБ {TITLE}", "Қорытынды"],
            [1, first, 9, 4],
            [2, f"{given} {family}", "13,5", 5],
            [3, third, "н", None],
            [4, fourth, 99, 5],
            [5, "Белгісіз Бала", 7, 3],
        ],
    )
    open_import(page)

    # What is too large is said at once: nothing of it travels.
    large = tmp_path / "large.csv"
    large.write_bytes(b"0" * (8 * 1024 * 1024 + 1))
    page.get_by_label("Файл таңдау").set_input_files(large)
    expect(page.get_by_text("Файл тым үлкен: ең көбі 8 МБ")).to_be_visible()

    # Reading takes the school's server, and the file stays chosen while it is away.
    school.stop()
    page.get_by_label("Файл таңдау").set_input_files(table)
    expect(page.get_by_text("Мектеп сервері жауап бермейді")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Файл тым үлкен")).to_have_count(0)
    school.start()
    page.get_by_role("button", name="Қайталау").click()
    expect(page.get_by_text("Жаңа: 3")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Алынбайды: 2")).to_be_visible()
    expect(page.get_by_text("99: ең көбі 20")).to_be_visible()
    expect(page.get_by_label("Қорытынды")).to_have_value("")
    # Who is not on the list is nobody until the teacher says whom the journal means.
    row = page.get_by_role("listitem").filter(has_text="Белгісіз Бала")
    expect(row.get_by_text("Сынып тізімінде табылмады")).to_be_visible()
    row.get_by_label("Бұл кім?").select_option(label="Серікбаева Ару")
    assert not AXE.is_file() or barriers(page) == []
    before = ledger.documents(school, "marat")["score"].keys()

    school.stop()
    page.get_by_role("button", name="Ұпайларды жазу: 4").click()
    expect(page.get_by_text("Жазылған ұпайлар: 4")).to_be_visible()
    page.get_by_role("link", name="Баға кестесін ашу").click()
    expect(page.get_by_role("grid", name=BOOK)).to_be_visible()
    for learner, points in (
        (first, "9"), (second, "13,5"), (third, "ж"), (fourth, ""), ("Серікбаева Ару", "7"),
    ):  # fmt: skip
        shows(page, learner, points)

    # The same file once more has nothing new; a corrected one can be taken back.
    school.start()
    acts.send_now(page)
    given_now = ledger.documents(school, "marat")["score"]
    new = [given_now[one] for one in given_now.keys() - before]
    assert sorted((one["points"] or one["outcome"]) for one in new) == ["13.5", "7", "9", "absent"]
    open_import(page)
    page.get_by_label("Файл таңдау").set_input_files(table)
    expect(page.get_by_text("Сол күйінде: 3")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Жазатын ештеңе жоқ")).to_be_visible()
    page.get_by_role("button", name="Басқа файл таңдау").click()
    csv = tmp_path / "journal.csv"
    csv.write_text(f"Оқушы;БЖБ\n{first};10\n", encoding="utf-8")
    page.get_by_label("Файл таңдау").set_input_files(csv)
    column = page.get_by_label("БЖБ", exact=True)
    option = column.get_by_role("option", name=re.compile(TITLE))
    column.select_option(value=option.get_attribute("value"))
    expect(page.get_by_text("9 → 10")).to_be_visible()
    page.get_by_role("button", name="Ұпайларды жазу: 1").click()
    page.get_by_role("button", name="Қайтару").click()
    expect(page.get_by_text("Бұрынғы ұпайлар қайтарылды")).to_be_visible()
    page.get_by_role("button", name="Артқа").first.click()
    shows(page, first, "9")

    # A column for work that was never entered here becomes an assessment, and can be taken back.
    csv.write_text(f"Оқушы;ҚБ {ESSAY} /10\n{first};8\n{second};12\n", encoding="utf-8")
    open_import(page)
    for once in (True, False):
        page.get_by_label("Файл таңдау").set_input_files(csv)
        column = page.get_by_label(f"ҚБ {ESSAY} /10", exact=True)
        column.select_option(label="Жаңа бағалау")
        form = page.get_by_role("group", name=f"Жаңа бағалау: ҚБ {ESSAY} /10")
        expect(form.get_by_label("Атауы")).to_have_value(ESSAY)
        expect(form.get_by_label("Ең көп ұпай")).to_have_value("10")
        expect(form.get_by_text("Ең көп ұпайдан (10) асатын ұпай: 1.")).to_be_visible()
        page.get_by_role("button", name="Жазу: 1 ұпай, 1 жаңа бағалау").click()
        expect(page.get_by_text("Ештеңе жазылған жоқ")).to_be_visible()
        day = form.get_by_label("Күні")
        expect(day).to_be_focused()
        day.fill("2026-07-01")
        expect(form.get_by_text(re.compile("Бұл күн [1-4]-тоқсанда емес"))).to_be_visible()
        assert not AXE.is_file() or barriers(page) == []
        day.fill(day.get_attribute("min") or "")
        page.get_by_role("button", name="Жазу: 1 ұпай, 1 жаңа бағалау").click()
        expect(page.get_by_text("Қосылған бағалаулар: 1")).to_be_visible()
        if once:
            page.get_by_role("button", name="Қайтару").click()
    page.get_by_role("link", name="Баға кестесін ашу").click()
    expect(page.locator(f'.book-head button[title*="{ESSAY}"]')).to_have_count(1)
    expect(page.locator(cell(page, first, ESSAY))).to_have_text("8")
    acts.send_now(page)
    made = [
        one["id"]
        for one in ledger.documents(school, "marat")["assessment"].values()
        if one and one["title"] == ESSAY
    ]
    assert len(made) == 1
    # The file once more finds what it made.
    open_import(page)
    page.get_by_label("Файл таңдау").set_input_files(csv)
    expect(page.get_by_label(f"ҚБ {ESSAY} /10", exact=True)).to_have_value(made[0])
    expect(page.get_by_text("Жазатын ештеңе жоқ")).to_be_visible()


@pytest.mark.slow
def test_a_full_phone_says_what_it_wrote_and_keeps_the_way_back(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    page = book_with_section(village, new_phone, 20)
    first = page.locator("tbody .book-name").first.inner_text()
    shown = page.locator(cell(page, first, TITLE)).inner_text()
    csv = tmp_path / "journal.csv"
    csv.write_text(f"Оқушы;БЖБ {TITLE}\n{first};9\n", encoding="utf-8")
    open_import(page)
    page.get_by_label("Файл таңдау").set_input_files(csv)
    page.get_by_role("radio", name="Басқа журнал").check(force=True)
    write = page.get_by_role("button", name="Ұпайларды жазу: 1")

    acts.fill_up(page)
    write.click()
    expect(page.get_by_text("Ұпайлар телефонға жазылмады")).to_be_visible()
    acts.fill_up(page, "carried")
    write.click()
    expect(page.get_by_text("Жазылған ұпайлар: 1")).to_be_visible()
    expect(page.get_by_text("Ұпайлар жазылды, бірақ көшіру парағы сақталмады")).to_be_visible()

    acts.fill_up(page)
    page.get_by_role("button", name="Қайтару").click()
    expect(page.get_by_text("Бұрынғы ұпайлар қайтарылмады")).to_be_visible()
    acts.free(page)
    page.get_by_role("button", name="Қайтару").click()
    expect(page.get_by_text("Бұрынғы ұпайлар қайтарылды")).to_be_visible()
    page.get_by_role("button", name="Артқа").first.click()
    shows(page, first, shown)
