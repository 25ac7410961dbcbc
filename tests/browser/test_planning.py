"""A timetable is built, a plan comes from Excel, and both stand on a phone without a link."""

import json
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from server import db
from server.app import create_app
from server.config import Config
from server.console import directory
from server.demo.roster import SCHOOL, class_id, person_id
from server.operations.local import submit
from server.templates import spreading
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.schooldays import today
from tests.browser.test_journal import EVERY_DAY, lesson_now, open_journal, slot_today
from tests.browser.watching import AXE, barriers, until_stored
from tests.support.nodes import Node, environment

Phones = Callable[[str], Phone]
TOPIC = "Ондық бөлшектерді оқу"
NEXT = "Ондық бөлшектерді салыстыру"
HOMEWORK = "№ 401"
SHARED = "Тоқтының бөлшектері"
PLAN = re.compile("5 Ә · Математика")
SHOTS = os.environ.get("TIREK_SHOTS")
# Runs in the page: saves the new subject and names a room before it is written.
MADE_WHILE_TYPING = """(room) => {
  document.querySelector(".plan-inner .button").click();
  const field = document.querySelector("#slot-room");
  field.value = room;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/planning-{name}.png")


def calendar() -> dict[str, object]:
    """Lessons every day from today on, each of them all day long."""
    start, end = today().date(), (today() + timedelta(days=30)).date()
    return {**EVERY_DAY, "terms": [{"starts_on": start.isoformat(), "ends_on": end.isoformat()}]}


def mathematics_today(school: Node) -> None:
    """One lesson in 5 Ә that runs every day from today on; its plan is the test's."""
    ledger.clear_timetable(school)
    wanted = [("calendar.set", calendar()), ("timetable.set", slot_today("5a", "marat"))]
    ledger.submit(school, "director", wanted)


