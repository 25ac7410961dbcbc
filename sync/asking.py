"""What the asking side of an exchange needs around it, and what it counts while it goes."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, TypeVar

from sync.core.cbor import Value
from sync.core.errors import SyncError
from sync.core.ops import OpId
from sync.limits import PIPELINE_DEPTH, RANGES_UNDER_WAY
from sync.peer import Offset
from sync.plan import Budget, Speed
from sync.storage.port import AckChange, Unit, Waiting

_T = TypeVar("_T")
Later = Callable[[], _T]
"""Waits for the answer to a request that is under way."""


class Road(Protocol):
    """One way to the upstream, on which requests follow each other without waiting for answers.

    Every call lets its request leave and returns at once; what it returns waits for the answer.
    Answers are taken in the order of the requests, each once; an exchange that ends may leave some
    untaken. Calls and waiting raise RoadFailed. With a status only that one request has failed
    and the others stand; without one the link has, and nothing more comes on this road.
    """

    def session(self, body: bytes) -> Later[bytes]: ...
    def frame(self, body: bytes) -> Later[bytes]: ...
    def pull(self, body: bytes) -> Later[bytes]: ...
    def file_offset(self, sha256: str) -> Later[Offset]: ...
    def send_chunk(self, sha256: str, offset: int, size: int, chunk: bytes) -> Later[Offset]: ...
    def content(
        self, address: str, sha256: str, offset: int, length: int
    ) -> Later[tuple[bytes, int]]:
        """Bytes of a course file from `offset` (at most `length`), and its whole size."""
        ...

    def personal(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        """Bytes of a personal file of a school of ours, and its whole size."""
        ...

    def snapshot(self) -> Later[bytes]:
        """The offer of a snapshot (sync.starting); making it may take the node above a while."""
        ...

    def snapshot_range(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        """Bytes of the snapshot that was offered, and its whole size."""
        ...

    def speed(self) -> Speed:
        """What the link was last seen to carry."""
        ...

    def resent(self) -> int:
        """Bytes that had to travel again since this was last asked."""
        ...


class Shelf(Enum):
    """What comes down in ranges: public course content, people's own files, and a snapshot to
    begin from."""

    COURSE = "course"
    PERSONAL = "personal"
    START = "start"


class AgentPort(Protocol):
    """What the asking node's layer above knows and keeps."""

    def seconds(self) -> float:
        """Since the exchange began; a monotonic clock."""
        ...

    def schools(self, unit: Unit) -> Sequence[str]: ...
    def met(self, unit: Unit, node: str, about: Mapping[str, Value]) -> None:
        """The upstream has answered; what it says of itself. Inside the transaction."""
        ...

    def acked(self, unit: Unit, change: AckChange) -> None:
        """The upstream newly holds these operations. Inside the transaction that journals it."""
        ...

    def forked(self, unit: Unit, ids: Sequence[OpId]) -> None:
        """The upstream knows another operation under these ids: an admin must hear of it."""
        ...

    def refused(self, unit: Unit, reasons: Mapping[OpId, str]) -> None: ...
    def file_acked(self, unit: Unit, sha256: str) -> None:
        """The upstream has verified this personal file. Inside the transaction."""
        ...

    def file_size(self, sha256: str) -> int | None:
        """Bytes of a personal file held here; None when it is not here (yet)."""
        ...

    def read_file(self, sha256: str, offset: int, length: int) -> bytes: ...
    def lacking(self, shelf: Shelf, limit: int) -> Sequence[str]:
        """Files that this node lacks and the upstream may have, most wanted first; of courses the
        descriptions come before what they describe."""
        ...

    def part_size(self, shelf: Shelf, sha256: str) -> int:
        """Bytes of an unfinished file that are safely on disk."""
        ...

    def hole(self, shelf: Shelf, sha256: str, offset: int) -> tuple[int, int | None]:
        """From `offset` on, the first byte of the file that is not on disk, and how many are
        missing there (None: all that follow). A damaged file lacks only its damaged ranges."""
        ...

    def write_part(self, shelf: Shelf, sha256: str, offset: int, data: bytes) -> None: ...
    def finish_part(self, shelf: Shelf, sha256: str) -> bool:
        """Verify and keep it; false, and the part is gone, when the hash is wrong."""
        ...

    def file_came(self, unit: Unit, sha256: str) -> None:
        """A personal file has come down and is kept. Inside a transaction."""
        ...

    def forget_start(self) -> None:
        """What is half here of a snapshot is of no use any more."""
        ...

    def begin_from(self, sha256: str) -> int:
        """Begin from the snapshot that has come, once it is known to be the upstream's and whole;
        returns how many operations were not here. It is gone then, whatever became of it. Raises
        SyncError, and has changed nothing."""
        ...


