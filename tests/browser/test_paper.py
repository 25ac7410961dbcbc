"""A task on paper: a sheet for each pupil, and its photo back as that pupil's work."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.demo.roster import person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.routes import MEANING
from tests.browser.watching import barriers

SHOTS = os.environ.get("TIREK_TEST_PICTURES")
"""A folder for pictures of the screens, for people to look at."""
# Chromium has the detector on Android alone: it reads what the sheet says that its code holds.
DETECTOR = """
window.BarcodeDetector = class {
  async detect(image) { return image.width > 0 ? [{ rawValue: window.onThePaper }] : []; }
};
"""


@pytest.mark.slow
def test_a_sheet_is_printed_and_its_photo_is_the_pupils_work(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    school = village.school
    page = new_phone("marat").open("about:blank")
    page.context.add_init_script(DETECTOR)
    page.goto(school.url)
    acts.log_in(page, "marat")
    acts.wait_until_on_phone(page)
    page.goto(f"{school.url}/t/sheets/{MEANING}x")
    expect(page.get_by_text("Бұл тапсырма енді жоқ")).to_be_visible()

    # The school's server makes the codes; without it the page says so and comes when asked again.
    school.stop()
    page.goto(f"{school.url}/t/task/{MEANING}")
    page.get_by_role("link", name="Қағазға басып шығару").click()
    expect(page.get_by_text("Парақтарды мектеп сервері дайындайды")).to_be_visible()
    school.start()
    page.route("**/sheets", lambda route: route.fulfill(status=404, json={"status": 404}), times=1)
    page.reload()
    expect(page.get_by_text("Тапсырма мектеп серверіне әлі жетпеді")).to_be_visible()
    page.get_by_role("button", name="Қайталап көру").click()
    sheet = page.get_by_role("article").filter(has_text="Серікбаева Ару")
    expect(sheet).to_be_visible()
    # Paper is read tomorrow, too: a date, no «today».
    expect(sheet.get_by_text(re.compile(r"^мерзімі .*\d+ [а-яәіңғүұқөһ]+, 14:00$"))).to_be_visible()
    assert barriers(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Басып шығару")).to_be_hidden()
    photo = tmp_path / "sheet.png"
    sheet.screenshot(path=photo)
    code = sheet.locator(".task-sheet-code").get_attribute("aria-label")
    page.emulate_media(media="screen")

    school.stop()
    page.get_by_role("button", name="Артқа").first.click()
    page.evaluate("(code) => { window.onThePaper = code; }", code)
    page.get_by_label("Қағаз жұмысты түсіру").set_input_files(photo)
    dialog = page.get_by_role("dialog", name="Бұл кімнің жұмысы?")
    expect(dialog.get_by_text("Код бойынша: Серікбаева Ару")).to_be_visible()
    # Whose it is can be read on the photo itself, where no code is.
    shown = dialog.get_by_role("img")
    expect(shown).to_be_visible()
    assert shown.evaluate("(image) => image.naturalWidth") > 0
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/take-in.png")
    assert barriers(page) == []
    dialog.get_by_role("button", name=re.compile("^Сақтау")).click()
    expect(page.get_by_text("Серікбаева Ару: жұмыс қабылданды")).to_be_visible()

    school.start()
    acts.send_now(page)
    works = ledger.documents(school, "marat")["submission"].values()
    [work] = [
        one
        for one in works
        if one["assignment"] == MEANING and one["learner"] == person_id("aru") and one["files"]
    ]
    [file] = work["files"]
    assert work["taken_in"]
    assert len(ledger.personal_file(school, file["sha256"])) == file["size"]
