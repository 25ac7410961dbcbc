"""A chess elective: kept by its leader without a link, signed, and seen by a member."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
ZONE = ZoneInfo("Asia/Almaty")
CLUBS = "Үйірмелер мен таңдау курстары"
SHORT = "Үйірмелер"


def test_a_leader_keeps_an_elective_without_a_link_and_a_pupil_sees_who_passed(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    marat = new_phone("marat").open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    marat.get_by_role("link", name=SHORT, exact=True).click()
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


def test_a_phone_that_is_full_says_that_nothing_was_saved(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    marat = new_phone("marat").open(village.school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    marat.get_by_role("link", name=SHORT, exact=True).click()
    marat.get_by_role("link", name=re.compile("Шахмат")).click()
    expect(marat.get_by_role("heading", name="Шахмат")).to_be_visible()
    failed = marat.get_by_text("Сақталмады. Қайталап көріңіз.")

    acts.fill_up(marat)
    marat.get_by_role("button", name=re.compile("^Серікбаева Ару")).click()
    sheet = marat.get_by_role("dialog", name="Серікбаева Ару")
    sheet.get_by_role("button", name="Шығару").click()
    expect(failed).to_be_visible()
    expect(sheet).to_be_visible()
    expect(failed).to_be_hidden(timeout=10_000)
    acts.free(marat)
    sheet.get_by_role("button", name="Шығару").click()
    expect(sheet).to_be_hidden()
    expect(marat.get_by_role("button", name=re.compile("^Серікбаева Ару"))).to_have_count(0)

    acts.fill_up(marat)
    marat.get_by_role("button", name="Қайтару").click()
    expect(failed).to_be_visible()
    expect(failed).to_be_hidden(timeout=10_000)
    marat.get_by_role("button", name="Мүше қосу").click()
    sheet = marat.get_by_role("dialog", name="Мүше қосу")
    sheet.get_by_label("Аты-жөні бойынша табу").fill("серикбаева")
    sheet.get_by_role("button", name=re.compile("Серікбаева Ару")).click()
    expect(failed).to_be_visible()
    expect(sheet.get_by_role("button", name=re.compile("Серікбаева Ару"))).to_be_visible()
    expect(failed).to_be_hidden(timeout=10_000)
    sheet.get_by_role("button", name="Жабу").click()
    marat.get_by_role("button", name=re.compile("^Рокировка")).click()
    marat.get_by_role("dialog").get_by_role("button", name="Алып тастау").click()
    expect(failed).to_be_visible()
    expect(marat.get_by_role("dialog")).to_be_visible()


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
    # A second tap meets the same pupil, who stays in the list, and not whoever stood below.
    pupils = sheet.get_by_role("listitem").get_by_role("button")
    pupils.first.dblclick()
    expect(pupils.first).to_have_attribute("aria-disabled", "true")
    expect(pupils.nth(1)).to_have_attribute("aria-disabled", "false")
    sheet.get_by_label("Аты-жөні бойынша табу").fill("серикбаева")
    sheet.get_by_role("button", name=re.compile("Серікбаева Ару")).click()
    expect(admin.get_by_text("Сақталды")).to_be_visible()
    assert barriers(admin) == []


def test_too_few_members_a_deadline_and_what_the_deputy_found_reach_the_leader(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    url = village.school.url
    admin = new_phone("admin").open(url)
    acts.log_in(admin, "admin")
    acts.section(admin, "Мектеп")
    admin.get_by_role("link", name=CLUBS).click()
    card = admin.locator(".card").filter(has_text="Шахмат")
    card.get_by_role("button", name="Өзгерту").click()
    sheet = admin.get_by_role("dialog", name="Өзгерту")
    sheet.get_by_label("Кемінде қанша мүше керек").fill("8")
    yesterday = datetime.now(ZONE).date() - timedelta(days=1)
    sheet.get_by_label("Қай күнге дейін жазылуға болады").fill(yesterday.isoformat())
    assert barriers(admin) == []
    sheet.get_by_role("button", name="Сақтау").click()
    expect(card.get_by_text("3 мүше бар, кемінде 8 керек")).to_be_visible()

    # The journal is looked through without a word first, then with one.
    expect(card.get_by_text("Журналы әлі тексерілмеген")).to_be_visible()
    card.get_by_role("button", name="Журналды тексеру").click()
    sheet = admin.get_by_role("dialog", name="Журналды тексеру: Шахмат")
    sheet.get_by_label("Не түзету керек").fill("Екінші кездесудің тақырыбы толық емес")
    assert barriers(admin) == []
    sheet.get_by_role("button", name="Тексерілді").click()
    expect(card.get_by_text("«Екінші кездесудің тақырыбы толық емес»")).to_be_visible()

    marat = new_phone("marat").open(url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    marat.get_by_role("link", name=SHORT, exact=True).click()
    marat.get_by_role("link", name=re.compile("Шахмат")).click()
    expect(marat.get_by_text("«Екінші кездесудің тақырыбы толық емес»")).to_be_visible()
    expect(marat.get_by_text("3 мүше бар, кемінде 8 керек")).to_be_visible()
    expect(marat.get_by_text(re.compile("^Жазылу мерзімі өтті"))).to_be_visible()
    expect(marat.get_by_role("button", name="Мүше қосу")).to_have_count(0)
    assert barriers(marat) == []

    # The school alone still lets somebody in, and the leader sees who came.
    card.get_by_role("button", name="Мүше қосу").click()
    sheet = admin.get_by_role("dialog", name="Мүше қосу")
    sheet.get_by_label("Аты-жөні бойынша табу").fill("оспанов")
    sheet.get_by_role("button", name=re.compile("Оспанов")).first.click()
    expect(card.get_by_text("4 мүше бар, кемінде 8 керек")).to_be_visible()
    acts.send_now(marat)
    expect(marat.get_by_text("4 мүше бар, кемінде 8 керек")).to_be_visible()

    aru = new_phone("aru").open(url)
    acts.log_in(aru, "aru")
    acts.section(aru, "Бағалар")
    expect(aru.get_by_role("region", name=CLUBS)).to_be_visible()
    expect(aru.get_by_text("толық емес")).to_have_count(0)
