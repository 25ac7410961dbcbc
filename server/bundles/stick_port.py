"""What this node knows and keeps in an exchange by stick, besides what a link needs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import select

from content.blobs import BlobStore
from content.errors import BlobMissing
from server.config import Config
from server.db import db
from server.delivery.carrying import asked_for, offered_for
from server.delivery.ordering import wanted_by
from server.delivery.switching import manifests_of
from server.delivery.wanting import missing_content
from server.files import references
from server.files.parts import Parts
from server.hub import starting as snapshots
from server.hub.nodes import NodeContext
from server.hub.peer_port import HubPort
from server.library.index import files_of
from server.library.models import ContentManifest
from server.library.stores import course_store, personal_store
from server.operations.port import log_store
from server.people.models import School
from server.upstream.agent_port import SchoolPort
from sync.asking import Shelf
from sync.carried.agent import Content
from sync.core.cbor import Value
from sync.frames.bundle import Piece
from sync.frames.parts import Asks
from sync.starting import Offer
from sync.storage.port import Unit


class FileStash:
    """sync.carried.volumes.Stash below the data folder; the store's reserve of disk is kept."""

    def __init__(self, folder: Path, store: BlobStore) -> None:
        self._parts = Parts(folder, store)

    def put(self, piece: Piece, data: bytes) -> None:
        """Synced when this returns. Raises DiskFull."""
        self._parts.write(_name(piece), 0, data)

    def has(self, piece: Piece) -> bool:
        """Whether all of it is here."""
        return self._parts.size(_name(piece)) == piece.length

    def get(self, piece: Piece) -> bytes:
        """Its bytes."""
        return self._parts.path(_name(piece)).read_bytes()

    def drop(self, piece: Piece) -> None:
        """It is needed no more."""
        self._parts.drop(_name(piece))


def _name(piece: Piece) -> str:
    return f"{piece.sha256}-{piece.step}-{piece.index}"


class SchoolStickPort(SchoolPort):
    """sync.carried.agent.CarriedAgentPort."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._stores = {Shelf.COURSE: course_store(), Shelf.PERSONAL: personal_store()}
        self.stash = FileStash(config.home / "parts" / "stick", course_store())

    def content(self, limit: int) -> Content:
        """By the index; descriptions that have come are indexed on the way."""
        lacking = missing_content(self._stores[Shelf.COURSE], limit)
        session = db.session()
        named = select(ContentManifest.sha256).order_by(ContentManifest.sha256).limit(limit)
        whole = session.scalars(named.where(ContentManifest.complete))
        begun = session.scalars(
            named.where(ContentManifest.indexed, ContentManifest.complete.is_(False))
        )
        return Content(tuple(whole), tuple(begun), tuple(lacking))

    def has(self, shelf: Shelf, sha256: str) -> bool:
        """Whether the file is here, whole."""
        return self._stores[shelf].has(sha256)

    def own_files(self) -> Iterator[str]:
        """Of work that was judged here."""
        session = db.session()
        own = log_store(session).node
        elsewhere = {file.sha256 for file in references.made_elsewhere(session, own)}
        for file in references.referred(session, list(session.scalars(select(School.id)))):
            if file.sha256 not in elsewhere:
                yield file.sha256


class HubStickPort(HubPort):
    """sync.carried.peer.CarriedPeerPort."""

    def __init__(self, config: Config, node: NodeContext) -> None:
        super().__init__(config, node)
        self._schools = sorted(node.schools)
        self._courses = course_store()
        self.keeps_files = config.keep_files == "all"
        self.stash = FileStash(config.home / "parts" / "stick", personal_store())

    def about(self, unit: Unit) -> Mapping[str, Value]:
        """Without the time: a stick may be read next month."""
        return {name: value for name, value in super().about(unit).items() if name != "time"}

    def content_for(self, caller: str, asks: Asks | None) -> Iterator[tuple[str, int]]:
        """What its schools asked for; then what else is for them, the most wanted course first."""
        told: set[str] = set()
        for sha256 in self._in_turn(asks):
            size = self._size(sha256)
            if sha256 not in told and size is not None:
                told.add(sha256)
                yield sha256, size

    def _in_turn(self, asks: Asks | None) -> Iterator[str]:
        session = db.session()
        whole, begun = (set(asks.whole), set(asks.begun)) if asks else (set(), set())
        yield from asked_for(session, self._schools, asks.lacking if asks else ())
        courses = wanted_by(session, self._schools)
        offered = offered_for(session, self._courses, courses, whole=whole, begun=begun)
        yield from offered.blobs
        # Of what is begun it has said what it lacks.
        here = whole | begun | offered.brought
        for course in courses:
            for manifest in manifests_of(session, course):
                if manifest not in here:
                    yield from (manifest, *files_of(session, manifest))

    def read_content(self, sha256: str, offset: int, length: int) -> bytes:
        """A piece of a course file."""
        with self._courses.open(sha256) as stream:
            stream.seek(offset)
            return stream.read(length)

    def start(self, caller: str) -> Offer | None:
        """The one that a link would offer, too."""
        try:
            return snapshots.offer(self._node)
        except (LookupError, snapshots.Busy):
            return None

    def read_start(self, caller: str, sha256: str, offset: int, length: int) -> bytes:
        """A piece of it."""
        try:
            return snapshots.read(self._node, sha256, offset, length)[0]
        except LookupError:
            return b""

    def _size(self, sha256: str) -> int | None:
        try:
            return self._courses.size(sha256)
        except BlobMissing:
            return None
