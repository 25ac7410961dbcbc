"""A pupil with support and a route, written without a link; an assistant who helps one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
ENLARGED = "it => it.getBoundingClientRect().width / it.clientWidth"
GOAL = "Бөлшектерді қосуды өз бетімен орындау"


def test_a_pupil_has_support_and_a_route_that_is_looked_at_weekly(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    acts.open_class(teacher, "5 Ә")
    teacher.get_by_role("link", name="Қолдау және маршруттар").click()
    expect(teacher.get_by_text(re.compile("уақыты \\+25 % · ірі қаріп"))).to_be_visible()
    assert barriers(teacher) == []
    teacher.get_by_role("link", name=re.compile("Серікбаева Ару")).click()
    expect(teacher.get_by_role("heading", name="Маршрут жоқ")).to_be_visible()

    # The link is gone: what is written stays on the phone until it is back.
    school.stop()
    teacher.get_by_role("button", name="Қолдау", exact=True).click()
    sheet = teacher.get_by_role("dialog", name=re.compile("қолдау"))
    sheet.get_by_text("+50 %").click()
    sheet.get_by_text("Ірі қаріп").click()
    assert barriers(teacher) == []
    sheet.get_by_role("button", name="Сақтау").click()
    expect(teacher.get_by_text("уақыты +50 % · ірі қаріп")).to_be_visible()
    teacher.get_by_role("button", name="Маршрут бастау").click()
    sheet = teacher.get_by_role("dialog", name="Маршрут бастау")
    sheet.get_by_role("button", name="Сақтау").click()
    expect(sheet.get_by_text("Мақсатын жазыңыз")).to_be_visible()
    sheet.get_by_label("Мақсаты").fill(GOAL)
    sheet.get_by_label("1-қадам", exact=True).fill("12-бет, 1–4 есеп")
    assert barriers(teacher) == []
    sheet.get_by_role("button", name="Сақтау").click()
    expect(teacher.get_by_text(GOAL)).to_be_visible()
    teacher.get_by_role("button", name="Осы апта қалай өтті?").click()
    sheet = teacher.get_by_role("dialog", name="Осы апта қалай өтті?")
    sheet.get_by_text("Жақсы келеді").click()
    sheet.get_by_label("Не байқалды").fill("Салыстыруды түсінді")
    sheet.get_by_role("button", name="Сақтау").click()
    expect(teacher.get_by_text("Салыстыруды түсінді")).to_be_visible()
    assert barriers(teacher) == []
    school.start()
    acts.send_now(teacher)

    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    expect(pupil.locator("html.larger")).to_have_count(1)
    # A lesson knows nothing of it, and is enlarged as a whole.
    acts.open_lesson(pupil, "Жай бөлшектер")
    acts.keep_lesson(pupil)
    pupil.get_by_role("link", name="түсіндірме және тапсырмалар").click()
    expect(acts.activity(pupil).get_by_text("Сабақ 1 / 5")).to_be_visible()
    enlarged = pupil.locator(".shell-frame").evaluate(ENLARGED)
    assert enlarged == pytest.approx(1.2, abs=0.01)
    pupil.locator(".player-bar").get_by_role("button", name="Жабу").click()
    acts.section(pupil, "Бағалар")
    pupil.get_by_role("link", name="Қолдау және жеке маршрут").click()
    expect(pupil.get_by_text(GOAL)).to_be_visible()
    expect(pupil.get_by_text("Жақсы келеді")).to_be_visible()
    assert barriers(pupil) == []
    [own] = ledger.documents(school, "aru")["route"].values()
    assert own["learner"] == person_id("aru")
    assert "route" not in ledger.documents(school, "alihan")


def test_an_assistant_sees_the_one_pupil_they_help(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    page = new_phone("asel").open(school.url)
    acts.log_in(page, "asel")
    acts.section(page, "Көмек")
    assert barriers(page) == []
    page.get_by_role("link", name=re.compile("Санжар")).click()
    expect(page.get_by_role("heading", name="Тапсырмалар")).to_be_visible()
    expect(page.get_by_text("Круговорот воды: урок и вопросы")).to_be_visible()
    expect(page.get_by_role("button", name="Маршрут бастау")).to_be_hidden()
    assert barriers(page) == []

    leader = new_phone("director").open(school.url)
    acts.log_in(leader, "director")
    leader.goto(f"{school.url}/admin/inclusion")
    expect(leader.get_by_text(re.compile("Көмекші: Дүйсенова"))).to_be_visible()
    expect(leader.get_by_text("Баяу").or_(leader.get_by_text("Жақсы келеді"))).to_be_visible()
    assert barriers(leader) == []
