"""Filling volumes one after the other within a budget, and putting pieces of files together."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from sync.core.knowledge import Knowledge
from sync.core.ops import OpId
from sync.core.registry import MAX_PRIORITY
from sync.frames import bundle, parts
from sync.frames.bundle import Header, Piece, Section
from sync.frames.parts import Feed, FilePiece, Part, StartPiece, Upward
from sync.limits import (
    MAX_BUNDLE_SECTIONS,
    MAX_EXPORTS,
    PIECE_BYTES,
    SECTION_OVERHEAD_BYTES,
    VOLUME_TARGET_BYTES,
)
from sync.storage.port import LogPort

# Priorities of what is no operation (see the operations' own in the registry).
FEED_PRIORITY: Final = 1
FILE_PRIORITY: Final = 3
CONTENT_PRIORITY: Final = 4
# Bytes of header, signature and table of a volume with few sections.
_VOLUME_OVERHEAD: Final = 512
# Bytes that a section takes in the table.
_ROW_BYTES: Final = 96


class Keys(Protocol):
    """The sender's hand and the recipient's lock."""

    @property
    def certificate(self) -> bytes:
        """Whose hand it is, as its hub has certified; b"" where nobody has."""
        ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519."""
        ...

    def seal(self, plain: bytes) -> bytes:
        """Readable by the recipient only."""
        ...


@dataclass(frozen=True, slots=True)
class Export:
    """How an export is to be made: `counter` is its number, `max_bytes` its budget (None: no
    limit), `volume_bytes` where a volume ends, `piece_bytes` how files are cut.

    With `keep_hours` it is mail: a volume holds one class of urgency, and says in clear which one
    and for how long it wants to be kept. Operations in `skip` are in good hands already.
    """

    counter: int
    max_bytes: int | None = None
    volume_bytes: int = VOLUME_TARGET_BYTES
    piece_bytes: int = PIECE_BYTES
    keep_hours: int | None = None
    skip: Knowledge = field(default_factory=Knowledge)


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished volume: its name without ending, its bytes, the priority of the most urgent in
    it, and the operations that it carries upwards."""

    name: str
    data: bytes
    priority: int
    operations: Knowledge


Put = Callable[[Filled], None]
"""Takes a finished volume."""


@dataclass(slots=True)
class Carried:
    """What an export put on the stick or an import found on it.

    `kinds` counts operations by kind: all of them in an export, the new ones in an import.
    `left` is how many operations did not fit; `late` are sections that cannot count (yet):
    pieces of files that nothing here refers to, parts of a newer release. `told` counts what the
    other side says it has not taken, by its reason.
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
    told: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Carried") -> None:
        """Sum up."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Filler:
    """Gathers sections, and hands each full volume on; at most one is in memory."""

    def __init__(self, header: Header, keys: Keys, put: Put, export: Export) -> None:
        self._header = header
        self._keys = keys
        self._put = put
        self._left = export.max_bytes
        self._target = export.volume_bytes
        self._keep_hours = export.keep_hours
        self._overhead = _VOLUME_OVERHEAD + len(keys.certificate)
        self.piece_bytes = export.piece_bytes
        self._priority = MAX_PRIORITY
        self._ids: list[OpId] = []
        self._sections: list[tuple[Section, bytes]] = []
        self._frames = 0
        self._size = 0
        self.written = 0
        self.volumes = 0

    def fits(self, size: int) -> bool:
        """Whether the budget allows `size` more bytes of a part."""
        cost = size + SECTION_OVERHEAD_BYTES + self._overhead
        return self._left is None or cost <= self._left

    def add(self, part: Part, priority: int = 0, ids: Iterable[OpId] = ()) -> bool:
        """Seal a part of this urgency, with the operations that it takes upwards; false, and
        nothing is added, where the budget is spent."""
        plain = parts.encode(part)
        if not self.fits(len(plain)):
            return False
        sealed = self._keys.seal(plain)
        self._append(bundle.section(bundle.SEALED, sealed), sealed, priority)
        self._ids += ids
        self._frames += isinstance(part, Upward | Feed)
        return True

    def add_personal(self, piece: Piece, data: bytes) -> bool:
        """As `add`, for a piece of a personal file."""
        return self.add(FilePiece(piece, data), FILE_PRIORITY)

    def add_start(self, piece: Piece, data: bytes) -> bool:
        """As `add`, for a piece of a snapshot: it is what the feeds would bring."""
        return self.add(StartPiece(piece, data), FEED_PRIORITY)

    def add_course(self, piece: Piece, data: bytes) -> bool:
        """As `add`, for a piece of a course file: public by its hash, so it stands in clear."""
        if not self.fits(len(data)):
            return False
        self._append(bundle.section(bundle.COURSE, data, piece), data, CONTENT_PRIORITY)
        return True

    def close(self) -> None:
        """Hand the last volume on, if anything is in it."""
        if not self._sections:
            return
        mail = None if self._keep_hours is None else self._priority
        header = replace(
            self._header,
            part=self.volumes,
            frames=self._frames,
            priority=mail,
            keep_hours=self._keep_hours,
            certificate=self._keys.certificate,
        )
        data = bundle.build(header, self._sections, self._keys.sign)
        name = bundle.volume_name(header.counter, header.part)
        self._put(Filled(name, data, self._priority, Knowledge.of(self._ids)))
        self.written += len(data)
        self.volumes += 1
        self._sections, self._frames, self._size = [], 0, 0
        self._priority, self._ids = MAX_PRIORITY, []

    def _append(self, row: Section, data: bytes, priority: int) -> None:
        cost = len(data) + _ROW_BYTES
        full = self._size + cost > self._target or len(self._sections) == MAX_BUNDLE_SECTIONS
        apart = self._keep_hours is not None and urgency(priority) != urgency(self._priority)
        if full or (apart and self._sections):
            self.close()
        self._priority = min(self._priority, priority)
        if self._left is not None:
            self._left -= cost + (0 if self._sections else self._overhead)
        self._sections.append((row, data))
        self._size += cost


def urgency(priority: int) -> int:
    """What may share a volume of mail: acknowledgements and work; statements; files; courses."""
    return max(priority, 1)


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
        write(one.start, stash.get(one))
    kept = finish()
    for one in pieces:
        stash.drop(one)
    return kept


Add = Callable[[Piece, bytes], bool]
"""Puts a piece of a file into a volume; see Filler."""


def add_file(
    filler: Filler, sha256: str, size: int, read: Callable[[int, int], bytes], add: Add
) -> bool:
    """All pieces of one file, or none where the budget does not hold all of them."""
    first = Piece(sha256, size, 0, filler.piece_bytes)
    if not filler.fits(size + first.count * (SECTION_OVERHEAD_BYTES + _ROW_BYTES)):
        return False
    for index in range(first.count):
        piece = replace(first, index=index)
        data = read(piece.start, piece.length)
        if len(data) != piece.length:
            return True  # it has changed or gone since it was listed: the next export looks again
        add(piece, data)
    return True
