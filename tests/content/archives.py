"""Archives built byte by byte, because honest tools refuse to write hostile ones."""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UTF8 = 0x0800


@dataclass(frozen=True)
class Part:
    """One entry; what is None is filled in truthfully."""

    name: bytes
    data: bytes = b""
    flags: int = 0
    local_flags: int | None = None
    method: int = 8
    extra: bytes = b""
    made_by: int = 20
    attributes: int = 0
    size: int | None = None
    crc: int | None = None
    offset: int | None = None


def build(parts: Iterable[Part], *, prefix: bytes = b"", count: int | None = None) -> bytes:
    """A ZIP file of `parts`; `count` overrides the number that the end record states."""
    body, central = bytearray(prefix), bytearray()
    number = 0
    for part in parts:
        number += 1
        packed = part.data if part.method != 8 else deflate(part.data)
        size = len(part.data) if part.size is None else part.size
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        flags = part.flags if part.local_flags is None else part.local_flags
        offset = len(body) - len(prefix) if part.offset is None else part.offset
        sizes = (crc, len(packed), size, len(part.name), len(part.extra))
        body += struct.pack("<4s5H3I2H", b"PK\3\4", 20, flags, part.method, 0, 33, *sizes)
        body += part.name + part.extra + packed
        central += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", part.made_by, 20, part.flags, part.method, 0, 33,
            *sizes, 0, 0, 0, part.attributes, offset,
        )  # fmt: skip
        central += part.name + part.extra
    stated = number if count is None else count
    end = (0, 0, stated, stated, len(central), len(body) - len(prefix), 0)
    return bytes(body + central + struct.pack("<4s4H2IH", b"PK\5\6", *end))


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def zip_file(folder: Path, parts: Iterable[Part], name: str = "lesson.zip") -> Path:
    path = folder / name
    path.write_bytes(build(parts))
    return path


def zip_of(folder: Path, files: dict[str, bytes], name: str = "lesson.zip") -> Path:
    """An honest archive with UTF-8 names."""
    return zip_file(folder, (Part(n.encode(), d, flags=UTF8) for n, d in files.items()), name)


def overlap_bomb(copies: int, kernel: bytes) -> bytes:
    """`copies` entries that all unpack the same `kernel`, each quoting the next header.

    Every local header lies inside the previous entry's data as a stored deflate block, so a
    reader that follows the directory unpacks the kernel once for each entry.
    """
    packed = deflate(kernel)
    names = [b"%04d.html" % number for number in range(copies)]
    # From the last entry backwards: what follows the local header, and what that unpacks to.
    body, plain = packed, kernel
    locals_: list[tuple[bytes, int, int, int]] = []
    headers: list[int] = []
    for name in reversed(names):
        record = struct.pack(
            "<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33,
            zlib.crc32(plain), len(body), len(plain), len(name), 0,
        ) + name  # fmt: skip
        locals_.append((name, zlib.crc32(plain), len(body), len(plain)))
        headers.append(len(record) + len(body))
        quote = b"\x00" + struct.pack("<HH", len(record), len(record) ^ 0xFFFF) + record
        body, plain = quote + body, record + plain
    body = body[5:]
    total = len(body)
    central = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33,
            crc, packed_size, size, len(name), 0, 0, 0, 0, 0, total - from_end,
        )
        + name
        for (name, crc, packed_size, size), from_end in zip(locals_, headers, strict=True)
    )  # fmt: skip
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, copies, copies, len(central), total, 0)
    return body + central + end
