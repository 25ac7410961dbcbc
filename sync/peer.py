"""The answering side of an exchange: bytes in, bytes out; the web server only carries them.

`caller` is always the node that the bearer token belongs to, never a claim of the message. No
session is kept here: each answer follows from the log, the caller's acknowledgements and the
message. Errors are sync.core.errors.SyncError: Malformed and UnknownVersion mean the message can
never be taken (HTTP 422), WrongRecipient that the caller is not who it says it is (403).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sync import auditing, feeds, messages, repair, starting, twins
from sync.apply import apply
from sync.core import canonical, seals
from sync.core import verdict as verdicts
from sync.core.cbor import Value
from sync.core.errors import Malformed, WrongRecipient
from sync.core.knowledge import EMPTY, Knowledge
from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.core.seals import Proof
from sync.deferred import take
from sync.frames import codec
from sync.limits import (
    MAX_CHUNK_BYTES,
    MAX_FRAME_OPERATIONS,
    MAX_PERSONAL_BLOB_BYTES,
    MAX_RANGE_BYTES,
    MAX_WANTED_BLOBS,
)
from sync.messages import Down, Received, SessionAnswer
from sync.storage.port import Ack, Cursor, Entry, LogPort, Unit, Units


class Offset(NamedTuple):
    """How much of an upload has arrived; complete: all of it, with the right hash."""

    offset: int
    complete: bool


class PeerPort(Protocol):
    """What the answering node's layer above decides and keeps."""

    def scopes(self, unit: Unit, caller: str) -> Sequence[str]:
        """The feed scopes that this node follows, in the order in which they should arrive."""
        ...

    def covers(self, unit: Unit, caller: str) -> Sequence[str]:
        """The schools that the caller's certificate covers now, sorted."""
        ...

    def refuse(self, unit: Unit, caller: str, entry: Entry) -> str | None:
        """Why the caller may not send this operation (kebab-case), None when it may.

        Looks at whom the caller covers, never at the merits: verdicts are obeyed.
        """
        ...

    def sign(self, message: bytes) -> bytes:
        """This node's Ed25519 signature (64 bytes), which seals what it sends down; b"" to leave
        frames unsealed."""
        ...

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this node made that signature, in this life or in a former one."""
        ...

    def expect(self, unit: Unit, caller: str, entries: Sequence[Entry]) -> None:
        """These are about to be asked about: what `refuse` needs may be looked up at once."""
        ...

    def about(self, unit: Unit) -> Mapping[str, Value]:
        """What this node says of itself: `name` per language, `content` address."""
        ...

    def wanted_files(self, unit: Unit, caller: str, limit: int) -> Sequence[str]:
        """SHA-256 of personal files of the caller's operations that policy wants here and that
        are missing."""
        ...

    def accepts_file(self, unit: Unit, caller: str, sha256: str) -> bool:
        """Whether the caller may send this file: some operation that it brought refers to it."""
        ...

    def file_held(self, sha256: str) -> bool: ...
    def file_size(self, sha256: str) -> int:
        """Bytes of a file that is held."""
        ...

    def read_file(self, sha256: str, offset: int, length: int) -> bytes: ...
    def part_size(self, caller: str, sha256: str) -> int:
        """Bytes of an unfinished upload that are safely on disk."""
        ...

    def write_part(self, caller: str, sha256: str, offset: int, chunk: bytes) -> None:
        """Append at `offset` and sync to disk before returning."""
        ...

    def finish_part(self, caller: str, sha256: str) -> bool:
        """Verify and keep the whole file; false, and the part is gone, when the hash is wrong."""
        ...


@dataclass(frozen=True, slots=True)
class Peer:
    """`durable` says whether a synced commit here is called durable, or only a later backup.

    A frame with more than `applies_at_once` operations is only logged before the answer; another
    worker applies it (sync.deferred).
    """

    units: Units
    registry: Registry
    port: PeerPort
    durable: bool = True
    applies_at_once: int = MAX_FRAME_OPERATIONS
    capabilities: tuple[str, ...] = messages.CAPABILITIES

    def answer_session(self, caller: str, body: bytes) -> bytes:
        """Open an exchange: compare, take the first frame, give the first frame of the feeds."""
        request = messages.decode_session_request(body)
        if request.node != caller:
            raise WrongRecipient("session", request.node, "the token belongs to another node")
        frame = codec.decode(request.frame) if request.frame else None
        with self.units.write() as unit:
            store = unit.store
            self._meet(store, caller, request.incarnation, request.offer)
            acks = store.acks_for(caller)
            had = Knowledge({k: a.received for k, a in store.acks(caller).items() if a.received})
            same = messages.ack_digest(acks) == request.digest
            behind = starting.behind(store, self.port.scopes(unit, caller), request.cursors, had)
            received = None if frame is None else self._take(unit, caller, frame)
            asked = [sha for sha in request.ask if self.port.accepts_file(unit, caller, sha)]
            answer = SessionAnswer(
                node=store.node,
                incarnation=store.incarnation,
                about=starting.told(self.port.about(unit), behind),
                covers=tuple(self.port.covers(unit, caller)),
                acks=None if same else acks,
                had=Knowledge() if same else had,
                received=received,
                down=self._down(unit, caller, request.cursors, request.room, request.capabilities),
                wanted=tuple(self.port.wanted_files(unit, caller, MAX_WANTED_BLOBS)),
                held=tuple(sha for sha in asked if self.port.file_held(sha)),
                capabilities=self.capabilities,
            )
        return messages.encode_session_answer(answer)

    def answer_frame(self, caller: str, body: bytes, *, carried: bool = False) -> bytes:
        """Take one frame, with or without proofs; it is committed when the answer leaves.

        `carried` frames come from a stick or a courier, made in whatever life of the caller: they
        do not prove that the caller still holds what is in them.
        """
        proofs: Sequence[Proof] = ()
        if messages.is_returned(body):
            returned = messages.decode_returned(body)
            body, proofs = returned.frame, returned.proofs
        frame = codec.decode(body)
        proven = self._proven(frame, proofs) if proofs else frozenset()
        with self.units.write() as unit:
            return messages.encode_received(
                self._take(unit, caller, frame, carried=carried, proven=proven)
            )

    def answer_pull(self, caller: str, body: bytes) -> bytes:
        """The next frame of the caller's feeds after its cursors, or the answer to a question of
        its audit; changes nothing here."""
        if auditing.is_question(body):
            return self._answer_question(caller, auditing.decode_question(body))
        request = messages.decode_pull_request(body)
        with self.units.read() as unit:
            down = self._down(unit, caller, request.cursors, request.room, request.capabilities)
        return messages.encode_down(down)

    def _answer_question(self, caller: str, question: auditing.Question) -> bytes:
        with self.units.read() as unit:
            answer = repair.answer(
                unit,
                question,
                caller=caller,
                scopes=self.port.scopes(unit, caller),
                covers=self.port.covers(unit, caller),
                sign=self.port.sign,
            )
        return auditing.encode_answer(answer)

    def file_offset(self, caller: str, sha256: str) -> Offset:
        """Where the caller should go on with a personal file."""
        self._concerns(caller, sha256)
        if self.port.file_held(sha256):
            return Offset(0, True)
        return Offset(self.port.part_size(caller, sha256), False)

    def read_range(self, caller: str, sha256: str, offset: int, length: int) -> tuple[bytes, int]:
        """A piece of a personal file of the caller's schools (at most 256 KiB), and the file's
        size. WrongRecipient for another's file and for one that is not here: the same answer."""
        self._concerns(caller, sha256)
        if not self.port.file_held(sha256):
            raise WrongRecipient("file", sha256, "nothing of this school refers to it")
        length = min(length, MAX_RANGE_BYTES)
        return self.port.read_file(sha256, offset, length), self.port.file_size(sha256)

    def receive_chunk(
        self, caller: str, sha256: str, offset: int, size: int, chunk: bytes
    ) -> Offset:
        """Take a chunk of a personal file. An offset that does not fit is answered with the right
        one; after the last chunk the hash decides, and a wrong one starts the file again."""
        self._concerns(caller, sha256)
        if len(chunk) > MAX_CHUNK_BYTES or not 0 <= size <= MAX_PERSONAL_BLOB_BYTES:
            raise Malformed("file", sha256, "chunks are at most 256 KiB, files 64 MiB")
        if self.port.file_held(sha256):
            return Offset(size, True)
        have = self.port.part_size(caller, sha256)
        if offset != have or offset + len(chunk) > size:
            return Offset(have, False)
        self.port.write_part(caller, sha256, offset, chunk)
        have += len(chunk)
        if have < size:
            return Offset(have, False)
        return Offset(size, True) if self.port.finish_part(caller, sha256) else Offset(0, False)

    def _concerns(self, caller: str, sha256: str) -> None:
        # The same answer for unknown files and for those of others: no oracle of hashes.
        with self.units.read() as unit:
            if not self.port.accepts_file(unit, caller, sha256):
                raise WrongRecipient("file", sha256, "nothing of this school refers to it")

    def _meet(self, store: LogPort, caller: str, life: str, offer: Knowledge | None) -> None:
        """A caller in a new life may have lost what it once had: only its own list counts."""
        key = f"peer.{caller}.incarnation"
        before = store.state(key)
        if before != life:
            store.set_state(key, life)
            twins.life_changed(store, caller, before, life)
        if offer is not None:
            store.set_received(caller, offer)
        elif before != life:
            store.set_received(caller, Knowledge())

    def _proven(self, frame: codec.Frame, proofs: Sequence[Proof]) -> frozenset[int]:
        """Places of the entries that this node once sent down, as its own signatures show."""
        with self.units.read() as unit:
            node = unit.store.node
        proven: set[int] = set()
        start = 0
        for proof in proofs:
            entries = frame.entries[start : start + len(proof.places)]
            leaves = [
                seals.leaf(canonical.op_hash(entry.op), verdicts.encode(entry.verdict))
                for entry in entries
            ]
            told = seals.message(node, proof.count, seals.shown(proof, leaves))
            if self.port.has_signed(told, proof.signature):
                proven.update(range(start, start + len(entries)))
            start += len(entries)
        return frozenset(proven)

    def _take(
        self,
        unit: Unit,
        caller: str,
        frame: codec.Frame,
        *,
        carried: bool = False,
        proven: Collection[int] = (),
    ) -> Received:
        """Apply what the caller may send, and say what is now held of the writers it named."""
        store = unit.store
        if frame.sender != caller:
            raise WrongRecipient("frame", frame.sender, "the token belongs to another node")
        if frame.recipient is not None and frame.recipient != store.node:
            raise WrongRecipient("frame", frame.recipient, "it is addressed to another node")
        refused: dict[OpId, str] = {}
        good: list[Entry] = []
        self.port.expect(unit, caller, frame.entries)
        for place, entry in enumerate(frame.entries):
            reason = None if place in proven else self.port.refuse(unit, caller, entry)
            if reason is None or store.get(entry.op.id) == entry:
                good.append(entry)
            else:
                refused[entry.op.id] = reason
        if len(good) > self.applies_at_once:
            results = take(store, self.registry, good, source=caller, durable=self.durable)
        else:
            results = apply(
                store, self.registry, unit.port, good, source=caller, durable=self.durable
            )
        # What the caller judged otherwise is left out: our verdict has to reach it by its feeds.
        held = Knowledge.of(result.id for result in results)
        alike = Knowledge.of(
            result.id for result in results if not carried and not result.other_verdict
        )
        covered = {key: Ack(alike.get(key, EMPTY), EMPTY) for key in held}
        store.record_ack(caller, covered)
        acks = store.acks_for(caller)
        forks = tuple(result.id for result in results if result.outcome == "fork")
        return Received({key: acks[key] for key in held}, forks, refused)

    def _down(
        self,
        unit: Unit,
        caller: str,
        cursors: Mapping[str, Cursor],
        room: int,
        reads: Sequence[str],
    ) -> Down:
        store = unit.store
        had = Knowledge({key: ack.received for key, ack in store.acks(caller).items()})
        found = feeds.page(
            store,
            self.port.scopes(unit, caller),
            cursors,
            skip=lambda line: had.has(line.op.id),
            recipient=caller,
            room=room,
            reads=[name for name in reads if name in self.capabilities],
        )
        told = found.message(store.node)
        seal = self.port.sign(told) if told else b""
        return Down(found.frame, found.cursors, found.more, seal)
