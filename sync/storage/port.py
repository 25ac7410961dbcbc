"""What the sync layer asks of a log. One instance serves one connection inside one transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from sync.core.knowledge import IntervalSet, Key, Knowledge
from sync.core.merge import MergeState
from sync.core.ops import Operation, OpId
from sync.core.registry import Kind, Registry
from sync.core.verdict import Verdict

# The peer name under which a node keeps its one upstream, whichever node answers there.
UPSTREAM = "upstream"

Appended = Literal["new", "duplicate", "fork"]


class Entry(NamedTuple):
    """One line of the log: an operation and the verdict that travels with it."""

    op: Operation
    verdict: Verdict


class Logged(NamedTuple):
    """What became of one entry: its row when it is new, and for a repetition whether another
    verdict was logged with it before."""

    outcome: Appended
    row: int
    other_verdict: bool = False


class Stored(NamedTuple):
    """A line of the log with its local row number and its canonical bytes."""

    row: int
    op: Operation
    verdict: Verdict
    body: bytes


class Ack(NamedTuple):
    """What a peer holds of one writer's epoch: received, and of that durable."""

    received: IntervalSet
    durable: IntervalSet


Acks = Mapping[Key, Ack]


@dataclass(frozen=True, slots=True)
class AckChange:
    """What an acknowledgement newly tells about a peer."""

    received: Knowledge
    durable: Knowledge


@dataclass(frozen=True, slots=True)
class Writer:
    """Who a writer belongs to; `person` is None for a node's own writer."""

    writer: str
    person: str | None
    node: str
    school: str | None
    label: str | None
    issued_ms: int


class Cursor(NamedTuple):
    """How far a peer's feed of one scope is applied here, in that life of the peer."""

    incarnation: str
    seq: int


class Waiting(NamedTuple):
    """What has not reached a peer yet."""

    operations: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Fork:
    """A second operation under a known id; both are kept."""

    id: OpId
    op: Operation
    verdict: Verdict
    peer: str


class Seal(NamedTuple):
    """A signature by the node `signer` over the entries of one frame, whose leaves follow."""

    name: str
    signer: str
    signature: bytes
    leaves: tuple[bytes, ...]


