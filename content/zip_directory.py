"""The directory of a ZIP file, read as bytes and believed in nothing.

Source: APPNOTE 6.3.10, sections 4.3 (records), 4.4 (fields) and 4.5.3 (Zip64). The
standard library's reader is not used: in the Python versions we run on it follows
overlapping entries, cuts names at NUL, ignores extra field 0x7075 and holds every entry
before a limit can speak.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

from content.errors import ContentRefused, Refusal
from content.limits import MAX_ARCHIVE_ENTRIES, MAX_DIRECTORY_BYTES

LOCAL_HEADER: Final = struct.Struct("<4s5H3I2H")
LOCAL_SIGNATURE: Final = b"PK\x03\x04"

_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_CENTRAL_SIGNATURE: Final = b"PK\x01\x02"
_END: Final = struct.Struct("<4s4H2IH")
_END_SIGNATURE: Final = b"PK\x05\x06"
_END64_LOCATOR: Final = struct.Struct("<4sIQI")
_END64_LOCATOR_SIGNATURE: Final = b"PK\x06\x07"
_END64: Final = struct.Struct("<4sQ2H2I4Q")
_END64_SIGNATURE: Final = b"PK\x06\x06"
_ZIP64_FIELD: Final = 0x0001
_MAX_COMMENT: Final = 0xFFFF
_U16: Final = 0xFFFF
_U32: Final = 0xFFFFFFFF


@dataclass(frozen=True)
class RawEntry:
    """One record of the central directory; offsets and sizes in bytes of the file."""

    raw_name: bytes
    extra: bytes
    made_by: int
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int
    attributes: int
    header_offset: int


@dataclass(frozen=True)
class Directory:
    """All records in their stored order, and where the directory itself begins."""

    entries: tuple[RawEntry, ...]
    start: int


def read_directory(file: BinaryIO, file_size: int, label: str) -> Directory:
    """The directory of `file`; `label` names the archive in refusals.

    Raises ContentRefused `not-an-archive` (no or broken directory) or `too-many-entries`.
    """
    start, size, count, shift = _locate(file, file_size, label)
    if count > MAX_ARCHIVE_ENTRIES or size > MAX_DIRECTORY_BYTES:
        raise ContentRefused(Refusal.TOO_MANY_ENTRIES, label, limit=MAX_ARCHIVE_ENTRIES)
    file.seek(start)
    data = file.read(size)
    entries: list[RawEntry] = []
    at = 0
    while at < len(data):
        entry, at = _entry(data, at, shift, label)
        entries.append(entry)
        # The stated count may lie; the records are what a reader would follow.
        if len(entries) > MAX_ARCHIVE_ENTRIES:
            raise ContentRefused(Refusal.TOO_MANY_ENTRIES, label, limit=MAX_ARCHIVE_ENTRIES)
    if len(entries) != count:
        raise ContentRefused(Refusal.NOT_AN_ARCHIVE, label)
    return Directory(tuple(entries), start)


def _locate(file: BinaryIO, file_size: int, label: str) -> tuple[int, int, int, int]:
    """(start, size, count, shift) of the directory; shift is the length of any prefix."""
    tail_size = min(file_size, _END.size + _MAX_COMMENT)
    file.seek(file_size - tail_size)
    tail = file.read(tail_size)
    at = tail.rfind(_END_SIGNATURE)
    while at >= 0:
        if len(tail) - at >= _END.size:
            record = _END.unpack_from(tail, at)
            if at + _END.size + record[7] == len(tail):
                break
        at = tail.rfind(_END_SIGNATURE, 0, at)
    if at < 0:
        raise ContentRefused(Refusal.NOT_AN_ARCHIVE, label)
    _, disk, _, _, count, size, offset, _ = record
    end = file_size - tail_size + at
    if _U16 in {disk, count} or _U32 in {size, offset}:
        wide = _zip64_end(file, end, label)
        if wide is not None:
            count, size, offset, end = wide
    start = end - size
    if start < offset or start < 0:
        raise ContentRefused(Refusal.NOT_AN_ARCHIVE, label)
    return start, size, count, start - offset


def _zip64_end(file: BinaryIO, end: int, label: str) -> tuple[int, int, int, int] | None:
    """(count, size, offset, end of the directory), or None when there is no Zip64 record."""
    if end < _END64_LOCATOR.size:
        return None
    file.seek(end - _END64_LOCATOR.size)
    signature, _, where, _ = _END64_LOCATOR.unpack(file.read(_END64_LOCATOR.size))
    if signature != _END64_LOCATOR_SIGNATURE:
        return None
    # Behind a prefix the stored place is off by its length: then look right before the locator.
    for place in (where, end - _END64_LOCATOR.size - _END64.size):
        if not 0 <= place <= end - _END64_LOCATOR.size - _END64.size:
            continue
        file.seek(place)
        record = _END64.unpack(file.read(_END64.size))
        if record[0] == _END64_SIGNATURE:
            return record[7], record[8], record[9], place
    raise ContentRefused(Refusal.NOT_AN_ARCHIVE, label)


def _entry(data: bytes, at: int, shift: int, label: str) -> tuple[RawEntry, int]:
    if len(data) - at < _CENTRAL.size or not data.startswith(_CENTRAL_SIGNATURE, at):
        raise ContentRefused(Refusal.NOT_AN_ARCHIVE, label)
    record = _CENTRAL.unpack_from(data, at)
    _, made_by, _, flags, method, _, _, crc, packed, size = record[:10]
    name_size, extra_size, comment_size, _, _, attributes, offset = record[10:]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_size
    after = extra_at + extra_size + comment_size
    if after > len(data):
        raise ContentRefused(Refusal.NOT_AN_ARCHIVE, label)
    extra = data[extra_at : extra_at + extra_size]
    size, packed, offset = _widen(extra, (size, packed, offset))
    entry = RawEntry(
        raw_name=data[name_at:extra_at],
        extra=extra,
        made_by=made_by,
        flags=flags,
        method=method,
        crc=crc,
        packed_size=packed,
        size=size,
        attributes=attributes,
        header_offset=offset + shift,
    )
    return entry, after


def _widen(extra: bytes, values: tuple[int, int, int]) -> tuple[int, int, int]:
    """Sizes and offset from the Zip64 field, which holds only those stored as 0xFFFFFFFF."""
    at = 0
    while at + 4 <= len(extra):
        field, length = struct.unpack_from("<2H", extra, at)
        body = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if field != _ZIP64_FIELD:
            continue
        wide = list(values)
        place = 0
        for index, value in enumerate(values):
            if value == _U32 and place + 8 <= len(body):
                wide[index] = int.from_bytes(body[place : place + 8], "little")
                place += 8
        return wide[0], wide[1], wide[2]
    return values
