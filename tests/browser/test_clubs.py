"""A chess elective: kept by its leader without a link, signed, and seen by a member."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
CLUBS = "Үйірмелер мен таңдау курстары"


def test_a_leader_keeps_an_elective_without_a_link_and_a_pupil_sees_who_passed(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    marat = new_phone("marat").open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    marat.get_by_role("link", name=CLUBS).click()
    assert barriers(marat) == []
    marat.get_by_role("link", name=re.compile("Шахмат")).click()
    expect(marat.get_by_role("heading", name="Шахмат")).to_be_visible()
    expect(marat.get_by_role("button", name=re.compile("^Рокировка"))).to_be_visible()

    school.stop()
    marat.get_by_role("button", name="Кездесуді жазу").click()
    sheet = marat.get_by_role("dialog", name="Кездесуді жазу")
    sheet.get_by_role("button", name="Сақтау").click()
    expect(sheet.get_by_text("Не істелгенін жазыңыз")).to_be_visible()
    sheet.get_by_label("Не істелді").fill("Турнир")
    sheet.get_by_role("button", name=re.compile("Серікбаева Ару")).click()
    expect(sheet.get_by_role("button", name=re.compile("Серікбаева Ару"))).to_contain_text("жоқ")
    assert barriers(marat) == []
    sheet.get_by_role("button", name="Сақтау").click()
    expect(sheet).to_be_hidden()
    expect(marat.get_by_role("button", name=re.compile("^Турнир"))).to_be_visible()

    marat.get_by_role("button", name=re.compile("^Серікбаева Ару")).click()
    sheet = marat.get_by_role("dialog", name="Серікбаева Ару")
    sheet.get_by_text("Сыналды").first.click()
    assert barriers(marat) == []
    sheet.get_by_text("Сыналды").last.click()
    reason = sheet.get_by_label("Себебі")
    if reason.is_visible():
        reason.fill("Облыстық турнирде жүлделі")
    sheet.get_by_role("button", name="Бекіту").click()
    expect(marat.get_by_role("button", name=re.compile("^Серікбаева Ару"))).to_contain_text(
        "Сыналды"
    )
    school.start()
    acts.send_now(marat)

    aru = new_phone("aru").open(school.url)
    acts.log_in(aru, "aru")
    acts.section(aru, "Бағалар")
    mine = aru.get_by_role("region", name=CLUBS)
    expect(mine.get_by_text("Шахмат")).to_be_visible()
    expect(mine.get_by_text("Сыналды")).to_be_visible()
    assert barriers(aru) == []


def test_a_leader_of_the_school_opens_a_club_and_brings_pupils_in(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    admin = new_phone("admin").open(village.school.url)
    acts.log_in(admin, "admin")
    acts.section(admin, "Мектеп")
    admin.get_by_role("link", name=CLUBS).click()
    expect(admin.get_by_text(re.compile("4 кездесу"))).to_be_visible()
    assert barriers(admin) == []
    admin.get_by_role("button", name="Жаңа үйірме").click()
    sheet = admin.get_by_role("dialog", name="Жаңа үйірме")
    sheet.get_by_role("button", name="Сақтау").click()
    expect(sheet.get_by_text("Кемінде бір жетекші таңдаңыз")).to_be_visible()
    sheet.get_by_label("Атауы").fill("Робототехника")
    sheet.get_by_role("checkbox", name=re.compile("Есенов Марат")).click()
    assert barriers(admin) == []
    sheet.get_by_role("button", name="Сақтау").click()
    card = admin.locator(".card").filter(has_text="Робототехника")
    card.get_by_role("button", name="Мүше қосу").click()
    sheet = admin.get_by_role("dialog", name="Мүше қосу")
    sheet.get_by_label("Аты-жөні бойынша табу").fill("серикбаева")
    sheet.get_by_role("button", name=re.compile("Серікбаева Ару")).click()
    expect(admin.get_by_text("Сақталды")).to_be_visible()
    assert barriers(admin) == []