@dataclass(slots=True)
class Summary:
    """What one exchange did. `error` tells why it ended early; all that is counted is kept.
    `records` are those of the bytes that were frames and the questions around them."""

    operations_up: int = 0
    operations_down: int = 0
    files_up: int = 0
    files_down: int = 0
    content_down: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    records: int = 0
    requests: int = 0
    seconds: float = 0.0
    refused: int = 0
    forks: int = 0
    mended: int = 0
    audited: bool = False
    waiting: Waiting = field(default_factory=lambda: Waiting(0, 0))
    files_waiting: int = 0
    finished: bool = False
    error: SyncError | None = None

    @property
    def spent(self) -> int:
        return self.bytes_up + self.bytes_down


class Tried(Enum):
    """What one step achieved."""

    PROGRESS = "progress"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Flight:
    """A request under way. `land` waits for its answer and journals it at once; `room` is what the
    answer may weigh, `ids` are the operations that it carries; `records`: it is about frames,
    `piece`: about a range of a file on its way down."""

    land: Callable[[], Tried]
    room: int = 0
    ids: tuple[OpId, ...] = ()
    pull: bool = False
    records: bool = False
    piece: bool = False


@dataclass(slots=True)
class Upload:
    """The personal file that is on its way up. `next` is where the next chunk begins, None while
    that is being asked; `ended` once its last chunk has left."""

    sha256: str
    size: int
    next: int | None = None
    ended: bool = False


@dataclass(slots=True)
class Download:
    """A file on its way down: up to where it was asked for, and its size once that is known;
    `guessed`: a second range was asked for without knowing."""

    asked: int
    size: int | None = None
    guessed: bool = False


@dataclass(slots=True)
class Course:
    """What this exchange has learnt on its way; lost with it, and learnt again by the next."""

    budget: Budget
    summary: Summary = field(default_factory=Summary)
    about: Mapping[str, Value] = field(default_factory=dict)
    feed: bool = False
    again: bool = False
    skip: set[str] = field(default_factory=set)
    flights: deque[Flight] = field(default_factory=deque)
    upload: Upload | None = None
    downloads: dict[tuple[Shelf, str], Download] = field(default_factory=dict)
    start: str | None = None
    """The snapshot that is being fetched; the feeds wait for it."""
    idle: int = 0

    @property
    def spent(self) -> int:
        """Bytes that are gone, and those that answers under way may still cost."""
        return self.summary.spent + sum(flight.room for flight in self.flights)

    @property
    def records(self) -> int:
        """Of `spent`, what frames and the questions around them cost."""
        under_way = (flight.room for flight in self.flights if flight.records)
        return self.summary.records + sum(under_way)

    @property
    def may_ask(self) -> bool:
        """Whether one more request may leave before an answer has come."""
        pieces = all(flight.piece for flight in self.flights)
        return len(self.flights) < (RANGES_UNDER_WAY if pieces else PIPELINE_DEPTH)

    def frames(self) -> Budget:
        """What is left for frames, with nothing of it spent."""
        return self.budget.for_records(self.spent, self.records)

    @property
    def under_way(self) -> frozenset[OpId]:
        """Operations that have left and are not acknowledged."""
        return frozenset(key for flight in self.flights for key in flight.ids)
