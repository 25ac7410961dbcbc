"""What people see of statements: a class in figures, a learner's way, all of a school's, its files,
and the record stores that they go on to."""

import base64
import csv
import io
import json
import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from server.consent.purposes import OUTSIDE
from server.consent.schemas import PAPER, REPRESENTATIVE
from server.demo.cast import PASSWORD
from server.demo.roster import SCHOOL, class_id, person_id
from server.lrs.callers import account_of
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.watching import AXE, barriers
from tests.server.forwarding.fake import FakeStore, serving
from tests.support.nodes import Node

# The sender looks for work three times a minute.
SENDER_SECONDS = 90
NewPhone = Callable[[str], Phone]
VERBS = "http://adlnet.gov/expapi/verbs/"
COURSE = "https://content.example.kz/courses/fractions"
NAMES = {"kk": "Бөлшектерді қосу", "ru": "Сложение дробей", "en": "Adding fractions"}
# What a spreadsheet would run, had nobody disarmed it.
FORMULA = '=HYPERLINK("http://example.kz/";"1/2")'
LANGUAGES = {
    "Русский": ("Активность класса", "Завершили: 1", "Сложение дробей"),
    "English": ("Class activity", "Completed: 1", "Adding fractions"),
    "Қазақша": ("Сынып белсенділігі", "Аяқтағаны: 1", "Бөлшектерді қосу"),
}
pytestmark = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci"
)


def did(person: str, verb: str, **result: Any) -> dict[str, Any]:
    """A statement of today about the course, or about its question."""
    about = f"{COURSE}/question" if verb == "answered" else COURSE
    return {
        "id": str(uuid.uuid4()),
        "actor": account_of(SCHOOL, person_id(person)),
        "verb": {"id": VERBS + verb},
        "object": {"id": about, "definition": {"name": NAMES}},
        "result": result,
        "timestamp": datetime.now(UTC).isoformat(),
    }


