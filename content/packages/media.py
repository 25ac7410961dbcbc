"""Single files: PDF, MP4 video and pictures, checked as far as their headers go.

Sources: ISO 32000-1 7.5, ISO/IEC 14496-12 (boxes), PNG 11.2.2, GIF89a 18, JPEG (ITU-T
T.81 B.2.2), the WebP container specification.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from content.description import Format
from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE
from content.mime import extension
from content.packages.plan import Plan, file_name, single_item, title_from
from content.report import Finding
from content.text_layer import check_pdf, page_ranges

_MAX_BOXES: Final = 10_000
"""Top-level boxes looked at: a fragmented hour of video has about 2,000."""

_TRAILER_BYTES: Final = 4096
_START_OF_FRAME: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_IMAGE_EXTENSIONS: Final = {
    "jpg": ("jpg", "jpeg"),
    "png": ("png",),
    "gif": ("gif",),
    "webp": ("webp",),
}


def plan_pdf(path: Path, filename: str) -> Plan:
    """The plan of a PDF. Raises ContentRefused `file-damaged` when its end is missing."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TRAILER_BYTES))
        if b"%%EOF" not in file.read():
            raise ContentRefused(Refusal.FILE_DAMAGED, filename)
    broken = page_ranges(check_pdf(path))
    notes = (Finding(Note.TEXT_LAYER_BROKEN, broken),) if broken else ()
    return single_plan("pdf", filename, ("pdf",), notes)


def plan_video(path: Path, filename: str) -> Plan:
    """The plan of an MP4. Raises ContentRefused `file-damaged` when boxes are cut or absent."""
    with path.open("rb") as file:
        kinds = box_kinds(file, filename)
    if b"moov" not in kinds or b"mdat" not in kinds:
        raise ContentRefused(Refusal.FILE_DAMAGED, filename)
    slow = kinds.index(b"moov") > kinds.index(b"mdat")
    notes = (Finding(Note.VIDEO_STARTS_SLOWLY, filename),) if slow else ()
    return single_plan("video", filename, ("mp4", "m4v"), notes)


def plan_image(path: Path, filename: str) -> Plan:
    """The plan of a picture. Raises ContentRefused `file-damaged` or `image-too-large`."""
    with path.open("rb") as file:
        try:
            kind, width, height = image_size(file)
        except (struct.error, ValueError) as error:
            raise ContentRefused(Refusal.FILE_DAMAGED, filename) from error
    if width <= 0 or height <= 0:
        raise ContentRefused(Refusal.FILE_DAMAGED, filename)
    if max(width, height) > MAX_IMAGE_SIDE or width * height > MAX_IMAGE_PIXELS:
        raise ContentRefused(Refusal.IMAGE_TOO_LARGE, filename, width=width, height=height)
    return single_plan("image", filename, _IMAGE_EXTENSIONS[kind])


def image_size(file: BinaryIO) -> tuple[str, int, int]:
    """(extension, width, height) in pixels from the header of a picture.

    Raises ValueError or struct.error when the header is not whole or not a known one.
    """
    head = file.read(30)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", *_pair(struct.unpack_from(">II", head, 16))
    if head.startswith(b"GIF8"):
        return "gif", *_pair(struct.unpack_from("<HH", head, 6))
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp", *_webp_size(head)
    if head.startswith(b"\xff\xd8"):
        file.seek(2)
        return "jpg", *_jpeg_size(file)
    raise ValueError("not a picture we know")


def _pair(values: tuple[int, ...]) -> tuple[int, int]:
    return values[0], values[1]


def _webp_size(head: bytes) -> tuple[int, int]:
    form = head[12:16]
    if form == b"VP8X" and len(head) >= 30:
        return (
            1 + int.from_bytes(head[24:27], "little"),
            1 + int.from_bytes(head[27:30], "little"),
        )
    if form == b"VP8L":
        bits = struct.unpack_from("<I", head, 21)[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = _pair(struct.unpack_from("<HH", head, 26))
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("unknown WebP form")


def _jpeg_size(file: BinaryIO) -> tuple[int, int]:
    # Each segment moves the file forward, so a hostile file cannot hold us for long.
    while True:
        marker = file.read(1)
        if marker != b"\xff":
            raise ValueError("segment expected")
        while marker == b"\xff":
            marker = file.read(1)
        length = struct.unpack(">H", file.read(2))[0]
        if length < 2:
            raise ValueError("segment too short")
        if marker[0] in _START_OF_FRAME:
            _, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        file.seek(length - 2, os.SEEK_CUR)


def box_kinds(file: BinaryIO, filename: str) -> list[bytes]:
    """Kinds of the top-level boxes in order; ContentRefused `file-damaged` when one is cut."""
    return list(_boxes(file, filename))


def _boxes(file: BinaryIO, filename: str) -> Iterator[bytes]:
    size = file.seek(0, os.SEEK_END)
    at = 0
    for _ in range(_MAX_BOXES):
        if at == size:
            return
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            raise ContentRefused(Refusal.FILE_DAMAGED, filename)
        length, kind = struct.unpack_from(">I4s", header)
        if length == 1 and len(header) == 16:
            length = struct.unpack_from(">Q", header, 8)[0]
        if length == 0:  # this box reaches to the end of the file
            length = size - at
        if length < 8 or at + length > size:
            raise ContentRefused(Refusal.FILE_DAMAGED, filename)
        yield kind
        at += length


def single_plan(
    kind: Format,
    filename: str,
    extensions: tuple[str, ...],
    findings: tuple[Finding, ...] = (),
) -> Plan:
    """The plan of one file; a name with another extension gets the first of `extensions`."""
    name = file_name(filename)
    if extension(name) not in extensions:
        # The bytes decide what it is; the name must lead to the same media type.
        name += f".{extensions[0]}"
    title = title_from(filename)
    return Plan(kind, title, None, name, single_item(title, name), findings=findings)
