"""The page of screens shows what the pictures show, and they are small."""

from tests.browser.routes import STOPS
from tests.docs import album

PICTURE_BYTES = 40_000


def test_the_page_is_what_the_album_makes() -> None:
    assert album.PAGE.read_text(encoding="utf-8") == album.page()


def test_every_picture_is_of_a_route_and_small() -> None:
    known = {file for stop in STOPS for file in album.pictures(stop)}
    there = set(album.FOLDER.iterdir())
    assert there
    assert there <= known
    assert max(file.stat().st_size for file in there) < PICTURE_BYTES
