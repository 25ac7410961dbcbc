"""A pupil tells the school without a link that something is wrong; her class teacher answers."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""


def look(page: Page, name: str) -> None:
    assert barriers(page) == []
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/concern-{name}.png")


def test_what_a_pupil_tells_is_heard_and_answered(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.wait_until_on_phone(pupil)
    school.stop()
    acts.open_lesson(pupil, "Жай бөлшектер")
    pupil.get_by_role("link", name="Мектепке айту").click()
    pupil.get_by_role("radio", name="Біреу қиянат жасайды не қорқытады").check()
    pupil.get_by_label("Толығырақ").fill("Үзілісте ұрды")
    look(pupil, "form")
    pupil.get_by_role("button", name="Жіберу").click()
    expect(pupil.get_by_role("main").get_by_text("Осы телефонда", exact=True)).to_be_visible()
    school.start()
    acts.send_now(pupil)
    expect(pupil.get_by_text("Мектеп алды")).to_be_visible()
    look(pupil, "told")

    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    teacher.get_by_role("link", name="Оқушылардың хабары · 1").click()
    expect(teacher.get_by_text("Үзілісте ұрды")).to_be_visible()
    expect(teacher.get_by_text("Сабақ: Жай бөлшектер")).to_be_visible()
    look(teacher, "inbox")
    teacher.get_by_label("Айтқан адамға жауап").fill("Ертең сөйлесейік")
    teacher.get_by_role("button", name="Қарауға аламын").click()
    expect(teacher.get_by_text("Ертең сөйлесейік")).to_be_visible()
    acts.send_now(teacher)
    acts.send_now(pupil)
    expect(pupil.get_by_text("Қаралып жатыр")).to_be_visible()
    expect(pupil.get_by_text("Ертең сөйлесейік")).to_be_visible()
