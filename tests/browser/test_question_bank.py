"""Questions of a test from another platform and of another quiz become a quiz's own, with their
pictures: these stay when the school's server is away, and reach the pupils of the paper."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.test_quiz import cartridge
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
TITLE = "Қайталау"


def new_quiz(page: Page) -> None:
    acts.section(page, "Сыныптар")
    page.get_by_role("link", name="Тесттер").click()
    page.get_by_role("button", name="Жаңа тест").click()
    page.get_by_role("button", name="Тест туралы").click()
    page.get_by_label("Атауы").fill(TITLE)
    page.get_by_role("dialog").get_by_role("button", name="Сақтау").click()


def drawn(picture: Locator) -> None:
    """The picture's bytes are here, and are a picture."""
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1)


def test_questions_are_copied_with_their_pictures(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    imported = ["content", "import", str(cartridge(tmp_path)), "--title", "Сынақ", "--grade", "5"]
    school.tirek(*imported)
    marats = new_phone("marat")
    marat = marats.open(school.url)
    acts.log_in(marat, "marat")
    acts.wait_until_on_phone(marat)
    acts.refresh(marat)
    new_quiz(marat)

    marat.get_by_role("link", name="Қордан алу").click()
    marat.get_by_role("checkbox", name="Қай бөлшек ең үлкен?").check()
    library = marat.get_by_role("region", name="Кітапханадағы тесттер")
    school.stop()
    library.get_by_role("button", name="Сұрақтарын көрсету").first.click()
    expect(marat.get_by_text("Бұл тест қазір телефонда жоқ")).to_be_visible()
    expect(library.get_by_role("checkbox")).to_have_count(0)
    school.start()
    library.get_by_role("button", name="Сұрақтарын көрсету").first.click()
    row = library.get_by_role("listitem").filter(has_text="Суретте не бар?")
    expect(row).to_contain_text("1 сурет")
    row.get_by_role("checkbox").check()
    assert barriers(marat) == []
    marat.get_by_role("button", name="2 сұрақты алу").click()
    expect(marat.get_by_role("link", name=re.compile("Суретте не бар"))).to_be_visible()
    expect(marat.get_by_role("link", name=re.compile("Қай бөлшек"))).to_be_visible()

    # The copy is the teacher's own, on the phone: no server is asked for its picture again.
    acts.send_now(marat)
    school.stop()
    at = marat.url
    marats.close()
    marat = marats.open(at)
    marat.get_by_role("link", name="Оқушыша көру").click()
    picture = marat.get_by_role("img", name="Нүкте")
    find_picture(marat)
    drawn(picture)
    school.start()
    marat.goto(at)
    marat.get_by_role("link", name="Сыныпқа беру").click()
    marat.get_by_role("radio", name="5 Ә").click()
    marat.get_by_role("button", name="Сыныпқа беру").click()
    expect(marat.get_by_role("heading", name="Берілген")).to_be_visible()
    acts.send_now(marat)

    aru = new_phone("aru").open(school.url)
    acts.log_in(aru, "aru")
    acts.wait_until_on_phone(aru)
    acts.refresh(aru)
    aru.get_by_role("link", name=re.compile(TITLE)).click()
    aru.get_by_role("link", name="Тестті ашу").click()
    aru.get_by_role("button", name="Бастау").click()
    picture = aru.get_by_role("img", name="Нүкте")
    find_picture(aru)
    drawn(picture)


def find_picture(page: Page) -> None:
    """Two questions in an order of the quiz's own: the picture is in the first or in the second."""
    expect(page.locator(".quiz-prompt").first).to_be_visible()
    if "Суретте" not in page.locator(".quiz-prompt").first.inner_text():
        page.locator(".quiz-steps button, .quiz-step").nth(1).click()
