"""The byte form of one volume of a bundle (docs/reference/bundle-format.md).

A volume stands alone: header, signature, a table with the hash of every section, the sections. It
is written and read here without a key, a disk or a clock; those come as arguments.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.core.registry import MAX_PRIORITY
from sync.frames import checked
from sync.limits import (
    MAX_BUNDLE_HEADER_BYTES,
    MAX_BUNDLE_SECTIONS,
    MAX_BUNDLE_TABLE_BYTES,
    MAX_CARRIED_FILE_BYTES,
    MAX_CERTIFICATE_BYTES,
    MAX_EXPORTS,
    MAX_KEEP_HOURS,
    MAX_SECTION_BYTES,
    MAX_VOLUME_BYTES,
    PIECE_BYTES,
    SMALL_PIECE_BYTES,
)

MAGIC: Final = b"TKB"
VERSION: Final = 1
CAPABILITIES: Final[tuple[str, ...]] = ("frame1", "frame2", "frame3", "hpke-x25519", "piece-size")
UP, DOWN = 0, 1
SEALED, COURSE = 0, 1
SIGNATURE_BYTES: Final = 64
_SIGNED: Final = b"tirek bundle 1\x00"
_MAX_CAPABILITIES: Final = 64
_START: Final = len(MAGIC) + 1


class Incomplete(SyncError):
    """The volume ends before its last byte: the stick was pulled, or the copy was cut."""


class Source(Protocol):
    """A volume that is read at offsets."""

    def seek(self, offset: int, /) -> int: ...
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Header:
    """Who says what to whom. `life` is the sender's incarnation, `counter` the number of its
    export, `part` the volume's place in it, `frames` how many of the sections are frames.

    For those who carry it unopened: `priority` of the most urgent that is in it (0 to 5), and
    `keep_hours`, after which it need not be kept any more; both or neither are given.
    `certificate` says whose key has signed (sync.core.certificates), b"" where nobody certified it.
    """

    sender: str
    recipient: str
    kind: int
    life: str
    counter: int
    part: int
    frames: int
    capabilities: tuple[str, ...] = CAPABILITIES
    priority: int | None = None
    keep_hours: int | None = None
    certificate: bytes = b""


@dataclass(frozen=True, slots=True)
class Piece:
    """Which part of which file a section holds: `index` counts pieces of `step` bytes from 0."""

    sha256: str
    size: int
    index: int
    step: int = PIECE_BYTES

    @property
    def count(self) -> int:
        """How many pieces the file has; an empty file has one."""
        return max(1, -(-self.size // self.step))

    @property
    def start(self) -> int:
        """Where in its file this piece begins."""
        return self.index * self.step

    @property
    def length(self) -> int:
        """Bytes of this piece."""
        return min(self.step, self.size - self.start)

    def to_value(self) -> list[Value]:
        step: list[Value] = [] if self.step == PIECE_BYTES else [self.step]
        return [bytes.fromhex(self.sha256), self.size, self.index, *step]

    @classmethod
    def from_value(cls, raw: Sequence[object]) -> "Piece":
        """Raises Malformed for what is no piece of a file that may be carried."""
        if len(raw) not in (3, 4):
            raise _bad("a piece names its file and size")
        sha, size, index, *more = raw
        step = more[0] if more else PIECE_BYTES
        if type(step) is not int or not SMALL_PIECE_BYTES <= step <= PIECE_BYTES:
            raise _bad("a piece is too small or too large")
        if not isinstance(sha, bytes) or len(sha) != 32 or type(size) is not int:
            raise _bad("a piece names its file and size")
        if type(index) is not int or not 0 <= size <= MAX_CARRIED_FILE_BYTES:
            raise _bad("a piece names its file and size")
        made = cls(sha.hex(), size, index, step)
        if not 0 <= index < made.count:
            raise _bad("a piece lies outside its file")
        return made


@dataclass(frozen=True, slots=True)
class Section:
    """One row of the table: `piece` is given for course files, which stand in clear."""

    sort: int
    length: int
    digest: bytes
    piece: Piece | None = None


def section(sort: int, data: bytes, piece: Piece | None = None) -> Section:
    """The row for these bytes as they will stand in the volume."""
    return Section(sort, len(data), hashlib.sha256(data).digest(), piece)


def build(
    header: Header,
    sections: Sequence[tuple[Section, bytes]],
    sign: Callable[[bytes], bytes],
) -> bytes:
    """The whole volume; `sign` gives the sender's 64 bytes over its argument."""
    table = cbor.encode([_row(row) for row, _ in sections])
    head = MAGIC + bytes([VERSION]) + cbor.encode(_header_value(header, table))
    return b"".join([head, sign(_SIGNED + head), table, *(data for _, data in sections)])


