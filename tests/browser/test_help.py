"""Help on the phone itself: without a server, on a Russian keyboard, for whoever is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import AXE, barriers

NewPhone = Callable[[str], Phone]


def help_page(page: Page) -> None:
    expect(page.get_by_role("heading", name="Анықтама", exact=True)).to_be_visible()


def question(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).click()


def test_a_pupil_reads_it_at_home_and_finds_with_a_russian_keyboard(
    village: Village, new_phone: NewPhone
) -> None:
    phone = new_phone("aru")
    page = phone.open(village.school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    village.school.kill()
    acts.section(page, "Баптау")
    page.get_by_role("link", name="Анықтама").click()
    help_page(page)
    page.reload()
    help_page(page)

    answer = page.get_by_text("«Сақталған сабақтар» тізімінен")
    expect(answer).to_be_hidden()
    question(page, "Телефонда орын бітті")
    expect(answer).to_be_visible()
    if AXE.is_file():
        assert barriers(page) == []

    search = page.get_by_role("searchbox", name="Сұрақтардан іздеу")
    search.fill("кагаз")
    expect(page.locator("summary")).to_have_text(["Жұмысты қағазда тапсыруға бола ма?"])
    expect(page.get_by_text("«Суретке түсіру» түймесімен")).to_be_visible()
    search.fill("трактор")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Ештеңе табылмады")
    search.fill("")
    question(page, "Бір телефонды бірнешеуміз")
    page.get_by_role("link", name="Баптау", exact=True).first.click()
    expect(page.get_by_role("heading", name="Баптаулар")).to_be_visible()


def test_a_lost_address_leads_to_it(village: Village, new_phone: NewPhone) -> None:
    page = new_phone("aru").open(village.school.url)
    acts.log_in(page, "aru")
    page.goto(f"{village.school.url}/no/such/place")
    expect(page.get_by_role("heading", name="Мұндай бет жоқ", level=1)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Анықтама").click()
    help_page(page)
    # A pupil reads what pupils and everybody ask, and nothing of the staff's.
    expect(page.locator("summary").first).to_have_text("Жұмысты қағазда тапсыруға бола ма?")
    expect(page.get_by_text("Сабақты журналға қалай жазамын?")).to_have_count(0)


def test_somebody_who_cannot_get_in_reads_what_to_do(village: Village, new_phone: NewPhone) -> None:
    page = new_phone("nobody").open(village.school.url)
    page.get_by_label("Логин", exact=True).fill("aru")
    page.get_by_label("Құпиясөз", exact=True).fill("forgotten")
    expect(page.get_by_role("link", name="Анықтама")).to_have_count(0)
    page.get_by_role("button", name="Кіру", exact=True).click()
    page.get_by_role("link", name="Анықтама").click()
    help_page(page)
    question(page, "Құпиясөзді не PIN-ді ұмыттым")
    expect(page.get_by_text("Сынып жетекшісіне не әкімшіге айтыңыз")).to_be_visible()
    # Sections that would only ask for the log-in again are not offered.
    question(page, "Телефонда орын бітті")
    expect(page.get_by_role("main").get_by_role("link")).to_have_count(0)
    page.get_by_role("button", name="Артқа").click()
    expect(page.get_by_role("heading", name="Tirek-ке кіру")).to_be_visible()


@pytest.mark.parametrize(
    ("login", "groups", "leads"),
    [
        pytest.param(
            "marat",
            ["Мұғалімге", "Қалаға баратын адамға", "Жалпы сұрақтар"],
            ("Тоқсандық бағаға қалай қол қоямын?", "Баға кестесі"),
            id="teacher",
        ),
        pytest.param(
            "admin",
            ["Мұғалімге", "Басшылыққа және әкімшіге", "Қалаға баратын адамға", "Жалпы сұрақтар"],
            ("Аязда не карантинде не істейміз?", "Мектеп жабық күндер"),
            id="admin who teaches, too",
        ),
    ],
)
def test_staff_read_their_own_questions_first_without_a_server(
    village: Village, new_phone: NewPhone, login: str, groups: list[str], leads: tuple[str, str]
) -> None:
    asked, link = leads
    phone = new_phone(login)
    page = phone.open(village.school.url)
    acts.log_in(page, login)
    acts.wait_until_on_phone(page)
    village.school.kill()
    page.goto(f"{village.school.url}/help")
    help_page(page)
    expect(page.get_by_role("heading", level=2)).to_have_text(groups)
    question(page, asked)
    if AXE.is_file():
        assert barriers(page) == []
    page.get_by_role("main").get_by_role("link", name=link, exact=True).click()
    expect(page.get_by_role("heading", name=link, level=1)).to_be_visible()
