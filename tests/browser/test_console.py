"""An operator adds a school, gives it a kit, and a box without a link becomes that school's."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.install.releases import KEY
from tests.browser.acts import send_now
from tests.browser.conftest import Phone
from tests.browser.watching import barriers
from tests.server.upgrades.test_upgrades import public, release
from tests.support.nodes import Node
from tests.support.ports import free_ports

NewPhone = Callable[[str], Phone]
PASSWORD = "qazaq-tili-2026"
SCHOOL = "Жаңатілек мектебі"
KIT = re.compile(r"^tirek-school\.")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Node]:
    port, content = free_ports(2)
    node = Node(tmp_path / "hub", port, content, {"TIREK_ROLE": "hub"})
    node.start()
    yield node
    node.stop()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Node]:
    port, content = free_ports(2)
    node = Node(tmp_path / "box", port, content)
    node.start()
    yield node
    node.stop()


TRUSTING = """
import sys
from pathlib import Path
from server.cli import tirek
from server.upgrades import service
service.ROOT = Path(sys.argv.pop(1))
tirek()
"""


@pytest.fixture
def trusting_hub(tmp_path: Path) -> Iterator[Node]:
    """A hub that was installed with the key of releases."""
    key = tmp_path / "root" / KEY
    key.parent.mkdir(parents=True)
    key.write_text(f"{public()}\n", encoding="ascii")
    port, content = free_ports(2)
    program = (sys.executable, "-c", TRUSTING, str(tmp_path / "root"))
    node = Node(tmp_path / "hub", port, content, {"TIREK_ROLE": "hub"}, program=program)
    node.start()
    yield node
    node.stop()


def operator(hub: Node, page: Page) -> None:
    """Dana may do everything in the whole country."""
    names = ("--family-name", "Сейтқали", "--given-name", "Дана", "--password", PASSWORD)
    rights = [f"--right={one}" for one in ("boxes", "operators", "publish", "roster")]
    hub.tirek("hub", "operator", "add", "dana", *names, *rights)
    page.get_by_label("Логин", exact=True).fill("dana")
    page.get_by_label("Құпиясөз", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Кіру", exact=True).click()
    expect(page.get_by_role("heading", name="Мектептер", exact=True)).to_be_visible()


def add_school(page: Page, name: str, region: str) -> None:
    """From the list of schools; the new one's page is open then."""
    page.get_by_role("button", name="Мектеп қосу").click()
    page.locator("#school-name").fill(name)
    page.locator("#school-region").fill(region)
    page.get_by_role("button", name="Қосу", exact=True).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.mark.slow
