"""ZIP archives judged before a byte is unpacked, then read entry by entry.

Nothing is ever extracted under a name of its own: names become keys of a map, contents
become blobs. Every refusal comes from the directory and the local headers alone, except
for damage and lies about sizes, which show while the bytes are counted.
"""

import stat
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from content import limits
from content.errors import ContentRefused, Note, Refusal
from content.names import choose_encoding, normalise_path, shown, unicode_name
from content.report import Finding
from content.zip_directory import LOCAL_HEADER, LOCAL_SIGNATURE, RawEntry, read_directory

STORED: Final = 0
DEFLATED: Final = 8

_ENCRYPTED_FLAGS: Final = 0x0001 | 0x0040 | 0x2000
_UTF8_FLAG: Final = 0x0800
_UNIX: Final = 3
_JUNK: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Entry:
    """A file of the archive: its package path, and where and how its bytes lie."""

    path: str
    size: int
    packed_size: int
    method: int
    crc: int
    data_offset: int


@dataclass(frozen=True)
class _Placed:
    raw: RawEntry
    name: str | None  # None until a legacy encoding is chosen
    data_offset: int


class Archive:
    """An opened archive that passed every check; a context manager.

    `entries` maps package paths to entries; `findings` tells what was odd but harmless.
    Raises ContentRefused on opening, see `content.errors.Refusal`.
    """

    def __init__(self, path: Path, label: str) -> None:
        self.label = label
        self._file: BinaryIO = path.open("rb")
        try:
            self._placed = self._judge(path.stat().st_size)
            self._build("cp866")
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def decode_names(self, hrefs: Collection[str], depth: int = 0) -> None:
        """Read undeclared names in the encoding in which most of `hrefs` are found.

        `hrefs` are relative to a folder that lies `depth` folders deep.
        """
        unclear = [placed.raw.raw_name for placed in self._placed if placed.name is None]
        if unclear:
            some = unclear[: limits.MAX_NAMES_COMPARED]
            self._build(choose_encoding(some, hrefs, depth))

    def read(self, path: str, limit: int) -> bytes:
        """All bytes of a small entry; `too-large` when it holds more than `limit` bytes."""
        if self.entries[path].size > limit:
            raise ContentRefused(Refusal.TOO_LARGE, shown(path), limit_bytes=limit)
        return b"".join(self.chunks(path))

    def chunks(self, path: str) -> Iterator[bytes]:
        """The unpacked bytes, at most CHUNK_BYTES at a time.

        Raises ContentRefused `archive-bomb` as soon as an entry gives more than it stated,
        and `archive-damaged` when it gives less or its checksum is wrong.
        """
        entry = self.entries[path]
        count = checksum = 0
        for piece in self._unpacked(entry):
            count += len(piece)
            if count > entry.size:
                raise ContentRefused(Refusal.ARCHIVE_BOMB, shown(path))
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if count != entry.size or checksum != entry.crc:
            raise ContentRefused(Refusal.ARCHIVE_DAMAGED, shown(path))

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        if entry.method == STORED:
            yield from self._packed(entry)
            return
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for packed in self._packed(entry):
                waiting = packed
                while waiting and not inflate.eof:
                    yield inflate.decompress(waiting, limits.CHUNK_BYTES)
                    waiting = inflate.unconsumed_tail
            while not inflate.eof:
                # What zlib still holds is less than one window, but ends only when asked.
                last = inflate.decompress(b"", limits.CHUNK_BYTES)
                if not last:
                    break
                yield last
        except zlib.error as error:
            raise ContentRefused(Refusal.ARCHIVE_DAMAGED, shown(entry.path)) from error
        if not inflate.eof:
            raise ContentRefused(Refusal.ARCHIVE_DAMAGED, shown(entry.path))

    def _packed(self, entry: Entry) -> Iterator[bytes]:
        at, left = entry.data_offset, entry.packed_size
        while left:
            self._file.seek(at)  # each time: entries may be read side by side
            piece = self._file.read(min(left, limits.CHUNK_BYTES))
            if not piece:
                raise ContentRefused(Refusal.ARCHIVE_DAMAGED, shown(entry.path))
            at += len(piece)
            left -= len(piece)
            yield piece

    def _judge(self, file_size: int) -> tuple[_Placed, ...]:
        directory = read_directory(self._file, file_size, self.label)
        placed: list[_Placed] = []
        end_of_previous = total = 0
        by_offset = sorted(enumerate(directory.entries), key=lambda pair: pair[1].header_offset)
        data_offsets = [0] * len(directory.entries)
        for index, raw in by_offset:
            name = _rough_name(raw)
            data_offset = self._local_data_offset(raw, name, directory.start)
            if raw.header_offset < end_of_previous or (
                data_offset + raw.packed_size > directory.start
            ):
                raise ContentRefused(Refusal.OVERLAPPING_ENTRIES, name)
            end_of_previous = data_offset + raw.packed_size
            data_offsets[index] = data_offset
        for raw, data_offset in zip(directory.entries, data_offsets, strict=True):
            _judge_size(raw)
            total += raw.size
            decoded = unicode_name(raw.raw_name, raw.extra, utf8_flag=bool(raw.flags & _UTF8_FLAG))
            placed.append(_Placed(raw, decoded, data_offset))
        if total > limits.MAX_TOTAL_BYTES:
            raise ContentRefused(Refusal.TOO_LARGE, self.label, limit_bytes=limits.MAX_TOTAL_BYTES)
        if total > limits.RATIO_FREE_BYTES and total > limits.MAX_TOTAL_RATIO * file_size:
            raise ContentRefused(Refusal.ARCHIVE_BOMB, self.label)
        return tuple(placed)

    def _local_data_offset(self, raw: RawEntry, name: str, directory_start: int) -> int:
        """Where the bytes begin: the local header has its own lengths of name and extra."""
        if raw.header_offset + LOCAL_HEADER.size > directory_start:
            raise ContentRefused(Refusal.ARCHIVE_DAMAGED, name)
        self._file.seek(raw.header_offset)
        header = LOCAL_HEADER.unpack(self._file.read(LOCAL_HEADER.size))
        if header[0] != LOCAL_SIGNATURE:
            raise ContentRefused(Refusal.ARCHIVE_DAMAGED, name)
        if (raw.flags | header[2]) & _ENCRYPTED_FLAGS:
            raise ContentRefused(Refusal.ENCRYPTED, name)
        if raw.method not in {STORED, DEFLATED}:
            raise ContentRefused(Refusal.COMPRESSION_UNSUPPORTED, name)
        if raw.method == STORED and raw.packed_size != raw.size:
            raise ContentRefused(Refusal.ARCHIVE_DAMAGED, name)
        return raw.header_offset + LOCAL_HEADER.size + int(header[9]) + int(header[10])

    def _build(self, encoding: str) -> None:
        entries: dict[str, Entry] = {}
        findings: list[Finding] = []
        folded: set[str] = set()
        if any(placed.name is None for placed in self._placed):
            findings.append(Finding(Note.NAMES_DECODED, encoding))
        for placed in self._placed:
            raw = placed.raw
            name = placed.name
            if name is None:
                name = raw.raw_name.decode(encoding, "replace")
            path = normalise_path(name)
            if not path or name.endswith(("/", "\\")) or _is_junk(path):
                continue
            if _is_special(raw):
                findings.append(Finding(Note.SPECIAL_ENTRY_SKIPPED, path))
                continue
            if path in entries:
                raise ContentRefused(Refusal.DUPLICATE_ENTRY, path)
            if path.casefold() in folded:
                findings.append(Finding(Note.NAMES_DIFFER_IN_CASE, path))
            folded.add(path.casefold())
            entries[path] = Entry(
                path, raw.size, raw.packed_size, raw.method, raw.crc, placed.data_offset
            )
        self.entries = entries
        self.findings = tuple(findings)


def _rough_name(raw: RawEntry) -> str:
    return shown(raw.raw_name.decode("utf-8", "replace"))


def _judge_size(raw: RawEntry) -> None:
    if raw.size > limits.MAX_ENTRY_BYTES:
        raise ContentRefused(
            Refusal.TOO_LARGE, _rough_name(raw), limit_bytes=limits.MAX_ENTRY_BYTES
        )
    if raw.size > limits.RATIO_FREE_BYTES and raw.size > limits.MAX_ENTRY_RATIO * raw.packed_size:
        raise ContentRefused(Refusal.ARCHIVE_BOMB, _rough_name(raw))


def _is_special(raw: RawEntry) -> bool:
    # Only Unix writers store a file type; 0 means that none was stored.
    kind = stat.S_IFMT(raw.attributes >> 16) if raw.made_by >> 8 == _UNIX else 0
    return kind not in {0, stat.S_IFREG, stat.S_IFDIR}


def _is_junk(path: str) -> bool:
    return path.startswith("__MACOSX/") or path.rsplit("/", 1)[-1].casefold() in _JUNK
