"""The asking side of an exchange with the upstream.

Everything an exchange has achieved is committed before the next request leaves, so it may be cut or
killed anywhere and the next one goes on from there: at most one frame or one chunk travels twice.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Protocol

from sync import messages, upstream
from sync.apply import apply
from sync.core.cbor import Value
from sync.core.clock import physical
from sync.core.errors import RoadFailed, SyncError, WrongRecipient
from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.frames import codec
from sync.limits import (
    MAX_FRAME_BODY_BYTES,
    MAX_IDLE_STEPS,
    MAX_LACKING_BLOBS,
    MAX_RANGE_BYTES,
    MAX_REQUESTS,
    MAX_WAITING_SCAN,
    MAX_WANTED_BLOBS,
    REQUEST_OVERHEAD_BYTES,
)
from sync.messages import Down, Received, SessionAnswer, SessionRequest
from sync.peer import Offset
from sync.plan import Budget, Facts, Step, chunk_room, next_step, room
from sync.storage.port import UPSTREAM, AckChange, Entry, LogPort, Unit, Units, Waiting

# HTTP status of what the upstream cannot read.
_UNREADABLE = 422


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


class _Tried(Enum):
    """What one step achieved."""

    PROGRESS = "progress"
    NOTHING = "nothing"


@dataclass(slots=True)
class _Course:
    """What this exchange has learnt on its way; lost with it, and learnt again by the next."""

    budget: Budget
    summary: Summary = field(default_factory=Summary)
    about: Mapping[str, Value] = field(default_factory=dict)
    feed: bool = False
    again: bool = False
    skip: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Agent:
    units: Units
    registry: Registry
    road: Road
    port: AgentPort
    capabilities: tuple[str, ...] = messages.CAPABILITIES

    def exchange(self, budget: Budget | None = None) -> Summary:
        """One exchange within a budget. A failing link ends it early and is told in `error`;
        what breaks this node's own storage is raised."""
        course = _Course(budget or Budget())
        summary = course.summary
        try:
            self._open(course)
            if course.again:
                course.again = False
                self._open(course)
            summary.finished = self._work(course)
        except SyncError as error:
            summary.error = error
            if isinstance(error, RoadFailed) and error.status == _UNREADABLE:
                # It may have gone back to an older release: begin with what every release reads.
                with self.units.write() as unit:
                    upstream.announced(unit.store, ())
        with self.units.read() as unit:
            summary.waiting = unit.store.waiting(UPSTREAM)
            summary.files_waiting = len(unit.store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS))
        summary.seconds = self.port.seconds()
        return summary

    def _work(self, course: _Course) -> bool:
        """Steps until nothing is left to do (true) or budget, time or patience is over."""
        steps: Mapping[Step, Callable[[_Course], _Tried]] = {
            Step.FRAME_UP: self._send_frame,
            Step.PULL: self._pull,
            Step.FILE_UP: self._send_chunk,
            Step.FILE_DOWN: partial(self._fetch, Shelf.PERSONAL),
            Step.CONTENT_DOWN: partial(self._fetch, Shelf.COURSE),
        }
        idle = 0
        while idle < MAX_IDLE_STEPS and course.summary.requests < MAX_REQUESTS:
            facts = self._facts(course)
            step = next_step(facts, course.budget, course.summary.spent, self.port.seconds())
            if step is Step.DONE:
                nothing = Facts(None, feed=False, files=False, files_down=False, content=False)
                return facts == nothing and not course.skip
            idle = 0 if steps[step](course) is _Tried.PROGRESS else idle + 1
        return False

    def _facts(self, course: _Course) -> Facts:
        content = self._next_lacking(course, Shelf.COURSE) is not None
        files_down = self._next_lacking(course, Shelf.PERSONAL) is not None
        with self.units.read() as unit:
            return Facts(
                waiting=unit.store.first_waiting_priority(UPSTREAM),
                feed=course.feed,
                files=self._next_file(unit.store, course) is not None,
                files_down=files_down,
                content=content,
            )

    # --- session ---------------------------------------------------------------------------
    def _open(self, course: _Course) -> None:
        with self.units.write() as unit:
            unit.store.follow(UPSTREAM)
        with self.units.read() as unit:
            store = unit.store
            offering = bool(store.state(upstream.OFFER))
            frame, ids = self._next_frame(store, course)
            body = messages.encode_session_request(
                SessionRequest(
                    node=store.node,
                    incarnation=store.incarnation,
                    schools=tuple(self.port.schools(unit)),
                    digest=messages.ack_digest(store.acks(UPSTREAM)),
                    offer=store.offer() if offering else None,
                    cursors=store.cursors(UPSTREAM),
                    room=room(course.budget, course.summary.spent + 2 * len(frame)),
                    ask=tuple(store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS)),
                    frame=frame,
                    capabilities=self.capabilities,
                )
            )
        answer = messages.decode_session_answer(self._ask(course, self.road.session, body))
        course.about = answer.about
        with self.units.write() as unit:
            self._compare(unit, course, answer, offering)
            if answer.received is not None:
                self._journal(unit, course, ids, answer.received)
            for sha in answer.held:
                unit.store.set_blob_held(UPSTREAM, sha)
                self.port.file_acked(unit, sha)
            unit.store.want_blobs(UPSTREAM, answer.wanted)
            down = answer.down
            if course.again:
                # Its feeds left out what it thought we had: walk them again after the comparison.
                down = Down(down.frame, {}, more=True)
            self._take(unit, course, down)
            self.port.met(unit, answer.node, answer.about)

    def _compare(self, unit: Unit, course: _Course, answer: SessionAnswer, offered: bool) -> None:
        """Bring what we believe of the upstream in line with what it says of itself."""
        store = unit.store
        course.again = upstream.meet(store, answer.node, answer.incarnation)
        upstream.announced(store, answer.capabilities)
        if answer.acks is not None:
            self.port.acked(unit, store.replace_acks(UPSTREAM, answer.acks))
            if not offered and answer.had.difference(store.knowledge()):
                # We once had what is not here any more: this database was restored and nobody
                # said so. A new life makes the upstream send what followed our cursors.
                former = store.incarnation.encode() + messages.ack_digest(answer.acks)
                life = hashlib.sha256(former).hexdigest()[:16]
                store.new_incarnation(life, physical(store.last_hlc()))
                course.again = True
        if offered and not course.again:
            store.set_state(upstream.OFFER, "")
        upstream.covered(store, answer.covers)

    # --- operations ------------------------------------------------------------------------
    def _next_frame(self, store: LogPort, course: _Course) -> tuple[bytes, tuple[OpId, ...]]:
        """The most urgent waiting operations that one frame holds, and their ids."""
        lines, ids, size = [], [], 0
        first = None
        for priority, found in store.missing_for(UPSTREAM, MAX_WAITING_SCAN):
            first = priority if first is None else first
            if size + len(found.body) > MAX_FRAME_BODY_BYTES:
                break
            size += len(found.body)
            lines.append(codec.line(Entry(found.op, found.verdict)))
            ids.append(found.op.id)
        frame, count = codec.pack(
            lines,
            sender=store.node,
            recipient=store.state(upstream.NODE),
            priority=first or 0,
            room=room(course.budget, course.summary.spent),
            reads=[name for name in upstream.reads(store) if name in self.capabilities],
        )
        return frame, tuple(ids[:count])

    def _send_frame(self, course: _Course) -> _Tried:
        with self.units.read() as unit:
            frame, ids = self._next_frame(unit.store, course)
        if not ids:
            return _Tried.NOTHING
        received = messages.decode_received(self._ask(course, self.road.frame, frame))
        with self.units.write() as unit:
            return self._journal(unit, course, ids, received)

    def _journal(
        self, unit: Unit, course: _Course, ids: Sequence[OpId], received: Received
    ) -> _Tried:
        store = unit.store
        change = store.record_ack(UPSTREAM, received.acks)
        self.port.acked(unit, change)
        sent = set(ids)
        refused = {key: why for key, why in received.refused.items() if key in sent}
        forks = [key for key in received.forks if key in sent]
        if refused:
            store.defer(UPSTREAM, refused)
            self.port.refused(unit, refused)
        if forks:
            self.port.forked(unit, forks)
        course.summary.operations_up += sum(change.received.has(key) for key in ids)
        course.summary.refused += len(refused)
        course.summary.forks += len(forks)
        return _Tried.PROGRESS if change.received or refused else _Tried.NOTHING

    def _pull(self, course: _Course) -> _Tried:
        with self.units.read() as unit:
            body = messages.encode_pull_request(
                messages.PullRequest(
                    unit.store.cursors(UPSTREAM),
                    room(course.budget, course.summary.spent),
                    self.capabilities,
                )
            )
        down = messages.decode_down(self._ask(course, self.road.pull, body))
        with self.units.write() as unit:
            return self._take(unit, course, down)

    def _take(self, unit: Unit, course: _Course, down: Down) -> _Tried:
        """Apply a frame of the feeds together with the cursors that follow from it."""
        store = unit.store
        course.feed = down.more
        if down.frame:
            frame = codec.decode(down.frame)
            if frame.sender != store.state(upstream.NODE) or frame.recipient != store.node:
                raise WrongRecipient("frame", str(frame.recipient), "it is meant for another node")
            results = apply(store, self.registry, unit.port, frame.entries, source=UPSTREAM)
            course.summary.operations_down += sum(r.outcome == "new" for r in results)
        store.set_cursors(UPSTREAM, down.cursors)
        return _Tried.PROGRESS if down.frame or down.cursors else _Tried.NOTHING

    # --- files -----------------------------------------------------------------------------
    def _next_file(self, store: LogPort, course: _Course) -> str | None:
        for sha in store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS):
            if sha not in course.skip and self.port.file_size(sha) is not None:
                return sha
        return None

    def _send_chunk(self, course: _Course) -> _Tried:
        """Ask where to go on with one file, then send chunks while nothing more urgent waits."""
        with self.units.read() as unit:
            sha = self._next_file(unit.store, course)
        size = None if sha is None else self.port.file_size(sha)
        if sha is None or size is None:
            return _Tried.NOTHING
        try:
            at = self._count(course, lambda: self.road.file_offset(sha), 0)
            while not at.complete:
                allowed = chunk_room(course.budget, course.summary.spent)
                chunk = self.port.read_file(sha, at.offset, allowed)
                if not chunk and at.offset < size:
                    return _Tried.NOTHING
                offset = at.offset
                at = self._count(
                    course,
                    lambda o=offset, c=chunk: self.road.send_chunk(sha, o, size, c),
                    len(chunk),
                )
                if not at.complete and at.offset <= offset:
                    course.skip.add(sha)
                    return _Tried.PROGRESS
                if not at.complete and self._urgent(course):
                    return _Tried.PROGRESS
        except RoadFailed as error:
            return self._skip(course, sha, error)
        with self.units.write() as unit:
            unit.store.set_blob_held(UPSTREAM, sha)
            self.port.file_acked(unit, sha)
        course.summary.files_up += 1
        return _Tried.PROGRESS

    def _urgent(self, course: _Course) -> bool:
        """Whether a file has to make way: something has appeared, or budget or time is over."""
        facts = self._facts(course)
        step = next_step(facts, course.budget, course.summary.spent, self.port.seconds())
        return step is not Step.FILE_UP

    def _next_lacking(self, course: _Course, shelf: Shelf) -> str | None:
        lacking = self.port.lacking(shelf, MAX_LACKING_BLOBS)
        return next((sha for sha in lacking if sha not in course.skip), None)

    def _fetch(self, shelf: Shelf, course: _Course) -> _Tried:
        """One range of one file; a broken file starts again in the next exchange."""
        sha = self._next_lacking(course, shelf)
        if sha is None:
            return _Tried.NOTHING
        have = self.port.part_size(shelf, sha)
        most = min(MAX_RANGE_BYTES, chunk_room(course.budget, course.summary.spent))
        try:
            data, size = self._range(course, shelf, sha, have, most)
        except RoadFailed as error:
            return self._skip(course, sha, error)
        finally:
            course.summary.requests += 1
            course.summary.bytes_up += REQUEST_OVERHEAD_BYTES
        course.summary.bytes_down += len(data)
        if data:
            self.port.write_part(shelf, sha, have, data)
        if have + len(data) < size:
            return _Tried.PROGRESS if data else _Tried.NOTHING
        if not self.port.finish_part(shelf, sha):
            course.skip.add(sha)
        elif shelf is Shelf.COURSE:
            course.summary.content_down += 1
        else:
            course.summary.files_down += 1
            with self.units.write() as unit:
                # What came from there need not be sent there: its tick is due.
                unit.store.set_blob_held(UPSTREAM, sha)
                self.port.file_came(unit, sha)
        return _Tried.PROGRESS

    def _range(
        self, course: _Course, shelf: Shelf, sha: str, offset: int, length: int
    ) -> tuple[bytes, int]:
        if shelf is Shelf.PERSONAL:
            return self.road.personal(sha, offset, length)
        address = course.about.get("content")
        return self.road.content(address if isinstance(address, str) else "", sha, offset, length)

    def _skip(self, course: _Course, sha: str, error: RoadFailed) -> _Tried:
        """One file that the upstream will not take or give must not hold up the others."""
        if error.status not in (403, 404, 416, 422):
            raise error
        course.skip.add(sha)
        return _Tried.PROGRESS

    # --- counting --------------------------------------------------------------------------
    def _ask(self, course: _Course, call: "_Call", body: bytes) -> bytes:
        summary = course.summary
        summary.requests += 1
        summary.bytes_up += len(body) + REQUEST_OVERHEAD_BYTES
        answer = call(body)
        summary.bytes_down += len(answer)
        return answer

    def _count(self, course: _Course, call: "_Ask", size: int) -> Offset:
        course.summary.requests += 1
        course.summary.bytes_up += size + REQUEST_OVERHEAD_BYTES
        return call()


class _Call(Protocol):
    def __call__(self, body: bytes, /) -> bytes: ...


class _Ask(Protocol):
    def __call__(self) -> Offset: ...
