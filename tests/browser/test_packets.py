"""A packet's way: written by a teacher, read by pupils, extended for those who need it."""

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import class_id, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers, until_stored

NewPhone = Callable[[str], Phone]
SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""
TITLE = "Қысқы апта"
TASK = "Оқу жылдамдығы"


def look(page: Page, name: str) -> None:
    assert barriers(page) == []
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/packets-{name}.png", full_page=True)


@pytest.mark.slow
def test_a_packet_reaches_its_pupils_and_its_teacher_knows_who_read_it(
    village: Village, new_phone: NewPhone
) -> None:
    school = village.school
    marat = new_phone("marat").open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    write_packet(marat)
    acts.send_now(marat)

    aru = new_phone("aru").open(school.url)
    acts.log_in(aru, "aru")
    look(aru, "todo")
    aru.get_by_role("link", name=re.compile(TITLE)).click()
    expect(aru.get_by_text("Демалысқа дейін бітіреміз.")).to_be_visible()
    look(aru, "notice")
    aru.get_by_role("link", name=re.compile(TASK)).click()
    expect(aru.get_by_text("Кідірмей оқиды")).to_be_visible()
    look(aru, "task")
    task = aru.url.rsplit("/", 1)[1]
    until_stored(aru, person_id("aru"), "outbox", f'"about":"{task}","step":"opened"')
    acts.send_now(aru)

    acts.refresh(marat)
    expect(marat.get_by_text(re.compile(r"^Оқығаны: 1/1")).first).to_be_visible()
    look(marat, "read")
    marat.get_by_role("link", name=re.compile(TASK)).click()
    expect(marat.get_by_role("listitem").filter(has_text="Серікбаева Ару")).to_contain_text("ашты")
    look(marat, "report")

    # Without a link: more time for everybody who still owes the work.
    school.kill()
    marat.get_by_role("button", name="Тапсырмағандарды белгілеу").click()
    look(marat, "bulk")
    marat.get_by_role("button", name="Еске салу").click()
    expect(marat.get_by_text(re.compile("^еске салынды|· еске салынды")).first).to_be_visible()
    # The thumb met the neighbour: nobody is let off a work by mistake.
    marat.get_by_role("button", name="Тапсырмағандарды белгілеу").click()
    marat.get_by_role("button", name="Дәптерде орындады").click()
    learner = marat.get_by_role("listitem").filter(has_text="Серікбаева Ару")
    expect(learner).to_contain_text("дәптерде")
    marat.get_by_role("status").get_by_role("button", name="Қайтару").click()
    expect(learner).not_to_contain_text("дәптерде")
    school.start()
    acts.send_now(marat)
    acts.refresh(aru)
    acts.section(aru, "Тапсырма")
    expect(aru.get_by_role("link", name=re.compile(TASK))).to_contain_text("Мұғалім еске салды")
    arranged = ledger.rows(school, "SELECT learner, on_paper FROM arrangement")
    assert arranged == [(person_id("aru"), 0)]


def write_packet(marat: Page) -> None:
    """A notice to one pupil, with a task that has a criterion."""
    acts.open_class(marat, "5 Ә")
    expect(marat.get_by_role("heading", name="5 Ә")).to_be_visible()
    assert class_id("5a") in marat.url
    marat.get_by_role("button", name="Хабарландыру").click()
    marat.get_by_label("Тақырыбы").fill(TITLE)
    marat.get_by_label("Мәтіні").fill("Демалысқа дейін бітіреміз.")
    marat.get_by_role("radio", name="Таңдаған оқушыларға").click()
    marat.get_by_role("checkbox", name="Серікбаева Ару").click()
    look(marat, "form")
    marat.get_by_role("button", name="Жіберу").click()
    expect(marat.get_by_role("heading", name=TITLE)).to_be_visible()
    marat.get_by_role("button", name="Топтамаға тапсырма қосу").click()
    marat.get_by_label("Атауы").fill(TASK)
    expect(marat.get_by_role("checkbox", name="Серікбаева Ару")).to_be_checked()
    marat.get_by_role("button", name="Критерий қосу").click()
    marat.get_by_label("1-критерий", exact=True).fill("Кідірмей оқиды")
    look(marat, "new-task")
    marat.get_by_role("button", name="Жіберу", exact=True).click()
    expect(marat.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(marat.get_by_role("link", name=re.compile(TASK))).to_be_visible()
