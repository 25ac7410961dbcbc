"""Photos as phones take them: what few phones open is kept as it is, and shown as a JPEG."""

import io
import shutil
import subprocess
from collections.abc import Callable

import pytest

from content.media_sizing import Sizer
from content.packages.media import image_size
from server.classroom import limits, photos
from tests.browser.pictures import has_metadata, turned, with_place
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read, stated

needs_libheif = pytest.mark.skipif(
    not (shutil.which("heif-enc") and shutil.which("heif-convert") and shutil.which("ffmpeg")),
    reason="no libheif or FFmpeg here: sudo apt-get install libheif-examples ffmpeg",
)
NO_PHOTO = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(1_000)
"""Says that it is one, and is cut off behind its first box."""


def handed_in(phone: Callable[[str], Phone], photo: bytes) -> str:
    """Where Aru's photo is read."""
    task = set_task(phone(cast.MARAT))
    bring(phone(cast.ARU), photo)
    fields = work(task, files=[stated(photo, "IMG_1.HEIC", "image/heic")])
    submission = phone(cast.ARU).submit("submission.hand_in", fields)
    assert submission["outcome"] == "admitted"
    return f"/api/v1/submissions/{submission['record']}/files/0"


@pytest.fixture(scope="module")
def upright(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A photo of twelve megapixels as an iPhone takes it, with its place; seconds of work."""
    folder = tmp_path_factory.mktemp("photo")
    picture, heic = folder / "whole.jpg", folder / "IMG_1.HEIC"
    source = ["-f", "lavfi", "-i", "testsrc=size=4000x3000", "-frames:v", "1"]
    subprocess.run(["ffmpeg", "-v", "error", *source, str(picture)], check=True)
    picture.write_bytes(with_place(picture.read_bytes()))
    assert has_metadata(picture.read_bytes())
    subprocess.run(["heif-enc", str(picture), "-o", str(heic)], check=True, capture_output=True)
    return heic.read_bytes()


@needs_libheif
@pytest.mark.parametrize("is_upright", [True, False])
def test_a_heic_photo_of_twelve_megapixels_is_kept_whole_and_shown_as_a_jpeg(
    phone: Callable[[str], Phone], upright: bytes, is_upright: bool
) -> None:
    heic = upright if is_upright else turned(upright)
    address = handed_in(phone, heic)

    shown = read(phone(cast.MARAT), f"{address}/photo")

    assert shown.status_code == 200, shown.data
    # What the EXIF says of it changes nothing: the picture itself is turned, once.
    size = (1600, 1200) if is_upright else (1200, 1600)
    assert image_size(io.BytesIO(shown.data)) == ("jpg", *size)
    # What phones that strip nothing have sent is not shown with it, either.
    assert not has_metadata(shown.data)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in shown.headers["Cache-Control"]
    assert read(phone(cast.MARAT), address).data == heic
    assert read(phone(cast.DIAS), f"{address}/photo").status_code == 404


@pytest.mark.parametrize("photo", [NO_PHOTO, b"\xff\xd8\xff\xe0 a JPEG", b"x"])
def test_what_cannot_be_shown_is_said_and_stays_to_be_downloaded(
    phone: Callable[[str], Phone], photo: bytes
) -> None:
    address = handed_in(phone, photo)
    refused = read(phone(cast.MARAT), f"{address}/photo")
    assert (refused.status_code, refused.get_json()["type"]) == (422, "/problems/photo-unreadable")
    assert "JPEG" in refused.get_json()["hint"]
    assert read(phone(cast.MARAT), address).data == photo


def test_a_school_without_the_programs_says_so(
    phone: Callable[[str], Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sizer, "available", False)
    address = handed_in(phone, NO_PHOTO)
    assert read(phone(cast.MARAT), f"{address}/photo").status_code == 422


def test_one_photo_is_read_at_a_time(
    phone: Callable[[str], Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "PHOTO_WAIT_SECONDS", 0.01)
    address = handed_in(phone, NO_PHOTO)
    with photos._one_at_a_time:
        busy = read(phone(cast.MARAT), f"{address}/photo")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "0.01")
    assert limits.PHOTO_WAIT_SECONDS < 20  # a phone waits longer than that for an answer