class Volume:
    """A volume that is being read: its structure is checked on opening, its signature and the
    bytes of its sections when they are asked for.

    Raises Malformed, UnknownVersion, and Incomplete where bytes are missing at the end.
    """

    def __init__(self, source: Source, size: int) -> None:
        if size > MAX_VOLUME_BYTES:
            raise _bad(f"{size} bytes, the limit is {MAX_VOLUME_BYTES}")
        self._source = source
        start = self._at(0, min(size, MAX_BUNDLE_HEADER_BYTES + SIGNATURE_BYTES))
        if not MAGIC.startswith(start[:3]):
            raise _bad("it does not begin with TKB")
        if len(start) < _START:
            raise _cut()
        if start[3] != VERSION:
            raise UnknownVersion("bundle", f"version {start[3]}", "upgrade this node")
        try:
            raw, end = cbor.decode_first(start, _START)
        except Malformed:
            if size < MAX_BUNDLE_HEADER_BYTES + SIGNATURE_BYTES:
                raise _cut() from None
            raise
        if end > MAX_BUNDLE_HEADER_BYTES:
            raise _bad("the header is too long")
        self.header, table_bytes, root = _header(raw)
        self._signed = _SIGNED + start[:end]
        self._signature = start[end : end + SIGNATURE_BYTES]
        at = end + SIGNATURE_BYTES
        table = self._at(at, table_bytes)
        if len(table) < table_bytes:
            raise _cut()
        if hashlib.sha256(table).digest() != root:
            raise _bad("the table was damaged")
        self.sections = _table(cbor.decode(table))
        self._body = at + table_bytes
        whole = self._body + sum(row.length for row in self.sections)
        if size < whole:
            raise _cut()
        if size > whole:
            raise _bad("there are bytes after the end")

    @property
    def name(self) -> str:
        """How the volume is called in its folder, without the ending."""
        return volume_name(self.header.counter, self.header.part)

    def signed_by(self, verify: Callable[[bytes, bytes], bool]) -> bool:
        """Whether `verify(message, signature)` knows the sender's hand; it covers the header, and
        through the table's hash every section."""
        return verify(self._signed, self._signature)

    def read(self) -> Iterator[tuple[Section, bytes]]:
        """The sections in order, each with its hash checked; Malformed where one was damaged."""
        at = self._body
        for row in self.sections:
            data = self._at(at, row.length)
            if len(data) != row.length:
                raise _cut()
            if hashlib.sha256(data).digest() != row.digest:
                raise _bad("a section was damaged")
            yield row, data
            at += row.length

    def _at(self, offset: int, size: int) -> bytes:
        self._source.seek(offset)
        return self._source.read(size)


def volume_name(counter: int, part: int) -> str:
    """Fixed width, so that names sort as they were made: 16 hex digits."""
    return f"{counter:012x}{part:04x}"


def _header_value(header: Header, table: bytes) -> list[Value]:
    mail: list[Value] = []
    if header.priority is not None and header.keep_hours is not None:
        mail = [header.priority, header.keep_hours]
    if header.certificate:
        mail = [*(mail or (None, None)), header.certificate]
    return [
        list(header.capabilities),
        bytes.fromhex(header.sender),
        bytes.fromhex(header.recipient),
        header.kind,
        bytes.fromhex(header.life),
        header.counter,
        header.part,
        header.frames,
        len(table),
        hashlib.sha256(table).digest(),
        *mail,
    ]


def _header(raw: object) -> tuple[Header, int, bytes]:
    if not isinstance(raw, list) or len(raw) < 10:
        raise _bad("the header is broken")
    capabilities, sender, recipient, kind, life, counter, part, frames, table, root = raw[:10]
    if not isinstance(capabilities, list) or len(capabilities) > _MAX_CAPABILITIES:
        raise _bad("the list of capabilities is broken")
    if not all(isinstance(name, str) for name in capabilities):
        raise _bad("the list of capabilities is broken")
    if kind not in (UP, DOWN) or type(kind) is not int:
        raise UnknownVersion("bundle", f"kind {kind!r}"[:40], "upgrade this node")
    if not isinstance(root, bytes) or len(root) != 32:
        raise _bad("the root is no SHA-256")
    priority, keep = raw[10:12] if len(raw) >= 12 else (None, None)
    certificate = raw[12] if len(raw) >= 13 else b""
    if not isinstance(certificate, bytes) or len(certificate) > MAX_CERTIFICATE_BYTES:
        raise _bad("the certificate is broken")
    made = Header(
        checked.node(sender, _bad),
        checked.node(recipient, _bad),
        kind,
        checked.node(life, _bad),
        checked.count(counter, MAX_EXPORTS, _bad),
        checked.count(part, 0xFFFF, _bad),
        checked.count(frames, MAX_BUNDLE_SECTIONS, _bad),
        tuple(capabilities),
        None if priority is None else checked.count(priority, MAX_PRIORITY, _bad),
        None if keep is None else checked.count(keep, MAX_KEEP_HOURS, _bad),
        certificate,
    )
    return made, checked.count(table, MAX_BUNDLE_TABLE_BYTES, _bad), root


def _row(row: Section) -> list[Value]:
    piece = [] if row.piece is None else row.piece.to_value()
    return [row.sort, row.length, row.digest, *piece]


def _table(raw: object) -> tuple[Section, ...]:
    if not isinstance(raw, list) or len(raw) > MAX_BUNDLE_SECTIONS:
        raise _bad("the table is broken")
    rows = []
    for row in raw:
        if not isinstance(row, list) or len(row) < 3:
            raise _bad("the table is broken")
        sort, length, digest = row[:3]
        if not isinstance(digest, bytes) or len(digest) != 32:
            raise _bad("the table is broken")
        piece = None
        if sort == COURSE:
            if len(row) < 6:
                raise _bad("the table is broken")
            piece = Piece.from_value(row[3:7])
            if piece.length != length:
                raise _bad("a piece has another length than its file says")
        rows.append(
            Section(
                checked.count(sort, 0xFFFF, _bad),
                checked.count(length, MAX_SECTION_BYTES, _bad),
                digest,
                piece,
            )
        )
    return tuple(rows)


def _bad(what: str) -> Malformed:
    return Malformed("bundle", what, "let its maker write it again")


def _cut() -> Incomplete:
    return Incomplete("bundle", "it ends too early", "let its maker write it again")
