"""Nodes of the small world that meet by volumes only; their keys are toys, their rules are not."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sync import messages
from sync.asking import Shelf
from sync.carried.agent import CarriedAgent, Content
from sync.carried.peer import CarriedPeer
from sync.carried.volumes import Carried, Export
from sync.frames.bundle import Piece, Volume
from sync.frames.parts import Asks
from sync.limits import SNAPSHOT_FROM_OPERATIONS
from sync.peer import Peer
from sync.starting import Offer
from sync.storage.port import Cursor
from tests.sync.toy import Database, registry
from tests.sync.world import HubPort, SchoolPort, sha


@dataclass(frozen=True)
class ToyKeys:
    """Signs with the sender's name and seals with the recipient's."""

    sender: str
    recipient: str
    certificate: bytes = b""

    def sign(self, message: bytes) -> bytes:
        return hashlib.sha512(self.sender.encode() + message).digest()

    def verify(self, message: bytes, signature: bytes) -> bool:
        return self.sign(message) == signature

    def seal(self, plain: bytes) -> bytes:
        lock = hashlib.sha256((self.sender + self.recipient).encode()).digest()
        return lock + bytes(byte ^ lock[0] for byte in plain)

    def unseal(self, sealed: bytes) -> bytes | None:
        lock = hashlib.sha256((self.sender + self.recipient).encode()).digest()
        if sealed[:32] != lock:
            return None
        return bytes(byte ^ lock[0] for byte in sealed[32:])


@dataclass
class MemoryStash:
    pieces: dict[Piece, bytes] = field(default_factory=dict)

    def put(self, piece: Piece, data: bytes) -> None:
        self.pieces[piece] = data

    def has(self, piece: Piece) -> bool:
        return piece in self.pieces

    def get(self, piece: Piece) -> bytes:
        return self.pieces[piece]

    def drop(self, piece: Piece) -> None:
        del self.pieces[piece]


@dataclass
class CarryingSchoolPort(SchoolPort):
    stash: MemoryStash = field(default_factory=MemoryStash)

    def content(self, limit: int) -> Content:
        return Content((), (), tuple(self.lacking(Shelf.COURSE, limit)))

    def has(self, shelf: Shelf, sha256: str) -> bool:
        return sha256 in self._shelf(shelf).whole

    def own_files(self) -> Iterable[str]:
        return sorted(self.files.whole)


@dataclass
class CarryingHubPort(HubPort):
    """`making` makes a snapshot for a node, with its places in the feeds; none by itself."""

    stash: MemoryStash = field(default_factory=MemoryStash)
    keeps_files: bool = True
    making: Callable[[str], tuple[bytes, Mapping[str, Cursor]]] = lambda _: (b"", {})
    starts: dict[str, bytes] = field(default_factory=dict)

    def content_for(self, _caller: str, asks: Asks | None) -> Iterator[tuple[str, int]]:
        for name in asks.lacking if asks else ():
            if name in self.courses.whole:
                yield name, len(self.courses.whole[name])

    def read_content(self, sha256: str, offset: int, length: int) -> bytes:
        return self.courses.whole[sha256][offset : offset + length]

    def start(self, caller: str) -> Offer | None:
        data, cursors = self.making(caller)
        if not data:
            return None
        self.starts[sha(data)] = data
        return Offer(sha(data), len(data), cursors)

    def read_start(self, _caller: str, sha256: str, offset: int, length: int) -> bytes:
        return self.starts[sha256][offset : offset + length]


@dataclass
class Volumes:
    """A stick in memory: volumes by (recipient, sender, name)."""

    found: dict[tuple[str, str, str], bytes] = field(default_factory=dict)

    def put(self, recipient: str, sender: str, name: str, data: bytes) -> None:
        self.found[recipient, sender, name] = data

    def to(self, recipient: str) -> list[bytes]:
        return [self.found[key] for key in sorted(self.found) if key[0] == recipient]


def opened(data: bytes, recipient: str) -> tuple[Volume, ToyKeys]:
    """A volume whose hand has been checked, and the keys to it."""
    volume = Volume(io.BytesIO(data), len(data))
    keys = ToyKeys(volume.header.sender, recipient)
    assert volume.signed_by(keys.verify)
    return volume, keys


@dataclass
class SchoolPlace:
    node: str
    hub: str
    database: Database
    port: CarryingSchoolPort
    counter: int = 0
    release: tuple[str, ...] = messages.CAPABILITIES

    @property
    def agent(self) -> CarriedAgent:
        return CarriedAgent(self.database, registry(), self.port, self.release)

    def fill(self, stick: Volumes, max_bytes: int | None = None) -> Carried:
        self.counter += 1
        return self.agent.export(
            ToyKeys(self.node, self.hub),
            lambda made: stick.put(self.hub, self.node, made.name, made.data),
            Export(self.counter, max_bytes),
        )

    def read(self, *volumes: bytes) -> Carried:
        done = Carried()
        for data in volumes:
            volume, keys = opened(data, self.node)
            done.add(self.agent.take(volume, keys.unseal))
        return done


@dataclass
class HubPlace:
    node: str
    database: Database
    port: CarryingHubPort
    durable: bool = True
    counter: int = 0
    start_from: int = SNAPSHOT_FROM_OPERATIONS

    @property
    def peer(self) -> CarriedPeer:
        inner = Peer(self.database, registry(), self.port, durable=self.durable)
        return CarriedPeer(inner, self.port, self.start_from)

    def fill(self, stick: Volumes, school: str, max_bytes: int | None = None) -> Carried:
        self.counter += 1
        return self.peer.export(
            school,
            ToyKeys(self.node, school),
            lambda made: stick.put(school, self.node, made.name, made.data),
            Export(self.counter, max_bytes),
        )

    def read(self, *volumes: bytes) -> Carried:
        done = Carried()
        for data in volumes:
            volume, keys = opened(data, self.node)
            done.add(self.peer.take(volume.header.sender, volume, keys.unseal))
        return done


def met(place: SchoolPlace) -> SchoolPlace:
    """The school has been told who is above it."""
    with place.database.write() as unit:
        unit.store.set_state("upstream.node", place.hub)
    return place
