"""Everyday administration: an admin's September, a class teacher's help, a class's tablet."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo import cast
from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers, until_stored

NewPhone = Callable[[str], Phone]
HEAD = ("Тегі", "Аты", "Сынып", "Параллель")
NEW = (("Ахметов", "Нұрлан", "7 Б", "7"), ("Бекова", "Әсел", "7 Б", "7"))
WRONG = ("Қате", "Жол", "қай сынып", "")
TASK = f"{SCHOOL}.task.drawing"
ARU = person_id("aru")
LIST_OF_5A = f"/t/class/{class_id('5a')}/people"
# Runs in the page: the school no longer takes a log-in, and the app asks it something.
END_LOG_IN = """(person) => new Promise((resolve) => {
  const opening = indexedDB.open("device");
  opening.onsuccess = () => {
    const reading = opening.result.transaction("profiles").objectStore("profiles").get(person);
    reading.onsuccess = () => {
      opening.result.close();
      const headers = { Authorization: `Bearer ${reading.result.token}` };
      resolve(fetch("/api/v1/sessions/current", { method: "DELETE", headers })
        .then(() => document.dispatchEvent(new Event("visibilitychange"))));
    };
  };
})"""
# Runs in the page: a draft, as the answer's field writes it.
HALF_A_SENTENCE = """([person, task]) => new Promise((resolve) => {
  const opening = indexedDB.open(`p-${person}`);
  opening.onsuccess = () => {
    const writing = opening.result.transaction("drafts", "readwrite");
    writing.objectStore("drafts").put({ text: "Жартысы", files: [] }, `hand-in:${task}`);
    writing.oncomplete = () => {
      opening.result.close();
      resolve(true);
    };
  };
})"""
# Runs in the page: a PIN's last sign, the shade and a row of the picker, before it is checked.
LAST_SIGN_AND_AWAY = """([digit, name]) => {
  document.querySelector(`.pin-key[aria-label^="${digit},"]`).click();
  document.querySelector(".sheet-shade").click();
  const rows = [...document.querySelectorAll(".person-row")];
  rows.find((row) => row.textContent.includes(name)).click();
}"""


def september(path: Path, *, whole: bool = True) -> Path:
    """The school's list with two new pupils and a row that can't be read; or only the new ones."""
    known = [(p.family_name, p.given_name, p.school_class.label, p.grade) for p in cast.pupils()]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *(known if whole else []), *NEW, WRONG])
    return path


def log_in_with(page: Page, login: str, password: str) -> None:
    page.get_by_label("Логин", exact=True).fill(login)
    page.get_by_label("Құпиясөз", exact=True).fill(password)
    page.get_by_role("button", name="Кіру", exact=True).click()
    expect(page.get_by_role("navigation", name="Бөлімдер")).to_be_visible()


def card_of(page: Page, name: str) -> dict[str, str]:
    """What a printed card says, by the words beside it."""
    card = page.locator(".login-card").filter(has_text=name)
    expect(card.get_by_role("img")).to_be_visible()
    words, values = card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts()
    return {word: re.sub(r"\s", "", value) for word, value in zip(words, values, strict=True)}


def type_pin(page: Page, pin: str) -> None:
    for digit in pin:
        page.get_by_role("button", name=re.compile(f"^{digit},")).click()


def test_an_admins_september(village: Village, new_phone: NewPhone, tmp_path: Path) -> None:
    admin = new_phone("admin").open(village.school.url)
    acts.log_in(admin, "admin")
    acts.section(admin, "Мектеп")
    admin.get_by_role("link", name="Адамдар мен карточкалар").click()

    # A Russian keyboard finds a Kazakh name.
    admin.get_by_role("searchbox").fill("абдирахманова айш")
    expect(admin.get_by_role("listitem").filter(has_text="Әбдірахманова Айша")).to_be_visible()
    assert barriers(admin) == []

    # One pupil goes into another class, and comes back at once: it was somebody else.
    aisha = admin.get_by_role("listitem").filter(has_text="Әбдірахманова Айша")
    before = aisha.inner_text()
    aisha.get_by_role("button").click()
    sheet = admin.get_by_role("dialog", name="Әбдірахманова Айша")
    sheet.get_by_role("button", name="Басқа сынып").click()
    sheet.get_by_label(re.compile("сыныбынан қайда")).select_option(index=1)
    assert barriers(admin) == []
    sheet.get_by_role("button", name="Сыныбын ауыстыру").click()
    expect(sheet).to_be_hidden()
    expect(aisha).not_to_have_text(before, use_inner_text=True)
    admin.get_by_role("button", name="Қайтару").click()
    expect(admin.get_by_text("сыныбына қайтарылды")).to_be_visible()
    expect(aisha).to_have_text(before, use_inner_text=True)

    # Half a list asks twice, and is not what was meant.
    admin.get_by_role("link", name="Тізімді файлдан енгізу").click()
    admin.get_by_label("Файл таңдау").set_input_files(september(tmp_path / "a.csv", whole=False))
    admin.get_by_role("button", name=re.compile("^Енгізу")).click()
    asked = admin.get_by_role("dialog", name="Көп оқушы кетеді")
    expect(asked).to_contain_text("Файлда 60 оқушы жоқ")
    assert barriers(admin) == []
    asked.get_by_role("button", name="Жабу").click()
    admin.get_by_role("button", name="Басқа файл").click()

    # The whole one shows what is new, and which row it cannot take.
    admin.get_by_label("Файл таңдау").set_input_files(september(tmp_path / "b.csv"))
    admin.get_by_role("button", name="Қате · 1").click()
    expect(admin.get_by_role("listitem").filter(has_text="Қате")).to_contain_text(
        "сынып түсініксіз"
    )
    admin.get_by_role("button", name="Жаңа · 5").click()
    assert barriers(admin) == []
    admin.get_by_role("button", name="Енгізу: 5 өзгеріс").click()
    admin.get_by_role("button", name="Карточкаларды басып шығару (2)").click()

    # The cards: on one sheet, in a file, and good for a first login.
    card = card_of(admin, "Ахметов Нұрлан")
    assert barriers(admin) == []
    with admin.expect_download() as saved:
        admin.get_by_role("button", name="CSV сақтау").click()
    with Path(saved.value.path()).open(encoding="utf-8-sig") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert rows["Ахметов Нұрлан"]["password"] == card["Құпиясөз"]
    assert len(admin.pdf(prefer_css_page_size=True)) > 1000
    pupil = new_phone("nurlan").open(village.school.url)
    log_in_with(pupil, card["Логин"], card["Құпиясөз"])

    # Passwords are shown once.
    admin.get_by_role("button", name="Артқа").click()
    expect(admin.get_by_label("Файл таңдау")).to_be_attached()
    admin.goto(f"{village.school.url}/cards")
    expect(admin.get_by_text("Карточкалар бұдан былай көрсетілмейді")).to_be_visible()


@pytest.mark.slow
def test_a_class_teacher_helps_and_no_work_is_lost(village: Village, new_phone: NewPhone) -> None:
    school = village.school
    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.wait_until_on_phone(pupil)
    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    acts.wait_until_on_phone(teacher)

    # A card's QR code lets its owner in, once there is no newer one.
    path = json.loads(school.tirek("user", "card", "aru", "--json"))["path"]
    at_home = new_phone("aru-at-home").open(school.url + path)
    expect(at_home.get_by_role("heading", name="Тапсырмалар", exact=True)).to_be_visible()
    assert "card" not in at_home.url

    # The class teacher opens the list; two taps make a new password.
    acts.open_class(teacher, "5 Ә")
    teacher.get_by_role("button", name="Сынып тізімі").click()
    teacher.get_by_role("button", name=re.compile("^Серікбаева Ару")).click()
    sheet = teacher.get_by_role("dialog", name="Серікбаева Ару")
    expect(sheet.get_by_role("button", name="Шығару")).to_have_count(2)
    assert barriers(teacher) == []

    # Meanwhile the pupil works where no server answers.
    school.kill()
    acts.section(pupil, "Тапсырма")
    pupil.get_by_role("link", name="Бөлшекті сызып көрсет").click()
    pupil.get_by_label("Жауабыңыз", exact=True).last.fill("Үш тік төртбұрыш.")
    pupil.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(pupil.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()
    until_stored(pupil, ARU, "outbox", "Үш тік төртбұрыш.")
    school.start()
    sheet.get_by_role("button", name="Жаңа құпиясөз бен карточка").click()
    card = card_of(teacher, "Серікбаева Ару")

    # The old logins are out, the old card too; the work goes once she is in again.
    pupil.reload()
    expect(pupil.locator(".banner")).to_contain_text("Қайта кіріңіз")
    pupil.get_by_role("button", name="Кіру", exact=True).click()
    log_in_with(pupil, card["Логин"], card["Құпиясөз"])
    acts.send_now(pupil)
    at_home.goto(school.url + path)
    expect(at_home.get_by_role("alert")).to_contain_text("Бұл карточка енді жарамайды")

    # A newcomer in half a minute, marked as not confirmed.
    teacher.get_by_role("button", name="Артқа").click()
    teacher.get_by_role("button", name="Бала қосу").click()
    teacher.get_by_label("Тегі").fill("Ахметов")
    teacher.get_by_label("Аты", exact=True).fill("Нұрлан")
    assert barriers(teacher) == []
    teacher.get_by_role("button", name="Қосу және карточка беру").click()
    newcomer = card_of(teacher, "Ахметов Нұрлан")
    teacher.get_by_role("button", name="Артқа").click()
    expect(teacher.get_by_role("listitem").filter(has_text="Ахметов Нұрлан")).to_contain_text(
        "Расталмаған"
    )
    child = new_phone("nurlan").open(school.url)
    log_in_with(child, newcomer["Логин"], newcomer["Құпиясөз"])

    # A lost phone is signed out from the class list.
    teacher.get_by_role("button", name=re.compile("^Ахметов Нұрлан")).click()
    teacher.get_by_role("button", name="Шығару").click()
    expect(teacher.get_by_text("Қазір еш жерде кіріп тұрған жоқ")).to_be_visible()
    child.reload()
    expect(child.locator(".banner")).to_contain_text("Қайта кіріңіз")


@pytest.mark.slow
def test_a_class_shares_a_tablet(village: Village, new_phone: NewPhone) -> None:
    school = village.school
    tablet = new_phone("tablet").open(school.url)
    acts.log_in(tablet, "marat")
    acts.wait_until_on_phone(tablet)
    tablet.goto(school.url + LIST_OF_5A)
    tablet.get_by_role("button", name="Осы құрылғы сыныптікі болсын").click()
    expect(tablet.get_by_text("PIN-мен кіре алады")).to_be_visible()
    pins = {}
    for name in ("Серікбаева Ару", "Оспанов Алихан"):
        tablet.get_by_role("button", name=re.compile(f"^{name}")).click()
        tablet.get_by_role("button", name="Жаңа PIN мен карточка").click()
        pins[name] = card_of(tablet, name)["PIN"]
        tablet.get_by_role("button", name="Артқа").click()
        expect(tablet.get_by_role("heading", name="Сынып планшеттері")).to_be_visible()
    acts.section(tablet, "Баптау")
    tablet.get_by_role("button", name="Шығу").click()
    tablet.get_by_role("dialog").get_by_role("button", name="Шығу").click()

    # Her name, a wrong PIN, the right one.
    expect(tablet.get_by_role("heading", name="5 Ә: атыңды таңда")).to_be_visible()
    assert barriers(tablet) == []
    tablet.get_by_role("button", name="Серікбаева Ару").click()
    pin = pins["Серікбаева Ару"]
    type_pin(tablet, "0000" if pin != "0000" else "1111")
    expect(tablet.get_by_role("alert")).to_contain_text("PIN қате")
    assert barriers(tablet) == []
    type_pin(tablet, pin)
    expect(tablet.get_by_role("heading", name="Тапсырмалар", exact=True)).to_be_visible()

    # Her work waits on the tablet, without a server; the next child cannot open it.
    expect(tablet.get_by_role("link", name="Бөлшекті сызып көрсет")).to_be_visible()
    school.kill()
    tablet.get_by_role("link", name="Бөлшекті сызып көрсет").click()
    tablet.get_by_label("Жауабыңыз", exact=True).last.fill("Планшеттен.")
    tablet.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(tablet.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()
    until_stored(tablet, ARU, "outbox", "Планшеттен.")
    acts.section(tablet, "Баптау")
    tablet.get_by_role("button", name="Басқа адам кіреді").click()
    tablet.get_by_role("button", name=re.compile("^Серікбаева Ару")).click()
    guard = tablet.get_by_role("dialog", name="Серікбаева Ару: PIN")
    type_pin(tablet, pins["Оспанов Алихан"] if pins["Оспанов Алихан"] != pin else "9999")
    expect(guard.get_by_role("alert")).to_be_visible()
    assert barriers(tablet) == []
    guard.get_by_role("button", name="Жабу").click()

    # The next child logs in beside her, and both works go.
    school.start()
    tablet.get_by_role("button", name="Басқа адам", exact=True).click()
    tablet.get_by_role("button", name="Оспанов Алихан").click()
    type_pin(tablet, pins["Оспанов Алихан"])
    expect(tablet.get_by_role("heading", name="Тапсырмалар", exact=True)).to_be_visible()
    tablet.get_by_role("link", name="Бөлшекті сызып көрсет").click()
    expect(tablet.get_by_role("button", name="Тапсыру: Оспанов Алихан")).to_be_visible()
    acts.section(tablet, "Баптау")
    tablet.get_by_role("button", name="Басқа адам кіреді").click()
    # While the phone checks his PIN her name is tapped: that opens nothing but her own question.
    tablet.get_by_role("button", name=re.compile("^Оспанов Алихан")).click()
    type_pin(tablet, pins["Оспанов Алихан"][:-1])
    tablet.evaluate(LAST_SIGN_AND_AWAY, [pins["Оспанов Алихан"][-1], "Серікбаева Ару"])
    type_pin(tablet, pin[::-1] if pin[::-1] != pin else "9999")
    expect(guard.get_by_role("alert")).to_be_visible()
    type_pin(tablet, pin)
    acts.send_now(tablet)

    # Her log-in has ended at school: she is asked for four signs, not for a login she never had.
    tablet.evaluate(END_LOG_IN, ARU)
    tablet.locator(".banner").get_by_role("button", name="Кіру", exact=True).click()
    expect(tablet.get_by_role("heading", name="Серікбаева Ару")).to_be_visible()
    assert barriers(tablet) == []
    tablet.get_by_role("button", name="Логинмен кіру").click()
    tablet.get_by_role("button", name="PIN арқылы кіру").click()
    type_pin(tablet, pin)
    expect(tablet.get_by_role("navigation", name="Бөлімдер")).to_be_visible()

    # She logs out in the middle of a sentence: it waits, and nobody else gets to it by her name.
    tablet.evaluate(HALF_A_SENTENCE, [ARU, TASK])
    until_stored(tablet, ARU, "drafts", "Жартысы")
    acts.section(tablet, "Баптау")
    tablet.get_by_role("button", name="Шығу").click()
    tablet.get_by_role("dialog").get_by_role("button", name="Шығу").click()
    tablet.get_by_role("button", name=re.compile("^Серікбаева Ару.*1 жұмыс күтуде")).click()
    expect(tablet.get_by_role("heading", name="Серікбаева Ару")).to_be_visible()
    tablet.goto(school.url)
    expect(tablet.get_by_role("heading", name="Кім кіреді?")).to_be_visible()
    expect(tablet.get_by_role("navigation", name="Бөлімдер")).to_have_count(0)


@pytest.mark.slow
def test_a_forgotten_pin_costs_no_work(village: Village, new_phone: NewPhone) -> None:
    phone = new_phone("family")
    page = phone.open(village.school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    acts.section(page, "Баптау")
    page.get_by_role("button", name="PIN қою").click()
    type_pin(page, "2580")
    expect(page.get_by_text("PIN-ді тағы бір рет теріңіз")).to_be_visible()
    type_pin(page, "2580")
    expect(page.get_by_text("Профиль осы телефонда PIN-мен ашылады.")).to_be_visible()
    acts.section(page, "Тапсырма")
    page.get_by_role("link", name="Бөлшекті сызып көрсет").click()
    page.get_by_label("Жауабыңыз", exact=True).last.fill("Жартысы")
    until_stored(page, ARU, "drafts", "Жартысы")

    # A new start asks for it; so do five wrong ones, with a pause.
    phone.close()
    page = phone.open(village.school.url)
    page.get_by_role("button", name=re.compile("^Серікбаева Ару")).click()
    for _ in range(5):
        type_pin(page, "1111")
        expect(page.get_by_role("alert")).to_contain_text("PIN қате")
    type_pin(page, "2580")
    expect(page.get_by_role("alert")).to_contain_text("минуттан кейін")

    # Whoever proves who they are is inside, and what was half written is there.
    page.get_by_role("button", name="PIN есімде жоқ").click()
    acts.log_in(page, "aru")
    page.get_by_role("link", name="Бөлшекті сызып көрсет").click()
    expect(page.get_by_label("Жауабыңыз", exact=True).last).to_have_value("Жартысы")


@pytest.mark.slow
def test_the_screens_speak(village: Village, new_phone: NewPhone) -> None:
    page = new_phone("admin").open(village.school.url)
    acts.log_in(page, "admin")
    for language, words in (("Русский", "Люди"), ("English", "People")):
        page.goto(f"{village.school.url}/settings")
        page.get_by_text(language, exact=True).click()
        for path in ("/settings", "/admin/people/import", "/admin/people/rollover", "/profiles"):
            page.goto(village.school.url + path)
            expect(page.get_by_role("heading").first).to_be_visible()
            expect(page.locator(".loading")).to_have_count(0)
            assert barriers(page) == [], path
        page.goto(f"{village.school.url}/admin/people")
        expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()