def keep(school: Node, *statements: dict[str, Any]) -> None:
    """As an authoring tool does with a key of the school."""
    made = json.loads(school.tirek("lrs", "key", "add", "Құрал", "--school", SCHOOL, "--json"))
    pair = base64.b64encode(f"{made['key']}:{made['secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "X-Experience-API-Version": "2.0.0"}
    address = f"{school.url}/xapi/statements"
    answer = requests.post(address, json=statements, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text


def on_paper(learner: str) -> tuple[str, dict[str, Any]]:
    """A signed paper says that programs outside may have the learner's data."""
    return "consent.decide", {
        "school": SCHOOL,
        "learner": person_id(learner),
        "purpose": OUTSIDE,
        "given": True,
        "date": datetime.now(UTC).date().isoformat(),
        "way": PAPER,
        "by": REPRESENTATIVE,
        "signer": "Серікбаев Қанат",
    }


def in_both_lights(page: Page) -> None:
    for light in ("dark", "light"):
        page.emulate_media(color_scheme="dark" if light == "dark" else "light")
        assert barriers(page) == [], light


def choose_language(page: Page, school: Node, name: str) -> None:
    page.goto(f"{school.url}/settings")
    page.get_by_text(name, exact=True).click()
    expect(page.locator("html")).to_have_attribute(
        "lang", {"Русский": "ru", "English": "en", "Қазақша": "kk"}[name]
    )


def saved(page: Page, ending: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=ending, exact=True).click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.slow
def test_a_class_in_figures_and_a_learners_way(village: Village, new_phone: NewPhone) -> None:
    school = village.school
    place = f"{school.url}/t/insights/{class_id('5a')}"
    teacher = new_phone("marat").open(school.url)
    acts.log_in(teacher, "marat")
    teacher.goto(place)
    expect(teacher.get_by_role("heading", name="Жазба жоқ")).to_be_visible()
    in_both_lights(teacher)

    keep(
        school,
        did("aru", "answered", success=True, response="3/4"),
        did("alihan", "answered", success=False, response="1/2"),
        did("aru", "completed", completion=True, duration="PT4M"),
        did("aru", "passed", success=True, score={"scaled": 0.9}),
    )
    for language, (title, completed, course) in LANGUAGES.items():
        choose_language(teacher, school, language)
        teacher.goto(place)
        expect(teacher.get_by_role("heading", name=re.compile(title))).to_be_visible()
        card = teacher.get_by_role("article").filter(has_text=completed)
        expect(card.get_by_role("heading", name=course)).to_be_visible()
        assert barriers(teacher) == [], language
    in_both_lights(teacher)
    expect(card).to_contain_text("Өткені: 1")
    expect(card).to_contain_text("Орташа балл: 90 %")
    asked = teacher.get_by_role("article").filter(has_text="Дұрыс жауап: 50 %")
    expect(asked).to_contain_text("2 / ")
    teacher.get_by_text("Күніне неше жазба түскені").click()
    expect(teacher.locator(".days-table").get_by_role("cell").first).to_have_text("4")

    teacher.get_by_role("link", name="Барлық жазба").click()
    expect(teacher.get_by_role("heading", name="Серікбаева Ару")).to_have_count(3)
    in_both_lights(teacher)

    pupil = new_phone("aru").open(school.url)
    acts.log_in(pupil, "aru")
    acts.section(pupil, "Бағалар")
    pupil.get_by_role("link", name="Оқу жолы").click()
    expect(pupil.get_by_role("listitem").filter(has_text="Жауабы: 3/4")).to_be_visible()
    expect(pupil.get_by_text("Жауабы: 1/2")).to_have_count(0)
    in_both_lights(pupil)
    pupil.goto(f"{school.url}/timeline/{person_id('alihan')}")
    expect(pupil.get_by_role("heading", name="Бұл бет сізге ашық емес")).to_be_visible()
    in_both_lights(pupil)


@pytest.mark.slow
def test_statements_are_searched_saved_and_sent_on(village: Village, new_phone: NewPhone) -> None:
    school = village.school
    good, bad = did("aru", "answered", success=True, response=FORMULA), did("alihan", "passed")
    ledger.submit(school, "marat", [on_paper("aru"), on_paper("alihan")])
    store = FakeStore()
    store.poison = {bad["id"]}
    with serving(store):
        school.tirek(
            "lrs", "forward", "add", "Облыс", store.address, "--user", "tirek",
            "--secret", PASSWORD, "--school", SCHOOL, "--network", "127.0.0.0/8",
        )  # fmt: skip
        keep(school, good, bad, did("aisha", "completed"))
        admin = new_phone("admin").open(school.url)
        acts.log_in(admin, "admin")
        acts.wait_until_on_phone(admin)
        admin.goto(f"{school.url}/admin/statements")
        expect(admin.get_by_role("heading", name="Серікбаева Ару")).to_be_visible()
        in_both_lights(admin)
        look_for_what_is_wrong_and_what_passed(admin)
        in_files(admin, good["id"])

        # The server sleeps: the page says so and asks again when told to.
        school.kill()
        admin.get_by_role("button", name="Сүзгіні алып тастау").click()
        expect(admin.get_by_role("heading", name="Мектеп серверінен жауап жоқ")).to_be_visible()
        in_both_lights(admin)
        school.start()
        admin.get_by_role("button", name="Қайта сұрау").click()
        expect(admin.get_by_role("heading", name="Серікбаева Ару")).to_be_visible()

        where_they_went(admin, school, bad["id"])
        assert set(store.kept) == {good["id"]}


def look_for_what_is_wrong_and_what_passed(admin: Page) -> None:
    admin.get_by_text("Сүзгі", exact=True).click()
    admin.get_by_label("Тіркеу нөмірі").fill("бес")
    admin.get_by_role("button", name="Көрсету", exact=True).click()
    expect(admin.get_by_role("alert")).to_contain_text("Сүзгіде қате бар")
    in_both_lights(admin)
    admin.get_by_label("Тіркеу нөмірі").fill("")
    admin.get_by_label("Іс-әрекет").select_option("жауап берді")
    admin.get_by_role("button", name="Көрсету", exact=True).click()
    expect(admin.get_by_role("heading", name="Серікбаева Ару")).to_be_visible()
    expect(admin.get_by_role("heading", name="Оспанов Алихан")).to_have_count(0)


def in_files(admin: Page, key: str) -> None:
    """What the filter shows, in three forms; a formula is a text in each."""
    [whole] = json.loads(saved(admin, "JSON"))
    assert (whole["id"], whole["result"]["response"]) == (key, FORMULA)
    text = io.StringIO(saved(admin, "CSV").decode("utf-8-sig"))
    [line] = csv.DictReader(text, delimiter=";")
    assert (line["Оқушы"], line["Неде"]) == ("Серікбаева Ару", NAMES["kk"])
    assert line["Жауабы"] == f"'{FORMULA}"
    sheet = load_workbook(io.BytesIO(saved(admin, "XLSX"))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    [cell] = [one for one in cells if FORMULA in str(one.value)]
    assert cell.data_type == "s"


def where_they_went(admin: Page, school: Node, refused: str) -> None:
    """The sender has begun with the server, and looks for work again and again."""
    admin.goto(f"{school.url}/admin/forwarding")
    card = admin.get_by_role("article").filter(has_text="Облыс")
    expect(card).to_be_visible()
    began = time.monotonic()
    while not ledger.rows(school, "SELECT statement FROM forward_letter"):
        assert time.monotonic() - began < SENDER_SECONDS, "nothing was put aside"
    admin.reload()
    expect(card.get_by_text("Қабылданбады: 1")).to_be_visible()
    expect(card.get_by_text("Жіберілді: 1")).to_be_visible()
    expect(card.get_by_text("Келісім жоқ, мектепте қалды: 1")).to_be_visible()
    card.get_by_role("button", name="Қабылданбағандары").click()
    expect(card.get_by_role("listitem")).to_contain_text(refused)
    in_both_lights(admin)
    card.get_by_role("button", name="Тоқтата тұру").click()
    expect(card.get_by_text("Тоқтатылған")).to_be_visible()
    card.get_by_role("button", name="Өшіру", exact=True).click()
    card.get_by_role("button", name="Шынымен өшіру").click()
    expect(admin.get_by_role("heading", name="Жазбалар ешқайда жіберілмейді")).to_be_visible()
    in_both_lights(admin)
