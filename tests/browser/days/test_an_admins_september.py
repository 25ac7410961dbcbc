"""An administrator's September: classes move up, the new list comes, cards are printed, a phone is
lost; and is the school safe? With a server that is away half of the time."""

import csv
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.days.setting import BY_ITSELF_MS
from tests.browser.schooldays import today
from tests.browser.test_people import HEAD, card_of, log_in_with
from tests.support.nodes import Node

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # servers start again and again

ARU = person_id("aru")
NEW = (("Ахметов", "Нұрлан", "1 Ә", "1"), ("Бекова", "Әсел", "1 Ә", "1"))
NO_SERVER = "Бұл бет мектеп серверімен ғана жұмыс істейді"


def test_an_admins_september(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school, admins = village.school, new_phone("admin")
    last_year(school)
    admin = admins.open(school.url)
    acts.log_in(admin, "admin")
    acts.wait_until_on_phone(admin)
    pupils = new_phone("aru")
    aru = pupils.open(school.url)
    acts.log_in(aru, "aru")
    acts.wait_until_on_phone(aru)

    the_classes_move_up(admin, school)
    the_new_list_comes(admin, school, tmp_path / "list.csv")
    cards = the_cards_are_printed(admin, school)
    first = new_phone("nurlan").open(school.url)
    log_in_with(first, cards["Логин"], cards["Құпиясөз"])
    a_phone_is_lost(admin, aru, village)
    is_the_school_safe(admin, village, tmp_path / "usb")


def last_year(school: Node) -> None:
    """The demo's classes and pupils are always of this year: here they are where May has left
    them."""
    with closing(sqlite3.connect(school.home / "tirek.sqlite")) as base, base:
        base.execute("UPDATE school_class SET year = '2024/2025'")
        base.execute("UPDATE enrolment SET starts_on = '2024-09-01'")


def people(admin: Page) -> None:
    acts.section(admin, "Мектеп")
    admin.get_by_role("link", name="Адамдар мен карточкалар").click()


def the_classes_move_up(admin: Page, school: Node) -> None:
    """Looked at while the server is away, asked for when it is back, written after a question."""
    school.kill()
    admin.goto(f"{school.url}/admin/people/rollover")
    expect(admin.get_by_text(NO_SERVER)).to_be_visible()
    school.start()
    row = admin.get_by_role("listitem").filter(has_text="5 Ә, 5-параллель")
    expect(row).to_contain_text("24 оқушы", timeout=BY_ITSELF_MS)
    expect(row.get_by_role("textbox")).to_have_value("6 Ә")
    admin.get_by_role("button", name="Барлығын көшіру").click()
    admin.get_by_role("dialog").get_by_role("button", name="Барлығын көшіру").click()
    expect(admin.get_by_text("Сыныптар көшірілді")).to_be_visible()
    labels = {one["label"] for one in ledger.documents(school, "marat")["class"].values()}
    assert "6 Ә" in labels
    assert "5 Ә" not in labels


def the_new_list_comes(admin: Page, school: Node, path: Path) -> None:
    """What would change is shown row by row; a server that goes away writes nothing."""
    query = """
        SELECT p.family_name, p.given_name, c.label, e.grade FROM enrolment e
        JOIN person p ON p.id = e.person JOIN school_class c ON c.id = e.class_id
        WHERE e.ends_on IS NULL OR e.ends_on >= ?
    """
    listed = ledger.rows(school, query, today().date().isoformat())
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *listed, *NEW])
    people(admin)
    admin.get_by_role("link", name="Тізімді файлдан енгізу").click()
    admin.get_by_label("Файл таңдау").set_input_files(path)
    new = admin.get_by_role("button", name=re.compile("^Жаңа · "))
    expect(new).to_have_text("Жаңа · 5")  # two children, each in the class, and the class
    before = ledger.rows(school, "SELECT count(*) FROM enrolment")

    school.kill()
    admin.get_by_role("button", name=re.compile("^Енгізу: ")).click()
    expect(admin.get_by_text(re.compile("байланыс үзілді"))).to_be_visible()
    school.start()
    assert ledger.rows(school, "SELECT count(*) FROM enrolment") == before
    admin.reload()
    admin.get_by_label("Файл таңдау").set_input_files(path)
    expect(new).to_be_visible()
    admin.get_by_role("button", name=re.compile("^Енгізу: ")).click()
    admin.get_by_role("button", name="Карточкаларды басып шығару (2)").click()


def the_cards_are_printed(admin: Page, school: Node) -> dict[str, str]:
    """On paper they are good without a server; the words on the screen are shown once."""
    card = card_of(admin, "Ахметов Нұрлан")
    school.kill()
    assert len(admin.pdf(prefer_css_page_size=True)) > 1000
    school.start()
    people(admin)
    admin.get_by_role("searchbox").fill("ахметов нурлан")  # on a Russian keyboard
    expect(admin.get_by_role("listitem").filter(has_text="Ахметов Нұрлан")).to_be_visible()
    return card


def a_phone_is_lost(admin: Page, aru: Page, village: Village) -> None:
    """Ару lost hers: it is signed out from the list, and asks who it is from then on."""
    admin.get_by_role("searchbox").fill("серікбаева ару")
    admin.get_by_role("button", name=re.compile("^Серікбаева Ару")).click()
    sheet = admin.get_by_role("dialog", name="Серікбаева Ару")
    sheet.get_by_role("button", name="Шығару").first.click()
    expect(sheet.get_by_text("Қазір еш жерде кіріп тұрған жоқ")).to_be_visible()
    sheet.get_by_role("button", name="Жабу").click()
    aru.reload()
    expect(aru.locator(".banner")).to_contain_text("Қайта кіріңіз")
    # Nothing of hers went with it.
    assert "aqbulaq.task.drawing" in ledger.documents(village.school, "aru")["assignment"]


def is_the_school_safe(admin: Page, village: Village, disk: Path) -> None:
    """The key on paper, a copy on a disk, the addresses of the school, the last exchange."""
    school = village.school
    disk.mkdir()
    acts.section(admin, "Мектеп")
    expect(admin.get_by_text(re.compile("tirek backup key"))).to_be_visible()
    admin.get_by_role("link", name="Серверді дайындау: кілт, парақ, орталық").click()
    admin.locator(".box-screen .card").first.get_by_role("button").click()
    expect(admin.locator(".box-key")).to_have_count(4)
    school.tirek("backup", "create", str(disk))
    acts.section(admin, "Мектеп")
    expect(admin.get_by_text(re.compile("Соңғы көшірме осы тәулікте"))).to_be_visible()

    village.sync()
    admin.locator("a[href='/admin/certificates']").click()
    expect(admin.get_by_role("heading", level=2).first).to_be_visible()
    expect(admin.locator("a[href^='http']").first).to_be_visible()
    school.kill()
    acts.section(admin, "Мектеп")
    expect(admin.get_by_role("heading", name="Мектеп серверінен жауап жоқ")).to_be_visible()
    school.start()

    # The hub has the new year as well: the class under its new name, the children, no card's words.
    village.sync()
    for node in (school, village.hub):
        found = ledger.rows(
            node,
            "SELECT p.given_name FROM person p WHERE p.family_name IN ('Ахметов', 'Бекова') "
            "ORDER BY p.given_name",
        )
        assert [name for (name,) in found] == ["Нұрлан", "Әсел"]
        assert ledger.rows(node, "SELECT count(*) FROM school_class WHERE label = '6 Ә'") == [(1,)]
