"""A director takes a person's data along in one file, and makes a former pupil nameless."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.demo.roster import person_id
from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import barriers

pytestmark = pytest.mark.slow
NAME = "Серікбаева Ару"


def test_a_person_s_file_and_a_former_pupil_without_a_name(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    school = village.school
    director = new_phone("director").open(school.url)
    acts.log_in(director, "director")
    acts.section(director, "Мектеп")
    director.get_by_role("link", name="Адамдар мен карточкалар").click()
    director.get_by_role("searchbox").fill("Серікбаева Ару")
    director.get_by_role("listitem").filter(has_text=NAME).first.get_by_role("button").first.click()
    with director.expect_download() as saved:
        director.get_by_role("button", name="Деректерін файлға алу").click()
    with zipfile.ZipFile(Path(saved.value.path())) as file:
        assert "Серікбаева" in file.read("records.json").decode()
    assert barriers(director) == []

    acts.leave(director, school.url, person_id("aru"))
    director.goto(f"{school.url}/admin/former")
    director.get_by_label("Аты бойынша іздеу").fill("серикбаева")
    director.get_by_role("button", name=NAME).click()
    sheet = director.get_by_role("dialog", name=NAME)
    sheet.get_by_role("button", name="Атаусыз ету").click()
    expect(sheet.get_by_text("Мұны қайтару мүмкін емес")).to_be_visible()
    assert barriers(director) == []
    sheet.get_by_text("Отбасы сұрады").click()
    sheet.get_by_role("button", name="Иә, атаусыз ету").click()
    expect(director.get_by_text("Кеткен оқушы жоқ")).to_be_visible()