def test_a_school_is_added_and_its_box_joins_by_a_kit(
    hub: Node, box: Node, new_phone: NewPhone
) -> None:
    page = new_phone("dana").open(hub.url)
    operator(hub, page)
    expect(page.get_by_text("Мұндай мектеп жоқ")).to_be_visible()
    page.get_by_role("button", name="Мектеп қосу").click()
    page.locator("#school-name").fill(SCHOOL)
    page.locator("#school-region").fill("Ақмола")
    page.get_by_label("Ендік").fill("52,9")
    page.get_by_label("Бойлық").fill("69,1")
    assert barriers(page) == []
    page.get_by_role("button", name="Қосу", exact=True).click()
    expect(page.get_by_role("heading", name=SCHOOL)).to_be_visible()
    expect(page.get_by_text("Бұл мектепте әлі сервер жоқ.")).to_be_visible()
    page.get_by_role("button", name="Жинақ жасау").click()
    line = page.get_by_label("Жинақтың жолы", exact=True)
    expect(line).to_have_value(KIT)
    kit = line.input_value()
    assert barriers(page) == []

    # At the school, with no link to the hub at all.
    hub.stop()
    first = new_phone("first").open(box.url)
    first.get_by_role("button", name="Орталық берген жинақ бар").click()
    first.get_by_label("Жинақтың жолы").fill(kit[:-9])
    first.get_by_role("button", name="Әрі қарай").click()
    expect(first.get_by_role("alert")).to_be_visible()
    assert barriers(first) == []
    first.get_by_label("Жинақтың жолы").fill(kit)
    first.get_by_role("button", name="Әрі қарай").click()
    for label, value in (("Тегі", "Әлібек"), ("Аты", "Айжан"), ("Логин", "aizhan")):
        first.get_by_label(label, exact=True).fill(value)
    first.get_by_label("Құпиясөз", exact=True).fill(PASSWORD)
    first.get_by_role("button", name="Мектепті құру").click()
    expect(first.get_by_role("heading", name="Серверді дайындау")).to_be_visible()
    expect(first.get_by_text("Жинақ қабылданды.")).to_be_visible()

    # With the first link the hub knows whose box this is, and how it is.
    hub.start()
    box.tirek("sync", "now")
    assert json.loads(box.tirek("sync", "status", "--json"))["last_error"] is None
    page.reload()
    expect(page.get_by_text("Пайдаланылған", exact=False)).to_be_visible()
    expect(page.get_by_role("heading", name="Деректер")).to_be_visible()
    assert barriers(page) == []

    page.goto(f"{hub.url}/console")
    expect(page.get_by_role("link", name=SCHOOL)).to_be_visible()
    page.get_by_text("Карта", exact=True).click()
    expect(page.get_by_role("img", name="Картадағы мектептер: 1")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Операторлар жазбасы").click()
    expect(page.get_by_text("жинақ жасады")).to_be_visible()
    page.goto(f"{hub.url}/console/overview")
    expect(page.get_by_text("Жоғалған жұмыс").first).to_be_visible()
    assert barriers(page) == []

    # The school asks about a pupil, and sees what it is answered.
    first.goto(f"{box.url}/admin/inquiries")
    first.get_by_role("button", name="Сұрау жазу").click()
    first.get_by_label("Толығырақ").fill("Алуа 5 Ә сыныбына келді, жүйеде жоқ")
    assert barriers(first) == []
    first.get_by_role("button", name="Жіберу", exact=True).click()
    expect(first.get_by_text("Жауап күтуде")).to_be_visible()
    send_now(first)
    box.tirek("sync", "now")
    page.goto(f"{hub.url}/console/inquiries")
    expect(page.get_by_text("Алуа 5 Ә сыныбына келді, жүйеде жоқ")).to_be_visible()
    page.get_by_role("button", name="Жауап беру").click()
    page.get_by_label("Мектепке жауап").fill("Тізімге қосылды")
    assert barriers(page) == []
    page.get_by_role("button", name="Жауап беру").click()
    expect(page.get_by_text("Жауап күтіп тұрған сұрау жоқ")).to_be_visible()
    box.tirek("sync", "now")
    first.goto(f"{box.url}/admin/inquiries")
    expect(first.get_by_text("Тізімге қосылды")).to_be_visible()
    expect(first.get_by_text("Орындалды", exact=True)).to_be_visible()
    assert barriers(first) == []


@pytest.mark.slow
def test_a_course_goes_to_one_region_first_and_is_taken_back(
    hub: Node, tmp_path: Path, new_phone: NewPhone
) -> None:
    lesson = tmp_path / "su.html"
    lesson.write_text("<!doctype html><title>Су</title><p>Су", encoding="utf-8")
    hub.tirek("content", "import", str(lesson), "--title", "Су айналымы", "--grade", "5")
    page = new_phone("dana").open(hub.url)
    operator(hub, page)
    for name, region in (("Бірінші мектеп", "Ақмола"), ("Екінші мектеп", "Түркістан")):
        add_school(page, name, region)
        page.goto(f"{hub.url}/console")
    page.get_by_role("link", name="Курстар").click()
    expect(page.get_by_text("Барлық мектепке")).to_be_visible()
    expect(page.get_by_text("2 мектепке арналған")).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("button", name="Кімге арналған").click()
    expect(page.get_by_role("status").filter(has_text="2 мектепке барады")).to_be_visible()
    page.get_by_label("Ақмола", exact=True).check()
    expect(page.get_by_role("status").filter(has_text="1 мектепке барады")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Сақтау").click()
    expect(page.get_by_text("Мектептер: Ақмола")).to_be_visible()
    expect(page.get_by_text("1 мектепке арналған")).to_be_visible()

    page.get_by_role("button", name="Кері қайтару").click()
    page.get_by_role("button", name="Иә, барлық мектептен кері қайтару").click()
    expect(page.get_by_text("Мұндай курс жоқ")).to_be_visible()
    page.goto(f"{hub.url}/console/actions")
    expect(page.get_by_text("курсты кері қайтарды")).to_be_visible()


@pytest.mark.slow
def test_a_policy_is_published_once_it_was_seen_whom_it_concerns(
    hub: Node, new_phone: NewPhone
) -> None:
    page = new_phone("dana").open(hub.url)
    operator(hub, page)
    add_school(page, "Бірінші мектеп", "Ақмола")
    page.goto(f"{hub.url}/console/policies")
    expect(page.get_by_text("Әлі ереже жарияланбаған")).to_be_visible()
    page.get_by_role("button", name="Ереже жариялау").click()
    page.get_by_label("Негізі", exact=True).fill("№ 125 бұйрық")
    page.get_by_label("Басталатын күні").fill("2099-09-01")
    page.get_by_label("Қалыптастырушы", exact=True).first.fill("30")
    wrong = "Әр жолдағы үлестердің қосындысы 100 болуы керек."
    expect(page.get_by_role("alert")).to_have_text(wrong)
    page.get_by_label("БЖБ", exact=True).first.fill("20")
    assert barriers(page) == []
    page.get_by_role("button", name="Кімге қатысты екенін көру").click()
    expect(page.get_by_text("1 мектеп", exact=True)).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Жариялау", exact=True).click()
    expect(page.get_by_text("Әлі басталмаған")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Кері қайтару").click()
    page.get_by_role("button", name="Иә, барлық мектептен кері қайтару").click()
    gone = page.get_by_text("Кері қайтарылған", exact=True)
    expect(gone).to_be_visible()
    page.get_by_role("button", name="Қайта жариялау").click()
    page.get_by_role("button", name="Сақтау").click()
    expect(gone).to_have_count(0)
    expect(page.get_by_text("Барлық мектепке · 1 мектеп")).to_be_visible()


@pytest.mark.slow
def test_a_calendar_and_a_ready_plan_are_published_and_taken_back(
    hub: Node, tmp_path: Path, new_phone: NewPhone
) -> None:
    page = new_phone("dana").open(hub.url)
    operator(hub, page)
    add_school(page, "Бірінші мектеп", "Ақмола")
    page.goto(f"{hub.url}/console")
    page.get_by_role("link", name="Оқу күнтізбелері").click()
    expect(page.get_by_text("Әлі күнтізбе жарияланбаған")).to_be_visible()
    page.get_by_role("button", name="Күнтізбе жариялау").click()
    page.get_by_label("Атауы", exact=True).fill("2098/2099")
    page.get_by_role("button", name="Сақтау").click()
    expect(page.get_by_role("heading", name="2098/2099")).to_be_visible()
    expect(page.get_by_text("Барлық мектепке · 1 мектеп")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Кері қайтару").click()
    page.get_by_role("button", name="Иә, барлық мектептен кері қайтару").click()
    expect(page.get_by_text("Кері қайтарылған", exact=True)).to_be_visible()

    page.goto(f"{hub.url}/console/plans")
    page.get_by_role("button", name="Жоспар жариялау").click()
    page.get_by_label("Атауы", exact=True).fill("Математика, 5-сынып")
    page.get_by_label("Пән", exact=True).select_option("Математика")
    table = tmp_path / "plan.csv"
    table.write_text("Тақырып;Сағат\nБөлшектер;2\nҮшбұрыш;3\n", encoding="utf-8")
    page.get_by_label("Кестені таңдау").set_input_files(table)
    expect(page.get_by_text("Түсінілген тақырып: 2, барлығы 5 сағат")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Жариялау", exact=True).click()
    expect(page.get_by_role("heading", name="Математика, 5-сынып")).to_be_visible()
    expect(page.get_by_text("Математика · 5-сынып")).to_be_visible()
    assert barriers(page) == []
    page.goto(f"{hub.url}/console/actions")
    expect(page.get_by_text("дайын жоспар жариялады")).to_be_visible()


@pytest.mark.slow
def test_a_release_is_taken_in_offered_to_some_and_taken_back(
    trusting_hub: Node, tmp_path: Path, new_phone: NewPhone
) -> None:
    page = new_phone("dana").open(trusting_hub.url)
    operator(trusting_hub, page)
    add_school(page, "Бірінші мектеп", "Ақмола")
    page.goto(f"{trusting_hub.url}/console")
    page.get_by_role("link", name="Жаңа нұсқалар").click()
    expect(page.get_by_text("Әлі нұсқа жарияланбаған")).to_be_visible()
    assert barriers(page) == []
    file = page.get_by_label("Нұсқа файлын таңдау")
    file.set_input_files(release(tmp_path / "foreign", "1.1", seed=b"x" * 32))
    expect(page.get_by_role("alert")).to_have_text(
        "Файл қабылданбады: қолтаңбасы бөтен не файл бүлінген."
    )
    file.set_input_files(release(tmp_path, "1.0"))
    expect(page.get_by_role("heading", name="1.0", exact=True)).to_be_visible()
    expect(page.get_by_text("Ешкімге берілмейді")).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("button", name="Кімге беру").click()
    page.get_by_role("button", name="Сақтау").click()
    expect(page.get_by_text("Барлық мектепке · 1 мектеп")).to_be_visible()
    expect(page.get_by_text("1 мектептің ішінде: сұрағаны 0")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Кері қайтару").click()
    page.get_by_role("button", name="Иә, барлық мектептен кері қайтару").click()
    expect(page.get_by_text("Ешкімге берілмейді")).to_be_visible()
    page.goto(f"{trusting_hub.url}/console/actions")
    expect(page.get_by_text("нұсқаны кері қайтарды")).to_be_visible()
