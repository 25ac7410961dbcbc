"""Other kinds of lessons, kept on the phone and used with the server dead."""

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.content.archives import zip_of
from tests.content.books import book
from tests.content.test_text_layer import TORN, WHOLE, pdf

FOLDER = Path(
    os.environ.get("TIREK_TEST_PACKAGES")
    or Path(__file__).parents[2].parent / "shared" / "packages"
)
H5P = "h5p-standalone-test.h5p"


def keep(village: Village, phone: Phone, path: Path, title: str) -> Page:
    """The file becomes a lesson, the lesson goes onto the phone, and the server dies."""
    school = village.school
    school.tirek("content", "import", str(path), "--title", title, "--grade", "5")
    page = phone.open(school.url)
    acts.log_in(page, "aru")
    acts.wait_until_on_phone(page)
    acts.open_lesson(page, title)
    acts.keep_lesson(page)
    school.kill()
    return page


def open_item(page: Page, name: str) -> None:
    page.get_by_role("link", name=re.compile(name)).first.click()


def reopen(village: Village, phone: Phone, title: str) -> Page:
    """The browser is swept away and opened again, still without a server."""
    phone.close()
    page = phone.open(village.school.url)
    acts.expect_offline(page)
    acts.open_lesson(page, title)
    return page


def shell(page: Page) -> FrameLocator:
    return page.frame_locator(".player-stage iframe")


def hand_over(village: Village, page: Page) -> list[dict[str, object]]:
    """The server is back and gets everything; the attempts it then knows of."""
    village.school.start()
    acts.send_now(page)
    return list(ledger.documents(village.school, "aru")["attempt"].values())


def test_an_h5p_question_is_answered_offline_and_remembers_its_answer(
    village: Village, new_phone: Callable[[str], Phone]
) -> None:
    if not (FOLDER / H5P).is_file():
        pytest.skip(f"{H5P} is not at hand; name its folder in TIREK_TEST_PACKAGES")
    phone = new_phone("aru")
    page = keep(village, phone, FOLDER / H5P, "Дұрыс па?")

    open_item(page, "Hello World")
    question = acts.activity(page)
    expect(question.get_by_text("Is this false?")).to_be_visible()
    question.get_by_role("radio", name="False").click()
    acts.close_player(page)

    page = reopen(village, phone, "Дұрыс па?")
    open_item(page, "Hello World")
    question = acts.activity(page)
    expect(question.get_by_role("radio", name="False")).to_be_checked()
    question.get_by_role("button", name="Check").click()
    expect(question.get_by_text("You got 1 of 1 points").first).to_be_visible()
    acts.close_player(page)
    expect(page.get_by_text("Нәтиже: 1")).to_be_visible()

    # Begun anew it knows nothing of the first answer.
    open_item(page, "Hello World")
    page.get_by_role("button", name="Басынан бастау").click()
    page.get_by_role("button", name="Иә, басынан").click()
    question.get_by_role("radio", name="True").click()
    question.get_by_role("button", name="Check").click()
    expect(question.get_by_text("You got 0 of 1 points").first).to_be_visible()
    acts.close_player(page)

    attempts = {one["success"]: one["score"] for one in hand_over(village, page)}
    assert attempts == {"passed": ["1", "0", "1"], "failed": ["0", "0", "1"]}


SILENT_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
FRAMES_PER_SECOND = 44100 / 1152

PLAYED = "it => new Promise(done => { it.ontimeupdate = () => done(it.currentTime); })"


