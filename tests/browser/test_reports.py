"""A report card as it comes out of the printer, and a school that an inspector may look at."""

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import acts
from tests.browser.conftest import Phone, Village
from tests.browser.watching import AXE, barriers

A4_POINTS = (595, 842)


def printed(page: Page) -> PdfReader:
    """What the printer gets."""
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).select_option(label=option)


@pytest.mark.slow
def test_a_director_prints_report_cards_and_the_register_on_a4(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    page = new_phone("director").open(village.school.url)
    acts.log_in(page, "director")
    page.get_by_role("link", name="Есептер").click()
    choose(page, "Сынып", "5 Ә")
    choose(page, "Мерзімі", "1-тоқсан")
    card = page.get_by_role("article").first
    expect(card).to_contain_text("I · ")
    expect(card).to_contain_text("Математика")

    sheets = printed(page).pages
    assert len(sheets) == 24
    assert tuple(round(float(side)) for side in sheets[0].mediabox[2:]) == A4_POINTS
    words = sheets[0].extract_text()
    assert "Үлгерім табелі" in words
    assert "Директор" in words

    choose(page, "Есеп түрі", "Сынып журналы")
    choose(page, "Пән", "Математика")
    expect(page.get_by_role("columnheader", name="Оқушы")).to_be_visible()
    sheet = printed(page).pages[0]
    assert tuple(round(float(side)) for side in sheet.mediabox[2:]) == A4_POINTS[::-1]


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd pwa && npm ci")
def test_an_inspector_looks_at_the_school_and_meets_no_barrier(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    page = new_phone("inspector").open(village.school.url)
    acts.log_in(page, "inspector")
    expect(page.get_by_role("heading", name=re.compile("^5 Ә"))).to_be_visible()
    found = barriers(page)
    page.get_by_role("link", name="Тексеру топтамасы (ZIP)").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Тексеру топтамасы (ZIP)").click()
    assert download.value.suggested_filename.endswith(".zip")
    found += barriers(page)
    acts.section(page, "Есептер")
    expect(page.get_by_role("article").first).to_be_visible()
    found += barriers(page)
    assert found == []
