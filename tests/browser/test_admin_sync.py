"""The sync day of a school's leader: what waits and why, windows, held work, disputed marks."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from server.demo import cast
from server.demo.roster import SCHOOL, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.hands import Hands
from tests.browser.watching import AXE, barriers

NewPhone = Callable[[str], Phone]
MEANING = f"{SCHOOL}.task.meaning"
"""A task for 5 Ә in mathematics, which Марат teaches."""
LANGUAGES = {
    "kk": ("Байланыс", "Уақыт пен көлем", "Назар аудару керек", "дискісінде орын аз"),
    "ru": ("Связь", "Время и объём", "Требует внимания", "мало места"),
    "en": ("Sync", "Times and budgets", "Needs attention", "nearly full"),
}


def hold_work(village: Village) -> str:
    """A pupil of 2–3 answers a task of 5 Ә: the operation, which is held."""
    stranger = next(p for p in cast.pupils() if p.school_class.key == "23")
    fields = {
        "assignment": MEANING,
        "text": "Бөлшек бүтіннің бөлігі",
        "files": [],
        "attempts": [],
        "made_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    held = Hands(village.school.url, stranger.login).submit("submission.hand_in", fields)
    assert held["outcome"] == "held", held
    return str(held["op"])


def dispute(village: Village) -> str:
    """Марат and Бота mark Ару's work without having seen each other's mark."""
    learner = person_id("aru")
    record = f"{MEANING}~{learner}"
    common = {"assignment": MEANING, "learner": learner, "submission": None, "max": 10}
    for login, mark, comment in (("marat", "7", "Сызбасы жоқ"), ("bota", "9", "Жарайсың!")):
        fields = {**common, "mark": mark, "comment": comment}
        given = Hands(village.school.url, login).submit("mark.give", fields, record)
        assert given["outcome"] != "held", given
    return record


def admin(village: Village, new_phone: NewPhone, path: str) -> Page:
    page = new_phone("admin").open(village.school.url)
    acts.log_in(page, "admin")
    acts.wait_until_on_phone(page)
    page.goto(f"{village.school.url}{path}")
    return page


def with_low_disk(page: Page) -> None:
    """The server's true answer, but on a disk that is nearly full."""

    def answer(route: Route) -> None:
        truth = route.fetch()
        status = truth.json()
        status["disk"]["free"] = 300 * 1024**2
        status["why"] = ["disk-low"]
        status["window"]["kept_out"] = ["files", "media", "text"]
        status["waiting"]["classes"]["media"] = {"count": 2, "bytes": 310 * 1024**2}
        route.fulfill(response=truth, json=status)

    page.route("**/api/v1/status", answer)


@pytest.mark.slow
def test_held_work_is_released_and_the_teacher_has_it(
    village: Village, new_phone: NewPhone
) -> None:
    op = hold_work(village)
    page = admin(village, new_phone, "/admin/attention")
    card = page.get_by_role("region", name="Ұсталып тұрған жұмыс")
    expect(card).to_contain_text("автор ол күні бұл сыныптың тізімінде болмаған")
    expect(card).to_contain_text("Бөлшек бүтіннің бөлігі")

    card.get_by_role("button", name="Есепке алу").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Есепке алу").click()
    expect(sheet).to_contain_text("Бір-екі сөз жазыңыз")
    sheet.get_by_label("Неге?").fill("Кеше 5 Ә-ге ауысты")
    sheet.get_by_role("button", name="Есепке алу").click()

    expect(page.get_by_role("heading", name="Бәрі шешілген")).to_be_visible()
    page.get_by_text("Шешілгендер · 1").click()
    done = page.get_by_role("region", name="Есепке алынған")
    expect(done).to_contain_text("Кеше 5 Ә-ге ауысты")
    expect(done).to_contain_text("Әлібек Айжан")
    assert op in ledger.documents(village.school, "marat")["submission"]


@pytest.mark.slow
def test_one_of_two_marks_is_chosen(village: Village, new_phone: NewPhone) -> None:
    record = dispute(village)
    page = admin(village, new_phone, "/admin/attention")
    card = page.get_by_role("region", name="Екі түрлі баға")
    expect(card).to_contain_text("Жарайсың!")
    expect(card).to_contain_text("Сағынова Бота")

    card.locator(".attention-side").filter(has_text="Есенов Марат").get_by_role("button").click()

    expect(page.get_by_role("heading", name="Бәрі шешілген")).to_be_visible()
    mark = ledger.documents(village.school, "aru")["mark"][record]
    assert (mark["mark"], mark["others"]) == ("7", [])


@pytest.mark.slow
def test_windows_are_edited_and_the_link_page_says_when(
    village: Village, new_phone: NewPhone
) -> None:
    page = admin(village, new_phone, "/admin/sync")
    expect(page.get_by_text("Қазір жабық")).to_be_visible()
    page.get_by_role("link", name="Уақыт пен көлемді өзгерту").click()
    page.get_by_text("Түнде бәрі").click()
    day = page.get_by_role("region", name="Күндіз")
    day.get_by_label("Барлығы, МБ").fill("30")
    day.get_by_label("Басталуы").fill("06:00")
    page.get_by_role("button", name="Сақтау").click()

    expect(page.get_by_role("heading", name="Байланыс", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("Күндіз|Түн")).first).to_be_visible()
    told = village.school.tirek("sync", "windows")
    assert "06:00-22:00" in told
    assert f"{30 * 1024**2:,}" in told


def test_what_waits_is_exchanged_at_a_touch(village: Village, new_phone: NewPhone) -> None:
    dispute(village)
    assert village.hub.answers()
    page = admin(village, new_phone, "/admin/sync")
    expect(page.get_by_text("Жазбалар: бағалар, тапсырмалар")).to_be_visible()
    page.get_by_role("button", name="Қазір алмасу").click()
    expect(page.get_by_text("Алмасу аяқталды")).to_be_visible()
    expect(page.get_by_text("Ештеңе күтіп тұрған жоқ")).to_be_visible()


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci")
def test_every_page_is_whole_in_three_languages_and_both_lights(
    village: Village, new_phone: NewPhone
) -> None:
    hold_work(village)
    dispute(village)
    page = admin(village, new_phone, "/admin")
    with_low_disk(page)
    found: list[str] = []
    for language, (link, plan, attention, disk) in LANGUAGES.items():
        page.evaluate("language => localStorage.setItem('tirek.lang', language)", language)
        for path, heading in (
            ("/admin/sync", link), ("/admin/sync/windows", plan), ("/admin/attention", attention),
        ):  # fmt: skip
            page.goto(f"{village.school.url}{path}")
            expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
            expect(page.locator(".loading")).to_have_count(0)
            if path == "/admin/sync":
                expect(page.get_by_text(disk).first).to_be_visible()
            for light in ("light", "dark"):
                page.emulate_media(color_scheme="dark" if light == "dark" else "light")
                found += [f"{language} {path} ({light}) {line}" for line in barriers(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{language} {path} is {wide} px too wide"
    assert not found, "\n".join(found)
