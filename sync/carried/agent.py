"""The asking side of an exchange by stick: what goes up, and how the answer is taken.

A stick may be old, be read twice, or arrive after a younger one. So nothing here follows from the
order in which sticks come: acknowledgements only grow, and a cursor moves only where the log is
seen to hold all that the cursor claims.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol

from sync import messages, starting, upstream
from sync.apply import apply
from sync.asking import Shelf
from sync.carried.beginning import BeginningPort, begin
from sync.carried.volumes import (
    Carried,
    Export,
    Filler,
    Keys,
    Put,
    add_file,
    raise_counter,
    take_piece,
    urgency,
)
from sync.core.clock import physical
from sync.core.errors import WrongRecipient
from sync.core.knowledge import EMPTY, Knowledge
from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.frames import bundle, codec, parts
from sync.frames.bundle import Header, Piece, Volume
from sync.frames.parts import Answers, Asks, Feed, FilePiece, StartPiece, Upward
from sync.limits import (
    MAX_FRAME_BODY_BYTES,
    MAX_FRAME_BYTES,
    MAX_KEYS_PER_QUERY,
    MAX_STATED_FILES,
    MAX_WAITING_SCAN,
)
from sync.messages import SessionRequest
from sync.storage.port import UPSTREAM, Ack, Cursor, Entry, LogPort, Stored, Unit, Units
from sync.upward import given_back

_HEARD: Final = "upstream.stick"
_KEEPS: Final = "upstream.keeps-files"
# What is known to have arrived and not to be durable follows what has not arrived.
_PENDING_PRIORITY: Final = 2

Unseal = Callable[[bytes], bytes | None]
"""Opens a sealed section; None where it was not sealed for this node by the volume's sender."""


class Content(NamedTuple):
    """Course content here, as `parts.Asks` states it."""

    whole: tuple[str, ...]
    begun: tuple[str, ...]
    lacking: tuple[str, ...]


class CarriedAgentPort(BeginningPort, Protocol):
    """What the asking node's layer above knows besides."""

    def content(self, limit: int) -> Content:
        """At most `limit` hashes of each sort."""
        ...

    def has(self, shelf: Shelf, sha256: str) -> bool: ...
    def own_files(self) -> Iterable[str]:
        """Personal files of this node's own schools, small ones first."""
        ...


