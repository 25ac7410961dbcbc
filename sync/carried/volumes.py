"""Filling volumes one after the other within a budget, and putting pieces of files together."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from sync.frames import bundle, parts
from sync.frames.bundle import Header, Piece, Section
from sync.frames.parts import Feed, FilePiece, Part, Upward
from sync.limits import (
    MAX_BUNDLE_SECTIONS,
    MAX_EXPORTS,
    PIECE_BYTES,
    SECTION_OVERHEAD_BYTES,
    VOLUME_TARGET_BYTES,
)
from sync.storage.port import LogPort

# Bytes of header, signature and table of a volume with few sections.
_VOLUME_OVERHEAD: Final = 512
# Bytes that a section takes in the table.
_ROW_BYTES: Final = 96


class Keys(Protocol):
    """The sender's hand and the recipient's lock."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519."""
        ...

    def seal(self, plain: bytes) -> bytes:
        """Readable by the recipient only."""
        ...


Put = Callable[[str, bytes], None]
"""Takes a finished volume: its name without ending, and its bytes."""


@dataclass(slots=True)
class Carried:
    """What an export put on the stick or an import found on it.

    `kinds` counts operations by kind: all of them in an export, the new ones in an import.
    `left` is how many operations did not fit; `late` are sections that cannot count (yet):
    pieces of files that nothing here refers to, parts of a newer release.
    """

    operations: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    files: int = 0
    content: int = 0
    bytes: int = 0
    volumes: int = 0
    left: int = 0
    refused: int = 0
    forks: int = 0
    late: int = 0

    def add(self, other: "Carried") -> None:
        """Sum up."""
        for name in self.__slots__:
            if name != "kinds":
                setattr(self, name, getattr(self, name) + getattr(other, name))
        self.kinds.update(other.kinds)


class Filler:
    """Gathers sections, and hands each full volume on; at most one is in memory."""

    def __init__(self, header: Header, keys: Keys, put: Put, max_bytes: int | None) -> None:
        self._header = header
        self._keys = keys
        self._put = put
        self._left = max_bytes
        self._sections: list[tuple[Section, bytes]] = []
        self._frames = 0
        self._size = 0
        self.written = 0
        self.volumes = 0

    def fits(self, size: int) -> bool:
        """Whether the budget allows `size` more bytes of a part."""
        cost = size + SECTION_OVERHEAD_BYTES + _VOLUME_OVERHEAD
        return self._left is None or cost <= self._left

    def add(self, part: Part) -> bool:
        """Seal a part; false, and nothing is added, where the budget is spent."""
        plain = parts.encode(part)
        if not self.fits(len(plain)):
            return False
        sealed = self._keys.seal(plain)
        self._append(bundle.section(bundle.SEALED, sealed), sealed)
        self._frames += isinstance(part, Upward | Feed)
        return True

    def add_course(self, piece: Piece, data: bytes) -> bool:
        """As `add`, for a piece of a course file: public by its hash, so it stands in clear."""
        if not self.fits(len(data)):
            return False
        self._append(bundle.section(bundle.COURSE, data, piece), data)
        return True

    def close(self) -> None:
        """Hand the last volume on, if anything is in it."""
        if not self._sections:
            return
        header = replace(self._header, part=self.volumes, frames=self._frames)
        data = bundle.build(header, self._sections, self._keys.sign)
        self._put(bundle.volume_name(header.counter, header.part), data)
        self.written += len(data)
        self.volumes += 1
        self._sections, self._frames, self._size = [], 0, 0

    def _append(self, row: Section, data: bytes) -> None:
        cost = len(data) + _ROW_BYTES
        if self._size + cost > VOLUME_TARGET_BYTES or len(self._sections) == MAX_BUNDLE_SECTIONS:
            self.close()
        if self._left is not None:
            self._left -= cost + (0 if self._sections else _VOLUME_OVERHEAD)
        self._sections.append((row, data))
        self._size += cost


COUNTER: Final = "stick.counter"


def next_counter(store: LogPort, physical_ms: int, seen: int = 0) -> int:
    """The number of a new export: above all earlier ones of this database and above `seen` (what
    the stick shows). By the clock it is also above those of a life that this database has
    forgotten; where the clock is wrong, the other side tells (`raise_counter`)."""
    before = max(int(store.state(COUNTER) or 0), seen)
    counter = min(max(before + 1, physical_ms // 1000), MAX_EXPORTS)
    store.set_state(COUNTER, str(counter))
    return counter


def raise_counter(store: LogPort, heard: int) -> None:
    """The other side has heard a higher number from us than we remember."""
    if heard > int(store.state(COUNTER) or 0):
        store.set_state(COUNTER, str(heard))


class Stash(Protocol):
    """Keeps pieces of files of several pieces until all have come, in whatever order."""

    def put(self, piece: Piece, data: bytes) -> None:
        """On disk when this returns."""
        ...

    def has(self, piece: Piece) -> bool: ...
    def get(self, piece: Piece) -> bytes: ...
    def drop(self, piece: Piece) -> None: ...


def take_piece(
    stash: Stash,
    piece: Piece,
    data: bytes,
    write: Callable[[int, bytes], None],
    finish: Callable[[], bool],
) -> bool:
    """Take a piece; once the file is whole, write it from the start and finish it: true then."""
    if piece.count == 1:
        write(0, data)
        return finish()
    stash.put(piece, data)
    pieces = [replace(piece, index=index) for index in range(piece.count)]
    if not all(stash.has(one) for one in pieces):
        return False
    for one in pieces:
        write(one.index * PIECE_BYTES, stash.get(one))
    kept = finish()
    for one in pieces:
        stash.drop(one)
    return kept


def add_file(
    filler: Filler, sha256: str, size: int, read: Callable[[int, int], bytes], *, public: bool
) -> bool:
    """All pieces of one file, or none where the budget does not hold all of them."""
    first = Piece(sha256, size, 0)
    if not filler.fits(size + first.count * (SECTION_OVERHEAD_BYTES + _ROW_BYTES)):
        return False
    for index in range(first.count):
        piece = replace(first, index=index)
        data = read(index * PIECE_BYTES, piece.length)
        if len(data) != piece.length:
            return True  # it has changed or gone since it was listed: the next export looks again
        if public:
            filler.add_course(piece, data)
        else:
            filler.add(FilePiece(piece, data))
    return True
