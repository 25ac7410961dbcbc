"""An upload becomes a lesson in the store, or nothing at all."""

import hashlib
from pathlib import Path
from unittest import mock

import pytest

from content import limits
from content.blobs import BlobStore
from content.description import Description
from content.errors import ContentRefused, DiskFull
from content.importer import import_file
from content.storing import Imported
from tests.content.archives import Part, zip_file, zip_of
from tests.content.manifests import manifest

PAGE = b"<html><img src='https://img.example.org/1.png'></html>"
PDF = b"%PDF-1.7\n...\n%%EOF\n"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


def notes(done: Imported) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in done.description.report]


def upload(folder: Path, data: bytes) -> Path:
    path = folder / "upload.tmp"
    path.write_bytes(data)
    return path


def test_a_scorm_package_is_stored_file_by_file_and_described(
    tmp_path: Path, store: BlobStore
) -> None:
    files = {"imsmanifest.xml": manifest(), "index.html": PAGE, "img/Сурет.png": b"png"}
    done = import_file(zip_of(tmp_path, files), "Бөлшек.zip", store)
    description = done.description
    assert (description.format, description.launch) == ("scorm12", "index.html")
    assert {path: store.read(file.sha256) for path, file in description.files.items()} == files
    assert description.files["img/Сурет.png"].type == "image/png"
    assert description.total_bytes == sum(map(len, files.values()))
    assert notes(done) == [("outside-address", "img.example.org")]


def test_the_identity_is_the_hash_of_the_stored_description(
    tmp_path: Path, store: BlobStore
) -> None:
    path = zip_of(tmp_path, {"index.html": PAGE})
    done = import_file(path, "a.zip", store)
    data = store.read(done.manifest_sha256)
    assert hashlib.sha256(data).hexdigest() == done.manifest_sha256
    assert len(data) == done.pieces[0].manifest_size
    assert Description.from_bytes(data) == done.description
    assert import_file(path, "a.zip", store) == done


def test_progress_runs_from_nothing_to_everything(tmp_path: Path, store: BlobStore) -> None:
    steps: list[tuple[int, int]] = []
    big = bytes(range(256)) * 1024
    path = zip_of(tmp_path, {"index.html": PAGE, "big.bin": big})
    import_file(path, "a.zip", store, lambda done, total: steps.append((done, total)))
    total = len(PAGE) + len(big)
    assert steps[0] == (0, total)
    assert steps[-1] == (total, total)
    assert steps == sorted(steps)


def test_a_package_in_a_folder_is_taken_from_there_and_told(
    tmp_path: Path, store: BlobStore
) -> None:
    files = {
        "курс/imsmanifest.xml": manifest(),
        "курс/index.html": b"<p>",
        "readme.txt": b"other",
        "__MACOSX/курс/._index.html": b"junk",
    }
    done = import_file(zip_of(tmp_path, files), "a.zip", store)
    assert set(done.description.files) == {"imsmanifest.xml", "index.html"}
    assert notes(done) == [("files-left-out", "readme.txt"), ("root-in-folder", "курс")]


@pytest.mark.parametrize("encoding", ["cp866", "cp1251"])
def test_names_in_an_old_encoding_are_found_through_the_manifest(
    tmp_path: Path, store: BlobStore, encoding: str
) -> None:
    resources = '<resource identifier="r1" href="урок/начало.html"/>'
    parts = [
        Part("Курс/imsmanifest.xml".encode(encoding), manifest(resources=resources)),
        Part("Курс/урок/начало.html".encode(encoding), b"<p>"),
    ]
    done = import_file(zip_file(tmp_path, parts), "a.zip", store)
    assert done.description.launch == "урок/начало.html"
    assert ("names-decoded", encoding) in notes(done)


def test_repairs_of_the_manifest_are_told(tmp_path: Path, store: BlobStore) -> None:
    data = b"\n" + manifest().replace("Бет".encode(), b"Q & A")
    done = import_file(zip_of(tmp_path, {"imsmanifest.xml": data, "index.html": b""}), "a", store)
    assert notes(done) == [
        ("leading-blank-removed", "imsmanifest.xml"),
        ("ampersands-repaired", "imsmanifest.xml"),
    ]
    assert done.description.items[0].title == "Q & A"


def test_flash_beside_pages_is_told(tmp_path: Path, store: BlobStore) -> None:
    files = {"index.html": b"<p>", "game.SWF": b"FWS"}
    assert notes(import_file(zip_of(tmp_path, files), "a.zip", store)) == [
        ("flash-inside", "game.SWF")
    ]


