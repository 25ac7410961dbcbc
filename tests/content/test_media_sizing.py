"""Films, recordings and photos are made phone-sized once, where FFmpeg is installed."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.description import Description
from content.errors import ContentRefused
from content.importer import import_file
from content.media_sizing import Sizer, SizingCancelled
from content.packages.media import image_size
from content.storing import Imported
from tests.content.archives import zip_of

FFMPEG = shutil.which("ffmpeg")
needs_ffmpeg = pytest.mark.skipif(
    FFMPEG is None, reason="no FFmpeg here: sudo apt-get install ffmpeg"
)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


@pytest.fixture
def originals(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "originals", reserve_bytes=0)


@pytest.fixture
def sizer(store: BlobStore, originals: BlobStore) -> Sizer:
    return Sizer(store, originals)


def made(folder: Path, name: str, *arguments: str) -> Path:
    path = folder / name
    command = [str(FFMPEG), "-v", "error", "-f", "lavfi", *arguments, str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def film(folder: Path, name: str = "сабақ.mov", size: str = "1280x720") -> Path:
    return made(folder, name, "-i", f"testsrc2=size={size}:rate=25:duration=2", "-c:v", "mpeg4")


def streams(store: BlobStore, imported: Imported) -> list[dict[str, object]]:
    [file] = imported.description.files.values()
    command = [
        "ffprobe",
        "-v",
        "error",
        "-show_streams",
        "-of",
        "json",
        str(store.path(file.sha256)),
    ]
    return list(
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["streams"]
    )


def empty(store: BlobStore) -> bool:
    return list(store.iter()) == [] and list((store.root / "tmp").iterdir()) == []


@needs_ffmpeg
def test_a_film_of_a_camera_becomes_one_that_every_phone_plays(
    tmp_path: Path, store: BlobStore, originals: BlobStore, sizer: Sizer
) -> None:
    source = film(tmp_path)
    with pytest.raises(ContentRefused):
        import_file(source, source.name, store)
    told: list[tuple[int, int]] = []
    done = import_file(source, source.name, store, lambda *one: told.append(one), sizer=sizer)

    description = done.description
    assert (description.format, description.launch) == ("video", "сабақ.mp4")
    [picture] = streams(store, done)
    assert (picture["codec_name"], picture["profile"]) == ("h264", "Constrained Baseline")
    assert picture["height"] == 480
    assert [note.code for note in done.report] == ["sized-for-phones"]
    assert told
    assert description.source is not None
    assert originals.read(str(description.source["sha256"])) == source.read_bytes()
    assert Description.from_bytes(store.read(done.manifest_sha256)) == description


@pytest.mark.slow
@needs_ffmpeg
def test_a_file_that_comes_again_is_not_encoded_again(
    tmp_path: Path, store: BlobStore, originals: BlobStore, sizer: Sizer
) -> None:
    source = film(tmp_path)
    first = import_file(source, source.name, store, sizer=sizer)
    ffprobe = shutil.which("ffprobe")
    no_encoder = Sizer(store, originals, programs=("/bin/false", ffprobe))
    assert import_file(source, source.name, store, sizer=no_encoder) == first

    [file] = first.description.files.values()
    result = tmp_path / "again.mp4"
    shutil.copy(store.path(file.sha256), result)
    again = import_file(result, "again.mp4", store, sizer=sizer)
    assert [one.sha256 for one in again.description.files.values()] == [file.sha256]
    assert again.description.source is None


@needs_ffmpeg
def test_a_recording_and_a_photo_get_smaller(
    tmp_path: Path, store: BlobStore, sizer: Sizer
) -> None:
    sound = made(tmp_path, "ән.wav", "-i", "sine=duration=3")
    done = import_file(sound, sound.name, store, sizer=sizer)
    assert (done.description.format, done.description.launch) == ("audio", "ән.m4a")
    assert done.description.total_bytes < sound.stat().st_size / 4

    noise = "nullsrc=size=3000x2000,geq=random(1)*255:128:128"
    photo = made(tmp_path, "фото.png", "-i", noise, "-frames:v", "1")
    done = import_file(photo, photo.name, store, sizer=sizer)
    [picture] = streams(store, done)
    assert (picture["codec_name"], picture["width"]) == ("mjpeg", 1600)


@pytest.mark.slow
@needs_ffmpeg
def test_a_film_inside_a_package_gets_smaller_under_its_own_name(
    tmp_path: Path, store: BlobStore, sizer: Sizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.packed_films.PACKED_FILM_BYTES", 1)
    source = film(tmp_path, "сабақ.mp4").read_bytes()
    page = '<video src="film/сабақ.mp4"></video>'.encode()
    lesson = zip_of(tmp_path, {"index.html": page, "film/сабақ.mp4": source}, "бет.zip")
    told: list[tuple[int, int]] = []
    done = import_file(lesson, "бет.zip", store, lambda *one: told.append(one), sizer=sizer)

    kept = done.description.files["film/сабақ.mp4"]
    assert kept.size < len(source)
    assert store.size(kept.sha256) == kept.size
    assert [note.code for note in done.report] == ["sized-for-phones"]
    assert told[-1] == (kept.size + len(page), kept.size + len(page))


@pytest.mark.slow
@needs_ffmpeg
def test_a_film_with_its_captions_gets_smaller(
    tmp_path: Path, store: BlobStore, sizer: Sizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.packed_films.PACKED_FILM_BYTES", 1)
    source = film(tmp_path, "су.mp4").read_bytes()
    captions = b"WEBVTT\n\n00:00.000 --> 00:01.000\nSu\n"
    done = import_file(
        zip_of(tmp_path, {"су.mp4": source, "су.kk.vtt": captions}, "су.zip"),
        "су.zip",
        store,
        sizer=sizer,
    )

    assert (done.description.format, done.description.launch) == ("video", "су.mp4")
    assert done.description.files["су.mp4"].size < len(source)
    assert store.read(done.description.files["су.kk.vtt"].sha256) == captions


def test_without_ffmpeg_a_large_film_of_a_package_stays_with_a_word(
    tmp_path: Path, store: BlobStore, originals: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PACKED_FILM_BYTES", "LARGE_FILM_BYTES"):
        monkeypatch.setattr(f"content.packed_films.{name}", 1)
    lesson = zip_of(tmp_path, {"index.html": b"<p>", "a.mp4": b"film", "b.txt": b"text"}, "l.zip")
    without = Sizer(store, originals, programs=(None, None))
    done = import_file(lesson, "l.zip", store, sizer=without)

    assert [(note.code, note.subject) for note in done.report] == [("kept-large", "a.mp4")]
    assert store.read(done.description.files["a.mp4"].sha256) == b"film"


@needs_ffmpeg
def test_stopped_in_the_middle_it_leaves_nothing(
    tmp_path: Path, store: BlobStore, originals: BlobStore
) -> None:
    sizer = Sizer(store, originals, cancelled=lambda: True)
    with pytest.raises(SizingCancelled):
        import_file(film(tmp_path), "сабақ.mov", store, sizer=sizer)
    assert empty(store)


@needs_ffmpeg
def test_an_encoder_that_fails_leaves_the_file_as_it_is(
    tmp_path: Path, store: BlobStore, originals: BlobStore
) -> None:
    broken = Sizer(store, originals, programs=("/bin/false", shutil.which("ffprobe")))
    source = film(tmp_path, "сабақ.mp4")
    done = import_file(source, source.name, store, sizer=broken)
    assert done.description.source is None
    assert done.description.total_bytes == source.stat().st_size


def test_without_ffmpeg_a_large_film_is_taken_with_a_word(
    tmp_path: Path, store: BlobStore, originals: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.importer.LARGE_FILM_BYTES", 10)
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov\0\0\0\x08mdat")
    without = Sizer(store, originals, programs=(None, None))
    done = import_file(path, path.name, store, sizer=without)
    assert [note.code for note in done.report] == ["kept-large"]


def test_a_photo_of_an_iphone_is_refused_with_advice(tmp_path: Path, store: BlobStore) -> None:
    path = tmp_path / "IMG_1.HEIC"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    with pytest.raises(ContentRefused) as caught:
        import_file(path, path.name, store)
    assert caught.value.code == "unsupported-heic"
    assert "JPEG" in caught.value.message("kk")


@needs_ffmpeg
@pytest.mark.skipif(
    not (shutil.which("heif-enc") and shutil.which("heif-convert")),
    reason="no libheif here: sudo apt-get install libheif-examples",
)
def test_a_photo_of_an_iphone_becomes_a_jpeg_where_the_school_can_read_it(
    tmp_path: Path, store: BlobStore, originals: BlobStore
) -> None:
    picture = made(tmp_path, "whole.jpg", "-i", "testsrc=size=2400x1800", "-frames:v", "1")
    path = tmp_path / "IMG_1.HEIC"
    subprocess.run(["heif-enc", str(picture), "-o", str(path)], check=True, capture_output=True)
    sizer = Sizer(store, originals)
    done = import_file(path, path.name, store, sizer=sizer)
    description = done.description
    assert (description.format, description.launch) == ("image", "IMG_1.jpg")
    assert [note.code for note in done.report] == ["sized-for-phones"]
    jpeg = store.read(description.files["IMG_1.jpg"].sha256)
    assert image_size(io.BytesIO(jpeg)) == ("jpg", 1600, 1200)
    assert originals.read(str((description.source or {})["sha256"])) == path.read_bytes()
    again = import_file(path, path.name, store, sizer=Sizer(store, originals, programs=("x", "x")))
    assert again.manifest_sha256 == done.manifest_sha256  # not made a second time


def test_what_only_says_that_it_is_a_photo_of_an_iphone_is_refused(
    tmp_path: Path, store: BlobStore, originals: BlobStore
) -> None:
    path = tmp_path / "IMG_2.HEIC"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(1_000))
    with pytest.raises(ContentRefused) as caught:
        import_file(path, path.name, store, sizer=Sizer(store, originals))
    assert caught.value.code == "unsupported-heic"
    assert list(originals.iter()) == []