@dataclass(frozen=True, slots=True)
class CarriedAgent:
    units: Units
    registry: Registry
    port: CarriedAgentPort
    capabilities: tuple[str, ...] = messages.CAPABILITIES

    # --- up --------------------------------------------------------------------------------
    def export(self, keys: Keys, put: Put, export: Export) -> Carried:
        """Everything that the node above has not acknowledged as durable, the most urgent first,
        and what it needs to know for its answer. Changes nothing but the note that there is one
        above."""
        with self.units.write() as unit:
            unit.store.follow(UPSTREAM)
        asks, header = self._ask(export.counter)
        done = Carried()
        filler = Filler(header, keys, put, export)
        filler.add(asks)
        fitted = True
        for priority, frame, entries in self._frames(export):
            ids = [entry.op.id for entry in entries]
            fitted = fitted and filler.add(Upward(frame), priority, ids)
            if fitted:
                done.operations += len(entries)
                done.kinds.update(entry.op.kind for entry in entries)
            else:
                done.left += len(entries)
        for sha in self._files():
            size = self.port.file_size(sha)
            if size is None:
                continue
            if not add_file(filler, sha, size, self._reader(sha), filler.add_personal):
                break
            done.files += 1
        filler.close()
        done.bytes, done.volumes = filler.written, filler.volumes
        return done

    def digest(self) -> bytes:
        """Changes whenever an export would hold something else than a number of exports."""
        asks = replace(self._ask(0)[0], heard=0)
        with self.units.read() as unit:
            waiting = unit.store.waiting(UPSTREAM)
        here = [sha for sha in self._files() if self.port.file_size(sha) is not None]
        told = parts.encode(asks) + repr((waiting, here)).encode()
        return hashlib.sha256(told).digest()

    def _ask(self, counter: int) -> tuple[Asks, Header]:
        content = self.port.content(MAX_STATED_FILES)
        files = self.port.lacking(Shelf.PERSONAL, MAX_STATED_FILES)
        sent = self._files()[:MAX_STATED_FILES]
        with self.units.read() as unit:
            store = unit.store
            request = SessionRequest(
                node=store.node,
                incarnation=store.incarnation,
                schools=tuple(self.port.schools(unit)),
                digest=messages.ack_digest(store.acks(UPSTREAM)),
                offer=store.offer(),
                cursors=store.cursors(UPSTREAM),
                room=MAX_FRAME_BYTES,
                capabilities=self.capabilities,
            )
            recipient = store.state(upstream.NODE) or ""
            heard = int(store.state(_HEARD) or 0)
            refuses = starting.refused_one(store)
        header = Header(
            request.node, recipient, bundle.UP, request.incarnation, counter, part=0, frames=0
        )
        return Asks(request, heard, *content, tuple(files), tuple(sent), refuses), header

    def _frames(self, export: Export) -> Iterator[tuple[int, bytes, list[Entry]]]:
        """Frames with what waits, then with what has been received and not called durable; each
        with its priority, and without what is to be skipped."""
        with self.units.read() as unit:
            back = list(given_back(unit.store, self._reads(unit.store)))
        skip = export.skip
        for priority, body, entries in back:
            ids = Knowledge.of(entry.op.id for entry in entries)
            if ids.difference(export.skip):
                yield priority, body, entries
            skip = skip.union(ids)
        after = (-1, 0)
        while True:
            with self.units.read() as unit:
                page = unit.store.missing_for(UPSTREAM, MAX_WAITING_SCAN, after)
                if not page:
                    break
                if export.keep_hours is not None:
                    class_ = urgency(page[0][0])
                    page = [row for row in page if urgency(row[0]) == class_]
                lines = [row for row in page if not skip.has(row[1].op.id)]
                first = lines[0][0] if lines else 0
                frame, count = self._pack(unit.store, [line for _, line in lines], first)
            if lines and not count:
                break
            priority, last = page[-1] if count == len(lines) else lines[count - 1]
            after = (priority, last.row)
            if count:
                yield first, frame, [Entry(line.op, line.verdict) for _, line in lines[:count]]
        pending: list[OpId] = []
        with self.units.read() as unit:
            for key, ack in unit.store.acks(UPSTREAM).items():
                found_there = ack.received.difference(ack.durable)
                left = found_there.difference(skip.get(key, EMPTY))
                pending += [OpId(*key, seq) for seq in left]
        while pending:
            with self.units.read() as unit:
                above = unit.store.state(upstream.NODE)
                found = [unit.store.get(op) for op in pending[:MAX_KEYS_PER_QUERY]]
                # What the node above judged itself it takes back with its own proof alone
                # (`given_back`): without one it would be refused, and then wait for ever.
                entries = [one for one in found if one is not None and one.verdict.node != above]
                frame, count = codec.pack(
                    [codec.line(entry) for entry in entries],
                    sender=unit.store.node,
                    recipient=above,
                    priority=0,
                    reads=self._reads(unit.store),
                )
            # Ids that are acknowledged and not here (a restore) stand in nobody's way.
            pending = [e.op.id for e in entries[count:]] + pending[MAX_KEYS_PER_QUERY:]
            if entries and not count:
                return
            if count:
                yield _PENDING_PRIORITY, frame, entries[:count]

    def _pack(self, store: LogPort, lines: list[Stored], priority: int) -> tuple[bytes, int]:
        picked: list[codec.Line] = []
        size = 0
        for line in lines:
            if picked and size + len(line.body) > MAX_FRAME_BODY_BYTES // 2:
                break
            size += len(line.body)
            picked.append(codec.line(Entry(line.op, line.verdict)))
        return codec.pack(
            picked,
            sender=store.node,
            recipient=store.state(upstream.NODE),
            priority=priority,
            reads=self._reads(store),
        )

    def _reads(self, store: LogPort) -> list[str]:
        """What both this release and the node above understand."""
        return [name for name in upstream.reads(store) if name in self.capabilities]

    def _files(self) -> list[str]:
        """What was asked for, then what the policy above wants of everybody."""
        with self.units.read() as unit:
            store = unit.store
            found = dict.fromkeys(store.blobs_wanted(UPSTREAM, MAX_STATED_FILES))
            if store.state(_KEEPS):
                own = self.port.own_files()
                found |= dict.fromkeys(s for s in own if not store.blob_held(UPSTREAM, s))
        return list(found)

    def _reader(self, sha256: str) -> Callable[[int, int], bytes]:
        return lambda offset, length: self.port.read_file(sha256, offset, length)

    # --- down ------------------------------------------------------------------------------
    def take(self, volume: Volume, unseal: Unseal) -> Carried:
        """Take a volume from the node above, whose signature has been checked. Each section is
        journalled on its own, so a stick that is pulled costs what had not been read."""
        header = volume.header
        done = Carried(volumes=1)
        with self.units.write() as unit:
            store = unit.store
            if header.recipient != store.node or header.sender != store.state(upstream.NODE):
                raise WrongRecipient("bundle", header.sender, "it is not from the node above")
            store.follow(UPSTREAM)
            fresh, current = _hear(store, header)
        for row, data in volume.read():
            done.bytes += len(data)
            if row.sort == bundle.COURSE and row.piece is not None:
                done.content += self._take_file(Shelf.COURSE, row.piece, data)
                continue
            plain = unseal(data) if row.sort == bundle.SEALED else b"\xff"
            if plain is None:
                raise WrongRecipient("bundle", header.sender, "it is sealed for another node")
            match parts.decode(plain):
                case Answers() as answers:
                    self._take_answer(answers, done, fresh=fresh, current=current)
                case Feed() as feed:
                    self._take_feed(feed, header, done, current=current)
                case FilePiece(piece, content):
                    self._take_personal(piece, content, done)
                case StartPiece(piece, content):
                    came = begin(self.units, self.port, piece, content) if current else None
                    done.operations += came or 0
                    done.late += came is None
                case _:
                    done.late += 1
        return done

    def _take_answer(self, answers: Answers, done: Carried, *, fresh: bool, current: bool) -> None:
        answer = answers.answer
        with self.units.write() as unit:
            store = unit.store
            raise_counter(store, answers.heard)
            acks = answer.acks or {}
            if not current:
                # Said before the node above was restored: only what survived that may count.
                acks = {key: Ack(ack.durable, ack.durable) for key, ack in acks.items()}
            change = store.record_ack(UPSTREAM, acks)
            self.port.acked(unit, change)
            done.acknowledged += change.received.count()
            if not current:
                return
            for sha in answers.held:
                store.set_blob_held(UPSTREAM, sha)
                self.port.file_acked(unit, sha)
            if not fresh:
                return
            wanted = [sha for sha in answer.wanted if not store.blob_held(UPSTREAM, sha)]
            store.want_blobs(UPSTREAM, wanted)
            store.set_state(_KEEPS, "1" if answers.keeps_files else "")
            upstream.covered(store, answer.covers)
            upstream.announced(store, answer.capabilities)
            self._take_refusals(unit, answers, done)
            self.port.met(unit, answer.node, answer.about)
            if answers.yours == store.incarnation and answer.had.difference(store.knowledge()):
                # In this very life we stated what is not here any more: restored, unnoticed.
                begin_again(store)

    def _take_refusals(self, unit: Unit, answers: Answers, done: Carried) -> None:
        """What the node above would not take: it is kept here, and no stick carries it again
        until what this node may send has changed."""
        store = unit.store
        refused = {op: why for op, why in answers.refused.items() if store.get(op) is not None}
        if refused:
            store.defer(UPSTREAM, refused)
            self.port.refused(unit, refused)
            done.told.update(refused.values())
        if answers.forks:
            self.port.forked(unit, answers.forks)
            done.forks += len(answers.forks)

    def _take_feed(self, feed: Feed, header: Header, done: Carried, *, current: bool) -> None:
        down = feed.down
        entries: tuple[Entry, ...] = ()
        frame = codec.decode(down.frame) if down.frame else None
        if frame is not None:
            if (frame.sender, frame.recipient) != (header.sender, header.recipient):
                raise WrongRecipient("frame", frame.sender, "it belongs to another bundle")
            entries = frame.entries
        with self.units.write() as unit:
            store = unit.store
            # What a former life of the node above said may be lost there: let it go up again.
            source = UPSTREAM if current else header.sender
            results = apply(store, self.registry, unit.port, entries, source=source)
            if frame is not None:
                upstream.keep_seal(store, frame.sender, entries, down.seal)
            new = [e.op.kind for e, r in zip(entries, results, strict=True) if r.outcome == "new"]
            done.operations += len(new)
            done.kinds.update(new)
            # Not only the operation has to be here, but with the verdict that is known above.
            if current and not feed.left_out.difference(store.offer()):
                store.set_cursors(UPSTREAM, _moved(feed, store.cursors(UPSTREAM)))

    def _take_personal(self, piece: Piece, data: bytes, done: Carried) -> None:
        if not self._take_file(Shelf.PERSONAL, piece, data):
            return
        done.files += 1
        with self.units.write() as unit:
            unit.store.set_blob_held(UPSTREAM, piece.sha256)
            self.port.file_came(unit, piece.sha256)

    def _take_file(self, shelf: Shelf, piece: Piece, data: bytes) -> bool:
        """Whether this piece has made a file whole that was not here."""
        sha = piece.sha256
        if self.port.has(shelf, sha):
            return False
        return take_piece(
            self.port.stash,
            piece,
            data,
            lambda offset, chunk: self.port.write_part(shelf, sha, offset, chunk),
            lambda: self.port.finish_part(shelf, sha),
        )


