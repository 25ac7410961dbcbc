"""The asking side of an exchange with the upstream.

Everything an exchange has achieved is committed before the next request leaves, so it may be cut or
killed anywhere and the next one goes on from there: at most one frame or one chunk travels twice.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sync import messages, upstream
from sync.apply import apply
from sync.asking import AgentPort, Course, Road, Shelf, Summary, Tried
from sync.core.clock import physical
from sync.core.errors import RoadFailed, SyncError, WrongRecipient
from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.frames import codec
from sync.limits import (
    MAX_FRAME_BODY_BYTES,
    MAX_IDLE_STEPS,
    MAX_REQUESTS,
    MAX_WAITING_SCAN,
    MAX_WANTED_BLOBS,
    REQUEST_OVERHEAD_BYTES,
)
from sync.messages import Down, Received, SessionAnswer, SessionRequest
from sync.plan import Budget, Facts, Step, next_step, room
from sync.storage.port import UPSTREAM, Entry, LogPort, Unit, Units
from sync.transfers import Transfers

# HTTP status of what the upstream cannot read.
_UNREADABLE = 422


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
        course = Course(budget or Budget())
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

    def _work(self, course: Course) -> bool:
        """Steps until nothing is left to do (true) or budget, time or patience is over."""
        files = self._transfers
        steps: Mapping[Step, Callable[[Course], Tried]] = {
            Step.FRAME_UP: self._send_frame,
            Step.PULL: self._pull,
            Step.FILE_UP: partial(files.send_chunk, urgent=self._urgent),
            Step.FILE_DOWN: partial(files.fetch, Shelf.PERSONAL),
            Step.CONTENT_DOWN: partial(files.fetch, Shelf.COURSE),
        }
        idle = 0
        while idle < MAX_IDLE_STEPS and course.summary.requests < MAX_REQUESTS:
            facts = self._facts(course)
            step = next_step(facts, course.budget, course.summary.spent, self.port.seconds())
            if step is Step.DONE:
                nothing = Facts(None, feed=False, files=False, files_down=False, content=False)
                return facts == nothing and not course.skip
            idle = 0 if steps[step](course) is Tried.PROGRESS else idle + 1
        return False

    def _facts(self, course: Course) -> Facts:
        files = self._transfers
        content = files.next_lacking(course, Shelf.COURSE) is not None
        files_down = files.next_lacking(course, Shelf.PERSONAL) is not None
        with self.units.read() as unit:
            return Facts(
                waiting=unit.store.first_waiting_priority(UPSTREAM),
                feed=course.feed,
                files=files.next_up(unit.store, course) is not None,
                files_down=files_down,
                content=content,
            )

    def _urgent(self, course: Course) -> bool:
        """Whether a file has to make way: something has appeared, or budget or time is over."""
        facts = self._facts(course)
        step = next_step(facts, course.budget, course.summary.spent, self.port.seconds())
        return step is not Step.FILE_UP

    @property
    def _transfers(self) -> Transfers:
        return Transfers(self.units, self.road, self.port)

    # --- session ---------------------------------------------------------------------------
    def _open(self, course: Course) -> None:
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

    def _compare(self, unit: Unit, course: Course, answer: SessionAnswer, offered: bool) -> None:
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
    def _next_frame(self, store: LogPort, course: Course) -> tuple[bytes, tuple[OpId, ...]]:
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

    def _send_frame(self, course: Course) -> Tried:
        with self.units.read() as unit:
            frame, ids = self._next_frame(unit.store, course)
        if not ids:
            return Tried.NOTHING
        received = messages.decode_received(self._ask(course, self.road.frame, frame))
        with self.units.write() as unit:
            return self._journal(unit, course, ids, received)

    def _journal(
        self, unit: Unit, course: Course, ids: Sequence[OpId], received: Received
    ) -> Tried:
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
        return Tried.PROGRESS if change.received or refused else Tried.NOTHING

    def _pull(self, course: Course) -> Tried:
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

    def _take(self, unit: Unit, course: Course, down: Down) -> Tried:
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
        return Tried.PROGRESS if down.frame or down.cursors else Tried.NOTHING

    # --- counting --------------------------------------------------------------------------
    def _ask(self, course: Course, call: Callable[[bytes], bytes], body: bytes) -> bytes:
        summary = course.summary
        summary.requests += 1
        summary.bytes_up += len(body) + REQUEST_OVERHEAD_BYTES
        answer = call(body)
        summary.bytes_down += len(answer)
        return answer
