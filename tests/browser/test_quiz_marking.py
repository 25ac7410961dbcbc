"""An essay in a quiz: read and marked by the teacher while the server is dead."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.hands import Hands
from tests.browser.test_formats import open_item
from tests.browser.test_quiz import cartridge
from tests.browser.watching import barriers, until_stored

SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""
TITLE = "Ауыл туралы сынақ"
ESSAY = "Біздің ауыл өзен жағасында. " * 60 + "Соңғы сөйлем."

# Both the description and the quiz itself have come, by the hash that the course names.
QUIZ_HERE = """
async (manifest) => {
  const cache = await caches.open("content");
  const found = await cache.match(`/c/${manifest}`);
  if (!found) return false;
  const files = Object.values((await found.json()).files);
  return (await Promise.all(files.map((one) => cache.match(`/c/${one.sha256}`)))).every(Boolean);
}
"""


def look(page: Page, name: str) -> None:
    assert barriers(page) == []
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/marking-{name}.png", full_page=True)


def answered(essay: str, choice: str, result: str) -> dict[str, str]:
    """The data model that the app makes of a quiz that was handed in."""
    answers = {"q1": choice, "q2": ["a", "c"], "q7": essay}
    rows = [("q1", "choice", choice, result), ("q7", "fill-in", essay[:900], "neutral")]
    state = {"quiz": 1, "seed": 5, "at": 0, "done": True, "answers": answers}
    cmi = {"cmi.core.lesson_status": "completed", "cmi.core.exit": "suspend"}
    cmi["cmi.suspend_data"] = json.dumps(state, ensure_ascii=False)
    for n, (name, kind, response, outcome) in enumerate(rows):
        at = f"cmi.interactions.{n}"
        cmi |= {f"{at}.id": name, f"{at}.type": kind}
        cmi |= {f"{at}.student_response": response, f"{at}.result": outcome}
    return cmi


def hand_in(hands: Hands, task: str, course: dict[str, Any], cmi: dict[str, str]) -> None:
    lesson = course["lessons"][0]
    attempt = hands.submit(
        "attempt.commit",
        {
            "item": lesson["items"][0]["id"],
            "lesson": lesson["id"],
            "course": course["id"],
            "edition": course["edition"],
            "session": f"s-{hands.writer}",
            "started_at": "2026-11-20T04:05:06.789Z",
            "completion": "completed",
            "success": "unknown",
            "score": ["3", "0", "7"],
            "total_time_s": 300,
            "cmi": cmi,
        },
    )
    work = {"assignment": task, "text": "", "files": [], "attempts": [attempt["op"]]}
    work["made_at"] = "2026-11-20T04:20:00.000Z"
    assert hands.submit("submission.hand_in", work)["outcome"] != "held"


def set_task(village: Village, course: dict[str, Any]) -> str:
    made = Hands(village.school.url, "marat").submit(
        "assignment.set",
        {
            "school": SCHOOL,
            "class": class_id("5a"),
            "title": TITLE,
            "instructions": "",
            "course": course["id"],
            "lesson": course["lessons"][0]["id"],
            "item": course["lessons"][0]["items"][0]["id"],
            "due_at": None,
            "max_mark": 10,
            "accepts": ["text"],
            "files": [],
        },
    )
    return str(made["op"])


@pytest.mark.slow
def test_an_essay_is_read_and_marked_without_a_server_and_the_pupil_sees_the_points(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    school.tirek("content", "import", str(cartridge(tmp_path)), "--title", TITLE, "--grade", "5")
    courses = ledger.documents(school, "marat")["course"]
    course = next({**doc, "id": name} for name, doc in courses.items() if doc["title"] == TITLE)
    task = set_task(village, course)
    hand_in(Hands(school.url, "aru"), task, course, answered(ESSAY, "a", "correct"))

    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    until_stored(teacher, person_id("marat"), "meta", "Соңғы сөйлем.")
    item = course["lessons"][0]["items"][0]
    teacher.wait_for_function(QUIZ_HERE, arg=item["manifest"])
    school.kill()

    # What the teacher has never opened is on the phone: the questions as the pupil answered them.
    teacher.get_by_role("region", name="Тексеруді күтіп тұр").get_by_role(
        "link", name=TITLE
    ).click()
    expect(teacher.get_by_text("оқушының жауабы")).not_to_have_count(0)
    expect(teacher.get_by_text(ESSAY)).to_be_visible()
    expect(teacher.get_by_text("Сіз тексересіз: 1 ұпай")).to_be_visible()
    look(teacher, "work")
    acts.give_mark(teacher, "9")

    teacher.goto(
        f"{school.url}/t/results/{class_id('5a')}/{course['lessons'][0]['items'][0]['id']}"
    )
    expect(teacher.get_by_text("1 / 1 оқушы дұрыс жауап берді")).to_be_visible()
    expect(teacher.get_by_text("Суретте не бар?")).to_be_visible()
    expect(teacher.get_by_text("осы телефондағы 1 оқушының", exact=False)).to_be_visible()
    look(teacher, "results")

    school.start()
    acts.send_now(teacher)
    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.open_lesson(pupil, TITLE)
    expect(pupil.get_by_text("Мұғалімнің бағасы: 9 / 10")).to_be_visible()
    open_item(pupil, "Барлық сұрақ")
    expect(pupil.locator(".quiz-outcome .mark-big")).to_have_text("9 / 10")
    look(pupil, "pupil")
