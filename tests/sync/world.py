"""A hub and its schools joined by roads in memory, which a test may cut at any byte."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from sync import starting
from sync.agent import Agent
from sync.asking import Later, Shelf
from sync.core.cbor import Value
from sync.core.errors import RoadFailed, SyncError
from sync.core.ops import OpId
from sync.peer import Offset, Peer
from sync.plan import Speed
from sync.storage.port import AckChange, Entry, Unit
from tests.sync.toy import Database, registry

_T = TypeVar("_T")
FAST = Speed(up=1e6, down=1e6)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Files:
    """Blobs in memory, whole ones and parts."""

    whole: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)

    def put(self, data: bytes) -> str:
        self.whole[sha(data)] = data
        return sha(data)

    def write(self, name: str, offset: int, data: bytes) -> None:
        have = self.parts.get(name, b"")
        assert offset == len(have), "a chunk may only be appended"
        self.parts[name] = have + data

    def finish(self, name: str) -> bool:
        data = self.parts.pop(name, b"")
        if sha(data) != name:
            return False
        self.whole[name] = data
        return True


@dataclass
class HubPort:
    """Every school follows its own scope and the national one; the policy wants every file."""

    schools: dict[str, tuple[str, ...]]
    files: Files = field(default_factory=Files)
    courses: Files = field(default_factory=Files)
    refusing: Callable[[Entry], str | None] = lambda _: None

    def scopes(self, _unit: Unit, caller: str) -> Sequence[str]:
        return ["national", *(f"school:{name}" for name in self.schools[caller])]

    def covers(self, _unit: Unit, caller: str) -> Sequence[str]:
        return self.schools[caller]

    def expect(self, _unit: Unit, caller: str, entries: Sequence[Entry]) -> None:
        pass

    def refuse(self, _unit: Unit, caller: str, entry: Entry) -> str | None:
        school = entry.op.fields.get("school")
        if isinstance(school, str) and school not in self.schools[caller]:
            return "other-school"
        if entry.verdict.node != caller:
            return "judged-elsewhere"
        return self.refusing(entry)

    def sign(self, message: bytes) -> bytes:
        return _sign(message)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        return signature == _sign(message)

    def about(self, _unit: Unit) -> Mapping[str, Value]:
        return {"name": {"kk": "Орталық", "ru": "Центр"}, "content": ":8091"}

    def wanted_files(self, unit: Unit, _caller: str, limit: int) -> Sequence[str]:
        return [name for name in _files_of(unit) if name not in self.files.whole][:limit]

    def accepts_file(self, unit: Unit, _caller: str, sha256: str) -> bool:
        return sha256 in _files_of(unit)

    def file_held(self, sha256: str) -> bool:
        return sha256 in self.files.whole

    def file_size(self, sha256: str) -> int:
        return len(self.files.whole[sha256])

    def read_file(self, sha256: str, offset: int, length: int) -> bytes:
        return self.files.whole[sha256][offset : offset + length]

    def part_size(self, _caller: str, sha256: str) -> int:
        return len(self.files.parts.get(sha256, b""))

    def write_part(self, _caller: str, sha256: str, offset: int, chunk: bytes) -> None:
        self.files.write(sha256, offset, chunk)

    def finish_part(self, _caller: str, sha256: str) -> bool:
        return self.files.finish(sha256)


def _sign(message: bytes) -> bytes:
    """Stands for the hub's Ed25519 key: as long, and nobody else in these tests can make it."""
    return hashlib.sha512(b"the hub" + message).digest()


def _files_of(unit: Unit) -> list[str]:
    found = (line.op.fields.get("file") for line in unit.store.entries())
    return sorted(name for name in found if isinstance(name, str) and name)


