"""Packages of questions and pages made to hurt: each ends at once, in little memory."""

import random
import tracemalloc
from pathlib import Path

import pytest

from content import limits
from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from tests.content.archives import Part, overlap_bomb, zip_file, zip_of
from tests.content.manifests import manifest
from tests.content.packages.questions import condition, equal, item12, labels
from tests.content.packages.test_cartridge import CARTRIDGE, item, resource


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


def cartridge(folder: Path, items: str, resources: str, files: dict[str, bytes]) -> Path:
    data = manifest(items, resources, attributes="", version=CARTRIDGE)
    return zip_of(folder, {"imsmanifest.xml": data, **files}, "x.imscc")


def refusal(path: Path, store: BlobStore) -> str:
    """The code, having checked that nothing was kept and little memory used."""
    tracemalloc.start()
    try:
        with pytest.raises(ContentRefused) as caught:
            import_file(path, path.name, store)
        assert tracemalloc.get_traced_memory()[1] < 100 * limits.MIB
    finally:
        tracemalloc.stop()
    assert list(store.iter()) == []
    return caught.value.code


QUIZ = resource("q", "imsqti_xmlv1p2", href="q.xml")
BOMBS = {
    "entities": b'<!DOCTYPE q [<!ENTITY a "x">]><questestinterop>&a;</questestinterop>',
    "depth": b"<questestinterop>" + b"<section>" * 5_000 + b"</section>" * 5_000,
    "markup": b"<questestinterop>" + b"<item/>" * 400_000 + b"</questestinterop>",
    "nothing": b"\x00" * 1_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_quiz_that_is_a_bomb_is_refused(tmp_path: Path, store: BlobStore, name: str) -> None:
    files = {"q.xml": BOMBS[name], "filler.bin": bytes(range(256)) * 2_000}
    path = cartridge(tmp_path, item("q", "Тест"), QUIZ, files)
    assert refusal(path, store) in {
        "manifest-entities",
        "manifest-too-large",
        "manifest-unreadable",
        "archive-bomb",
        "quiz-empty",
    }


@pytest.mark.parametrize("root", ["questestinterop", "assessmentItem"])
def test_a_bomb_without_a_package_is_refused(tmp_path: Path, store: BlobStore, root: str) -> None:
    path = tmp_path / "q.xml"
    path.write_text(f'<!DOCTYPE q [<!ENTITY a "x">]><{root}>&a;</{root}>', "utf-8")
    assert refusal(path, store) == "manifest-entities"


def test_an_overlapping_cartridge_is_refused(tmp_path: Path, store: BlobStore) -> None:
    path = tmp_path / "x.imscc"
    path.write_bytes(overlap_bomb(250, bytes(limits.MIB)))
    assert refusal(path, store) == "overlapping-entries"


@pytest.mark.parametrize("name", [b"../q.xml", b"/q.xml", b"q\x00.xml"])
def test_a_cartridge_reaching_outside_is_refused(
    tmp_path: Path, store: BlobStore, name: bytes
) -> None:
    parts = [Part(b"imsmanifest.xml", manifest(version=CARTRIDGE)), Part(name, b"x")]
    assert refusal(zip_file(tmp_path, parts, "x.imscc"), store) in {
        "path-outside",
        "name-forbidden",
    }


def test_scoring_rules_beyond_all_measure_are_not_played(tmp_path: Path, store: BlobStore) -> None:
    names = {f"c{n}": "x" for n in range(1_000)}
    body = (
        f'<response_lid ident="r"><render_choice>{labels(**names)}</render_choice></response_lid>'
    )
    rules = "".join(condition(equal(f"c{n}"), "1", "Add") for n in range(2_000))
    quiz = f"<questestinterop>{item12(body, rules)}</questestinterop>".encode()
    path = cartridge(tmp_path, item("q", "Тест"), QUIZ, {"q.xml": quiz})
    assert refusal(path, store) == "quiz-empty"


def test_one_file_named_a_thousand_times_is_read_a_few_times(
    tmp_path: Path, store: BlobStore
) -> None:
    body = f'<response_lid ident="r"><render_choice>{labels(a="x")}</render_choice></response_lid>'
    quiz = f"<questestinterop>{item12(body, condition(equal('a')))}</questestinterop>".encode()
    quiz += b"<!-- " + random.Random(1).randbytes(500_000).hex().encode() + b" -->"
    items = "".join(item("q", f"Тест {n}") for n in range(1_000))
    done = import_file(cartridge(tmp_path, items, QUIZ, {"q.xml": quiz}), "x.imscc", store)
    assert 10 < len(done.pieces) <= limits.MAX_QTI_TOTAL_BYTES // len(quiz)


def test_pages_that_refer_in_circles_are_taken_once(tmp_path: Path, store: BlobStore) -> None:
    pages = {
        f"{n}.html": f"<a href='{(n + 1) % 500}.html'>x</a><a href='0.html'>y</a>".encode()
        for n in range(500)
    }
    rows = resource("p", "webcontent", href="0.html") + QUIZ
    done = import_file(
        cartridge(tmp_path, item("p", "Бет"), rows, {**pages, "q.xml": b"<questestinterop/>"}),
        "x.imscc",
        store,
    )
    assert len(done.description.files) == 500
