"""Quiz, results, search, an import's report: whole in all languages, sizes and lights."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import class_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.hands import Hands
from tests.browser.test_quiz import cartridge
from tests.browser.test_quiz_marking import ESSAY, TITLE, answered, hand_in, set_task
from tests.browser.watching import barriers
from tests.content.archives import zip_of

SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
TOO_WIDE = "() => document.documentElement.scrollWidth - innerWidth"


class Looks:
    """Goes round a page in every language, size and light, and notes what is wrong with it."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def around(self, page: Page, name: str) -> Iterator[str]:
        """Loads the page anew in each language; the caller brings it to what is to be looked at."""
        for language in ("kk", "ru", "en"):
            page.evaluate("language => localStorage.setItem('tirek.lang', language)", language)
            page.reload()
            yield language
            for size, shape in SIZES.items():
                page.set_viewport_size(shape)  # type: ignore[arg-type]
                for light in ("light", "dark"):
                    page.emulate_media(color_scheme="dark" if light == "dark" else "light")
                    where = f"{name}-{language}-{size}-{light}"
                    self.wrong += [f"{where}: {line}" for line in barriers(page)]
                    if page.evaluate(TOO_WIDE) > 0:
                        self.wrong.append(f"{where}: wider than the screen")
                    if SHOTS:
                        page.screenshot(path=f"{SHOTS}/{where}.png")


@pytest.mark.slow
def test_what_is_seen_of_content_is_whole_for_everybody(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school, looks = village.school, Looks()
    quiz = cartridge(tmp_path)
    school.tirek("content", "import", str(quiz), "--title", TITLE, "--grade", "5")
    courses = ledger.documents(school, "marat")["course"]
    course = next({**doc, "id": name} for name, doc in courses.items() if doc["title"] == TITLE)
    item = course["lessons"][0]["items"][0]
    task = set_task(village, course)
    hand_in(Hands(school.url, "aru"), task, course, answered(ESSAY, "b", "wrong"))

    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    teacher.goto(f"{school.url}/t/results/{class_id('5a')}/{item['id']}")
    for _ in looks.around(teacher, "results"):
        expect(teacher.locator(".progress").first).to_be_visible()
        teacher.locator("summary").first.click()
        expect(teacher.locator(".quiz-review section").first).to_be_visible()

    broken = {
        "index.html": b'<img src="no.png"><img src="https://example.org/a.png">',
        "a.swf": b"FWS",
    }
    teacher.goto(f"{school.url}/t/upload")
    teacher.locator("input[type=file]").set_input_files(zip_of(tmp_path, broken, "Су.zip"))
    expect(teacher.locator(".findings")).to_be_visible(timeout=60_000)
    for _ in looks.around(teacher, "report"):
        teacher.locator(".findings summary").click()
        expect(teacher.locator(".findings-list").first).to_be_visible()

    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.wait_until_on_phone(pupil)
    acts.open_lesson(pupil, TITLE)
    acts.keep_lesson(pupil)
    pupil.goto(f"{school.url}/play/{course['lessons'][0]['id']}/{item['id']}")
    expect(pupil.locator(".quiz-outcome")).to_be_visible()
    for _ in looks.around(pupil, "quiz-review"):
        expect(pupil.locator(".quiz-outcome")).to_be_visible()

    pupil.goto(f"{school.url}/lessons")
    for _ in looks.around(pupil, "search"):
        pupil.get_by_role("searchbox").fill("сынақ")
        expect(pupil.locator(".lesson-row").first).to_be_visible()
        expect(pupil.locator("[aria-busy=false]").first).to_be_visible()
    school.kill()
    for _ in looks.around(pupil, "search-away"):
        pupil.get_by_role("searchbox").fill("жоқсөз")
        expect(pupil.locator(".empty")).to_be_visible()
        expect(pupil.locator(".notice")).to_be_visible()

    assert looks.wrong == [], "\n".join(looks.wrong)
