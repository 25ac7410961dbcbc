"""Two children, one phone: what Ару wrote under Нұрсұлтан's name goes under hers; he is told."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.hands import Hands
from tests.browser.test_marking import classmates
from tests.browser.watching import barriers, until_stored
from tests.server.uploads.sending import stated

pytestmark = pytest.mark.slow
TITLE = "Бөлшек туралы шағын мәтін"
TEXT = "Бөлшек бүтіннің бөлігін көрсетеді."
MADE = "2026-11-20T04:20:00.000Z"
OWN = "Бұл менің өз жауабым."
SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""


def handed_in(url: str, files: list[dict[str, Any]]) -> str:
    """The task to which Нұрсұлтан has handed in these files and a text."""
    fields = {
        "school": SCHOOL, "class": class_id("5a"), "title": TITLE, "instructions": "",
        "lesson": None, "item": None, "due_at": None, "max_mark": 10,
        "accepts": ["text", "photo"], "files": [],
    }  # fmt: skip
    task = str(Hands(url, "marat").submit("assignment.set", fields)["op"])
    work = {"assignment": task, "text": TEXT, "files": files, "attempts": [], "made_at": MADE}
    assert Hands(url, "nursultan").submit("submission.hand_in", work)["outcome"] != "held"
    return task


def test_work_under_another_name_is_moved_without_a_link_and_keeps_its_time(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    task = handed_in(school.url, [])
    marat = new_phone("marat").open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    acts.refresh(marat)
    school.stop()

    marat.goto(f"{school.url}/t/work/{task}/{person_id('nursultan')}")
    marat.get_by_role("button", name="Басқа оқушының жұмысы ма?").click()
    sheet = marat.get_by_role("dialog", name="Бұл кімнің жұмысы?")
    sheet.get_by_role("button", name="Көшіру").click()
    expect(sheet.get_by_text("Оқушыны таңдаңыз")).to_be_visible()
    assert barriers(marat) == []
    sheet.get_by_role("radio", name=re.compile("Серікбаева Ару")).click()
    sheet.get_by_role("button", name="Көшіру").click()
    expect(sheet).to_be_hidden()
    marat.goto(f"{school.url}/t/work/{task}/{person_id('aru')}")
    expect(marat.get_by_text("жауап.txt")).to_be_visible()
    school.start()
    acts.send_now(marat)

    [(kept, made)] = ledger.rows(
        school,
        "SELECT sha256, made_at FROM submission_file JOIN submission ON id = submission"
        " WHERE assignment = ? AND learner = ?",
        task,
        person_id("aru"),
    )
    assert ledger.personal_file(school, str(kept)).decode() == TEXT
    assert str(made).startswith("2026-11-20")
    nursultan = new_phone("nursultan").open(school.url)
    acts.log_in(nursultan, "nursultan")
    nursultan.get_by_role("link", name=TITLE).click()
    expect(nursultan.get_by_text(re.compile("Бұл басқа оқушының жұмысы екен"))).to_be_visible()
    expect(nursultan.get_by_role("button", name="Тапсыру", exact=True)).to_be_visible()


def test_work_that_cannot_be_moved_says_why_and_stays(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    url = village.school.url
    pages = [stated(b"page %d" % n) for n in range(20)]
    of_twenty, of_one = handed_in(url, pages), handed_in(url, pages[:1])
    marat = new_phone("marat").open(url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    # The file of the second never came to the school: its phone has been off since.
    for task, why in ((of_twenty, "20 файл сыяды"), (of_one, "файлдары осы телефонда жоқ")):
        marat.goto(f"{url}/t/work/{task}/{person_id('nursultan')}")
        marat.get_by_role("button", name="Басқа оқушының жұмысы ма?").click()
        sheet = marat.get_by_role("dialog", name="Бұл кімнің жұмысы?")
        sheet.get_by_role("radio", name=re.compile("Серікбаева Ару")).click()
        sheet.get_by_role("button", name="Көшіру").click()
        expect(marat.get_by_text(re.compile(why))).to_be_visible()
        expect(sheet.get_by_role("radio", name=re.compile("Серікбаева Ару"))).to_be_checked()


def test_what_is_handed_in_meanwhile_is_neither_moved_nor_marked_nor_returned_unread(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    task = handed_in(school.url, [])
    marat = new_phone("marat").open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    marat.goto(f"{school.url}/t/work/{task}/{person_id('nursultan')}")
    marat.get_by_role("radio", name="7", exact=True).click()
    marat.get_by_role("button", name="Басқа оқушының жұмысы ма?").click()
    sheet = marat.get_by_role("dialog", name="Бұл кімнің жұмысы?")
    sheet.get_by_role("radio", name=re.compile("Серікбаева Ару")).click()

    nursultan = Hands(school.url, "nursultan")

    def arrives(text: str, made: str, pupil: Hands = nursultan) -> None:
        work = {"assignment": task, "text": text, "files": [], "attempts": [], "made_at": made}
        assert pupil.submit("submission.hand_in", work)["outcome"] != "held"
        marat.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        until_stored(marat, person_id("marat"), "records", text)

    arrives(OWN, "2026-11-20T04:40:00.000Z")
    news = marat.get_by_text(re.compile("Осы арада оқушы қайта тапсырды"))
    expect(news).to_be_visible()
    sheet.get_by_role("button", name="Көшіру").click()
    expect(sheet).to_be_hidden()
    expect(marat.get_by_text(OWN)).to_be_hidden()
    # The return is the teacher's own doing, not news.
    expect(marat.get_by_text(re.compile("Осы арада жұмыс қайтарылды"))).to_be_hidden()
    assert barriers(marat) == []
    if SHOTS:
        marat.screenshot(path=f"{SHOTS}/meanwhile.png")
    acts.send_now(marat)
    files = ledger.rows(
        school,
        "SELECT sha256 FROM submission_file JOIN submission ON id = submission"
        " WHERE assignment = ? AND learner = ?",
        task,
        person_id("aru"),
    )
    assert [ledger.personal_file(school, str(sha)).decode() for (sha,) in files] == [TEXT]
    answered = (
        "SELECT text FROM mark JOIN submission ON submission.id = mark.submission"
        " WHERE returned AND mark.assignment = ?"
    )
    assert ledger.rows(school, answered, task) == [(TEXT,)]

    marat.get_by_role("button", name="Жаңасын қарау").click()
    expect(marat.get_by_text(OWN)).to_be_visible()
    expect(marat.get_by_role("radio", name="7", exact=True)).not_to_be_checked()
    marat.get_by_role("button", name="Соған оралу").click()
    expect(marat.get_by_role("radio", name="7", exact=True)).to_be_checked()
    expect(news).to_be_visible()

    # Returned with others from the list of the class: what comes while the reason is typed is not.
    marat.goto(f"{school.url}/t/task/{task}")
    marat.get_by_role("checkbox", name=re.compile("Қалиев Нұрсұлтан")).check()
    marat.get_by_role("button", name="Қайтару", exact=True).click()
    why = marat.get_by_role("dialog", name="Қайтару")
    why.get_by_label("Бәріне бір пікір").fill("Толықтыр.")
    arrives("Толықтырдым.", "2026-11-20T05:00:00.000Z")
    why.get_by_role("button", name="Қайтару", exact=True).click()
    expect(why).to_be_hidden()
    acts.send_now(marat)
    assert ledger.rows(school, answered, task) == [(OWN,)]

    # A mark for work that was not there is not given to work that came before it was saved.
    [late] = [login for login in classmates(2) if login != "nursultan"][:1]
    marat.goto(f"{school.url}/t/work/{task}/{person_id(late)}")
    marat.get_by_role("radio", name="1", exact=True).click()
    arrives("Кеш болса да тапсырдым.", MADE, Hands(school.url, late))
    expect(marat.get_by_text(re.compile("Осы арада оқушының жұмысы келді"))).to_be_visible()
    marat.get_by_role("button", name=re.compile("^Сақтау")).click()
    ask = marat.get_by_role("dialog", name="Жұмыс келіп қойды")
    expect(ask).to_be_visible()
    assert barriers(marat) == []
    if SHOTS:
        marat.screenshot(path=f"{SHOTS}/ask-first.png")
    ask.get_by_role("button", name="Жаңасын қарау").click()
    expect(marat.get_by_text("Кеш болса да тапсырдым.")).to_be_visible()
    acts.send_now(marat)
    given = "SELECT mark FROM mark WHERE assignment = ? AND learner = ?"
    assert ledger.rows(school, given, task, person_id(late)) == []
