"""The answering side of an exchange by stick.

What a stick says of its maker was true when it was made. It is used to leave things out of the
answer, and the answer says what it left out, so that the maker can see whether that still fits.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol

from sync import feeds
from sync.carried import refusals
from sync.carried.agent import Unseal
from sync.carried.volumes import (
    FEED_PRIORITY,
    Carried,
    Export,
    Filler,
    Keys,
    Put,
    Stash,
    add_file,
    raise_counter,
    take_piece,
)
from sync.core.errors import WrongRecipient
from sync.core.knowledge import EMPTY, Knowledge
from sync.frames import bundle, codec, parts
from sync.frames.bundle import Header, Piece, Volume
from sync.frames.parts import Answers, Asks, Feed, FilePiece, Upward
from sync.limits import MAX_PERSONAL_BLOB_BYTES, MAX_WANTED_BLOBS, SNAPSHOT_FROM_OPERATIONS
from sync.messages import Down, SessionAnswer, decode_received, frame_of
from sync.peer import Peer, PeerPort
from sync.starting import Offer, behind
from sync.storage.port import Cursor, LogPort, Stored


class CarriedPeerPort(PeerPort, Protocol):
    """What the answering node's layer above decides besides."""

    @property
    def stash(self) -> Stash: ...
    @property
    def keeps_files(self) -> bool:
        """Whether this node's policy wants every personal file."""
        ...

    def content_for(self, caller: str, asks: Asks | None) -> Iterable[tuple[str, int]]:
        """(sha256, bytes) of course files that the caller is not known to have and that are here,
        descriptions before what they describe."""
        ...

    def read_content(self, sha256: str, offset: int, length: int) -> bytes: ...
    def start(self, caller: str) -> Offer | None:
        """A snapshot for the caller, made now if none lies ready; None where none can be made."""
        ...

    def read_start(self, caller: str, sha256: str, offset: int, length: int) -> bytes:
        """Bytes of it; fewer than were asked for once another one lies ready."""
        ...


class _Stated(NamedTuple):
    """The youngest statement of a node, with the counter of its stick."""

    counter: int
    asks: Asks | None


_NEVER: Final = _Stated(0, None)


