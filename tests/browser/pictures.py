"""A photo as a phone's camera makes it, and what can be seen of a picture from its bytes."""

import base64
import io
import struct

from playwright.sync_api import Page

# Draws handwriting-like noise: a plain colour would compress to nothing and travel in one piece.
DRAW = """
([width, height]) => {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#f4efe2";
  pen.fillRect(0, 0, width, height);
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let line = 0; line < 9000; line += 1) {
    pen.strokeStyle = `rgb(${next() * 120}, ${next() * 120}, ${90 + next() * 120})`;
    pen.beginPath();
    pen.moveTo(next() * width, next() * height);
    pen.lineTo(next() * width, next() * height);
    pen.stroke();
  }
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}
"""


def photo_with_place(page: Page, width: int = 2000, height: int = 1500) -> bytes:
    """A JPEG of `width` × `height` whose EXIF says: turned by 90°, taken at 51°10′ N 71°26′ E."""
    return with_place(base64.b64decode(page.evaluate(DRAW, [width, height])))


def with_place(jpeg: bytes) -> bytes:
    """The JPEG with the same said of it."""
    assert jpeg[:2] == b"\xff\xd8"
    exif = b"Exif\0\0" + _tiff()
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def turned(heic: bytes) -> bytes:
    """A HEIC of heif-enc's with the property that turns its picture by 90° clockwise (ISO/IEC
    23008-12, 6.5.10): a camera's says the same there and in its EXIF."""
    made = bytearray(heic)

    def grow(box: bytes, by: int) -> None:
        at = made.index(box) - 4
        struct.pack_into(">I", made, at, struct.unpack_from(">I", made, at)[0] + by)

    properties = made.index(b"ipco") - 4
    end = properties + struct.unpack_from(">I", made, properties)[0]
    made[end:end] = struct.pack(">I4sB", 9, b"irot", 3)
    count = made.index(b"ipma") + 14
    made[count] += 1
    made.insert(count + made[count], 0x80 | made[count])
    for box, by in ((b"ipma", 1), (b"ipco", 9), (b"iprp", 10), (b"meta", 10)):
        grow(box, by)
    (items,) = struct.unpack_from(">H", made, made.index(b"iloc") + 10)
    for item in range(items):
        offset = made.index(b"iloc") + 12 + item * 18 + 4
        struct.pack_into(">I", made, offset, struct.unpack_from(">I", made, offset)[0] + 10)
    return bytes(made)


def _tiff() -> bytes:
    """TIFF 6.0, little-endian: IFD0 (orientation, pointer to GPS), GPS IFD, its six rationals."""
    orientation = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    pointer = struct.pack("<HHII", 0x8825, 4, 1, 38)
    first = struct.pack("<H", 2) + orientation + pointer + struct.pack("<I", 0)
    values = 38 + 2 + 4 * 12 + 4
    gps = struct.pack("<H", 4)
    gps += struct.pack("<HHI4s", 1, 2, 2, b"N\0\0\0")
    gps += struct.pack("<HHII", 2, 5, 3, values)
    gps += struct.pack("<HHI4s", 3, 2, 2, b"E\0\0\0")
    gps += struct.pack("<HHII", 4, 5, 3, values + 24)
    gps += struct.pack("<I", 0)
    for degrees, minutes in ((51, 10), (71, 26)):
        gps += struct.pack("<6I", degrees, 1, minutes, 1, 0, 1)
    return b"II*\0" + struct.pack("<I", 8) + first + gps


def has_metadata(picture: bytes) -> bool:
    """Whether EXIF or XMP is anywhere in a JPEG or WebP file."""
    return any(mark in picture for mark in (b"Exif\0", b"EXIF", b"XMP ", b"http://ns.adobe.com"))


def picture_size(picture: bytes) -> tuple[int, int]:
    """Width and height of a WebP (RFC 9649) or a JPEG."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return _webp_size(picture)
    stream = io.BytesIO(picture[2:])
    while marker := stream.read(2):
        (length,) = struct.unpack(">H", stream.read(2))
        if 0xC0 <= marker[1] <= 0xC3:
            _, height, width = struct.unpack(">BHH", stream.read(5))
            return width, height
        stream.seek(length - 2, io.SEEK_CUR)
    raise ValueError("neither a WebP nor a JPEG")


def _webp_size(picture: bytes) -> tuple[int, int]:
    kind = picture[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(picture[24:27], "little") + 1,
            int.from_bytes(picture[27:30], "little") + 1,
        )
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", picture[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError(f"unexpected WebP chunk {kind!r}")
