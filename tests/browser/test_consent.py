"""Consent: a father gives it and takes it back without a link, a class teacher notes a paper, and a
leader sees who has none."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from server.demo.roster import class_id, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
NewPhone = Callable[[str], Phone]
OUTSIDE = "Оқу деректерін мектептен тыс бағдарламаларға беру"
SHOWING = "Жұмыстарын, фотосуреттері мен дауыс жазбаларын көрсету"


def purpose(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def test_a_father_decides_and_takes_it_back_without_a_link(
    village: Village, new_phone: NewPhone
) -> None:
    school = village.school
    father = new_phone("qanat").open(school.url)
    acts.log_in(father, "qanat")
    acts.wait_until_on_phone(father)
    father.goto(f"{school.url}/child/{person_id('aru')}")
    father.get_by_role("link", name="Келісімдер").click()
    outside = purpose(father, OUTSIDE)
    expect(outside.get_by_text("Жауап берілмеген")).to_be_visible()
    assert barriers(father) == []
    outside.get_by_role("button", name="Келісім беру").click()
    expect(outside.get_by_text("Келісім бар")).to_be_visible()
    acts.send_now(father)

    school.stop()
    outside.get_by_role("button", name="Келісімді қайтарып алу").click()
    expect(outside.get_by_text("Келісім жоқ", exact=True)).to_be_visible()
    school.start()
    acts.send_now(father)

    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    teacher.goto(f"{school.url}/t/class/{class_id('5a')}/consents")
    aru = teacher.get_by_role("listitem").filter(has_text="Серікбаева Ару")
    expect(aru.get_by_text("Келісім жоқ", exact=True)).to_be_visible()
    aru.get_by_role("button").click()
    sheet = teacher.get_by_role("dialog")
    purpose(sheet, OUTSIDE).get_by_text("Қалай шешілді").click()
    expect(sheet.get_by_text("қосымшада")).to_have_count(2)
    assert barriers(teacher) == []


def test_a_father_decides_without_a_link_though_he_has_never_opened_it(
    village: Village, new_phone: NewPhone
) -> None:
    school = village.school
    phone = new_phone("qanat")
    father = phone.open(school.url)
    acts.log_in(father, "qanat")
    acts.wait_until_on_phone(father)
    school.stop()
    phone.close()

    father = phone.open(f"{school.url}/consent/{person_id('aru')}")
    outside = purpose(father, OUTSIDE)
    outside.get_by_role("button", name="Келісім беру").click()
    expect(outside.get_by_text("Келісім бар")).to_be_visible()
    father.reload()
    expect(purpose(father, OUTSIDE).get_by_text("Келісім бар")).to_be_visible()
    school.start()
    acts.send_now(father)
    decided = ledger.documents(school, "qanat")["consent"].values()
    assert [one["given"] for one in decided if one["learner"] == person_id("aru")] == [True]


def test_a_class_teacher_notes_a_paper_and_a_leader_sees_it(
    village: Village, new_phone: NewPhone
) -> None:
    school = village.school
    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    teacher.goto(f"{school.url}/t/class/{class_id('5a')}")
    teacher.get_by_role("link", name="Келісімдер").click()
    school.stop()
    before = teacher.get_by_text("оқушының жауабы жоқ").inner_text()
    aru = teacher.get_by_role("listitem").filter(has_text="Серікбаева Ару")
    aru.get_by_role("button").click()
    teacher.get_by_role("button", name="Парақты жазу").click()
    sheet = teacher.get_by_role("dialog", name="Серікбаева Ару: қол қойылған парақ")
    sheet.get_by_role("button", name="Жазу").click()
    expect(sheet.get_by_text("Кемінде бір жауапты белгілеңіз")).to_be_visible()
    expect(sheet.get_by_text("Аты-жөнін жазыңыз")).to_be_visible()
    assert barriers(teacher) == []
    sheet.get_by_role("radiogroup", name=OUTSIDE).get_by_text("Келіспейді").click()
    sheet.get_by_role("radiogroup", name=SHOWING).get_by_text("Келіседі").click()
    sheet.get_by_label("Қол қойған адамның аты-жөні").fill("Серікбаев Қанат")
    sheet.get_by_role("button", name="Жазу").click()
    expect(aru.get_by_text("Келісім бар")).to_be_visible()
    expect(teacher.get_by_text(before)).to_be_hidden()
    school.start()
    acts.send_now(teacher)

    leader = new_phone("admin").open(school.url)
    acts.log_in(leader, "admin")
    acts.section(leader, "Мектеп")
    leader.get_by_role("link", name="Келісімдер").click()
    leader.get_by_label("Сынып").select_option(class_id("5a"))
    row = leader.get_by_role("listitem").filter(has_text="Серікбаева Ару")
    expect(row.get_by_text("Келісім бар")).to_be_visible()
    assert barriers(leader) == []
    row.get_by_role("button").click()
    showing = purpose(leader.get_by_role("dialog"), SHOWING)
    showing.get_by_text("Қалай шешілді").click()
    expect(showing.get_by_text("қол қойған: Серікбаев Қанат")).to_be_visible()

    leader.get_by_role("dialog").get_by_role("button", name="Жабу").click()
    acts.leave(leader, school.url, person_id("aru"))
    leader.get_by_label("Сынып").select_option(label="Кеткен оқушылар")
    leader.get_by_label("Аты бойынша іздеу").fill("серикбаева")
    expect(row.get_by_text("Аяқталды")).to_be_visible()
    assert barriers(leader) == []
    row.get_by_role("button").click()
    leader.get_by_role("button", name="Қайтарып алу парағын жазу").click()
    sheet = leader.get_by_role("dialog", name="Серікбаева Ару: келісімді қайтарып алу парағы")
    sheet.get_by_label("Қол қойған адамның аты-жөні").fill("Серікбаев Қанат")
    assert barriers(leader) == []
    sheet.get_by_role("button", name="Жазу").click()
    expect(row.get_by_text("Аяқталды")).to_be_hidden()
    acts.send_now(leader)
    expect(row.get_by_text("Келісім жоқ", exact=True)).to_have_count(2)
