"""What phones' cameras make: twelve megapixels as JPEG and as HEIC, and half a gigabyte of film."""

import os
import re
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser import acts, ledger
from tests.browser.conftest import Phone, Village
from tests.browser.hands import Hands
from tests.browser.pictures import has_metadata, photo_with_place, picture_size

pytestmark = pytest.mark.slow

SHOTS = os.environ.get("TIREK_SHOTS")
TITLE = "Дәптеріңді суретке түсір"
FILM_BYTES = 500 * 1024**2
NORTH = struct.pack("<4I", 51, 1, 10, 1)
"""51°10′, as the camera's EXIF says it."""
needs_libheif = pytest.mark.skipif(
    not (shutil.which("heif-enc") and shutil.which("heif-convert") and shutil.which("ffmpeg")),
    reason="no libheif or FFmpeg here: sudo apt-get install libheif-examples ffmpeg",
)


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/photos-{name}.png")


def open_task(village: Village, phone: Phone) -> tuple[Page, str]:
    """A task of 5 Ә that takes everything, open on Ару's phone."""
    fields = {
        "school": SCHOOL,
        "class": class_id("5a"),
        "title": TITLE,
        "instructions": "",
        "lesson": None,
        "item": None,
        "due_at": None,
        "max_mark": 10,
        "accepts": ["text", "photo", "file"],
        "files": [],
    }
    task = str(Hands(village.school.url, "marat").submit("assignment.set", fields)["op"])
    page = phone.open(village.school.url)
    acts.log_in(page, "aru")
    acts.section(page, "Тапсырма")
    page.get_by_role("link", name=TITLE).click()
    return page, task


def drawn(heic: Path) -> bytes:
    """The picture's points, by a program that phones know nothing of."""
    png = heic.with_suffix(".png")
    subprocess.run(["heif-convert", str(heic), str(png)], check=True, capture_output=True)
    read = ["ffmpeg", "-v", "error", "-i", str(png), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    return subprocess.run(read, check=True, capture_output=True).stdout


@needs_libheif
def test_twelve_megapixels_as_jpeg_and_as_heic_reach_the_teacher(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    aru, task = open_task(village, new_phone("aru"))
    jpeg, heic = tmp_path / "IMG_1.jpg", tmp_path / "IMG_2.HEIC"
    jpeg.write_bytes(photo_with_place(aru, 4000, 3000))
    subprocess.run(["heif-enc", str(jpeg), "-o", str(heic)], check=True, capture_output=True)

    aru.get_by_label("Суреттен таңдау").set_input_files([jpeg, heic])
    removes = aru.get_by_role("button", name=re.compile("файлын алып тастау"))
    expect(removes).to_have_count(2)
    expect(aru.get_by_text("Телефон бұл фотоны аша алмайды (HEIC)")).to_be_visible()
    look(aru, "handing-in")
    aru.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(aru.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()
    acts.send_now(aru)

    files = ledger.rows(
        village.school,
        "SELECT sha256, type FROM submission_file JOIN submission ON id = submission"
        " WHERE assignment = ? ORDER BY n",
        task,
    )
    small, whole = (ledger.personal_file(village.school, sha256) for sha256, _ in files)
    assert sorted(picture_size(small)) == [1200, 1600]
    assert not has_metadata(small)
    # What goes as it is keeps its picture, and says no more where it was taken.
    assert NORTH in heic.read_bytes()
    assert NORTH not in whole
    kept = tmp_path / "kept.HEIC"
    kept.write_bytes(whole)
    assert drawn(kept) == drawn(heic)

    marat = new_phone("marat").open(village.school.url)
    acts.log_in(marat, "marat")
    marat.goto(f"{village.school.url}/t/work/{task}/{person_id('aru')}")
    photos = marat.locator(".photo img")
    expect(photos).to_have_count(2)
    for n in range(2):
        expect(photos.nth(n)).to_have_js_property("complete", True)
        shown = photos.nth(n).evaluate("image => [image.naturalWidth, image.naturalHeight]")
        assert sorted(shown) == [1200, 1600]
    photos.nth(1).scroll_into_view_if_needed()
    look(marat, "shown")
    # What was made legible stays on the phone.
    acts.wait_until_on_phone(marat)
    village.school.kill()
    marat.reload()
    expect(marat.locator(".photo img")).to_have_count(2)


def test_half_a_gigabyte_is_refused_before_anything_is_read(
    village: Village, new_phone: Callable[[str], Phone], tmp_path: Path
) -> None:
    aru, _ = open_task(village, new_phone("aru"))
    film = tmp_path / "бейне.mp4"
    with film.open("wb") as file:
        file.truncate(FILM_BYTES)

    aru.get_by_label("Файл қосу").set_input_files(film)

    refusal = aru.get_by_role("alert").filter(has_text="50 МБ-қа дейін")
    expect(refusal).to_be_visible()
    look(aru, "too-large")
    aru.get_by_role("textbox", name="Жауабыңыз").fill("Бейнесіз жауап")
    aru.get_by_role("button", name="Тапсыру", exact=True).click()
    expect(aru.get_by_role("heading", name="Жұмысыңыз")).to_be_visible()
    acts.send_now(aru)
    assert ledger.rows(village.school, "SELECT count(*) FROM upload") == [(0,)]