@dataclass
class SchoolPort:
    """What an agent tells its node, written down."""

    names: tuple[str, ...]
    files: Files = field(default_factory=Files)
    courses: Files = field(default_factory=Files)
    lacking_content: list[str] = field(default_factory=list)
    lacking_files: list[str] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    received: set[OpId] = field(default_factory=set)
    durable: set[OpId] = field(default_factory=set)
    forks: list[OpId] = field(default_factory=list)
    refusals: dict[OpId, str] = field(default_factory=dict)
    arrived: list[str] = field(default_factory=list)
    hub_name: object = None
    clock: float = 0.0
    starts: Files = field(default_factory=Files)
    begin: Callable[[bytes], int] = lambda _: 0

    def seconds(self) -> float:
        self.clock += 0.01
        return self.clock

    def schools(self, _unit: Unit) -> Sequence[str]:
        return self.names

    def met(self, _unit: Unit, _node: str, about: Mapping[str, Value]) -> None:
        self.hub_name = about["name"]

    def acked(self, _unit: Unit, change: AckChange) -> None:
        self.received |= set(change.received.ids())
        self.durable |= set(change.durable.ids())

    def forked(self, _unit: Unit, ids: Sequence[OpId]) -> None:
        self.forks += ids

    def refused(self, _unit: Unit, reasons: Mapping[OpId, str]) -> None:
        self.refusals |= reasons

    def file_acked(self, _unit: Unit, sha256: str) -> None:
        self.arrived.append(sha256)

    def file_size(self, sha256: str) -> int | None:
        data = self.files.whole.get(sha256)
        return None if data is None else len(data)

    def read_file(self, sha256: str, offset: int, length: int) -> bytes:
        return self.files.whole[sha256][offset : offset + length]

    def lacking(self, shelf: Shelf, limit: int) -> Sequence[str]:
        wanted = self.lacking_files if shelf is Shelf.PERSONAL else self.lacking_content
        return [name for name in wanted if name not in self._shelf(shelf).whole][:limit]

    def part_size(self, shelf: Shelf, sha256: str) -> int:
        return len(self._shelf(shelf).parts.get(sha256, b""))

    def hole(self, _shelf: Shelf, _sha256: str, offset: int) -> tuple[int, int | None]:
        return offset, None

    def write_part(self, shelf: Shelf, sha256: str, offset: int, data: bytes) -> None:
        self._shelf(shelf).write(sha256, offset, data)

    def finish_part(self, shelf: Shelf, sha256: str) -> bool:
        return self._shelf(shelf).finish(sha256)

    def file_came(self, _unit: Unit, sha256: str) -> None:
        self.came.append(sha256)

    def forget_start(self) -> None:
        self.starts.parts.clear()

    def begin_from(self, sha256: str) -> int:
        return self.begin(self.starts.whole.pop(sha256))

    def _shelf(self, shelf: Shelf) -> Files:
        shelves = {Shelf.PERSONAL: self.files, Shelf.COURSE: self.courses, Shelf.START: self.starts}
        return shelves[shelf]


class Cut(Exception):
    """The power of the asking node failed; nothing after it happens."""


