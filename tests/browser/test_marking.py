"""A teacher's evening without a link: lines on a photo, points, a voice, a work returned; all of it
arrives, and the pupil sees it where there is no link either."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo import cast
from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.hands import Hands
from tests.browser.pictures import photo_with_place
from tests.browser.watching import barriers, until_stored

NewPhone = Callable[[str], Phone]
SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""
TITLE = "Бөлшек сызбасы"
WHY = "Шешу жолын толық жаз."


def look(page: Page, name: str) -> None:
    assert barriers(page) == []
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/marking-{name}.png")


def set_task(village: Village) -> str:
    fields = {
        "school": SCHOOL,
        "class": class_id("5a"),
        "title": TITLE,
        "instructions": "",
        "lesson": None,
        "item": None,
        "due_at": None,
        "max_mark": 10,
        "accepts": ["text", "photo"],
        "files": [],
        "criteria": [{"name": "Сызбасы", "max": 6}, {"name": "Жауабы", "max": 4}],
    }
    return str(Hands(village.school.url, "marat").submit("assignment.set", fields)["op"])


def hand_in(village: Village, task: str, pupils: list[str]) -> None:
    """What the others of the class handed in."""
    for login in pupils:
        work = {"assignment": task, "text": f"Жауабым: {login}", "files": [], "attempts": []}
        work["made_at"] = "2026-11-20T04:20:00.000Z"
        result = Hands(village.school.url, login).submit("submission.hand_in", work)
        assert result["outcome"] != "held"


def classmates(number: int) -> list[str]:
    class_5 = [one.login for one in cast.pupils() if one.school_class.key == "5a"]
    return [login for login in class_5 if login != "aru"][:number]


def test_an_evening_of_marking_without_a_link(
    village: Village, new_phone: NewPhone, tmp_path: Path
) -> None:
    school = village.school
    task = set_task(village)
    aru = new_phone("aru").open(school.url)
    acts.log_in(aru, "aru")
    acts.wait_until_on_phone(aru)
    hand_in_photo(aru, tmp_path / "page.jpg")
    acts.send_now(aru)
    [other] = classmates(1)
    hand_in(village, task, [other])

    marat = new_phone("marat").open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    until_stored(marat, person_id("marat"), "files", '"state":"fetched"')
    school.kill()

    open_work(marat, "Серікбаева Ару")
    draw_on_photo(marat)
    marat.get_by_role("radiogroup", name="Сызбасы: 6 ұпайдан").get_by_role(
        "radio", name="5", exact=True
    ).click()
    marat.get_by_role("radiogroup", name="Жауабы: 4 ұпайдан").get_by_role(
        "radio", name="4", exact=True
    ).click()
    expect(
        marat.get_by_role("radiogroup", name="Баға").get_by_role("radio", name="9")
    ).to_be_checked()
    look(marat, "criteria")
    # The app goes away before the mark was given: nothing of it is lost.
    until_stored(marat, person_id("marat"), "drafts", '"lines"')
    until_stored(marat, person_id("marat"), "drafts", '"mark":"9"')
    marat.reload()
    expect(
        marat.get_by_role("radiogroup", name="Баға").get_by_role("radio", name="9")
    ).to_be_checked()
    marat.get_by_role("button", name=re.compile("^Сақтау")).click()
    until_stored(marat, person_id("marat"), "outbox", '"drawing"')

    marat.goto(f"{school.url}/t/work/{task}/{person_id(other)}")
    marat.get_by_role("button", name="Оқушыға бір ауыз сөз").click()
    marat.get_by_label("Пікір", exact=True).fill(WHY)
    look(marat, "comment")
    marat.get_by_role("button", name="Қайта тапсыруға қайтару").click()
    until_stored(marat, person_id("marat"), "outbox", '"returned"')

    school.start()
    acts.send_now(marat)
    acts.refresh(aru)
    expect(aru.locator(".mark-big")).to_have_text("9 / 10")
    expect(aru.get_by_text("5 / 6")).to_be_visible()
    school.kill()
    aru.locator(".photo-open").click()
    expect(aru.locator(".viewer .drawn-r")).not_to_have_count(0)
    look(aru, "seen")
    marks = ledger.rows(
        school, "SELECT learner, mark, returned, drawing FROM mark WHERE assignment = ?", task
    )
    found = {learner: (mark, bool(returned), drawing) for learner, mark, returned, drawing in marks}
    assert found[person_id(other)][:2] == ("", True)
    mark, returned, drawing = found[person_id("aru")]
    assert (mark, returned) == ("9", False)
    [drawn] = json.loads(drawing) if isinstance(drawing, str) else drawing
    assert drawn["file"] == 0
    assert drawn["lines"][0].startswith("r4:")


@pytest.mark.slow
def test_thirty_works_in_one_sitting(village: Village, new_phone: NewPhone) -> None:
    school = village.school
    tasks = [set_task(village), set_task(village)]
    pupils = classmates(15)
    for task in tasks:
        hand_in(village, task, pupils)
    marat = new_phone("marat").open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    until_stored(marat, person_id("marat"), "records", f"Жауабым: {pupils[-1]}")
    school.kill()
    marat.goto(f"{school.url}/t/work/{tasks[0]}/{person_id(pupils[0])}")
    for _ in range(2 * len(pupils)):
        before = marat.url
        expect(marat.get_by_role("radiogroup", name="Баға")).to_be_visible()
        acts.give_mark(marat, "8")
        expect(marat).not_to_have_url(before)
    school.start()
    acts.section(marat, "Сыныптар")
    acts.send_now(marat)
    marks = ledger.rows(school, "SELECT count(*) FROM mark WHERE mark = '8'")
    assert marks == [(2 * len(pupils),)]


def hand_in_photo(aru: Page, photo: Path) -> None:
    photo.write_bytes(photo_with_place(aru))
    acts.section(aru, "Тапсырма")
    aru.get_by_role("link", name=TITLE).click()
    aru.get_by_label("Суретке түсіру").set_input_files(photo)
    expect(aru.get_by_role("button", name=re.compile("файлын алып тастау"))).to_be_visible()
    aru.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(aru.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()


def open_work(marat: Page, name: str) -> None:
    waiting = marat.get_by_role("region", name="Тексеруді күтіп тұр")
    waiting.get_by_role("link").filter(has_text=name).click()
    expect(marat.get_by_role("radiogroup", name="Баға")).to_be_visible()


def draw_on_photo(marat: Page) -> None:
    """A stroke and a dot with the red pen, the dot taken back."""
    marat.locator(".photo").click()
    viewer = marat.get_by_role("dialog")
    viewer.get_by_role("button", name="Қызыл қалам").click()
    mouse = marat.mouse
    mouse.move(100, 330)
    mouse.down()
    for step in range(1, 12):
        mouse.move(100 + 12 * step, 330 + (step % 3) * 9)
    mouse.up()
    expect(viewer.locator(".drawn-r[stroke-width='4']").first).to_be_attached()
    mouse.click(200, 420)
    viewer.get_by_role("button", name="Соңғы сызықты өшіру").click()
    look(marat, "drawing")
    viewer.get_by_role("button", name="Жабу").click()
    expect(marat.locator(".photo .drawn-r")).to_have_count(1)
