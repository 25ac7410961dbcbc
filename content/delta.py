"""Delta packs: from one edition of a course to another in one file.

The layout (docs/reference/content-delivery.md):

    8 bytes   "TIREKDP1"
    32        SHA-256 of the base edition's manifest
    32        SHA-256 of the new edition's manifest
    4, n      length and bytes of the texts: zstd, prefix = the base's texts one after the other;
              each text as 4 bytes of length and its bytes: the new manifest, then the new
              edition's descriptions that the base has not
    4, n      length and bytes of the plan: zstd of JSON, see `Plan`
    rest      the changed files: one zstd stream, prefix = the base files that the plan names

All numbers are big-endian. Files are named by their place in the list of their edition's files, so
that no hash travels twice: the texts have them all. Nothing is believed: sizes are checked against
limits before memory is spent, and every text and file against its hash.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

from content import nested
from content.errors import PackRefused
from content.limits import (
    MAX_ENTRY_BYTES,
    MAX_NESTED_SEGMENTS,
    MAX_PACK_BASE_BYTES,
    MAX_PACK_BYTES,
    MAX_PACK_NEW_BYTES,
    MAX_PACK_PLAN_BYTES,
    MAX_PACK_TEXT_BYTES,
    PACK_WINDOW_LOG_MAX,
)
from content.nested import Segment

MAGIC: Final = b"TIREKDP1"
HASH_BYTES: Final = 32
LENGTH_BYTES: Final = 4
MIN_PREFIX_BYTES: Final = 8
"""zstd takes no shorter prefix; a shorter one is left out on both sides."""
MIN_WINDOW_LOG: Final = 10

Read = Callable[[str], bytes]
"""All bytes of a file of the base edition, by its sha256."""


class Listed(NamedTuple):
    """A file of an edition: where it stands, what it is, its size in bytes."""

    path: str
    sha256: str
    size: int


class Member(NamedTuple):
    """A changed file in a pack: its place in the new list and, of an archive that was taken
    apart, how it is put together again."""

    place: int
    segments: tuple[Segment, ...] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the stream of files is made of, and of what its prefix.

    As JSON: {"base": [place…], "laid": [places of `base` that are laid out…],
    "files": [place…], "apart": {index in files: [length, code, length, code…]}}.
    """

    base: tuple[int, ...]
    laid: frozenset[int]
    files: tuple[Member, ...]

    def to_json(self) -> dict[str, Any]:
        """For `content.delta_making`."""
        return {
            "base": list(self.base),
            "laid": sorted(self.laid),
            "files": [member.place for member in self.files],
            "apart": {
                str(index): [number for segment in member.segments for number in segment]
                for index, member in enumerate(self.files)
                if member.segments is not None
            },
        }

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Raises PackRefused for anything that is no plan."""
        if not isinstance(value, dict):
            raise PackRefused("pack-damaged", "plan")
        places = _places(value.get("files"))
        apart = value.get("apart")
        if not isinstance(apart, dict):
            raise PackRefused("pack-damaged", "plan/apart")
        segments = {key: _segments(row) for key, row in apart.items()}
        if not segments.keys() <= {str(index) for index in range(len(places))}:
            raise PackRefused("pack-damaged", "plan/apart")
        return cls(
            _places(value.get("base")),
            frozenset(_places(value.get("laid"))),
            tuple(Member(place, segments.get(str(at))) for at, place in enumerate(places)),
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it was read; nothing is unpacked yet."""

    base: str
    target: str
    _texts: bytes
    _plan: bytes
    _files: bytes

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Raises PackRefused for what is no pack of ours."""
        if len(data) > MAX_PACK_BYTES:
            raise PackRefused("pack-too-large", "pack")
        if not data.startswith(MAGIC):
            raise PackRefused("pack-damaged", "beginning")
        at = len(MAGIC)
        base, target = data[at : at + HASH_BYTES].hex(), data[at + HASH_BYTES :][:HASH_BYTES].hex()
        at += 2 * HASH_BYTES
        texts, at = _block(data, at)
        plan, at = _block(data, at)
        return cls(base, target, texts, plan, data[at:])

    def texts(self, base: Iterable[bytes]) -> dict[str, bytes]:
        """The new manifest and descriptions by hash, the manifest first.

        `base` are the texts of the base edition: its manifest, then its descriptions in order.
        Raises PackRefused, also when the first text is not the manifest that the pack promises.
        """
        stream = _Unpacking(self._texts, b"".join(base), MAX_PACK_TEXT_BYTES)
        found: dict[str, bytes] = {}
        left = MAX_PACK_TEXT_BYTES
        while length := stream.take_some(LENGTH_BYTES):
            size = int.from_bytes(length)
            left -= size + LENGTH_BYTES
            if left < 0 or len(length) < LENGTH_BYTES:
                raise PackRefused("pack-too-large", "texts")
            text = stream.take(size)
            found[hashlib.sha256(text).hexdigest()] = text
        if next(iter(found), None) != self.target:
            raise PackRefused("pack-damaged", "manifest")
        return found

    def files(
        self, base: Sequence[Listed], new: Sequence[Listed], read: Read
    ) -> Iterator[tuple[str, bytes]]:
        """The changed files as (sha256, bytes), each verified, one after the other in memory.

        An archive that this machine's zlib puts together differently is left out: it has to be
        fetched whole. Raises PackRefused; what was given before is good nevertheless.
        """
        plan = self._read_plan()
        total = _check(plan, base, new)
        prefix = bytearray()
        for at, place in enumerate(plan.base):
            prefix += _base_bytes(base[place], read, laid=at in plan.laid)
            if len(prefix) > MAX_PACK_BASE_BYTES:
                raise PackRefused("pack-too-large", "base")
        stream = _Unpacking(self._files, bytes(prefix), total)
        del prefix
        for member in plan.files:
            listed = new[member.place]
            data = stream.take(_stream_bytes(member, listed))
            if member.segments is not None:
                data = nested.rebuild(member.segments, data)
            if hashlib.sha256(data).hexdigest() == listed.sha256:
                yield listed.sha256, data
            elif member.segments is None:
                raise PackRefused("pack-damaged", listed.path)
        stream.end()

    def _read_plan(self) -> Plan:
        stream = _Unpacking(self._plan, b"", MAX_PACK_PLAN_BYTES)
        text = stream.take_some(MAX_PACK_PLAN_BYTES)
        stream.end()
        try:
            return Plan.from_json(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise PackRefused("pack-damaged", "plan") from error


def write(base: str, target: str, texts: bytes, plan: bytes, files: bytes) -> bytes:
    """A pack of its packed parts."""
    blocks = (len(part).to_bytes(LENGTH_BYTES) + part for part in (texts, plan))
    return b"".join((MAGIC, bytes.fromhex(base), bytes.fromhex(target), *blocks, files))


def window_log(*sizes: int) -> int:
    """The window that lets the last byte of a stream see the first of its prefix."""
    return min(max(sum(sizes).bit_length(), MIN_WINDOW_LOG), PACK_WINDOW_LOG_MAX)


def _check(plan: Plan, base: Sequence[Listed], new: Sequence[Listed]) -> int:
    """Bytes of the stream of files, from what the lists say: before any memory is spent."""
    if any(place >= len(base) for place in plan.base):
        raise PackRefused("pack-damaged", "plan/base")
    if any(member.place >= len(new) for member in plan.files):
        raise PackRefused("pack-damaged", "plan/files")
    if sum(base[place].size for place in plan.base) > MAX_PACK_BASE_BYTES:
        raise PackRefused("pack-too-large", "base")
    total = sum(_stream_bytes(member, new[member.place]) for member in plan.files)
    rebuilt = sum(new[member.place].size for member in plan.files)
    if max(total, rebuilt) > MAX_PACK_NEW_BYTES:
        raise PackRefused("pack-too-large", "files")
    return total


def _stream_bytes(member: Member, listed: Listed) -> int:
    if member.segments is None:
        return listed.size
    return sum(segment.length for segment in member.segments)


def _base_bytes(listed: Listed, read: Read, *, laid: bool) -> bytes:
    data = read(listed.sha256)
    if hashlib.sha256(data).hexdigest() != listed.sha256:
        raise PackRefused("pack-base-damaged", listed.sha256)
    if not laid:
        return data
    plain = nested.lay_out(data, MAX_PACK_BASE_BYTES)
    if plain is None:
        raise PackRefused("pack-damaged", listed.path)
    return plain


class _Unpacking:
    """One zstd stream, read piece by piece and never further than asked."""

    def __init__(self, packed: bytes, prefix: bytes, most: int) -> None:
        from backports import zstd  # noqa: PLC0415 - heavy, and few requests need it

        self._error = zstd.ZstdError
        options = {int(zstd.DecompressionParameter.window_log_max): PACK_WINDOW_LOG_MAX}
        if len(prefix) + most > 2 ** (PACK_WINDOW_LOG_MAX + 1):
            raise PackRefused("pack-too-large", "stream")
        known = (
            zstd.ZstdDict(prefix, is_raw=True).as_prefix
            if len(prefix) >= MIN_PREFIX_BYTES
            else None
        )
        self._engine = zstd.ZstdDecompressor(zstd_dict=known, options=options)
        self._packed = packed

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes."""
        data = self.take_some(size)
        if len(data) != size:
            raise PackRefused("pack-damaged", "stream")
        return data

    def take_some(self, size: int) -> bytes:
        """At most `size` bytes; fewer at the end of the stream."""
        if size > MAX_ENTRY_BYTES:
            raise PackRefused("pack-too-large", "stream")
        parts: list[bytes] = []
        while size > 0 and not self._engine.eof:
            packed, self._packed = self._packed, b""
            try:
                part = self._engine.decompress(packed, size)
            except self._error as error:
                raise PackRefused("pack-damaged", "stream") from error
            if not part and not packed and self._engine.needs_input:
                raise PackRefused("pack-damaged", "stream")  # it stops in the middle
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        """Nothing may follow."""
        if self.take_some(1) or self._engine.unused_data:
            raise PackRefused("pack-damaged", "end")


def _block(data: bytes, at: int) -> tuple[bytes, int]:
    start = at + LENGTH_BYTES
    stop = start + int.from_bytes(data[at:start])
    if stop > len(data) or start > len(data):
        raise PackRefused("pack-damaged", "length")
    return data[start:stop], stop


def _places(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(place) is int for place in value):
        raise PackRefused("pack-damaged", "plan")
    if any(place < 0 for place in value) or len(set(value)) != len(value):
        raise PackRefused("pack-damaged", "plan")
    return tuple(value)


def _segments(value: Any) -> tuple[Segment, ...]:
    if not isinstance(value, list) or len(value) % 2 or len(value) > 2 * MAX_NESTED_SEGMENTS:
        raise PackRefused("pack-damaged", "plan/apart")
    if not all(type(number) is int and 0 <= number <= MAX_PACK_NEW_BYTES for number in value):
        raise PackRefused("pack-damaged", "plan/apart")
    pairs = zip(value[::2], value[1::2], strict=True)
    try:
        segments = tuple(Segment(length, code) for length, code in pairs)
        for segment in segments:
            nested.check(segment.code)
    except ValueError as error:
        raise PackRefused("pack-damaged", "plan/apart") from error
    return segments
