"""Recordings are taken when a phone can play them, alone or zipped with their captions."""

from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from content.packages.audio import frame_length, plan_audio
from tests.content.archives import zip_of

HEADER = b"\xff\xfb\x90\x00"  # MPEG 1, layer 3, 128 kbit/s, 44.1 kHz
FRAME = HEADER + bytes(413)
TAG = b"ID3\4\0\0\0\0\1\0" + bytes(128)
OPUS = b"OggS\0\2" + bytes(22) + b"OpusHead" + bytes(40)
M4A = b"\0\0\0\x14ftypM4A " + bytes(8) + b"\0\0\0\x08moov" + b"\0\0\0\x08mdat"


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("header", "length"),
    [
        (HEADER, 417),
        (b"\xff\xfb\x92\x00", 418),
        (b"\xff\xf3\x84\x00", 192),  # MPEG 2, layer 3, 64 kbit/s, 24 kHz
        (b"\xff\xff\x10\x00", 32),  # MPEG 1, layer 1, 32 kbit/s, 44.1 kHz
        (b"\xff\xfe\x00\x00", None),
        (b"\xff\xfb\xf0\x00", None),
        (b"\xff\xfb\x9c\x00", None),
        (b"\xff\xd8\xff\xe0", None),
        (b"\xff", None),
    ],
)
def test_a_frame_says_how_long_it_is(header: bytes, length: int | None) -> None:
    assert frame_length(header) == length


@pytest.mark.parametrize(
    ("data", "name", "launch", "notes"),
    [
        (FRAME * 3, "Ән.mp3", "Ән.mp3", []),
        (TAG + TAG + bytes(50) + FRAME * 2, "Ән.bin", "Ән.bin.mp3", []),
        (M4A, "Ән.m4a", "Ән.m4a", []),
        (OPUS, "Ән.ogg", "Ән.ogg", ["audio-not-everywhere"]),
    ],
)
def test_a_recording_is_taken(
    data: bytes, name: str, launch: str, notes: list[str], tmp_path: Path
) -> None:
    plan = plan_audio(saved(tmp_path, data), name)
    assert (plan.format, plan.title, plan.launch) == ("audio", "Ән", launch)
    assert [finding.code for finding in plan.findings] == notes


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TAG, "file-damaged"),
        (TAG[:50], "file-damaged"),
        (FRAME, "file-damaged"),
        (b"\xff\xfb" + bytes(5000), "file-damaged"),
        (M4A[:20] + M4A[28:], "file-damaged"),
        (b"OggS\0\2" + bytes(22) + b"Speex   ", "unsupported-audio"),
    ],
)
def test_a_cut_or_foreign_recording_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(ContentRefused) as caught:
        plan_audio(saved(tmp_path, data), "Ән.mp3")
    assert caught.value.code == code


def test_a_recording_with_captions_is_one_lesson(tmp_path: Path) -> None:
    files = {
        "Ән/Ән.mp3": FRAME * 3,
        "Ән/Ән.kk.vtt": b"\xef\xbb\xbfWEBVTT\n\n00:00.000 --> 00:01.000\nA\n",
        "Ән/Ән.ru.vtt": b"1\n00:00:00,000 --> 00:00:01,000\nA\n",
    }
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    description = import_file(zip_of(tmp_path, files), "x.zip", store).description
    assert (description.format, description.launch) == ("audio", "Ән.mp3")
    assert description.files["Ән.kk.vtt"].type == "text/vtt"
    assert [note.code for note in description.report if "captions" in note.code] == [
        "captions-unreadable"
    ]


def test_captions_beside_something_else_are_refused(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    path = zip_of(tmp_path, {"su.mp4": b"GIF89a", "su.vtt": b"WEBVTT"})
    with pytest.raises(ContentRefused) as caught:
        import_file(path, "x.zip", store)
    assert caught.value.code == "unknown-format"
