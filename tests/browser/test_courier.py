"""A school without a link: a teacher's phone carries the work to the hub, and the receipt back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import SCHOOL
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.watching import AXE, barriers

TASK = "Бөлшекті сызып көрсет"
DRAWING = f"{SCHOOL}.task.drawing"
ANSWER = "Төртбұрыштың сызбасын дәптерге салдым."
# Runs in the page: every byte of what the phone carries, as one text of Latin letters.
STORED = """async () => {
  const open = indexedDB.open("courier");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const all = db.transaction("parts").objectStore("parts").getAll();
  const parts = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  db.close();
  const letters = (part) => Array.from(new Uint8Array(part), (byte) => String.fromCharCode(byte));
  return parts.map((part) => letters(part).join(""));
}"""
# Runs in the page: one bit of each part is turned over.
FLIP = """async () => {
  const open = indexedDB.open("courier");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const store = db.transaction("parts", "readwrite").objectStore("parts");
  const keys = await new Promise((done) => {
    const asked = store.getAllKeys();
    asked.onsuccess = () => done(asked.result);
  });
  for (const key of keys) {
    const part = await new Promise((done) => {
      const asked = store.get(key);
      asked.onsuccess = () => done(asked.result);
    });
    new Uint8Array(part)[200] ^= 4;
    await new Promise((done) => (store.put(part, key).onsuccess = done));
  }
  db.close();
}"""


def test_a_teacher_s_phone_carries_work_to_the_hub_and_its_receipt_home(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school, hub = village.school, village.hub
    school.stop()
    school.env["TIREK_COURIER_URL"] = hub.url
    school.start()

    # A pupil hands in, and the teacher takes along what waits.
    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    hand_in(pupil)
    teachers_phone = new_phone("marat")
    teacher = teachers_phone.open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)
    by_the_status_sheet(teacher)
    expect(teacher.get_by_text("Сөмке бос")).to_be_visible()
    teacher.get_by_role("button", name="Күтіп тұрғанды алу").click()
    acts.step(teacher, "Мектептен алынды")
    expect(teacher.get_by_text(re.compile("^Жұмыстар$"))).to_be_visible()
    assert barriers(teacher) == []

    # What the phone carries says nothing of anybody.
    stored = [part.encode("latin-1") for part in teacher.evaluate(STORED)]
    assert stored
    assert sum(map(len, stored)) > 500
    for secret in (ANSWER, "Серікбаева", "Ару", "submission.hand_in", DRAWING):
        assert not any(secret.encode() in part for part in stored)

    # The school's power goes; the teacher is far away, and opens the app where there is a link.
    school.kill()
    teachers_phone.close()
    teacher = teachers_phone.open(f"{school.url}/courier")
    acts.step(teacher, "Мектептен алынды")
    before = ledger.phone_operations(hub)
    assert not ledger.phone_operations(school) <= before

    # A bit has turned over on the phone: it is noticed, named, and nothing of it is taken.
    teacher.evaluate(FLIP)
    teacher.get_by_role("button", name="Қазір жеткізу").click()
    expect(teacher.get_by_role("alert")).to_contain_text("Бір бөлік телефонда бүлінген")
    assert ledger.phone_operations(hub) == before
    teacher.evaluate(FLIP)

    teacher.get_by_role("button", name="Қазір жеткізу").click()
    acts.step(teacher, "Орталыққа жеткізілді: Білім орталығы")
    expect(teacher.get_by_role("button", name="Жаңалықтарын алу")).to_be_visible()
    expect(teacher.get_by_role("button", name="Мектепке тапсыру")).to_be_visible()
    assert ledger.phone_operations(school) <= ledger.phone_operations(hub)
    assert ANSWER in str(ledger.documents(hub, "aru")["submission"])
    assert barriers(teacher) == []

    # Back at school, which only now hears of it.
    school.start()
    teacher.reload()
    expect(teacher.get_by_text("жұмыс,")).to_be_visible()
    acts.send_now(pupil)
    expect(pupil.get_by_text("Білім орталығы: әлі жетпеді")).to_be_visible()
    teacher.get_by_role("button", name="Мектепке тапсыру").click()
    expect(teacher.get_by_text("Бәрі тапсырылды")).to_be_visible()
    expect(teacher.get_by_text("Мектепте орталыққа кететін ештеңе жоқ")).to_be_visible()
    assert teacher.evaluate(STORED) == []
    acts.send_now(pupil)
    expect(pupil.get_by_text("Білім орталығы: жетті")).to_be_visible()


def by_the_status_sheet(teacher: Page) -> None:
    teacher.get_by_role("button", name=re.compile("Жұмыстар қайда")).click()
    teacher.get_by_role("button", name="Жұмыстарды телефонмен жеткізу").click()
    expect(teacher.get_by_role("heading", name="Пошташы")).to_be_visible()


def hand_in(page: Page) -> None:
    acts.section(page, "Тапсырма")
    page.get_by_role("link", name=TASK).click()
    page.get_by_label("Жауабыңыз", exact=True).last.fill(ANSWER)
    page.get_by_role("button", name="Тапсыру", exact=True).click()
    acts.step(page, "Мектепте")


LANGUAGES = {"Русский": "Курьер", "English": "Courier", "Қазақша": "Пошташы"}


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci")
def test_the_settings_lead_teachers_to_the_page_and_nobody_meets_a_barrier(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    found = []
    for language, name in LANGUAGES.items():
        teacher.goto(f"{school.url}/settings")
        teacher.get_by_text(language, exact=True).click()
        expect(teacher.get_by_role("heading", name=name)).to_be_visible()
        for light in ("light", "dark"):
            teacher.emulate_media(color_scheme="dark" if light == "dark" else "light")
            found += [f"settings {name} ({light}) {line}" for line in barriers(teacher)]
        card = teacher.locator("section, .card").filter(
            has=teacher.get_by_role("heading", name=name)
        )
        card.get_by_role("button").click()
        expect(teacher.get_by_role("heading", name=name, level=1)).to_be_visible()
        for light in ("light", "dark"):
            teacher.emulate_media(color_scheme="dark" if light == "dark" else "light")
            found += [f"courier {name} ({light}) {line}" for line in barriers(teacher)]
    assert found == []


@pytest.mark.slow
def test_the_settings_of_a_pupil_do_not_speak_of_it(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    pupil = new_phone("aru").open(village.school.url)
    acts.log_in(pupil, "aru")
    pupil.goto(f"{village.school.url}/settings")
    expect(pupil.get_by_role("heading", name="Баптаулар")).to_be_visible()
    expect(pupil.get_by_role("heading", name="Пошташы")).to_have_count(0)
