"""Archives inside a lesson (.h5p, zip in zip), taken apart so that what is equal inside is seen.

A small edit changes nearly every byte of a deflated entry. So the bytes of an archive are laid out
with each deflated entry inflated and everything else (headers, names, times, the directory) as it
stands. Laying out needs inflating only, which has one result everywhere. Going back needs
deflating, which has not: that a file can be rebuilt byte for byte is proved before it is relied on,
and a school whose zlib gives other bytes than the hub's sees a wrong hash and fetches the file
whole.

Source: APPNOTE 6.3.10 (ZIP), RFC 1951 (deflate).
"""

import io
import zlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from content.errors import ContentRefused
from content.limits import CHUNK_BYTES, MAX_NESTED_ENTRIES, MAX_NESTED_SEGMENTS
from content.zip_directory import LOCAL_HEADER, LOCAL_SIGNATURE, RawEntry, read_directory

RAW: Final = 0
"""Code of bytes that stand as they are; any other code is `memory << 4 | level` of zlib."""

_DEFLATED: Final = 8
_ENCRYPTED: Final = 1
# What writers of such archives use, the most common first.
_LEVELS: Final = (6, 9, 5, 1, 7, 8, 4, 3, 2)
_MEMORIES: Final = (8, 9)


class Segment(NamedTuple):
    """`length` bytes of the laid-out form, and how they go back (`RAW` or a code of zlib)."""

    length: int
    code: int


class LaidOut(NamedTuple):
    """An archive laid out; `segments` together are as long as `data`."""

    segments: tuple[Segment, ...]
    data: bytes


def lay_out(archive: bytes, limit: int) -> bytes | None:
    """The laid-out form as a base to compare with: every entry that inflates is inflated.

    None for what is no archive, or takes more than `limit` bytes. The same on every machine.
    """
    parts: list[bytes] = []
    size = len(archive)
    if size > limit:
        return None
    for piece in _pieces(archive):
        plain = piece.plain(archive, limit - size)
        parts.append(archive[piece.start : piece.stop] if plain is None else plain)
        size += 0 if plain is None else len(plain) - (piece.stop - piece.start)
    return b"".join(parts) if len(parts) > 1 else None


def take_apart(archive: bytes, limit: int) -> LaidOut | None:
    """The laid-out form of an archive that `rebuild` is proved to give back; None when nothing
    is gained by it."""
    segments: list[Segment] = []
    parts: list[bytes] = []
    size = len(archive)
    if size > limit:
        return None
    for piece in _pieces(archive):
        packed = archive[piece.start : piece.stop]
        plain = piece.plain(archive, limit - size)
        code = RAW if plain is None else _code_of(plain, packed)
        if plain is None or code == RAW:
            plain, code = packed, RAW
        size += len(plain) - len(packed)
        if code == RAW and segments and segments[-1].code == RAW:
            segments[-1] = Segment(segments[-1].length + len(plain), RAW)
        else:
            segments.append(Segment(len(plain), code))
        parts.append(plain)
    data = b"".join(parts)
    if all(code == RAW for _, code in segments) or len(segments) > MAX_NESTED_SEGMENTS:
        return None
    return LaidOut(tuple(segments), data) if rebuild(segments, data) == archive else None


def rebuild(segments: Sequence[Segment], data: bytes) -> bytes:
    """The archive of a laid-out form. Raises ValueError for segments that do not fit it."""
    parts: list[bytes] = []
    at = 0
    for length, code in segments:
        if length < 0 or at + length > len(data):
            raise ValueError("segments are longer than their bytes")
        piece = data[at : at + length]
        at += length
        if code == RAW:
            parts.append(piece)
            continue
        packer = _packer(code)
        parts += (packer.compress(piece), packer.flush())
    if at != len(data):
        raise ValueError("bytes are longer than their segments")
    return b"".join(parts)


def check(code: int) -> None:
    """Raises ValueError for a code that `rebuild` does not know."""
    if code != RAW and (code >> 4 not in _MEMORIES or code & 0xF not in _LEVELS):
        raise ValueError(f"{code} is no way of deflating")


class _Piece(NamedTuple):
    """Bytes `start` to `stop` of the archive; of an entry that may be inflated, its size."""

    start: int
    stop: int
    size: int | None

    def plain(self, archive: bytes, room: int) -> bytes | None:
        """The entry inflated; None for other bytes, and what is not what its record says."""
        packed = self.stop - self.start
        if self.size is None or self.size - packed > room:
            return None
        engine = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than stated shows an entry that is longer than it says.
            plain = engine.decompress(archive[self.start : self.stop], self.size + 1)
        except zlib.error:
            return None
        whole = engine.eof and not engine.unused_data and not engine.unconsumed_tail
        return plain if whole and len(plain) == self.size else None


def _pieces(archive: bytes) -> Iterator[_Piece]:
    """The archive from its first byte to its last; one piece when it is no archive we follow."""
    at = 0
    for entry in _entries(archive):
        start = _data_start(archive, entry)
        if start is None or start < at or start + entry.packed_size > len(archive):
            break  # overlapping or pointing outside: the rest stays as it is
        if entry.method != _DEFLATED or entry.flags & _ENCRYPTED or not entry.packed_size:
            continue
        if start > at:
            yield _Piece(at, start, None)
        at = start + entry.packed_size
        yield _Piece(start, at, entry.size)
    if at < len(archive):
        yield _Piece(at, len(archive), None)


def _entries(archive: bytes) -> list[RawEntry]:
    if not archive.startswith(LOCAL_SIGNATURE):
        return []
    try:
        directory = read_directory(io.BytesIO(archive), len(archive), "")
    except ContentRefused:
        return []
    found = sorted(directory.entries, key=lambda entry: entry.header_offset)
    return found if len(found) <= MAX_NESTED_ENTRIES else []


def _data_start(archive: bytes, entry: RawEntry) -> int | None:
    at = entry.header_offset
    header = archive[at : at + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_SIGNATURE):
        return None
    *_, name_bytes, extra_bytes = LOCAL_HEADER.unpack(header)
    start: int = at + LOCAL_HEADER.size + name_bytes + extra_bytes
    return start


def _code_of(plain: bytes, packed: bytes) -> int:
    """How zlib makes `packed` of `plain`; RAW when it was another program."""
    for memory in _MEMORIES:
        for level in _LEVELS:
            code = memory << 4 | level
            if _gives(code, plain, packed):
                return code
    return RAW


def _gives(code: int, plain: bytes, packed: bytes) -> bool:
    """Compared as it is made: a wrong guess shows in the first block."""
    packer = _packer(code)
    done = 0
    for at in range(0, len(plain), CHUNK_BYTES):
        made = packer.compress(plain[at : at + CHUNK_BYTES])
        if packed[done : done + len(made)] != made:
            return False
        done += len(made)
    return packed[done:] == packer.flush()


def _packer(code: int) -> "zlib._Compress":
    check(code)
    memory, level = code >> 4, code & 0xF
    return zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, memory)