@pytest.mark.slow
def test_a_recording_with_captions_goes_on_where_it_was_left(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    path = tmp_path / "Ән.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Ән.mp3", SILENT_FRAME * int(60 * FRAMES_PER_SECOND))
        archive.writestr("Ән.kk.vtt", "WEBVTT\n\n00:00.000 --> 00:59.000\nТуған жер\n")
    phone = new_phone("aru")
    page = keep(village, phone, path, "Ән тыңдау")

    open_item(page, "^Ән")
    player = page.locator(".player-media video")
    player.evaluate("it => new Promise(done => { it.onplaying = done; if (!it.paused) done(); })")
    assert player.evaluate("it => [Math.round(it.duration), it.textTracks[0].mode]") == [
        60,
        "showing",
    ]
    page.get_by_role("button", name="Жылдамдығы: 1×").click()
    assert player.evaluate("it => it.playbackRate") == 1.25
    player.evaluate("it => { it.currentTime = 40; it.pause(); }")
    acts.close_player(page)

    page = reopen(village, phone, "Ән тыңдау")
    open_item(page, "^Ән")
    player = page.locator(".player-media video")
    assert player.evaluate(PLAYED) >= 40
    player.evaluate("it => new Promise(done => { it.onended = done; it.currentTime = 58; })")
    acts.close_player(page)

    [attempt] = hand_over(village, page)
    assert attempt["completion"] == "completed"


SCROLL_TO = "(it, share) => { it.scrollTop = share * (it.scrollHeight - it.clientHeight); }"


@pytest.mark.slow
def test_a_book_opens_where_it_was_left_and_is_done_on_its_last_page(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    phone = new_phone("aru")
    page = keep(village, phone, zip_of(tmp_path, book(), "Абай.epub"), "Оқу")

    open_item(page, "Абай жолы")
    expect(shell(page).get_by_text("1 / 3")).to_be_visible()
    expect(acts.activity(page).get_by_role("heading", name="Мұқаба")).to_be_visible()
    shell(page).get_by_role("button", name="Келесі тарау").click()
    chapter = acts.activity(page)
    expect(chapter.get_by_role("heading", name="Бірінші тарау")).to_be_visible()
    expect(shell(page).get_by_text("2 / 3")).to_be_visible()
    shell(page).get_by_role("button", name="Әріпті үлкейту").click()
    chapter.locator("html").evaluate(SCROLL_TO, 0.5)
    acts.close_player(page)

    page = reopen(village, phone, "Оқу")
    open_item(page, "Абай жолы")
    expect(shell(page).get_by_text("2 / 3")).to_be_visible()
    chapter = acts.activity(page)
    assert chapter.locator("html").evaluate("it => it.style.fontSize") == "120%"
    share = "it => it.scrollTop / (it.scrollHeight - it.clientHeight)"
    assert chapter.locator("html").evaluate(share) == pytest.approx(0.5, abs=0.01)

    page.get_by_role("button", name="Сабақтың бөлімдері").click()
    page.get_by_role("button", name="Екінші тарау").click()
    expect(chapter.get_by_role("heading", name="Екінші тарау")).to_be_visible()
    chapter.locator("html").evaluate(SCROLL_TO, 1)
    acts.close_player(page)
    expect(page.get_by_text("Аяқталды")).to_be_visible()

    [attempt] = hand_over(village, page)
    assert attempt["completion"] == "completed"


@pytest.mark.slow
def test_a_document_opens_at_its_page_and_is_done_on_the_last(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    path = tmp_path / "Мәтін.pdf"
    path.write_bytes(pdf(WHOLE, TORN, WHOLE, WHOLE))
    phone = new_phone("aru")
    page = keep(village, phone, path, "Құжат")

    open_item(page, "Мәтін")
    expect(shell(page).get_by_text("1 / 4")).to_be_visible()
    pages = shell(page).locator(".pages")
    pages.evaluate("it => { it.scrollTop = it.children[1].offsetTop; }")
    expect(shell(page).get_by_text("2 / 4")).to_be_visible()
    acts.close_player(page)

    page = reopen(village, phone, "Құжат")
    open_item(page, "Мәтін")
    expect(shell(page).get_by_text("2 / 4")).to_be_visible()
    shell(page).locator(".pages").evaluate("it => { it.scrollTop = it.scrollHeight; }")
    expect(shell(page).get_by_text("4 / 4")).to_be_visible()
    acts.close_player(page)

    [attempt] = hand_over(village, page)
    assert attempt["completion"] == "completed"
