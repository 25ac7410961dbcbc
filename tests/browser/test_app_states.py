"""The app in every state a phone can be in: it opens, speaks three languages, and leaks nothing."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.cast import PASSWORD
from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import AXE, Watch, barriers, transferred

NewPhone = Callable[[str], Phone]

MEANING = f"{SCHOOL}.task.meaning"
WORK = f"/t/work/{MEANING}/{person_id('aisha')}"
PUPILS = {
    "/": "Тапсырмалар",
    "/todo": "Тапсырмалар",
    f"/task/{MEANING}": "Бөлшек дегеніміз не?",
    "/lessons": "Сабақтар",
    "/lesson/zhai-bolshekter": "Жай бөлшектер",
    "/marks": "Бағаларым",
    "/settings": "Баптаулар",
}
TEACHERS = {
    "/": "Басты бет",
    "/t": "Басты бет",
    f"/t/class/{class_id('5a')}": "5 Ә",
    WORK: "Әбдірахманова Айша",
    f"/t/learner/{person_id('aisha')}": "Әбдірахманова Айша",
    "/t/new": "Жаңа тапсырма",
    "/t/upload": "Сабақ қосу",
    "/courier": "Пошташы",
    "/settings": "Баптаулар",
}
PARENTS = {
    "/": "Балалар",
    f"/child/{person_id('aru')}": "Серікбаева Ару",
    "/settings": "Баптаулар",
}
# Of what shows only the server's answer the phone keeps no copy, and says so.
ONLINE_ONLY = {f"/t/insights/{class_id('5a')}": "Бұл бет мектеп серверімен ғана жұмыс істейді"}
FIRST: dict[str, str | re.Pattern[str]] = {
    "aru": "Бөлшекті сызып көрсет",
    "marat": re.compile("^5 Ә"),
    "qanat": re.compile("Серікбаева Ару"),
}
ADMINS = {"/admin": "Мектеп сервері"}
LANGUAGES = {
    "Русский": ("ru", "Вход в Tirek", "Задания", "Настройки"),
    "English": ("en", "Log in to Tirek", "To do", "Settings"),
    "Қазақша": ("kk", "Tirek-ке кіру", "Тапсырмалар", "Баптаулар"),
}


@pytest.mark.slow
def test_it_opens_for_somebody_who_never_logged_in(village: Village, new_phone: NewPhone) -> None:
    phone = new_phone("nobody")
    page = phone.open(village.school.url)
    acts.wait_until_on_phone(page)
    village.school.kill()
    phone.close()
    page = phone.open(f"{village.school.url}/task/{MEANING}")
    expect(page.get_by_role("heading", name="Tirek-ке кіру")).to_be_visible()
    page.get_by_label("Логин", exact=True).fill("aru")
    page.get_by_label("Құпиясөз", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Кіру", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Мектеп сервері жауап бермей тұр")
    expect(alert).to_contain_text("Wi-Fi")


def test_whoever_shares_a_login_with_many_is_asked_for_the_school(
    village: Village, new_phone: NewPhone
) -> None:
    """A hub of many schools asks so; which people it then asks: test_shared_logins.py."""
    page = new_phone("shared").open(village.school.url)
    problem = {"type": "/problems/which-school", "title": "Several", "status": 409}
    sessions = re.compile("/api/v1/sessions")
    page.route(
        sessions,
        lambda route: route.fulfill(
            status=409, content_type="application/problem+json", body=json.dumps(problem)
        ),
    )
    page.get_by_label("Логин", exact=True).fill("aru")
    page.get_by_label("Құпиясөз", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Кіру", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("бірнеше мектепте")
    expect(page.get_by_label("Мектебіңіз")).to_be_focused()
    page.keyboard.type("5-мектеп, Ақбұлақ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Маңдайшадағы")
    assert barriers(page) == []

    page.unroute(sessions)
    with page.expect_request(sessions) as asked:
        page.keyboard.press("Enter")
    assert "5-мектеп, Ақбұлақ" in (asked.value.post_data or "")
    expect(page.get_by_role("navigation", name="Бөлімдер")).to_be_visible()


@pytest.mark.parametrize(
    ("login", "screens"),
    [
        pytest.param("aru", PUPILS, id="pupil"),
        pytest.param("marat", {**TEACHERS, **ONLINE_ONLY}, id="teacher", marks=pytest.mark.slow),
        pytest.param("qanat", PARENTS, id="parent", marks=pytest.mark.slow),
    ],
)
def test_every_screen_opens_by_its_address_without_a_server(
    village: Village, new_phone: NewPhone, login: str, screens: dict[str, str]
) -> None:
    phone = new_phone(login)
    page = phone.open(village.school.url)
    acts.log_in(page, login)
    acts.wait_until_on_phone(page)
    # Staff's screens take room on staff's phones only, and parents' on theirs.
    assert page.evaluate("caches.has('staff-parts')") == (login == "marat")
    assert page.evaluate("caches.has('family-parts')") == (login == "qanat")
    expect_records(page, login)
    village.school.kill()
    phone.close()
    for path, heading in screens.items():
        page = phone.open(f"{village.school.url}{path}")
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    acts.expect_offline(page)


@pytest.mark.slow
def test_a_screen_that_needs_the_server_comes_by_itself_once_it_answers(
    village: Village, new_phone: NewPhone
) -> None:
    phone = new_phone("marat")
    page = phone.open(village.school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    village.school.kill()
    phone.close()
    ((path, heading),) = ONLINE_ONLY.items()
    page = phone.open(f"{village.school.url}{path}")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    village.school.start()
    expect(page.get_by_role("heading", name="Сынып белсенділігі")).to_be_visible()


def expect_records(page: Page, login: str) -> None:
    """The first screen shows what came from the server."""
    expect(page.get_by_role("main").get_by_role("link", name=FIRST[login]).first).to_be_visible()


def test_it_can_be_installed_and_asks_nobody_else(village: Village, new_phone: NewPhone) -> None:
    school = village.school
    phone = new_phone("aru")
    page = phone.open("about:blank")
    watch = Watch.over(page.context)
    page.goto(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    # Everything at once: a lesson from the other origin, a picture, the bookshelf.
    acts.open_lesson(page, "Жай бөлшектер")
    acts.keep_lesson(page)
    page.get_by_role("link", name="түсіндірме және тапсырмалар").click()
    expect(acts.activity(page).get_by_text("Сабақ 1 / 5")).to_be_visible()
    page.locator(".player-bar").get_by_role("button", name="Жабу").click()
    page.get_by_role("link", name="Бөлшек жолақтары").click()
    expect(page.locator(".player-stage img, .player-body img").first).to_be_visible()

    assert watch.hosts == {f"localhost:{school.port}", f"localhost:{school.content_port}"}
    assert watch.complaints == []
    assert page.context.cookies() == []
    errors = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    assert errors["installabilityErrors"] == []

    # The second visit: not a byte of the app crosses the air again.
    page.goto(school.url)
    expect(page.get_by_role("heading", name="Тапсырмалар")).to_be_visible()
    parts = transferred(page)
    assert any(path.endswith(".js") for path in parts)
    assert sum(parts.values()) == 0, parts


@pytest.mark.slow
def test_it_speaks_three_languages_and_remembers_which(
    village: Village, new_phone: NewPhone
) -> None:
    page = new_phone("aru").open(village.school.url)
    for name, (code, login, _, _) in LANGUAGES.items():
        page.get_by_text(name, exact=True).click()
        expect(page.get_by_role("heading", name=login)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", code)
    acts.log_in(page, "aru")
    for name, (code, _, todo, settings) in LANGUAGES.items():
        page.goto(f"{village.school.url}/settings")
        page.get_by_text(name, exact=True).click()
        expect(page.get_by_role("heading", name=settings)).to_be_visible()
        page.goto(village.school.url)
        expect(page.get_by_role("heading", name=todo)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", code)


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci")
def test_nobody_meets_a_barrier_in_light_or_dark(village: Village, new_phone: NewPhone) -> None:
    url = village.school.url
    found: list[str] = []
    page = new_phone("aru").open(url)
    expect(page.get_by_role("heading", name="Tirek-ке кіру")).to_be_visible()
    found += in_both_lights(page, "login")
    for login, screens in (("aru", PUPILS), ("marat", TEACHERS), ("admin", ADMINS)):
        page = new_phone(f"{login}-again").open(url)
        acts.log_in(page, login)
        if login in FIRST:
            expect_records(page, login)
        for path, heading in screens.items():
            page.goto(f"{url}{path}")
            expect(page.get_by_role("heading", name=heading).first).to_be_visible()
            expect(page.get_by_text(re.compile("Жүктелуде|сұралуда"))).to_have_count(0)
            found += in_both_lights(page, f"{login} {path}")
    assert not found, "\n".join(found)


def in_both_lights(page: Page, name: str) -> list[str]:
    found = []
    for light in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if light == "dark" else "light")
        found += [f"{name} ({light}) {line}" for line in barriers(page)]
    return found
