"""Single files are taken when their headers are whole and a phone can show them."""

import io
import struct
from pathlib import Path

import pytest

from content.errors import ContentRefused
from content.packages.media import image_size, plan_image, plan_pdf, plan_video


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x06\0\0\0"


JPEG = (
    b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + bytes(14)
    + b"\xff\xff\xc2" + struct.pack(">HBHH", 17, 8, 480, 640) + bytes(20)
)  # fmt: skip
GIF = b"GIF89a" + struct.pack("<HH", 320, 200) + bytes(20)
WEBP = b"RIFF\0\0\0\0WEBP"
WEBP_X = WEBP + b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\x7f\x02\0\xdf\x01\0"
WEBP_L = WEBP + b"VP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 639 | 479 << 14) + bytes(10)
WEBP_V = WEBP + b"VP8 " + bytes(10) + struct.pack("<HH", 640, 480)


def box(kind: bytes, size: int = 0) -> bytes:
    return struct.pack(">I4s", 8 + size, kind) + bytes(size)


FTYP = box(b"ftyp", 8)


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "upload"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(640, 480), ("png", 640, 480)),
        (JPEG, ("jpg", 640, 480)),
        (GIF, ("gif", 320, 200)),
        (WEBP_X, ("webp", 640, 480)),
        (WEBP_L, ("webp", 640, 480)),
        (WEBP_V, ("webp", 640, 480)),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_header(
    data: bytes, size: tuple[str, int, int], tmp_path: Path
) -> None:
    assert image_size(io.BytesIO(data)) == size
    plan = plan_image(saved(tmp_path, data), "Сурет")
    assert (plan.format, plan.launch, plan.title) == ("image", f"Сурет.{size[0]}", "Сурет")


@pytest.mark.parametrize("data", [png(640, 480), JPEG[:36], GIF, WEBP_X, WEBP_L, WEBP_V])
def test_a_cut_header_is_damage(data: bytes, tmp_path: Path) -> None:
    for end in range(9):
        with pytest.raises(ContentRefused) as caught:
            plan_image(saved(tmp_path, data[:end]), "a.png")
        assert caught.value.code == "file-damaged"


@pytest.mark.parametrize(("width", "height"), [(20_000, 10), (8_000, 8_000)])
def test_a_picture_no_phone_can_open_is_refused(width: int, height: int, tmp_path: Path) -> None:
    with pytest.raises(ContentRefused) as caught:
        plan_image(saved(tmp_path, png(width, height)), "a.png")
    assert caught.value.code == "image-too-large"
    assert str(width) in caught.value.message("kk")


def test_a_picture_of_no_size_is_damage(tmp_path: Path) -> None:
    with pytest.raises(ContentRefused) as caught:
        plan_image(saved(tmp_path, png(0, 5)), "a.png")
    assert caught.value.code == "file-damaged"


def test_a_picture_with_a_wrong_name_gets_one_that_leads_to_its_type(tmp_path: Path) -> None:
    assert plan_image(saved(tmp_path, png(1, 1)), "photo.jpg").launch == "photo.jpg.png"
    assert plan_image(saved(tmp_path, JPEG), "photo.JPEG").launch == "photo.JPEG"


def test_a_whole_pdf_is_taken_and_a_cut_one_refused(tmp_path: Path) -> None:
    plan = plan_pdf(saved(tmp_path, b"%PDF-1.7\n" + bytes(9000) + b"\n%%EOF\n"), "Мәтін.pdf")
    assert (plan.format, plan.launch, plan.title) == ("pdf", "Мәтін.pdf", "Мәтін")
    with pytest.raises(ContentRefused) as caught:
        plan_pdf(saved(tmp_path, b"%PDF-1.7\n" + bytes(9000)), "Мәтін.pdf")
    assert caught.value.code == "file-damaged"


def test_a_video_with_its_index_first_is_taken_without_a_remark(tmp_path: Path) -> None:
    data = FTYP + box(b"moov", 20) + box(b"mdat", 50)
    plan = plan_video(saved(tmp_path, data), "Су.mp4")
    assert (plan.format, plan.launch, plan.findings) == ("video", "Су.mp4", ())


def test_a_video_with_its_index_last_is_taken_with_a_remark(tmp_path: Path) -> None:
    wide = struct.pack(">I4sQ", 1, b"mdat", 16 + 50) + bytes(50)
    last = struct.pack(">I4s", 0, b"moov") + bytes(5)
    plan = plan_video(saved(tmp_path, FTYP + wide + last), "Су.mp4")
    assert [finding.code for finding in plan.findings] == ["video-starts-slowly"]


@pytest.mark.parametrize(
    "data",
    [
        FTYP,
        FTYP + box(b"mdat", 50),
        FTYP + box(b"moov", 20) + box(b"mdat", 50)[:-1],
        FTYP + box(b"moov", 20) + box(b"mdat", 50) + b"\0\0",
        FTYP + struct.pack(">I4s", 4, b"moov"),
        FTYP + struct.pack(">I4sQ", 1, b"moov", 2**63),
    ],
)
def test_a_cut_or_twisted_video_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(ContentRefused) as caught:
        plan_video(saved(tmp_path, data), "Су.mp4")
    assert caught.value.code == "file-damaged"