@dataclass(frozen=True, slots=True)
class CarriedPeer:
    """`peer` takes frames and files exactly as it takes them from a link."""

    peer: Peer
    port: CarriedPeerPort
    start_from: int = SNAPSHOT_FROM_OPERATIONS
    """Operations that a caller lacks of its feeds before it is brought a snapshot."""

    # --- what came -------------------------------------------------------------------------
    def take(self, caller: str, volume: Volume, unseal: Unseal) -> Carried:
        """Take a volume whose signature by `caller` has been checked."""
        header = volume.header
        done = Carried(volumes=1)
        if header.sender != caller:
            raise WrongRecipient("bundle", header.sender, "another node has signed it")
        for row, data in volume.read():
            done.bytes += len(data)
            plain = unseal(data) if row.sort == bundle.SEALED else b"\xff"
            if plain is None:
                raise WrongRecipient("bundle", caller, "it is sealed for another node")
            match parts.decode(plain):
                case Asks() as asks:
                    self._note(caller, asks, header.counter)
                case Upward(frame):
                    self._take_frame(caller, frame, done)
                case FilePiece(piece, content):
                    self._take_piece(caller, piece, content, done)
                case _:
                    done.late += 1
        return done

    def _note(self, caller: str, asks: Asks, counter: int) -> None:
        if asks.request.node != caller:
            raise WrongRecipient("bundle", asks.request.node, "another node has signed it")
        with self.peer.units.write() as unit:
            raise_counter(unit.store, asks.heard)
            refusals.heard(unit.store, caller, asks.heard)
            if counter >= _stated(unit.store, caller).counter:
                text = json.dumps([counter, parts.encode(asks).hex()])
                unit.store.set_state(_key(caller), text)

    def _take_frame(self, caller: str, frame: bytes, done: Carried) -> None:
        entries = codec.decode(frame_of(frame)).entries
        with self.peer.units.read() as unit:
            new = [entry.op for entry in entries if unit.store.get(entry.op.id) is None]
        answer = decode_received(self.peer.answer_frame(caller, frame, carried=True))
        came = [op for op in new if op.id not in answer.refused]
        bad = {**answer.refused, **dict.fromkeys(answer.forks, refusals.FORK)}
        with self.peer.units.write() as unit:
            taken = (entry.op.id for entry in entries if entry.op.id not in bad)
            refusals.note(unit.store, caller, taken, bad)
        done.operations += len(came)
        done.kinds.update(Counter(op.kind for op in came))
        done.refused += len(answer.refused)
        done.forks += len(answer.forks)

    def _take_piece(self, caller: str, piece: Piece, data: bytes, done: Carried) -> None:
        sha = piece.sha256
        with self.peer.units.read() as unit:
            welcome = self.port.accepts_file(unit, caller, sha)
        if not welcome or piece.size > MAX_PERSONAL_BLOB_BYTES:
            done.late += 1
        elif not self.port.file_held(sha):
            done.files += take_piece(
                self.port.stash,
                piece,
                data,
                lambda offset, chunk: self.port.write_part(caller, sha, offset, chunk),
                lambda: self.port.finish_part(caller, sha),
            )

    # --- the answer ------------------------------------------------------------------------
    def export(self, caller: str, keys: Keys, put: Put, export: Export) -> Carried:
        """Acknowledgements, the feeds from the caller's last known cursors, the files it lacks;
        changes nothing here."""
        done = Carried()
        with self.peer.units.read() as unit:
            heard, stated = _stated(unit.store, caller)
            node, life = unit.store.node, unit.store.incarnation
        answers = self._answers(caller, stated, heard)
        header = Header(node, caller, bundle.DOWN, life, export.counter, part=0, frames=0)
        filler = Filler(header, keys, put, export)
        filler.add(answers)
        done.acknowledged = sum(len(a.received) for a in (answers.answer.acks or {}).values())
        self._add_feeds(caller, stated, answers.answer.had, filler, done)
        for sha in stated.files if stated else ():
            with self.peer.units.read() as unit:
                mine = self.port.accepts_file(unit, caller, sha) and self.port.file_held(sha)
            if mine:
                read = self._reader(self.port.read_file, sha)
                done.files += add_file(
                    filler, sha, self.port.file_size(sha), read, filler.add_personal
                )
        for sha, size in self.port.content_for(caller, stated):
            # A film that is larger than the room does not keep back what would still fit.
            read = self._reader(self.port.read_content, sha)
            done.content += add_file(filler, sha, size, read, filler.add_course)
        filler.close()
        done.bytes, done.volumes = filler.written, filler.volumes
        return done

    def digest(self, caller: str) -> bytes:
        """Changes whenever an export would hold something else than a number of exports."""
        with self.peer.units.read() as unit:
            _, stated = _stated(unit.store, caller)
            scopes = self.port.scopes(unit, caller)
            heads = [(scope, unit.store.feed_head(scope)) for scope in scopes]
        told = hashlib.sha256(parts.encode(self._answers(caller, stated, 0)))
        told.update(parts.encode(replace(stated, heard=0)) if stated else b"")
        files = [sha for sha in (stated.files if stated else ()) if self.port.file_held(sha)]
        told.update(repr((heads, files)).encode())
        for sha, _size in self.port.content_for(caller, stated):
            told.update(bytes.fromhex(sha))
        return told.digest()

    def _answers(self, caller: str, stated: Asks | None, heard: int) -> Answers:
        with self.peer.units.read() as unit:
            store = unit.store
            life = store.state(f"peer.{caller}.incarnation") or ""
            had = Knowledge({k: a.received for k, a in store.acks(caller).items() if a.received})
            asked: tuple[str, ...] = ()
            if stated is not None:
                request = stated.request
                asked = stated.sent
                offered = request.offer or Knowledge()
                had = had.union(offered) if life == request.incarnation else offered
                life = request.incarnation
            mine = [sha for sha in asked if self.port.accepts_file(unit, caller, sha)]
            answer = SessionAnswer(
                node=store.node,
                incarnation=store.incarnation,
                about=self.port.about(unit),
                covers=tuple(self.port.covers(unit, caller)),
                acks=store.acks_for(caller),
                had=had,
                received=None,
                down=Down(b"", {}, more=False),
                wanted=tuple(self.port.wanted_files(unit, caller, MAX_WANTED_BLOBS)),
                capabilities=self.peer.capabilities,
            )
            refused, forks = refusals.to_tell(store, caller)
        held = tuple(sha for sha in mine if self.port.file_held(sha))
        return Answers(answer, life, self.port.keeps_files, heard, held, refused, forks)

    def _add_start(
        self, caller: str, stated: Asks | None, had: Knowledge, filler: Filler
    ) -> Mapping[str, Cursor]:
        """Where the feeds would be long, all pieces of a snapshot first, if the budget holds them;
        returns where the feeds go on then."""
        cursors = stated.request.cursors if stated else {}
        with self.peer.units.read() as unit:
            scopes = self.port.scopes(unit, caller)
            lacking = behind(unit.store, scopes, cursors, had)
        found = self.port.start(caller) if lacking >= self.start_from else None
        if found is None or (stated is not None and stated.refuses == found.sha256):
            return {}

        def read(offset: int, length: int) -> bytes:
            return self.port.read_start(caller, found.sha256, offset, length)

        added = add_file(filler, found.sha256, found.size, read, filler.add_start)
        return found.cursors if added else {}

    def _add_feeds(
        self, caller: str, stated: Asks | None, had: Knowledge, filler: Filler, done: Carried
    ) -> None:
        cursors = dict(stated.request.cursors) if stated else {}
        cursors |= self._add_start(caller, stated, had, filler)
        announced = stated.request.capabilities if stated else ()
        reads = [name for name in announced if name in self.peer.capabilities]

        def skip(line: Stored) -> bool:
            # What another node judged may be there with another verdict: it has to go down.
            return line.verdict.node == caller and line.op.seq in had.get(
                (line.op.writer, line.op.epoch), EMPTY
            )

        more = True
        while more:
            with self.peer.units.read() as unit:
                page = feeds.page(
                    unit.store,
                    self.port.scopes(unit, caller),
                    cursors,
                    skip=skip,
                    recipient=caller,
                    reads=reads,
                )
                told = page.message(unit.store.node)
            if not page.cursors and not page.frame:
                return
            seal = self.port.sign(told) if told else b""
            down = Down(page.frame, page.cursors, page.more, seal)
            if not filler.add(Feed(down, page.after, page.left_out), FEED_PRIORITY):
                return
            if page.frame:
                entries = codec.decode(page.frame).entries
                done.operations += len(entries)
                done.kinds.update(entry.op.kind for entry in entries)
            cursors |= page.cursors
            more = page.more and bool(page.cursors)

    def _reader(
        self, read: Callable[[str, int, int], bytes], sha256: str
    ) -> Callable[[int, int], bytes]:
        return lambda offset, length: read(sha256, offset, length)


def _key(caller: str) -> str:
    return f"peer.{caller}.stick"


def _stated(store: LogPort, caller: str) -> _Stated:
    text = store.state(_key(caller))
    if not text:
        return _NEVER
    counter, body = json.loads(text)
    found = parts.decode(bytes.fromhex(body))
    return _Stated(counter, found if isinstance(found, Asks) else None)


def youngest(store: LogPort, caller: str) -> int:
    """The number of the youngest export of this node whose statement has come; 0 without one."""
    return _stated(store, caller).counter