class LogPort(Protocol):
    """The log, its indexes and a node's sync state. Nothing here commits."""

    # --- the node itself -------------------------------------------------------------------
    def initialise(self, node: str, incarnation: str, writer: str) -> None: ...
    @property
    def node(self) -> str: ...
    @property
    def incarnation(self) -> str: ...
    def new_incarnation(self, incarnation: str, physical_ms: int) -> None: ...
    def open_epoch(self, physical_ms: int) -> int: ...
    def allocate(self, physical_ms: int) -> tuple[OpId, int]: ...
    def tick(self, physical_ms: int) -> int: ...
    def last_hlc(self) -> int: ...
    def state(self, key: str) -> str | None: ...
    def set_state(self, key: str, value: str) -> None: ...

    # --- the log ---------------------------------------------------------------------------
    def append(self, op: Operation, verdict: Verdict) -> Appended: ...
    def append_many(
        self,
        entries: Sequence[Entry],
        *,
        registry: Registry,
        source: str = "",
        durable: bool = True,
    ) -> list[Logged]: ...
    def get(self, op: OpId) -> Entry | None: ...
    def entries(self, after_row: int = 0) -> Iterator[Stored]: ...
    def applied_of(self, writer: str, before_row: int) -> Iterator[Stored]: ...
    def judge_again(self, entry: Entry, *, applied: bool) -> int: ...
    def of_record(self, record: str) -> Iterator[Stored]: ...
    def offer(self) -> Knowledge: ...
    def unapplied(self) -> Iterator[Stored]: ...
    def mark_none_applied(self) -> None: ...
    def mark_applied(self, rows: Iterable[int]) -> None: ...
    def pending_unknown(self, registry: Registry) -> int: ...
    def knowledge(self) -> Knowledge: ...
    def durable(self) -> Knowledge: ...
    def mark_durable(self) -> None: ...
    def chain_head(self, writer: str, epoch: int) -> tuple[int, bytes]: ...
    def forks(self) -> list[Fork]: ...

    # --- merge states, writers, feed -------------------------------------------------------
    def merge_states(
        self, keys: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], MergeState]: ...
    def put_merge_states(self, states: Mapping[tuple[str, str], MergeState]) -> None: ...
    def drop_merge_state(self, family: str, record: str) -> None: ...
    def put_writer(self, writer: Writer) -> bool: ...
    def writer(self, writer: str) -> Writer | None: ...
    def writers_of(self, person: str) -> list[Writer]: ...
    def feed_append(self, rows: Sequence[tuple[str, int]]) -> None: ...
    def feed_head(self, scope: str) -> int: ...
    def feed_after(self, scope: str, seq: int, limit: int) -> list[tuple[int, Stored]]: ...
    def clear_tables(self) -> None: ...

    # --- peers -----------------------------------------------------------------------------
    def missing_for(
        self, peer: str, limit: int, after: tuple[int, int] = (-1, 0)
    ) -> list[tuple[int, Stored]]: ...
    def waiting(self, peer: str) -> Waiting: ...
    def first_waiting_priority(self, peer: str) -> int | None: ...
    def defer(self, peer: str, ids: Iterable[OpId]) -> None: ...
    def send_deferred(self, peer: str) -> None: ...
    def follow(self, peer: str) -> None: ...
    def offer_again(self, peer: str, *, keep_durable: bool) -> None: ...
    def acks_for(self, peer: str) -> dict[Key, Ack]: ...
    def set_received(self, peer: str, held: Knowledge) -> None: ...
    def record_ack(self, peer: str, acks: Acks) -> AckChange: ...
    def replace_acks(self, peer: str, acks: Acks) -> AckChange: ...
    def acks(self, peer: str) -> dict[Key, Ack]: ...
    def received_at(self, peer: str, op: OpId) -> bool: ...
    def durable_at(self, peer: str, op: OpId) -> bool: ...
    def cursors(self, peer: str) -> dict[str, Cursor]: ...
    def set_cursors(self, peer: str, cursors: Mapping[str, Cursor]) -> None: ...
    def drop_cursors(self, peer: str) -> None: ...
    def want_blobs(self, peer: str, shas: Iterable[str]) -> None: ...
    def blobs_wanted(self, peer: str, limit: int) -> list[str]: ...
    def blob_held(self, peer: str, sha256: str) -> bool: ...
    def set_blob_held(self, peer: str, sha256: str) -> None: ...

    # --- damage ----------------------------------------------------------------------------
    def audit_items(
        self, writer: str, epoch: int, numbers: IntervalSet
    ) -> Iterator[tuple[int, bytes]]: ...
    def judged_elsewhere(self, writer: str, epoch: int) -> IntervalSet: ...
    def lost(self) -> Knowledge: ...
    def broken(self) -> Iterator[tuple[int, OpId]]: ...
    def set_aside(self, row: int, op: OpId) -> None: ...
    def wait_again(self, peer: str, lost: Knowledge) -> None: ...
    def in_feeds(self, op: OpId, scopes: Collection[str]) -> bool: ...

    # --- seals -----------------------------------------------------------------------------
    def keep_seal(
        self, signer: str, signature: bytes, leaves: Sequence[bytes], places: Mapping[OpId, int]
    ) -> None: ...
    def seal_places(self, rows: Iterable[int]) -> dict[int, tuple[str, int]]: ...
    def seal(self, name: str) -> Seal: ...
    def drop_seals(self, rows: Iterable[int]) -> None: ...


class Units(Protocol):
    """Transactions. `write()` commits at its end and rolls back on an error; `read()` is a
    consistent snapshot."""

    def write(self) -> AbstractContextManager["Unit"]: ...
    def read(self) -> AbstractContextManager["Unit"]: ...


class Touch(NamedTuple):
    """`record` of document type `type` changed for everybody who has `scope`."""

    scope: str
    type: str
    record: str


class ApplyPort(Protocol):
    """What the layer above does with an applied operation, inside the same transaction."""

    def project(
        self,
        kind: Kind,
        entry: Entry,
        view: Mapping[str, object] | None,
        state: MergeState,
    ) -> Sequence[Touch]:
        """Write the record's rows from its merged state; say whom it concerns.

        Must depend on the state and the log only, never on a clock or on current roles, and must
        give the same rows when called again.
        """
        ...

    def node_scopes(self, kind: Kind | None, entry: Entry) -> Sequence[str]:
        """Feed scopes through which nodes below get this operation; `kind` is None if unknown."""
        ...

    def touched(self, touches: Sequence[Touch]) -> None:
        """Once per batch, with every touch of it, without repetition."""
        ...

    def clear(self) -> None:
        """Empty all projections before they are rebuilt from the log."""
        ...


class Unit(NamedTuple):
    """The log and the layer above it, on one connection in one transaction."""

    store: LogPort
    port: ApplyPort
