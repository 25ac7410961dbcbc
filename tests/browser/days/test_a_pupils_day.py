"""A pupil's day: on the way to school, at school, at home without a link, the next morning."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import SCHOOL, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.days.setting import QUIZ, give_quiz, write_lesson_up
from tests.browser.hands import Hands
from tests.browser.pictures import photo_with_place
from tests.browser.test_journal import HOMEWORK, TOPIC, lesson_now
from tests.browser.watching import until_stored
from tests.support.nodes import Node

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # servers start again and again

ARU = person_id("aru")
LESSON = "Жай бөлшектер"
LESSON_TASK = "Жай бөлшектер: сабақ және сұрақтар"
DRAWING = f"{SCHOOL}.task.drawing"
PHOTO_TASK = "Бөлшекті сызып көрсет"
ANSWER = "Үй жанындағы қоршауды сыздым."


def test_a_pupils_day(village: Village, new_phone: Callable[[str], Phone], tmp_path: Path) -> None:
    school, arus = village.school, new_phone("aru")
    lesson_now(school, "5a", "marat")
    quiz = give_quiz(school)

    # Yesterday, before the bell: the week's tasks and tomorrow's lesson came onto the phone.
    aru = arus.open(school.url)
    photo = tmp_path / "IMG_1932.jpg"
    photo.write_bytes(photo_with_place(aru))
    acts.log_in(aru, "aru")
    acts.wait_until_on_phone(aru)
    acts.open_lesson(aru, LESSON)
    acts.keep_lesson(aru)
    acts.send_now(aru)
    school.kill()
    arus.kill()

    on_the_way_to_school(arus, school)
    at_school_the_bell_rings(arus, school, quiz)
    at_home_without_a_link(arus, school, photo)
    the_ladder_goes_up_next_morning(arus, village)

    # And this is what the school and the hub hold of her day, each thing once.
    for node in (school, village.hub):
        written = ledger.written_by(node, ARU)
        assert written.count("submission.hand_in") == 2  # the quiz, and the photo
        documents = ledger.documents(node, "aru")
        scores = sorted(one["score"][0] for one in documents["attempt"].values())
        assert scores == ["100", "2"]  # the lesson's, and the quiz's
        [drawing] = [
            one for one in documents["submission"].values() if one["assignment"] == DRAWING
        ]
        assert drawing["text"] == ANSWER
        [file] = drawing["files"]
        assert ledger.personal_file(node, file["sha256"])


def on_the_way_to_school(arus: Phone, school: Node) -> None:
    """In the bus nothing answers: the list, the diary, and the lesson with its questions."""
    aru = arus.open(school.url)
    acts.expect_offline(aru)
    expect(aru.get_by_role("link", name=PHOTO_TASK)).to_be_visible()
    expect(aru.get_by_role("link", name=re.compile(QUIZ))).to_be_visible()
    acts.section(aru, "Күнделік")
    expect(aru.get_by_role("heading", name=re.compile("Бүгін"))).to_be_visible()

    acts.section(aru, "Тапсырма")
    aru.get_by_role("link", name=LESSON_TASK).click()
    expect(aru.get_by_text("сабақты өтсеңіз жеткілікті")).to_be_visible()
    aru.get_by_role("link", name=f"Сабақты ашу: {LESSON}").click()
    aru.get_by_role("link", name="түсіндірме және тапсырмалар").click()
    acts.play_fractions(aru)
    acts.close_player(aru)
    expect(aru.get_by_text("Нәтиже: 100")).to_be_visible()
    arus.kill()


def at_school_the_bell_rings(arus: Phone, school: Node, quiz: str) -> None:
    """The morning's lesson goes up by itself; the quiz is taken while the power is away."""
    school.start()
    aru = arus.open(school.url)
    acts.send_now(aru)
    [attempt] = ledger.documents(school, "aru")["attempt"].values()
    assert (attempt["success"], attempt["score"][0]) == ("passed", "100")

    school.kill()
    aru.get_by_role("link", name=re.compile(QUIZ)).click()
    assert aru.url.endswith(f"/task/{quiz}")
    aru.get_by_role("link", name="Тестті ашу").click()
    aru.get_by_role("button", name="Бастау").click()
    aru.get_by_role("radio", name="1/2", exact=True).check()
    aru.locator(".quiz-foot .button-primary").click()
    expect(aru.locator(".quiz-step[aria-current=step]")).to_have_text("2")
    aru.get_by_role("radio", name="1", exact=True).check()
    aru.locator(".quiz-foot .button-primary").click()
    aru.get_by_role("dialog").get_by_role("button", name="Тапсыру", exact=True).click()
    expect(aru.get_by_text("Нәтиже: 2 / 2")).to_be_visible()
    until_stored(aru, ARU, "outbox", "submission.hand_in")
    aru.get_by_role("button", name="Жабу").first.click()
    expect(aru.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()

    # The teacher writes the lesson up, and everything is there when she leaves.
    school.start()
    write_lesson_up(school, TOPIC, HOMEWORK)
    acts.send_now(aru)
    acts.section(aru, "Күнделік")
    expect(aru.get_by_text(f"Үйге: {HOMEWORK}")).to_be_visible()
    expect(aru.get_by_text(TOPIC)).to_be_visible()


def at_home_without_a_link(arus: Phone, school: Node, photo: Path) -> None:
    """A photo of the copybook is handed in; then Android needs the memory."""
    school.kill()
    arus.kill()
    aru = arus.open(school.url)
    acts.expect_offline(aru)
    aru.get_by_role("link", name=PHOTO_TASK).click()
    aru.get_by_label("Жауабыңыз", exact=True).last.fill(ANSWER)
    aru.get_by_label("Суретке түсіру").set_input_files(photo)
    expect(aru.get_by_role("button", name=re.compile("файлын алып тастау"))).to_be_visible()
    expect(aru.get_by_text("Байланыссыз да тапсыра беріңіз")).to_be_visible()
    aru.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(aru.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()
    acts.step(aru, "Осы телефонда")
    until_stored(aru, ARU, "outbox", ANSWER)
    arus.kill()


def the_ladder_goes_up_next_morning(arus: Phone, village: Village) -> None:
    """From the phone to the school, from the school to the hub, from the teacher to the mark."""
    village.school.start()
    aru = arus.open(village.school.url)
    acts.send_now(aru)
    open_done(aru)
    acts.step(aru, "Мектепте")
    expect(aru.get_by_text("Білім орталығы: әлі жетпеді")).to_be_visible()
    expect(aru.locator(".receipt strong")).to_have_text(re.compile(r"^\S{2,}-\S{2,}$"))

    village.sync()
    words = {"mark": "9", "max": 10, "comment": "Жарайсың!"}
    marked = Hands(village.school.url, "marat").submit(
        "mark.give",
        {"assignment": DRAWING, "learner": ARU, "submission": None, **words},
        f"{DRAWING}~{ARU}",
    )
    assert marked["outcome"] == "admitted", marked
    village.sync()
    acts.refresh(aru)
    acts.step(aru, "Тексерілді")
    expect(aru.get_by_text("Білім орталығы: жетті")).to_be_visible()
    expect(aru.locator(".mark-big")).to_have_text("9 / 10")
    expect(aru.get_by_text("Жарайсың!")).to_be_visible()


def open_done(aru: Page) -> None:
    aru.get_by_role("button", name=re.compile("^Тапсырылғандар")).click()
    aru.get_by_role("link", name=re.compile(PHOTO_TASK)).click()