@pytest.mark.parametrize(
    ("data", "name", "launch", "media_type"),
    [
        (PDF, "C:\\Users\\Ұстаз\\Абай.pdf", "Абай.pdf", "application/pdf"),
        (PDF, "../../etc/passwd", "passwd.pdf", "application/pdf"),
        (PDF, "nul", "file.pdf", "application/pdf"),
        (b"<!doctype html><p>", "бет.html", "бет.html", "text/html"),
        (b"GIF89a\x01\0\x01\0" + bytes(30), "a.gif", "a.gif", "image/gif"),
    ],
)
def test_a_single_file_is_a_lesson_of_one_file(
    tmp_path: Path, data: bytes, name: str, launch: str, media_type: str
) -> None:
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    description = import_file(upload(tmp_path, data), name, store).description
    assert description.launch == launch
    assert {p: f.type for p, f in description.files.items()} == {launch: media_type}
    assert store.read(description.files[launch].sha256) == data


def test_a_refused_file_leaves_the_store_empty(tmp_path: Path, store: BlobStore) -> None:
    outside = zip_of(tmp_path, {"index.html": PAGE, "../x": b""}, "outside.zip")
    no_page = zip_of(tmp_path, {"b.html": PAGE, "a.html": PAGE}, "pages.zip")
    empty = upload(tmp_path, b"")
    for path, code in (
        (outside, "path-outside"),
        (no_page, "no-launch-file"),
        (empty, "empty-file"),
    ):
        with pytest.raises(ContentRefused) as caught:
            import_file(path, path.name, store)
        assert caught.value.code == code
    assert list(store.iter()) == []


def test_a_manifest_beyond_its_limit_is_refused_unread(tmp_path: Path, store: BlobStore) -> None:
    path = zip_of(tmp_path, {"imsmanifest.xml": manifest(), "index.html": PAGE})
    with (
        mock.patch("content.importer.MAX_MANIFEST_BYTES", 10),
        pytest.raises(ContentRefused) as caught,
    ):
        import_file(path, "a.zip", store)
    assert caught.value.code == "manifest-too-large"


def test_the_offered_candidate_can_be_chosen(tmp_path: Path, store: BlobStore) -> None:
    path = zip_of(tmp_path, {"b.html": PAGE, "a.html": PAGE})
    with pytest.raises(ContentRefused) as caught:
        import_file(path, "a.zip", store)
    assert caught.value.details["candidates"] == ["a.html", "b.html"]
    done = import_file(path, "a.zip", store, launch="b.html")
    assert done.description.launch == "b.html"


def test_damage_met_half_way_leaves_no_lesson(tmp_path: Path, store: BlobStore) -> None:
    path = zip_file(tmp_path, [Part(b"index.html", PAGE), Part(b"z.png", b"png", crc=1)])
    with pytest.raises(ContentRefused) as caught:
        import_file(path, "a.zip", store)
    assert (caught.value.code, caught.value.subject) == ("archive-damaged", "z.png")
    # What was already unpacked went with it.
    assert list(store.iter()) == []
    assert list((store.root / "tmp").iterdir()) == []


def test_an_import_that_is_killed_leaves_no_lesson_and_can_be_repeated(
    tmp_path: Path, store: BlobStore
) -> None:
    class Killed(BaseException):
        pass

    def kill_after_the_first_file(done: int, total: int) -> None:
        if done >= len(PAGE):
            raise Killed

    path = zip_of(tmp_path, {"index.html": PAGE, "z.png": b"png"})
    with pytest.raises(Killed):
        import_file(path, "a.zip", store, kill_after_the_first_file)
    assert list((store.root / "tmp").iterdir()) == []
    done = import_file(path, "a.zip", store)
    stored = {file.sha256 for file in done.description.files.values()} | {done.manifest_sha256}
    assert set(store.iter()) == stored


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "blobs", reserve_bytes=2**60)
    with pytest.raises(DiskFull):
        import_file(zip_of(tmp_path, {"index.html": PAGE}), "a.zip", store)
    assert list(store.iter()) == []


def test_files_beyond_the_size_limits_are_refused(tmp_path: Path, store: BlobStore) -> None:
    path = upload(tmp_path, PDF)
    for limit in ("MAX_UPLOAD_BYTES", "MAX_ENTRY_BYTES"):
        with (
            mock.patch(f"content.importer.{limit}", 5),
            pytest.raises(ContentRefused) as caught,
        ):
            import_file(path, "a.pdf", store)
        assert caught.value.code == "too-large"
    assert limits.MAX_UPLOAD_BYTES >= limits.MAX_ENTRY_BYTES
