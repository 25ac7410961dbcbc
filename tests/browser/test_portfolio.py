"""A pupil's portfolio: an achievement added without a link, and the father reads it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
PRIZE = "Облыстық олимпиада, жүлде"


def test_a_pupil_picks_without_a_link_and_the_father_reads(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    aru = new_phone("aru").open(school.url)
    acts.log_in(aru, "aru")
    acts.wait_until_on_phone(aru)
    school.stop()
    acts.section(aru, "Бағалар")
    aru.get_by_role("link", name="Портфолио").click()
    expect(aru.get_by_text("Аудандық шахмат турнирі, 2-орын")).to_be_visible()
    assert barriers(aru) == []
    aru.get_by_role("button", name="Жетістік қосу").click()
    sheet = aru.get_by_role("dialog", name="Жетістік қосу")
    sheet.get_by_role("button", name="Қосу").click()
    expect(sheet.get_by_text("Атауын жазыңыз")).to_be_visible()
    sheet.get_by_label("Атауы").fill(PRIZE)
    assert barriers(aru) == []
    sheet.get_by_role("button", name="Қосу").click()
    expect(aru.get_by_role("heading", name=PRIZE)).to_be_visible()

    card = aru.locator(".card").filter(has_text=PRIZE)
    card.get_by_role("button", name="Алып тастау").click()
    expect(aru.get_by_role("heading", name=PRIZE)).to_be_hidden()
    aru.get_by_role("button", name="Қайтару").click()
    expect(aru.get_by_role("heading", name=PRIZE)).to_be_visible()
    school.start()
    acts.send_now(aru)

    father = new_phone("qanat").open(school.url)
    acts.log_in(father, "qanat")
    father.get_by_role("link", name=re.compile("Ару")).first.click()
    father.get_by_role("link", name="Портфолио").click()
    expect(father.get_by_role("heading", name=PRIZE)).to_be_visible()
    expect(father.get_by_role("button", name="Жетістік қосу")).to_be_hidden()
    assert barriers(father) == []
