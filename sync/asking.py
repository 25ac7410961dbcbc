"""What the asking side of an exchange needs around it, and what it counts while it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from sync.core.cbor import Value
from sync.core.errors import SyncError
from sync.core.ops import OpId
from sync.peer import Offset
from sync.plan import Budget
from sync.storage.port import AckChange, Unit, Waiting


class Road(Protocol):
    """One way to the upstream. Every call raises RoadFailed when the link or the answer fails."""

    def session(self, body: bytes) -> bytes: ...
    def frame(self, body: bytes) -> bytes: ...
    def pull(self, body: bytes) -> bytes: ...
    def file_offset(self, sha256: str) -> Offset: ...
    def send_chunk(self, sha256: str, offset: int, size: int, chunk: bytes) -> Offset: ...
    def content(self, address: str, sha256: str, offset: int, length: int) -> tuple[bytes, int]:
        """Bytes of a course file from `offset` (at most `length`), and its whole size."""
        ...

    def personal(self, sha256: str, offset: int, length: int) -> tuple[bytes, int]:
        """Bytes of a personal file of a school of ours, and its whole size."""
        ...


class Shelf(Enum):
    """The two kinds of files that come down: public course content, and people's own files."""

    COURSE = "course"
    PERSONAL = "personal"


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

    def write_part(self, shelf: Shelf, sha256: str, offset: int, data: bytes) -> None: ...
    def finish_part(self, shelf: Shelf, sha256: str) -> bool:
        """Verify and keep it; false, and the part is gone, when the hash is wrong."""
        ...

    def file_came(self, unit: Unit, sha256: str) -> None:
        """A personal file has come down and is kept. Inside a transaction."""
        ...


@dataclass(slots=True)
class Summary:
    """What one exchange did. `error` tells why it ended early; all that is counted is kept."""

    operations_up: int = 0
    operations_down: int = 0
    files_up: int = 0
    files_down: int = 0
    content_down: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0
    seconds: float = 0.0
    refused: int = 0
    forks: int = 0
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


@dataclass(slots=True)
class Course:
    """What this exchange has learnt on its way; lost with it, and learnt again by the next."""

    budget: Budget
    summary: Summary = field(default_factory=Summary)
    about: Mapping[str, Value] = field(default_factory=dict)
    feed: bool = False
    again: bool = False
    skip: set[str] = field(default_factory=set)
