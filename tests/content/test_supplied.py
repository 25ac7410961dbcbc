"""A library that a lesson would fetch from the internet is taken from the school's own copies."""

from pathlib import Path

import pytest

from content import limits
from content.blobs import BlobStore
from content.importer import import_file
from content.storing import Imported
from tests.content.archives import zip_of
from tests.content.manifests import manifest

JQUERY = "ajax.example.org/ajax/libs/jquery/1.4.3/jquery.min.js"
PAGE = b"""<!doctype html><script src="https://ajax.example.org/ajax/libs/jquery/1.4.3/jquery.min.js">
</script><link rel="stylesheet" href="//css.example.org/a%20b.css">"""


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


def copies(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / "libraries" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"/* {name} */")
    return folder / "libraries"


def lesson(folder: Path, store: BlobStore, page: bytes, libraries: Path) -> Imported:
    files = {"imsmanifest.xml": manifest(), "index.html": page, "shared/deep.html": page}
    return import_file(zip_of(folder, files), "a.zip", store, libraries=libraries)


def text(imported: Imported, store: BlobStore, path: str) -> bytes:
    return store.read(imported.description.files[path].sha256)


def codes(imported: Imported) -> set[tuple[str, str]]:
    return {(note.code, note.subject) for note in imported.report}


def test_a_page_gets_the_copy_that_is_kept_under_its_address(
    tmp_path: Path, store: BlobStore
) -> None:
    imported = lesson(tmp_path, store, PAGE, copies(tmp_path, JQUERY))
    assert text(imported, store, f"_libraries/{JQUERY}") == f"/* {JQUERY} */".encode()
    assert f'src="_libraries/{JQUERY}"'.encode() in text(imported, store, "index.html")
    assert f'src="../_libraries/{JQUERY}"'.encode() in text(imported, store, "shared/deep.html")
    # What nobody has put there is named as before.
    assert codes(imported) == {
        ("library-supplied", JQUERY),
        ("outside-address", "css.example.org"),
    }


@pytest.mark.parametrize("ending", [".map", "on", "/more.js", "%20"])
def test_a_longer_address_is_another_one(tmp_path: Path, store: BlobStore, ending: str) -> None:
    page = PAGE.replace(b"min.js", f"min.js{ending}".encode())
    imported = lesson(tmp_path, store, page, copies(tmp_path, JQUERY))
    assert text(imported, store, "index.html") == page
    assert ("outside-script", "ajax.example.org") in codes(imported)


def test_a_school_without_copies_changes_nothing(tmp_path: Path, store: BlobStore) -> None:
    imported = lesson(tmp_path, store, PAGE, tmp_path / "nowhere")
    assert text(imported, store, "index.html") == PAGE
    assert codes(imported) == {
        ("outside-script", "ajax.example.org"),
        ("outside-address", "css.example.org"),
    }


def test_notes_beside_the_folders_and_oversized_files_are_no_copies(
    tmp_path: Path, store: BlobStore
) -> None:
    folder = copies(tmp_path, "LICENCE", JQUERY)
    (folder / JQUERY).write_bytes(bytes(limits.MAX_SUPPLIED_BYTES + 1))
    imported = lesson(tmp_path, store, PAGE, folder)
    assert text(imported, store, "index.html") == PAGE
