"""A teacher's morning without a link: the lesson opens by itself, and families read of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.schooldays import today
from tests.browser.watching import AXE, barriers, until_stored
from tests.support.nodes import Node

TOPIC = "Бөлшектерді шеңберде көрсету"
HOMEWORK = "№ 77, суретін салу"
ABSENT = "Оспанов Алихан"
EVERY_DAY = {
    "school": SCHOOL,
    "name": "Күн сайын",
    "grades": [2, 3, 5],
    "weekdays": [1, 2, 3, 4, 5, 6, 7],
    "holidays": [],
    "moved": [],
    "bells": [{"n": n, "starts": "00:00", "ends": "23:59"} for n in (8, 9)],
}


def slot_today(
    klass: str, teacher: str, grades: tuple[int | None, ...] = (None,), bell: int = 9
) -> dict[str, Any]:
    """Mathematics that runs all day today, whatever day it is, a line for each grade."""
    lines = [
        {"n": n, "class": class_id(klass), "grade": grade, "subject": "mathematics"}
        for n, grade in enumerate(grades, start=1)
    ]
    return {
        "school": SCHOOL,
        "weekday": today().isoweekday(),
        "bell": bell,
        "lines": lines,
        "teachers": [person_id(teacher)],
        "room": "",
        "starts_on": today().date().isoformat(),
        "ends_on": None,
    }


def lesson_now(
    school: Node, klass: str, teacher: str, grades: tuple[int | None, ...] = (None,)
) -> None:
    """The director sets a lesson that runs all day today, and no other."""
    ledger.clear_timetable(school)
    start, end = today().date(), (today() + timedelta(days=30)).date()
    term = {"starts_on": start.isoformat(), "ends_on": end.isoformat()}
    plan = {
        "school": SCHOOL,
        "class": class_id(klass),
        "grade": None,
        "subject": "mathematics",
        "position": 0,
        "hours": 1,
        "topic": TOPIC,
        "homework": HOMEWORK,
    }
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("calendar.set", {**EVERY_DAY, "terms": [term]}),
        ("timetable.set", slot_today(klass, teacher, grades)),
    ]
    if grades == (None,):
        wanted.append(("plan.set", plan))
    ledger.submit(school, "director", wanted)


def open_journal(page: Page) -> None:
    page.get_by_role("navigation", name="Бөлімдер").get_by_role("link", name="Журнал").click()


def absence(page: Page, name: str, code: str) -> None:
    page.get_by_role("button", name=name).click()
    page.get_by_role("group", name=name).get_by_role("button", name=code).click()


def test_a_lesson_is_written_up_without_a_link_and_read_in_the_diary(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    lesson_now(school, "5a", "marat")
    marats = new_phone("marat")
    teacher = marats.open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    acts.refresh(teacher)
    school.stop()

    # From the first screen two taps for who is missing, one for the lesson.
    teacher.get_by_role("link", name=re.compile("5 Ә.*Математика")).click()
    expect(teacher.get_by_label("Тақырып")).to_have_value(TOPIC)
    expect(teacher.get_by_label("Үй тапсырмасы")).to_have_value(HOMEWORK)
    absence(teacher, ABSENT, "Ауырды")
    expect(teacher.get_by_text("1 оқушы белгіленді")).to_be_visible()
    teacher.get_by_role("button", name="Сабақ өтті").click()
    expect(teacher.get_by_text("Журналға жазылды")).to_be_visible()

    # It stays under the hand and is corrected where it stands; the browser is killed.
    row = re.compile(f"5 Ә · Математика.*{TOPIC}")
    teacher.get_by_label("Үй тапсырмасы").fill("№ 77, 78")
    teacher.get_by_role("button", name="Өзгерісті сақтау").click()
    until_stored(teacher, person_id("marat"), "outbox", "№ 77, 78")
    marats.kill()
    school.start()
    teacher = marats.open(f"{school.url}/journal")
    teacher.get_by_role("link", name=row).click()
    expect(teacher.get_by_label("Үй тапсырмасы")).to_have_value("№ 77, 78")
    acts.send_now(teacher)

    parent = new_phone("zhanna").open(school.url)
    acts.log_in(parent, "zhanna")
    parent.get_by_role("link", name=re.compile(ABSENT)).click()
    parent.get_by_role("link", name="Күнделік").click()
    expect(parent.get_by_text("Үйге: № 77, 78")).to_be_visible()
    expect(parent.get_by_text("Ауырды")).to_be_visible()

    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.section(pupil, "Күнделік")
    expect(pupil.get_by_text(TOPIC)).to_be_visible()
    expect(pupil.get_by_text("Ауырды")).to_be_hidden()


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci")
def test_each_grade_of_a_joined_class_has_its_line_and_nobody_meets_a_barrier(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    lesson_now(school, "23", "asel", (2, 3))
    page = new_phone("asel").open(school.url)
    acts.log_in(page, "asel")
    open_journal(page)
    for line, topic in (("2-сынып", "Қосу"), ("3-сынып", "Бөлу")):
        grade = page.get_by_role("region", name=re.compile(line))
        grade.get_by_label("Тақырып").fill(topic)
    page.get_by_role("button", name="Сабақ өтті").click()
    expect(page.get_by_text("Журналға жазылды")).to_be_visible()
    acts.send_now(page)

    found = ledger.documents(school, "asel")["journal"].values()
    mine = {
        (one["grade"], one["topic"])
        for one in found
        if one["bell"] == 9 and one["date"] == today().date().isoformat()
    }
    assert mine == {(2, "Қосу"), (3, "Бөлу")}
    for light in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if light == "dark" else "light")
        assert barriers(page) == [], light
    pupil = new_phone("aru2").open(school.url)
    acts.log_in(pupil, "aru2")
    acts.section(pupil, "Күнделік")
    expect(pupil.get_by_role("heading", name=re.compile("Бүгін"))).to_be_visible()
    assert barriers(pupil) == []


@pytest.mark.slow
def test_another_lesson_does_not_come_under_the_hands_of_who_is_writing(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    lesson_now(school, "5a", "marat")
    page = new_phone("marat").open(school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    open_journal(page)
    page.get_by_label("Тақырып").fill("Өз тақырыбым")

    # A change of the timetable comes that would open by itself.
    ledger.submit(school, "director", [("timetable.set", slot_today("4a", "marat", bell=8))])
    acts.send_now(page)
    expect(page.get_by_role("link", name=re.compile("4 А · Математика"))).to_be_visible()
    expect(page.get_by_label("Тақырып")).to_have_value("Өз тақырыбым")
    page.get_by_role("button", name="Сабақ өтті").click()
    expect(page.get_by_role("button", name="Өзгерісті сақтау")).to_be_visible()
    acts.send_now(page)
    written = ledger.rows(school, "SELECT class_id, topic FROM journal_lesson WHERE bell IN (8, 9)")
    assert written == [(class_id("5a"), "Өз тақырыбым")]
    page.reload()
    expect(page.get_by_role("heading", name="4 А · Математика")).to_be_visible()
    row = page.get_by_role("link", name=re.compile("5 Ә · Математика.*Өз тақырыбым"))
    expect(row).to_be_visible()


@pytest.mark.slow
def test_the_director_sees_which_lessons_are_missing(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    lesson_now(school, "5a", "marat")
    page = new_phone("director").open(school.url)
    acts.log_in(page, "director")
    page.get_by_role("link", name="Журналдардың толтырылуы").click()
    expect(page.get_by_role("heading", name="5 Ә")).to_be_visible()
    expect(page.get_by_text("жазылмағаны: 1").first).to_be_visible()
    school.stop()
    page.get_by_text("Өткен апта", exact=True).click()
    expect(page.get_by_text("Мектеп сервері жауап бермейді.")).to_be_visible()
    school.start()
    page.get_by_role("button", name="Қайта сұрау").click()
    written = page.get_by_role("progressbar").first  # between terms there is nothing to write
    expect(written.or_(page.get_by_text("Бұл күндері кестеде сабақ жоқ"))).to_be_visible()
