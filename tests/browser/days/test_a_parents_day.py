"""A parent's day: two children in two classes, at breakfast and in the evening without a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo import cast
from server.demo.roster import SCHOOL, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.days.setting import BY_ITSELF_MS, write_lesson_up
from tests.browser.hands import Hands
from tests.browser.test_journal import HOMEWORK, TOPIC, lesson_now
from tests.browser.watching import until_stored

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # servers start again and again

[QANAT] = [one for one in cast.parents() if one.login == "qanat"]
OLDER, YOUNGER = (
    next(f"{p.family_name} {p.given_name}" for p in cast.pupils() if p.login == login)
    for login in QANAT.child_logins
)
ARU = person_id("aru")
MEANING = f"{SCHOOL}.task.meaning"
TRIP = "Жұма күні — мұражай"


def test_a_parents_day(village: Village, new_phone: Callable[[str], Phone]) -> None:
    school, qanats = village.school, new_phone("qanat")
    lesson_now(school, "5a", "marat")
    qanat = qanats.open(school.url)
    acts.log_in(qanat, "qanat")
    acts.wait_until_on_phone(qanat)

    # At breakfast: both children, and what the older one still owes.
    for name in (OLDER, YOUNGER):
        expect(qanat.get_by_role("link", name=re.compile(name))).to_be_visible()
    expect(qanat.get_by_role("link", name=re.compile(OLDER))).to_contain_text("Мерзімі өтті")
    school.kill()
    open_child(qanat, OLDER)
    expect(qanat.get_by_text("Бөлшек дегеніміз не? Өз сөзіңмен жаз")).to_be_visible()
    expect(qanat.get_by_text(TRIP)).to_be_visible()
    qanats.kill()

    the_day_at_school(village)

    # In the evening the phone was in the school's Wi-Fi for a moment, and has been home since.
    qanat = qanats.open(school.url)
    acts.send_now(qanat)
    until_stored(qanat, person_id("qanat"), "records", "Жарайсың, қызым!")
    school.kill()
    qanats.close()
    qanat = qanats.open(school.url)
    acts.expect_offline(qanat)
    open_child(qanat, OLDER)
    expect(qanat.get_by_text("Жарайсың, қызым!")).to_be_visible()
    qanat.get_by_role("link", name="Күнделік").click()
    expect(qanat.get_by_text(TOPIC)).to_be_visible()
    expect(qanat.get_by_text(f"Үйге: {HOMEWORK}")).to_be_visible()
    expect(qanat.get_by_text("Ауырды")).to_be_visible()

    # Her sister's is another diary, and what only the server has says so.
    acts.section(qanat, "Балалар")
    open_child(qanat, YOUNGER)
    qanat.get_by_role("link", name="Күнделік").click()
    expect(qanat.get_by_text(TOPIC)).to_be_hidden()
    qanat.get_by_role("button", name="Артқа").click()
    qanat.get_by_role("link", name="Есептер").click()
    expect(qanat.get_by_text("Бұл бет мектеп серверімен ғана жұмыс істейді")).to_be_visible()

    # The report is there as soon as the school is, without anybody's doing.
    school.start()
    report = qanat.get_by_role("article").first
    expect(report).to_contain_text("Математика", timeout=BY_ITSELF_MS)

    # A parent writes nothing but that the news came.
    assert set(ledger.written_by(school, person_id("qanat"))) <= {"receipt.give"}


def the_day_at_school(village: Village) -> None:
    """Ару is ill, hands in from home, and is marked at once."""
    school = village.school
    school.start()
    write_lesson_up(school, TOPIC, HOMEWORK)
    marat = Hands(school.url, "marat")
    [lesson] = [
        one
        for one in ledger.documents(school, "marat")["journal"].values()
        if one["bell"] == 9 and one["topic"] == TOPIC
    ]
    ill = {"lesson": lesson["id"], "learner": ARU, "class": lesson["class"], "code": "ill"}
    assert marat.submit("attendance.set", ill, f"{lesson['id']}~{ARU}")["outcome"] == "admitted"
    work = {"assignment": MEANING, "text": "Жарты нан.", "files": [], "attempts": []}
    work["made_at"] = "2026-11-20T04:20:00.000Z"
    handed = Hands(school.url, "aru").submit("submission.hand_in", work)
    assert handed["outcome"] != "held", handed
    words = {"mark": "10", "max": 10, "comment": "Жарайсың, қызым!"}
    given = marat.submit(
        "mark.give",
        {"assignment": MEANING, "learner": ARU, "submission": handed["op"], **words},
        f"{MEANING}~{ARU}",
    )
    assert given["outcome"] == "admitted", given


def open_child(page: Page, name: str) -> None:
    page.get_by_role("link", name=re.compile(name)).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
