"""The two sides of an audit: the node below finds and mends, the node above answers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from sync import auditing, upstream
from sync.apply import apply
from sync.auditing import LISTED_BYTES, Answer, Part, Question
from sync.core import audit, canonical, seals
from sync.core.errors import WrongRecipient
from sync.core.knowledge import EMPTY, IntervalSet, Key, Knowledge
from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.frames import codec
from sync.limits import MAX_AUDIT_PARTS, MAX_AUDIT_ROUNDS, MAX_FETCHED, MAX_FRAME_BYTES
from sync.storage.port import UPSTREAM, LogPort, Unit, Units

FORKED: Final = "upstream.forked"
"""Ids under which the node above holds another operation, joined by spaces, until it is fetched."""

Ask = Callable[[bytes], bytes]
_T = TypeVar("_T")


@dataclass(slots=True)
class Mended:
    """What an audit did: operations that came again, and ones that go up again."""

    rounds: int = 0
    compared: int = 0
    fetched: int = 0
    sent_again: int = 0


@dataclass(frozen=True, slots=True)
class Auditor:
    """The side that asks; `ask` sends a question on the road of pulls."""

    units: Units
    registry: Registry
    ask: Ask

    def fetch_known(self) -> Mended:
        """Only what is known to be lost here, or forked: costs nothing where nothing is."""
        done = Mended()
        with self.units.read() as unit:
            forked = Knowledge.of(OpId.parse(op) for op in (unit.store.state(FORKED) or "").split())
        if forked:
            self._fetch(forked, done)
            with self.units.write() as unit:
                unit.store.set_state(FORKED, "")
        return done

    def run(self) -> Mended:
        """Compare everything that both sides should hold, and mend what differs."""
        done = self.fetch_known()
        with self.units.read() as unit:
            lost = unit.store.lost()
        self._fetch(lost, done)
        with self.units.read() as unit:
            parts = list(_parts(unit.store, _shared(unit.store).items()))
        lists: list[tuple[Key, IntervalSet]] = []
        while parts and done.rounds < MAX_AUDIT_ROUNDS:
            done.compared += sum(len(part.numbers) for part in parts)
            differ = self._compare(parts, done)
            lists += [(p.key, p.numbers) for p in differ if len(p.numbers) <= audit.LISTED]
            with self.units.read() as unit:
                smaller = (
                    (part.key, piece)
                    for part in differ
                    if len(part.numbers) > audit.LISTED
                    for piece in audit.parts(part.numbers)
                )
                parts = list(_parts(unit.store, smaller))
        self._mend(lists, done)
        return done

    def _compare(self, parts: Sequence[Part], done: Mended) -> list[Part]:
        differ: list[Part] = []
        for some in _batches(parts, MAX_AUDIT_PARTS):
            answer = self._question(Question(parts=tuple(some)), done)
            differ += [some[place] for place in answer.differ if 0 <= place < len(some)]
        return differ

    def _mend(self, lists: Sequence[tuple[Key, IntervalSet]], done: Mended) -> None:
        fetch, again = Knowledge(), Knowledge()
        for some in _batches(lists, MAX_AUDIT_PARTS // audit.LISTED):
            answer = self._question(Question(lists=tuple(some)), done)
            with self.units.read() as unit:
                for (key, numbers), there in zip(some, answer.lists, strict=False):
                    here = {
                        seq: one[:LISTED_BYTES]
                        for seq, one in unit.store.audit_items(*key, numbers)
                    }
                    for seq in numbers:
                        if seq not in there and seq in here:
                            again.add(OpId(*key, seq))
                        elif seq in there and here.get(seq) != there[seq]:
                            fetch.add(OpId(*key, seq))
        again = again.union(self._fetch(fetch, done))
        with self.units.write() as unit:
            unit.store.wait_again(UPSTREAM, again)
        done.sent_again += again.count()

    def _fetch(self, wanted: Knowledge, done: Mended) -> Knowledge:
        """Take what the node above has of these; what it lacks is returned."""
        lacks = Knowledge()
        while wanted:
            some = Knowledge.of(islice(wanted.ids(), MAX_FETCHED))
            answer = self._question(Question(fetch=some), done)
            came = self._take(answer)
            done.fetched += came.count()
            lacks = lacks.union(answer.lacks)
            settled = came.union(answer.lacks)
            if not settled:
                return lacks
            wanted = wanted.difference(settled)
        return lacks

    def _take(self, answer: Answer) -> Knowledge:
        if not answer.frame:
            return Knowledge()
        frame = codec.decode(answer.frame)
        with self.units.write() as unit:
            if frame.sender != unit.store.state(upstream.NODE):
                raise WrongRecipient("frame", frame.sender, "it is not from the node above")
            apply(unit.store, self.registry, unit.port, frame.entries, source=UPSTREAM)
            upstream.keep_seal(unit.store, frame.sender, frame.entries, answer.seal)
        return Knowledge.of(entry.op.id for entry in frame.entries)

    def _question(self, question: Question, done: Mended) -> Answer:
        done.rounds += 1
        return auditing.decode_answer(self.ask(auditing.encode_question(question)))


def answer(
    unit: Unit,
    question: Question,
    *,
    caller: str,
    scopes: Sequence[str],
    covers: Sequence[str],
    sign: Callable[[bytes], bytes],
) -> Answer:
    """What the node above says; it gives only what the caller brought or follows."""
    store = unit.store
    differ = [
        place
        for place, part in enumerate(question.parts)
        if _print(store, part.key, part.numbers) != part.fingerprint
    ]
    lists = []
    for key, numbers in question.lists:
        writer = store.writer(key[0])
        mine = writer is None or writer.school is None or writer.school in covers
        items = store.audit_items(*key, numbers) if mine else ()
        lists.append({seq: one[:LISTED_BYTES] for seq, one in items})
    lines: list[codec.Line] = []
    lacks: list[OpId] = []
    for op in islice(question.fetch.ids(), MAX_FETCHED):
        entry = store.get(op)
        if entry and (entry.verdict.node == caller or store.in_feeds(op, scopes)):
            lines.append(codec.line(entry))
        else:
            lacks.append(op)
    frame, count = codec.pack(
        lines,
        sender=store.node,
        recipient=caller,
        priority=0,
        room=min(question.room, MAX_FRAME_BYTES),
    )
    leaves = [seals.leaf(canonical.hash_of(one.op), one.verdict) for one in lines[:count]]
    seal = sign(seals.message(store.node, count, seals.root(leaves))) if leaves else b""
    return Answer(tuple(differ), tuple(lists), frame, seal, Knowledge.of(lacks))


def forked(store: LogPort, ids: Iterable[OpId]) -> None:
    """Remember to fetch what the node above holds under these ids."""
    known = dict.fromkeys((store.state(FORKED) or "").split())
    known |= dict.fromkeys(str(op) for op in ids)
    store.set_state(FORKED, " ".join(list(known)[:MAX_FETCHED]))


def _shared(store: LogPort) -> Knowledge:
    """What both sides should hold: what the node above has acknowledged, and what came from it."""
    acks = store.acks(UPSTREAM)
    shared = Knowledge()
    for key, held in store.knowledge().items():
        ack = acks.get(key)
        acked = EMPTY if ack is None else ack.received.intersection(held)
        if acked != held:
            acked = acked.union(store.judged_elsewhere(*key))
        if acked:
            shared[key] = acked
    return shared


def _parts(store: LogPort, sets: Iterable[tuple[Key, IntervalSet]]) -> Iterable[Part]:
    return (Part(key, numbers, _print(store, key, numbers)) for key, numbers in sets)


def _print(store: LogPort, key: Key, numbers: IntervalSet) -> bytes:
    return audit.fingerprint(one for _, one in store.audit_items(*key, numbers))


def _batches(items: Sequence[_T], size: int) -> Iterable[Sequence[_T]]:
    return (items[at : at + size] for at in range(0, len(items), size))
