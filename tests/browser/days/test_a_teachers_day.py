"""A teacher's day: lessons without a link, works from home, an evening of marking in the bus."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.test_journal import ABSENT, HOMEWORK, TOPIC, absence, lesson_now
from tests.browser.test_marking import TITLE, WHY, classmates, hand_in, set_task
from tests.browser.watching import until_stored

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # servers start again and again

MARAT = person_id("marat")
ROW = re.compile(f"5 Ә · Математика.*{TOPIC}")
NEW_HOMEWORK = "№ 77, 78 және сызбасы"


def test_a_teachers_day(village: Village, new_phone: Callable[[str], Phone]) -> None:
    school, marats = village.school, new_phone("marat")
    lesson_now(school, "5a", "marat")
    tasks = [set_task(village), set_task(village)]
    pupils = classmates(15)

    # Before the first bell, in the staff room.
    marat = marats.open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    acts.refresh(marat)
    school.stop()

    the_lesson_that_runs(marat)
    marats.kill()
    school.start()
    marat = marats.open(school.url)
    acts.send_now(marat)
    it_is_in_the_journal(marat, village)

    # The works of two tasks come in while the phone lies on the desk.
    for task in tasks:
        hand_in(village, task, pupils)
    acts.refresh(marat)
    until_stored(marat, MARAT, "records", f"Жауабым: {pupils[-1]}")
    acts.section(marat, "Сыныптар")
    expect(counter(marat, "тексеру керек")).to_have_text(str(4 + 2 * len(pupils)))
    school.stop()

    # On the way home: one after the other, the last of them has to be done again.
    worst = person_id(pupils[-1])
    marat.goto(f"{school.url}/t/work/{tasks[0]}/{person_id(pupils[0])}")
    for _ in range(2 * len(pupils)):
        before = marat.url
        expect(marat.get_by_role("radiogroup", name="Баға")).to_be_visible()
        if before.endswith(f"/{tasks[1]}/{worst}"):
            return_for_rework(marat)
        else:
            acts.give_mark(marat, "8")
        expect(marat).not_to_have_url(before)
    until_stored(marat, MARAT, "outbox", '"returned"')
    acts.section(marat, "Сыныптар")
    expect(counter(marat, "тексеру керек")).to_have_text("4")
    marats.kill()

    # The next morning it all goes, and the pupil knows what is to be done.
    school.start()
    marat = marats.open(school.url)
    acts.send_now(marat)
    marks = ledger.rows(
        school,
        "SELECT mark, returned, count(*) FROM mark WHERE author = ? AND assignment IN (?, ?) "
        "GROUP BY mark, returned ORDER BY mark",
        MARAT,
        *tasks,
    )
    assert [(mark, bool(back), n) for mark, back, n in marks] == [("", True, 1), ("8", False, 29)]
    pupil = new_phone("pupil").open(school.url)
    acts.log_in(pupil, pupils[-1])
    again = pupil.get_by_role("link", name=re.compile(f"{TITLE}.*Қайта тапсыру керек"))
    again.click()
    expect(pupil.get_by_text(WHY)).to_be_visible()

    # And the journal has the lesson as it was, without anything to be added.
    [entry] = [
        one
        for one in ledger.documents(school, "marat")["journal"].values()
        if one["bell"] == 9 and one["homework"] == NEW_HOMEWORK
    ]
    assert (entry["state"], entry["topic"]) == ("held", TOPIC)


def counter(page: Page, label: str) -> Locator:
    return (
        page.locator(".desk-counter").filter(has_text=re.compile(label, re.IGNORECASE)).locator("b")
    )


def the_lesson_that_runs(marat: Page) -> None:
    """It opens by itself; who is missing, what was done, what is for home: in six taps."""
    marat.get_by_role("link", name=re.compile("5 Ә.*Математика")).first.click()
    expect(marat.get_by_label("Тақырып")).to_have_value(TOPIC)
    expect(marat.get_by_label("Үй тапсырмасы")).to_have_value(HOMEWORK)
    absence(marat, ABSENT, "Ауырды")
    expect(marat.get_by_text("1 оқушы белгіленді")).to_be_visible()
    marat.get_by_label("Үй тапсырмасы").fill(NEW_HOMEWORK)
    marat.get_by_role("button", name="Сабақ өтті").click()
    expect(marat.get_by_text("Журналға жазылды")).to_be_visible()
    until_stored(marat, MARAT, "outbox", NEW_HOMEWORK)


def it_is_in_the_journal(marat: Page, village: Village) -> None:
    acts.section(marat, "Журнал")
    expect(marat.get_by_role("link", name=ROW)).to_be_visible()
    codes = [
        one["code"] for one in ledger.documents(village.school, "marat")["attendance"].values()
    ]
    assert "ill" in codes


def return_for_rework(marat: Page) -> None:
    marat.get_by_role("button", name="Оқушыға бір ауыз сөз").click()
    marat.get_by_label("Пікір", exact=True).fill(WHY)
    marat.get_by_role("button", name="Қайта тапсыруға қайтару").click()
