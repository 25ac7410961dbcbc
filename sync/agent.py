"""The asking side of an exchange with the upstream.

Everything an exchange has achieved is committed before the next request leaves, so it may be cut or
killed anywhere and the next one goes on from there: at most what is under way travels twice, which
is PIPELINE_DEPTH frames or chunks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sync import messages, repair, starting, upstream
from sync.apply import apply
from sync.asking import AgentPort, Course, Flight, Later, Road, Shelf, Summary, Tried
from sync.core.clock import physical
from sync.core.errors import RoadFailed, SyncError, WrongRecipient
from sync.core.knowledge import Knowledge
from sync.core.ops import OpId
from sync.core.registry import Registry
from sync.frames import codec
from sync.limits import (
    MAX_IDLE_STEPS,
    MAX_REQUESTS,
    MAX_WANTED_BLOBS,
    PIPELINE_DEPTH,
    REQUEST_OVERHEAD_BYTES,
)
from sync.messages import Down, Received, SessionAnswer, SessionRequest
from sync.plan import Budget, Facts, Step, frame_bytes, next_step, room
from sync.repair import Auditor
from sync.storage.port import UPSTREAM, LogPort, Unit, Units
from sync.transfers import Transfers
from sync.upward import Upward, next_frame

# HTTP status of what the upstream cannot read.
_UNREADABLE = 422


@dataclass(frozen=True, slots=True)
class Agent:
    units: Units
    registry: Registry
    road: Road
    port: AgentPort
    capabilities: tuple[str, ...] = messages.CAPABILITIES
    audits: bool = False

    def exchange(self, budget: Budget | None = None) -> Summary:
        """One exchange within a budget. A failing link ends it early and is told in `error`;
        what breaks this node's own storage is raised."""
        course = Course(budget or Budget())
        summary = course.summary
        try:
            self._open(course)
            if course.again:
                self._land_stale(course)
                course.again = False
                self._open(course)
            self._transfers.ask_for_start(course)
            summary.finished = self._work(course)
            self._audit(course)
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
        """Steps until nothing is left to do (true) or budget, time or patience is over.

        The next request leaves while the one before it is under way, and what it should be is
        decided only then: so at most one of a lower class is ahead of something more urgent that
        has appeared meanwhile.
        """
        files = self._transfers
        depart: Mapping[Step, Callable[[Course], Flight | None]] = {
            Step.FRAME_UP: self._send_frame,
            Step.PULL: self._pull,
            Step.START: partial(files.fetch, shelf=Shelf.START),
            Step.FILE_UP: files.send,
            Step.FILE_DOWN: partial(files.fetch, shelf=Shelf.PERSONAL),
            Step.CONTENT_DOWN: partial(files.fetch, shelf=Shelf.COURSE),
        }
        while course.idle < MAX_IDLE_STEPS and course.summary.requests < MAX_REQUESTS:
            flight = None
            if course.may_ask:
                facts = self._facts(course)
                step = self._next_step(course, facts)
                if step is not Step.DONE:
                    flight = depart[step](course)
                elif not course.flights:
                    nothing = Facts(None, feed=False, files=False, files_down=False, content=False)
                    return facts == nothing and not course.skip
            if flight is not None:
                course.flights.append(flight)
            elif course.flights:
                self._land(course)
            else:
                course.idle += 1
        while course.flights:
            self._land(course)
        return False

    def _next_step(self, course: Course, facts: Facts) -> Step:
        now = self.port.seconds()
        return next_step(facts, course.budget, course.spent, now, course.records)

    def _land(self, course: Course) -> None:
        """Wait for the oldest answer under way; it is journalled before anything else leaves."""
        flight = course.flights.popleft()
        tried = flight.land()
        course.idle = 0 if tried is Tried.PROGRESS else course.idle + 1
        course.summary.bytes_up += self.road.resent()

    def _audit(self, course: Course) -> None:
        """Fetch what is known to be forked; with `audits` compare both logs, and mend."""
        if course.frames().left(0) == 0:
            return
        auditor = Auditor(
            self.units, self.registry, lambda body: self._ask(course, self.road.pull, body)()
        )
        done = auditor.run() if self.audits and course.summary.finished else auditor.fetch_known()
        course.summary.audited = self.audits and course.summary.finished
        course.summary.mended = done.fetched + done.sent_again
        if done.fetched or done.sent_again:
            course.summary.finished = self._work(course)

    def _facts(self, course: Course) -> Facts:
        files = self._transfers
        content = files.next_down(course, Shelf.COURSE) is not None
        files_down = files.next_down(course, Shelf.PERSONAL) is not None
        with self.units.read() as unit:
            return Facts(
                waiting=_first_waiting(unit.store, course.under_way),
                feed=course.feed
                and course.start is None
                and not any(flight.pull for flight in course.flights),
                files=files.can_send(unit.store, course),
                files_down=files_down,
                content=content,
                start=course.start is not None,
            )

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
            frame, ids = self._next_frame(store, course, alone=False)
            answer_room = room(course.frames(), 2 * len(frame))
            if starting.coming(store) is not None:
                answer_room = 0  # what the snapshot brings need not come twice
            body = messages.encode_session_request(
                SessionRequest(
                    node=store.node,
                    incarnation=store.incarnation,
                    schools=tuple(self.port.schools(unit)),
                    digest=messages.ack_digest(store.acks(UPSTREAM)),
                    offer=store.offer() if offering else None,
                    cursors=store.cursors(UPSTREAM),
                    room=answer_room,
                    ask=tuple(store.blobs_wanted(UPSTREAM, MAX_WANTED_BLOBS)),
                    frame=frame,
                    capabilities=self.capabilities,
                )
            )
            known = bool(store.state(upstream.NODE)) and not offering
        later = self._ask(course, self.road.session, body)
        opening = Flight(lambda: Tried.PROGRESS, room=answer_room, ids=ids, records=True)
        course.flights.append(opening)
        if known and ids and PIPELINE_DEPTH > 1:
            # What the first frame could not hold follows at once: the upstream is most likely
            # the one we know. If it isn't, nothing is lost by it.
            second = self._send_frame(course)
            if second is not None:
                course.flights.append(second)
        answer = messages.decode_session_answer(later())
        course.flights.popleft()
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
                down = Down(down.frame, {}, more=True, seal=down.seal)
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
                store.new_incarnation(f"{store.draw(64):016x}", physical(store.last_hlc()))
                course.again = True
        if offered and not course.again:
            store.set_state(upstream.OFFER, "")
        upstream.covered(store, answer.covers)

    # --- operations ------------------------------------------------------------------------
    def _next_frame(self, store: LogPort, course: Course, *, alone: bool) -> Upward:
        """The most urgent waiting operations that one frame holds, and their ids."""
        return next_frame(
            store,
            room=room(course.frames(), 0, frame_bytes(self.road.speed().up)),
            skip=course.under_way,
            reads=[name for name in upstream.reads(store) if name in self.capabilities],
            alone=alone,
        )

    def _send_frame(self, course: Course) -> Flight | None:
        with self.units.read() as unit:
            frame, ids = self._next_frame(unit.store, course, alone=True)
        if not ids:
            return None
        later = self._ask(course, self.road.frame, frame)
        return Flight(lambda: self._sent(course, ids, later), ids=ids)

    def _sent(self, course: Course, ids: Sequence[OpId], later: Later[bytes]) -> Tried:
        received = messages.decode_received(later())
        with self.units.write() as unit:
            return self._journal(unit, course, ids, received)

    def _land_stale(self, course: Course) -> None:
        """Let what was meant for the upstream as we knew it come to its end."""
        while course.flights:
            try:
                self._land(course)
            except RoadFailed as error:
                if error.status is None:
                    raise

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
            repair.forked(store, forks)
            self.port.forked(unit, forks)
        # An answer may already speak of what follows it, so the change alone does not tell.
        there = Knowledge({key: ack.received for key, ack in received.acks.items()})
        arrived = sum(there.has(key) for key in ids)
        course.summary.operations_up += arrived
        course.summary.refused += len(refused)
        course.summary.forks += len(forks)
        return Tried.PROGRESS if arrived or refused else Tried.NOTHING

    def _pull(self, course: Course) -> Flight:
        most = room(course.frames(), 0, frame_bytes(self.road.speed().down))
        with self.units.read() as unit:
            cursors = unit.store.cursors(UPSTREAM)
        request = messages.PullRequest(cursors, most, self.capabilities)
        body = messages.encode_pull_request(request)
        later = self._ask(course, self.road.pull, body)
        return Flight(lambda: self._pulled(course, later), room=most, pull=True, records=True)

    def _pulled(self, course: Course, later: Later[bytes]) -> Tried:
        down = messages.decode_down(later())
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
            upstream.keep_seal(store, frame.sender, frame.entries, down.seal)
            course.summary.operations_down += sum(r.outcome == "new" for r in results)
        store.set_cursors(UPSTREAM, down.cursors)
        return Tried.PROGRESS if down.frame or down.cursors else Tried.NOTHING

    # --- counting --------------------------------------------------------------------------
    def _ask(
        self, course: Course, call: Callable[[bytes], Later[bytes]], body: bytes
    ) -> Later[bytes]:
        summary = course.summary
        summary.requests += 1
        summary.bytes_up += len(body) + REQUEST_OVERHEAD_BYTES
        summary.records += len(body) + REQUEST_OVERHEAD_BYTES
        later = call(body)

        def counted() -> bytes:
            answer = later()
            summary.bytes_down += len(answer)
            summary.records += len(answer)
            return answer

        return counted


def _first_waiting(store: LogPort, under_way: Collection[OpId]) -> int | None:
    """The priority of the most urgent operation that has not left yet."""
    if not under_way:
        return store.first_waiting_priority(UPSTREAM)
    lines = store.missing_for(UPSTREAM, len(under_way) + 1)
    return next((line[0] for line in lines if line[1].op.id not in under_way), None)