def begin_again(store: LogPort) -> None:
    """A new life for a node that finds out that its database was put back: see sync.agent."""
    store.new_incarnation(f"{store.draw(64):016x}", physical(store.last_hlc()))


def _hear(store: LogPort, header: Header) -> tuple[bool, bool]:
    """Whether the volume is the youngest so far, and whether it is of the sender's present life.

    Counters follow the sender's clock across its restores, so another life with a higher counter
    is a new one, and with a lower counter a former one.
    """
    heard = int(store.state(_HEARD) or 0)
    fresh = header.counter >= heard
    current = store.state(upstream.LIFE) == header.life
    if fresh:
        store.set_state(_HEARD, str(header.counter))
        if not current:
            upstream.meet(store, header.sender, header.life)
            current = True
    return fresh, current


def _moved(feed: Feed, have: Mapping[str, Cursor]) -> dict[str, Cursor]:
    """Cursors of the feed that join on to the ones here without a gap, and do not go back."""
    moved = {}
    for scope, at in feed.down.cursors.items():
        start, here = feed.after.get(scope), have.get(scope)
        mine = here.seq if here is not None and here.incarnation == at.incarnation else 0
        joins = start is not None and start.incarnation == at.incarnation and start.seq <= mine
        if joins and (mine < at.seq or here is None):
            moved[scope] = at
    return moved