def excel(path: Path, first: datetime) -> Path:
    """A plan with what such files have: a form above, merged cells, letters of two scripts."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Күнтізбелік-тақырыптық жоспар"],
        ["Р/с", "Сабақтың тaқырыбы", "Сағат саны", "Мерзімі", "Үй тапсырмасы"],
        ["Ондық бөлшектер"],
        [1, TOPIC, 1, f"{first:%d.%m.%Y}", HOMEWORK],
        [2, NEXT, 1, None, None],
        [3, "Қосу", "көп", None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:E3")
    book.save(path)
    return path


def open_timetable(page: Page) -> None:
    acts.log_in(page, "director")
    page.get_by_role("link", name="Сабақ кестесі").click()
    page.get_by_label("Сынып", exact=True).select_option(label="5 Ә")


@pytest.mark.slow
def test_a_leader_builds_the_timetable_and_a_clash_is_told_before_it_is_saved(
    village: Village, new_phone: Phones
) -> None:
    school = village.school
    ledger.submit(school, "director", [("calendar.set", calendar())])
    page = new_phone("director").open(school.url)
    open_timetable(page)

    page.get_by_role("button", name=re.compile("9-сабақ: сабақ қосу")).first.click()
    sheet = page.get_by_role("dialog", name="Жаңа сабақ")
    # A subject that the school does not have yet: what is typed while it is written stays.
    subject = sheet.get_by_label("Пән", exact=True)
    subject.select_option(value="~new")
    sheet.locator("#subject-kk").fill("Робототехника")
    page.evaluate(MADE_WHILE_TYPING, "104")
    expect(subject).to_have_value("robototekhnika")
    expect(sheet.get_by_label("Кабинет")).to_have_value("104")
    subject.select_option(label="Математика")
    sheet.get_by_text("Есенов Марат", exact=True).click()
    sheet.get_by_role("button", name="Сақтау").click()
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("9-сабақ: Математика"))).to_be_visible()
    until_stored(page, person_id("director"), "outbox", "timetable.set")

    # The same teacher cannot be in 4 А then, and the sheet says so.
    page.get_by_label("Сынып", exact=True).select_option(label="4 А")
    page.get_by_label("Қай күннен").fill((today() + timedelta(days=7)).date().isoformat())
    ledger_calendar = {**calendar(), "grades": [4]}
    ledger.submit(school, "admin", [("calendar.set", ledger_calendar)])
    acts.send_now(page)
    assert ledger.rows(school, "SELECT 1 FROM subject WHERE code = 'robototekhnika'")
    page.get_by_role("button", name=re.compile("9-сабақ: сабақ қосу")).first.click()
    sheet = page.get_by_role("dialog", name="Жаңа сабақ")
    sheet.get_by_text("Есенов Марат", exact=True).click()
    expect(sheet.get_by_text("Есенов Марат осы уақытта басқа сабақта: 5 Ә")).to_be_visible()
    if AXE.is_file():
        assert barriers(page) == []
    page.keyboard.press("Escape")

    slots = ledger.documents(school, "marat")["slot"].values()
    mine = [one for one in slots if one["bell"] == 9]
    assert [(one["teachers"], one["starts_on"]) for one in mine] == [
        ([person_id("marat")], today().date().isoformat())
    ]


@pytest.mark.slow
def test_a_plan_comes_from_excel_and_stands_in_the_journal_without_a_link(
    village: Village, new_phone: Phones, tmp_path: Path
) -> None:
    school = village.school
    mathematics_today(school)
    page = new_phone("marat").open(school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    open_journal(page)
    page.get_by_role("link", name="Күнтізбелік жоспарлар").click()
    page.get_by_role("link", name=PLAN).click()
    page.get_by_role("link", name="Файлдан енгізу").click()
    page.get_by_label("Файл таңдау").set_input_files(excel(tmp_path / "plan.xlsx", today()))
    expect(page.get_by_text("2 тақырып түсінікті")).to_be_visible()
    expect(page.get_by_text(re.compile("6-жол.*сағат саны түсініксіз"))).to_be_visible()
    page.get_by_text("Файлдағыдай", exact=True).click()
    page.get_by_text("Соңына қосу", exact=True).click()
    page.get_by_role("button", name="2 тақырыпты енгізу").click()
    page.get_by_role("link", name="Жоспарды қарау").click()
    expect(page.get_by_role("button", name=re.compile(TOPIC))).to_be_visible()
    acts.send_now(page)

    school.stop()
    open_journal(page)
    expect(page.get_by_label("Тақырып")).to_have_value(TOPIC)
    expect(page.get_by_label("Үй тапсырмасы")).to_have_value(HOMEWORK)

    # A row is split and joined again with no server: nothing waits for it.
    page.get_by_role("link", name="Күнтізбелік жоспарлар").click()
    page.get_by_role("link", name=PLAN).click()
    page.get_by_role("button", name=re.compile(TOPIC)).click()
    sheet = page.get_by_role("dialog", name="Тақырыпты өзгерту")
    sheet.get_by_text("Басқа әрекеттер").click()
    sheet.get_by_role("button", name="Келесісімен біріктіру", exact=True).click()
    expect(page.get_by_role("button", name=re.compile(f"{TOPIC}; {NEXT}"))).to_be_visible()
    page.get_by_role("button", name="Қайтару").click()
    expect(page.get_by_role("button", name=re.compile(f"^{NEXT}"))).to_be_visible()


@pytest.mark.slow
def test_a_teachers_own_sheet_goes_with_the_row_and_opens_without_a_link(
    village: Village, new_phone: Phones, tmp_path: Path
) -> None:
    school = village.school
    mathematics_today(school)
    sheet = tmp_path / "Жұмыс парағы.pdf"
    sheet.write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 400)
    page = new_phone("marat").open(school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    open_journal(page)
    page.get_by_role("link", name="Күнтізбелік жоспарлар").click()
    page.get_by_role("link", name=PLAN).click()
    school.stop()
    page.get_by_role("button", name="Тақырып қосу").click()
    form = page.get_by_role("dialog", name="Жаңа тақырып")
    form.get_by_label("Тақырып", exact=True).fill(TOPIC)
    form.get_by_label("Файл тіркеу").set_input_files(sheet)
    expect(form.get_by_text(sheet.name)).to_be_visible()
    look(page, "row-file")
    form.get_by_role("button", name="Сақтау").click()
    expect(form).to_be_hidden()
    until_stored(page, person_id("marat"), "outbox", sheet.name)

    school.start()
    acts.send_now(page)
    [(files,)] = ledger.rows(school, "SELECT files FROM plan_row WHERE topic = ?", TOPIC)
    [file] = json.loads(files)
    assert ledger.personal_file(school, file["sha256"]) == sheet.read_bytes()

    # Another phone of the teacher lists it, keeps what was opened once, and opens it offline.
    other = new_phone("tablet").open(school.url)
    acts.log_in(other, "marat")
    acts.wait_until_on_phone(other)
    other.goto(f"{school.url}/plans/{class_id('5a')}/mathematics/all")
    other.get_by_role("button", name=re.compile(TOPIC)).click()
    opened = other.get_by_role("dialog", name="Тақырыпты өзгерту")
    with other.expect_download() as first:
        opened.get_by_role("button", name=re.compile(sheet.name)).first.click()
    assert Path(first.value.path()).read_bytes() == sheet.read_bytes()
    look(other, "row-file-other")
    until_stored(other, person_id("marat"), "files", file["sha256"])
    school.kill()
    with other.expect_download() as again:
        opened.get_by_role("button", name=re.compile(sheet.name)).first.click()
    assert again.value.suggested_filename == sheet.name


@pytest.mark.slow
def test_a_closure_moves_the_plan_and_says_what_it_moved(
    village: Village, new_phone: Phones
) -> None:
    school = village.school
    closed = {
        "school": SCHOOL,
        "reason": "weather",
        "order": "14",
        "starts_on": (today() + timedelta(days=1)).date().isoformat(),
        "ends_on": (today() + timedelta(days=4)).date().isoformat(),
        "classes": [],
    }
    page = new_phone("marat").open(school.url)
    acts.log_in(page, "marat")
    ledger.submit(school, "director", [("calendar.set", calendar()), ("closure.set", closed)])
    acts.send_now(page)
    open_journal(page)
    page.get_by_role("link", name="Күнтізбелік жоспарлар").click()
    page.get_by_role("link", name=PLAN).click()
    expect(page.get_by_text(re.compile("жабылуы .* тақырыпты жылжытады"))).to_be_visible()
    page.get_by_text("Қалай жылжитынын көру").click()
    expect(page.get_by_role("listitem").filter(has_text="→").first).to_be_visible()
    if AXE.is_file():
        for light in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if light == "dark" else "light")
            assert barriers(page) == [], light


@pytest.mark.slow
def test_a_colleague_takes_a_lesson_in_an_emergency_and_the_director_confirms_it(
    village: Village, new_phone: Phones
) -> None:
    school = village.school
    lesson_now(school, "5a", "marat")
    page = new_phone("bota").open(school.url)
    acts.log_in(page, "bota")
    acts.wait_until_on_phone(page)
    acts.refresh(page)
    school.stop()
    open_journal(page)
    page.get_by_role("button", name="Бұл сабақты мен аламын").click()
    row = page.get_by_role("dialog").get_by_role("listitem").filter(has_text="9-сабақ")
    row.get_by_role("button", name="Аламын").click()
    expect(page.get_by_text("Сабақты алдыңыз. Директор растайды.")).to_be_visible()
    expect(page.get_by_text(re.compile("Сіз алмастырасыз"))).to_be_visible()
    until_stored(page, person_id("bota"), "outbox", "substitution.set")
    school.start()
    acts.send_now(page)

    director = new_phone("director").open(school.url)
    acts.log_in(director, "director")
    director.get_by_role("link", name="Сабақ кестесі").click()
    director.get_by_role("link", name="Алмастырулар").click()
    expect(director.get_by_role("listitem").filter(has_text="Сағынова Бота")).to_be_visible()
    if AXE.is_file():
        assert barriers(director) == []
    director.get_by_role("button", name="Растау").click()
    expect(director.get_by_text("Растауды күтетін алмастыру жоқ")).to_be_visible()
    acts.send_now(director)
    taken = ledger.documents(school, "bota")["substitution"].values()
    assert [one["confirmed"] for one in taken] == [True]


def neighbour_shares(hub: Node) -> None:
    """A school of the same district offers a plan, and the hub hands it on."""
    app = create_app(Config.load(environment(hub.home, hub.env)))
    row = {"hours": 2, "section": "", "topic": SHARED, "objectives": [], "homework": "№ 7"}
    plan = {
        "school": "toqty", "subject": "mathematics", "grade": 5, "language": "kk",
        "title": "Математика, Тоқты мектебінің жоспары", "parts": 1,
        "part_1": [{**row, "resources": [], "summative": "none", "outline": ""}],
    }  # fmt: skip
    at = {"region": "", "district": "Зеренді ауданы", "latitude": None, "longitude": None}
    with app.app_context():
        with db.write_transaction() as session:
            submit("school.set", "toqty", {"name": "Тоқты мектебі", "language": "kk"})
            for one, name in (("toqty", "Тоқты мектебі"), (SCHOOL, "Ақбұлақ")):
                directory.place_school(session, one, at, name=name, language="kk")
            submit("shared_plan.set", None, plan)
        assert spreading.spread() == 1
        db.db.session.remove()
        db.db.engine.dispose()


@pytest.mark.slow
def test_a_plan_that_others_have_published_becomes_a_classs_own_and_is_offered_to_them(
    village: Village, new_phone: Phones
) -> None:
    school = village.school
    neighbour_shares(village.hub)
    village.sync()
    page = new_phone("marat").open(school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    page.goto(f"{school.url}/plans/{class_id('5a')}/mathematics/all")
    page.get_by_role("button", name="Басқа жоспардан көшіру").click()
    sheet = page.get_by_role("dialog", name="Қай жоспардан көшіру")
    ready = sheet.get_by_role("region", name="Дайын жоспарлар")
    expect(ready.get_by_role("button", name=re.compile("I жартыжылдық"))).to_be_visible()
    assert barriers(page) == []
    sheet.get_by_text("Соңына қосу").click()
    ready.get_by_role("button", name=re.compile("I жартыжылдық")).click()

    expect(page.get_by_text("10 тақырып көшірілді")).to_be_visible()
    expect(page.get_by_text("Координаталық сәуле")).to_be_visible()
    assert barriers(page) == []
    acts.send_now(page)
    rows = ledger.documents(school, "marat")["plan_row"].values()
    assert "Координаталық сәуле" in {row["topic"] for row in rows}

    # A colleague's of another school is beside the hub's, and copied in as many taps.
    page.get_by_role("button", name="Басқа жоспардан көшіру").click()
    theirs = sheet.get_by_role("region", name="Басқа мектептегі әріптестерден")
    look(page, "copy-shared")
    assert barriers(page) == []
    sheet.get_by_text("Соңына қосу").click()
    theirs.get_by_role("button", name=re.compile("Тоқты мектебі")).click()
    expect(page.get_by_role("button", name=re.compile(SHARED))).to_be_visible()
    acts.send_now(page)

    # One's own is offered without a link, taken back, and given again.
    school.stop()
    page.get_by_role("button", name="Көрші мектептерге ұсыну").click()
    mine = page.get_by_role("dialog", name="Көрші мектептерге ұсыну")
    mine.get_by_text("Аты-жөнім көрсетілсін").click()
    expect(mine.get_by_text(re.compile("Әріптестер көретіні: .* · Есенов Марат"))).to_be_visible()
    look(page, "share")
    assert barriers(page) == []
    mine.get_by_role("button", name="Ұсыну", exact=True).click()
    expect(mine).to_be_hidden()
    offered = page.get_by_text(re.compile("^Ұсынылды: [^·]* · жолда$"))
    expect(offered).to_be_visible()
    look(page, "shared")
    page.get_by_role("button", name="Көрші мектептерге ұсыну").click()
    look(page, "share-again")
    mine.get_by_role("button", name="Қайтарып алу").click()
    expect(mine).to_be_hidden()
    expect(offered).to_be_hidden()
    page.get_by_role("button", name="Қайтару", exact=True).click()
    expect(offered).to_be_visible()
    until_stored(page, person_id("marat"), "outbox", "shared_plan.set")
    school.start()
    acts.send_now(page)
    [plan] = ledger.documents(school, "marat")["shared_plan"].values()
    assert (plan["named"], plan["withdrawn"], plan["whole"]) == (True, False, True)
