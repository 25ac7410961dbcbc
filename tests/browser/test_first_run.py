"""A new box: the first who comes names the school, prints two sheets, and joins the hub."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.backup import recovery
from tests.browser.conftest import Phone
from tests.browser.watching import barriers
from tests.support.nodes import Node, tirek
from tests.support.ports import free_ports

NewPhone = Callable[[str], Phone]
SCHOOL = "Ақбұлақ орта мектебі"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Node]:
    port, content = free_ports(2)
    node = Node(tmp_path / "box", port, content)
    node.start()
    yield node
    node.stop()


def fill(page: Page, **lines: str) -> None:
    for label, value in lines.items():
        page.get_by_label(label, exact=True).fill(value)


def test_from_the_first_page_to_the_hub(box: Node, new_phone: NewPhone, tmp_path: Path) -> None:
    page = new_phone("first").open(box.url)
    expect(page.get_by_role("heading", name="Жаңа сервер")).to_be_visible()
    page.get_by_text("Русский", exact=True).click()
    expect(page.get_by_role("heading", name="Новый сервер")).to_be_visible()
    page.get_by_text("Қазақша", exact=True).click()
    page.get_by_role("button", name="Әрі қарай").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("Мектептің аты").fill(SCHOOL)
    page.get_by_role("button", name="Әрі қарай").click()
    fill(page, Тегі="Әлібек", Аты="Айжан", Логин="aizhan", Құпиясөз="короткий")
    assert barriers(page) == []
    page.get_by_label("Құпиясөз", exact=True).fill("qazaq-tili-2026")
    page.get_by_role("button", name="Мектепті құру").click()

    expect(page.get_by_role("heading", name="Серверді дайындау")).to_be_visible()
    page.get_by_role("button", name="Кілт жасау").click()
    lines = page.locator(".box-key")
    expect(lines).to_have_count(4)
    secret = recovery.from_text("".join(lines.all_inner_texts()))
    public = recovery.opened(secret).public_key().public_bytes_raw()
    assert public == recovery.public(box.home)
    word = lines.nth(2).inner_text().split()[0]
    page.get_by_role("button", name="Парақ қолымда").click()
    expect(lines).to_have_count(0)
    page.get_by_label("Парақтағы үшінші жолдың бірінші сөзі").fill("AAAA")
    page.get_by_role("button", name="Растау").click()
    expect(page.get_by_text("Бұл сөз емес.", exact=False)).to_be_visible()
    assert recovery.unseen(box.home)
    page.get_by_label("Парақтағы үшінші жолдың бірінші сөзі").fill(word.lower())
    page.get_by_role("button", name="Растау").click()
    expect(page.get_by_text("Парақ расталды.", exact=False)).to_be_visible()
    assert not recovery.unseen(box.home)

    fill(page, **{"Wi-Fi желісінің аты": "Мектеп", "Wi-Fi құпиясөзі": "12345678"})
    page.get_by_role("button", name="Парақты көрсету").click()
    expect(page.get_by_role("img", name="1. Wi-Fi-ға қосылыңыз")).to_be_visible()
    expect(page.get_by_role("img", name="2. Мына мекенжайды ашыңыз")).to_be_visible()
    # A name put right: codes of the wrong one are not printed under the right words.
    fill(page, **{"Wi-Fi желісінің аты": "Мектеп-2"})
    expect(page.get_by_role("img", name="2. Мына мекенжайды ашыңыз")).to_have_count(0)
    page.get_by_role("button", name="Парақты көрсету").click()
    expect(page.locator(".box-big").first).to_have_text("Мектеп-2")
    assert barriers(page) == []

    request = page.get_by_label("Сервердің жолы", exact=True).input_value()
    words = ("hub", "node", "kit", request, "--address", "http://127.0.0.1:9", "--json")
    kit = json.loads(tirek(tmp_path / "hub", *words, env={"TIREK_ROLE": "hub"}))["kit"]
    page.get_by_label("Орталықтан келген жол").fill(kit[:-4])
    page.get_by_role("button", name="Қосылу", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Орталықтан келген жол").fill(kit)
    page.get_by_role("button", name="Қосылу", exact=True).click()
    expect(page.get_by_text("Бұл сервер орталыққа қосылған.")).to_be_visible()

    # It began anew by itself, and whoever comes now finds a school.
    second = new_phone("second").open(box.url)
    expect(second.get_by_role("button", name="Кіру", exact=True)).to_be_visible()
    page.get_by_role("button", name="Дайын").click()
    expect(page.get_by_role("navigation", name="Бөлімдер")).to_be_visible()