@dataclass
class MemoryRoad:
    """Carries bytes to a peer in this process. `fault` sees each crossing and may raise.

    It is called with the direction and the number of bytes, before they arrive: a request that
    is cut never reaches the peer, an answer that is cut has had its effect.
    """

    peer: Peer
    caller: str
    courses: Files
    fault: Callable[[str, int], None] = lambda *_: None
    log: list[str] = field(default_factory=list)
    measured: Speed = FAST
    offered: bytes = b""
    # Whether a request that has left arrives before anybody waits for its answer.
    at_once: Callable[[], bool] = lambda: True
    _arriving: list[Callable[[], None]] = field(default_factory=list)

    def session(self, body: bytes) -> Later[bytes]:
        return self._cross("session", body, self.peer.answer_session)

    def frame(self, body: bytes) -> Later[bytes]:
        return self._cross("frame", body, self.peer.answer_frame)

    def pull(self, body: bytes) -> Later[bytes]:
        return self._cross("pull", body, self.peer.answer_pull)

    def file_offset(self, sha256: str) -> Later[Offset]:
        return self._carry(
            "file-offset", 200, lambda: self.peer.file_offset(self.caller, sha256), lambda _: 100
        )

    def send_chunk(self, sha256: str, offset: int, size: int, chunk: bytes) -> Later[Offset]:
        return self._carry(
            "chunk",
            len(chunk),
            lambda: self.peer.receive_chunk(self.caller, sha256, offset, size, chunk),
            lambda _: 100,
        )

    def content(
        self, address: str, sha256: str, offset: int, length: int
    ) -> Later[tuple[bytes, int]]:
        assert address == ":8091"

        def piece() -> tuple[bytes, int]:
            data = self.courses.whole.get(sha256)
            if data is None:
                raise RoadFailed("content", sha256, "not there", retry=False, status=404)
            return data[offset : offset + length], len(data)

        return self._carry("content", 200, piece, lambda found: len(found[0]))

    def personal(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        return self._carry(
            "personal",
            200,
            lambda: self.peer.read_range(self.caller, sha256, offset, length),
            lambda found: len(found[0]),
        )

    def snapshot(self) -> Later[bytes]:
        """What the test lets the hub offer; like a hub that makes none unless it does."""

        def offer() -> bytes:
            if not self.offered:
                raise RoadFailed("snapshot", self.caller, "not there", retry=False, status=404)
            return starting.encode(starting.Offer(sha(self.offered), len(self.offered)))

        return self._carry("snapshot", 100, offer, len)

    def snapshot_range(self, sha256: str, offset: int, length: int) -> Later[tuple[bytes, int]]:
        def piece() -> tuple[bytes, int]:
            if sha256 != sha(self.offered):
                raise RoadFailed("snapshot", sha256, "not there", retry=False, status=404)
            return self.offered[offset : offset + length], len(self.offered)

        return self._carry("snapshot-range", 200, piece, lambda found: len(found[0]))

    def speed(self) -> Speed:
        return self.measured

    def resent(self) -> int:
        return 0

    def _cross(self, name: str, body: bytes, answer: Callable[[str, bytes], bytes]) -> Later[bytes]:
        return self._carry(name, len(body), lambda: answer(self.caller, body), len)

    def _carry(
        self, name: str, size: int, effect: Callable[[], _T], weigh: Callable[[_T], int]
    ) -> Later[_T]:
        """The request arrives, now or only when its answer is waited for, but never before those
        that left before it; the answer comes when it is waited for."""
        self.fault("up", size)
        ahead = self._arriving[-1] if self._arriving else None

        def arrive() -> _T:
            if ahead is not None:
                ahead()
            self.log.append(name)
            return _road(effect)

        happened = _Once(arrive)
        self._arriving.append(happened.look)
        if self.at_once():
            happened.look()

        def take() -> _T:
            found = happened.result()
            self.fault("down", weigh(found))
            return found

        return take


@dataclass
class _Once(Generic[_T]):
    """Something that happens once, however often it is looked at; also when it fails."""

    happen: Callable[[], _T]
    found: _T | None = None
    error: RoadFailed | None = None
    done: bool = False

    def look(self) -> None:
        if self.done:
            return
        self.done = True
        try:
            self.found = self.happen()
        except RoadFailed as error:
            self.error = error

    def result(self) -> _T:
        self.look()
        if self.error is not None:
            raise self.error
        return cast("_T", self.found)


def _road(call: Callable[[], _T]) -> _T:
    """A refusal of the peer as the road reports it: an HTTP status, no retry."""
    try:
        return call()
    except SyncError as error:
        raise RoadFailed("peer", error.subject, error.hint, retry=False, status=422) from error


@dataclass
class Place:
    """A school with everything that an exchange needs."""

    database: Database
    port: SchoolPort
    road: MemoryRoad

    @property
    def agent(self) -> Agent:
        return Agent(self.database, registry(), self.road, self.port)


def join(school: Database, hub: Database, port: HubPort, caller: str) -> Place:
    peer = Peer(hub, registry(), port)
    return Place(school, SchoolPort(port.schools[caller]), MemoryRoad(peer, caller, port.courses))
