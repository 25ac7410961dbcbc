"""Hashes of each 64 KiB of a file, so that damage costs one range and not the whole file.

8 bytes   "TIREKRL1"
then for each file larger than one range, in the order of their hashes:
32        its SHA-256
8         its size in bytes, big-endian
16 each   the first bytes of the SHA-256 of each range
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple, Self

from content.errors import EditionInvalid
from content.limits import MAX_ENTRY_BYTES, MAX_RANGES_BYTES, RANGE_BYTES, RANGE_HASH_BYTES

MAGIC: Final = b"TIREKRL1"
_HASH_BYTES: Final = 32
_SIZE_BYTES: Final = 8


class Span(NamedTuple):
    """Bytes of a file: from `offset` on, `length` of them."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class FileRanges:
    """One file's size and the hashes of its ranges, in order."""

    size: int
    hashes: tuple[bytes, ...]

    @classmethod
    def of(cls, stream: BinaryIO) -> Self:
        """Read to its end."""
        pieces = list(_pieces(stream))
        return cls(sum(size for size, _ in pieces), tuple(name for _, name in pieces))

    def damaged(self, stream: BinaryIO) -> list[Span]:
        """The ranges of a copy that are wrong or missing; what lies beyond the file's end is not
        looked at. An empty list says nothing of the file's own hash."""
        found = []
        for at, good in enumerate(self.hashes):
            span = Span(at * RANGE_BYTES, min(RANGE_BYTES, self.size - at * RANGE_BYTES))
            if _name(stream.read(span.length)) != good:
                found.append(span)
        return found


@dataclass(frozen=True, slots=True)
class RangeList:
    """The ranges of an edition's larger files, by sha256."""

    files: Mapping[str, FileRanges]

    def pack(self) -> bytes:
        """The bytes of the list: the same for the same files."""
        parts = [MAGIC]
        for sha256, ranges in sorted(self.files.items()):
            parts += (bytes.fromhex(sha256), ranges.size.to_bytes(_SIZE_BYTES), *ranges.hashes)
        return b"".join(parts)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Raises EditionInvalid."""
        if len(data) > MAX_RANGES_BYTES or not data.startswith(MAGIC):
            raise EditionInvalid("ranges")
        files: dict[str, FileRanges] = {}
        at = len(MAGIC)
        while at < len(data):
            sha256 = data[at : at + _HASH_BYTES].hex()
            at += _HASH_BYTES
            size = int.from_bytes(data[at : at + _SIZE_BYTES])
            at += _SIZE_BYTES
            if not RANGE_BYTES < size <= MAX_ENTRY_BYTES:
                raise EditionInvalid(f"ranges/{sha256}")
            stop = at + -(-size // RANGE_BYTES) * RANGE_HASH_BYTES
            if stop > len(data):
                raise EditionInvalid(f"ranges/{sha256}")
            steps = range(at, stop, RANGE_HASH_BYTES)
            files[sha256] = FileRanges(
                size, tuple(data[step : step + RANGE_HASH_BYTES] for step in steps)
            )
            at = stop
        return cls(files)


def worth_listing(sizes: Iterable[tuple[str, int]]) -> list[str]:
    """The files (sha256, size) that a list holds: a smaller one is a range by itself."""
    return sorted({sha256 for sha256, size in sizes if size > RANGE_BYTES})


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    while piece := stream.read(RANGE_BYTES):
        yield len(piece), _name(piece)


def _name(piece: bytes) -> bytes:
    return hashlib.sha256(piece).digest()[:RANGE_HASH_BYTES]
