"""A phone that holds one edition of a lesson gets the next as what changed in it.

The pack of `phone_pack_vectors.json` is unpacked by the app's tests as well.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from content import limits, phone_packs
from content.description import Description, Item, StoredFile
from content.differences import Difference, apply
from content.phone_packs import LENGTH_BYTES, MAGIC, Edition, likeness, make

VECTORS = Path(__file__).parent / "phone_pack_vectors.json"
PAGE = "".join(f"<p>{number}-бет. Екінің бірі — {number * 7919}.</p>" for number in range(200))
FIRST: Mapping[str, bytes] = {
    "index.html": PAGE.encode(),
    "photo.jpg": hashlib.sha512(b"photo").digest() * 3,
    "note.txt": b"short",
}
SECOND: Mapping[str, bytes] = {
    **FIRST,
    "index.html": PAGE.replace("77-бет", "77-бет, жаңа").encode(),
    "note.txt": b"other",
    "more.html": b"<p>more</p>" * 30,
}


class Shelf:
    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.blobs[sha256] = data
        return sha256

    def edition(self, files: Mapping[str, bytes], title: str = "Бөлшектер") -> Edition:
        stored = {path: StoredFile(self.put(one), len(one), "x/y") for path, one in files.items()}
        items = (Item("one", title, "index.html"),)
        description = Description("html", title, "kk", "index.html", items, stored)
        return Edition(self.put(description.canonical()), description)

    def read(self, sha256: str) -> bytes:
        return self.blobs[sha256]


def unpacked(pack: bytes, shelf: Shelf) -> dict[str, bytes]:
    whole = gzip.decompress(pack)
    assert whole.startswith(MAGIC)
    begin = len(MAGIC) + LENGTH_BYTES
    end = begin + int.from_bytes(whole[len(MAGIC) : begin])
    found = {}
    for target, base, size, steps in json.loads(whole[begin:end]):
        added, end = whole[end : end + size], end + size
        data = apply(shelf.read(base), Difference(steps, added))
        assert hashlib.sha256(data).hexdigest() == target
        found[target] = data
    assert end == len(whole)
    return found


def test_a_pack_holds_the_description_and_what_changed_and_pays() -> None:
    shelf = Shelf()
    first, second = shelf.edition(FIRST), shelf.edition(SECOND)
    pack = make(first, second, shelf.read)
    assert pack is not None
    found = unpacked(pack, shelf)
    assert list(found) == [second.sha256, second.description.files["index.html"].sha256]
    assert len(pack) * 5 < sum(map(len, found.values()))


def test_two_lessons_with_nothing_in_common_have_no_pack() -> None:
    shelf = Shelf()
    first, other = shelf.edition({"index.html": b"a"}), shelf.edition({"index.html": b"zz"}, "Өзге")
    assert likeness(first.description, other.description) == 1
    found = make(first, other, shelf.read)
    assert found is None or list(unpacked(found, shelf)) == [other.sha256]


def test_a_pack_stays_within_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    first, second = shelf.edition(FIRST), shelf.edition(SECOND)
    monkeypatch.setattr(phone_packs, "MAX_PHONE_PACK_FILE_BYTES", 100)
    pack = make(first, second, shelf.read)
    assert pack is not None
    assert list(unpacked(pack, shelf)) == [second.sha256]
    monkeypatch.setattr(phone_packs, "MAX_PHONE_PACK_BYTES", 10)
    assert make(first, second, shelf.read) is None
    assert limits.MAX_PHONE_PACK_NEW_BYTES > limits.MAX_PHONE_PACK_FILE_BYTES


def test_what_the_app_unpacks_in_its_tests_is_what_is_made_here() -> None:
    shelf = Shelf()
    first, second = shelf.edition(FIRST), shelf.edition(SECOND)
    pack = make(first, second, shelf.read)
    assert pack is not None
    vectors = json.loads(VECTORS.read_text())
    assert vectors["base"] == first.sha256
    assert vectors["new"] == second.sha256
    assert base64.b64decode(vectors["pack"]) == gzip.decompress(pack)
    blobs = {sha: base64.b64decode(data) for sha, data in vectors["blobs"].items()}
    held = {first.sha256, *(file.sha256 for file in first.description.files.values())}
    assert blobs == {sha: shelf.blobs[sha] for sha in held}
    assert vectors["made"] == list(unpacked(pack, shelf))
