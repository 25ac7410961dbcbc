"""A small country in one process: a hub, its schools, their phones, and everything that fails.

The core, the storage, the agent and the peer are the real ones; only phones, clocks, roads and
disasters are simulated. All chance comes from one seeded generator, and every step is written to a
trace, so the same seed gives the same trace.
"""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from sync import auditing, messages
from sync.agent import Agent
from sync.apply import apply
from sync.asking import Later
from sync.cold.pruning import Pruner
from sync.cold.thawing import scrub, thaw_due
from sync.core import cbor, clock
from sync.core.errors import RoadFailed
from sync.core.ops import Operation, OpId, Value
from sync.core.verdict import Outcome, Verdict
from sync.frames import codec
from sync.peer import Peer
from sync.plan import Budget
from sync.storage.port import UPSTREAM, Entry, Unit
from tests.sync.cold.shelves import MemoryShelf
from tests.sync.toy import NOON, Database, registry
from tests.sync.world import Cut, HubPort, MemoryRoad, SchoolPort

HUB = "4b00000000000001"
RECORDS = "abc"
PHONE_KINDS = ("mark.give", "assignment.set", "attempt.commit", "statement.make", "school.set")


# What the release before this one announced.
OLD_RELEASE = ("frame1",)
MIDDLE_RELEASE = ("frame1", codec.READS_TIGHT)
# What reads a frame of this codec has announced.
_NEEDED: dict[object, str] = {codec.TIGHT: codec.READS_TIGHT, codec.DERIVED: codec.READS_DERIVED}


@dataclass
class WatchedRoad(MemoryRoad):
    """A road between nodes of different releases: no frame may reach a node that cannot read it.

    The one exception: a hub that went back to an older release refuses, as that release does.
    """

    world: "World" = field(kw_only=True)
    unread: int = 0

    def session(self, body: bytes) -> Later[bytes]:
        self._arrives(HUB, messages.decode_session_request(body).frame)
        later = super().session(body)

        def answered() -> bytes:
            answer = later()
            self._arrives(self.caller, messages.decode_session_answer(answer).down.frame)
            return answer

        return answered

    def frame(self, body: bytes) -> Later[bytes]:
        returned = messages.is_returned(body)
        self._arrives(HUB, messages.decode_returned(body).frame if returned else body)
        self.world.returned += returned
        return super().frame(body)

    def pull(self, body: bytes) -> Later[bytes]:
        later = super().pull(body)

        def answered() -> bytes:
            answer = later()
            audit = auditing.is_question(body)
            self._arrives(self.caller, b"" if audit else messages.decode_down(answer).frame)
            return answer

        return answered

    def _arrives(self, node: str, frame: bytes) -> None:
        needed = _NEEDED.get(codec_of(frame)) if frame else None
        if needed is None:
            return
        self.world.tight_frames += 1
        if needed in self.world.releases[node]:
            return
        assert node == HUB, "a school got a frame that its release cannot read"
        self.unread += 1
        raise RoadFailed("peer", "frame", "upgrade this node", retry=False, status=422)


def codec_of(frame: bytes) -> object:
    header, _ = cbor.decode_first(frame, 4)
    assert isinstance(header, list)
    return header[4]


@cache
def empty_node() -> bytes:
    """The tables of a new node, made once."""
    made = Database()
    try:
        return made.dump()
    finally:
        made.close()


def identity(prefix: str, number: int) -> str:
    return f"{prefix}{number:0{16 - len(prefix)}x}"


@dataclass
class Phone:
    """One person's app: numbers its own operations, keeps them until the centre is durable."""

    writer: str
    school: "School"
    skew_ms: int
    written: list[Operation] = field(default_factory=list)
    # What its school said it holds, in that life of the school.
    at_school: set[OpId] = field(default_factory=set)
    life: str = ""
    hlc: int = 0

    def write(self, world: "World") -> None:
        rng = world.rng
        self.hlc = max(self.hlc + 1, clock.pack(max(0, world.now + self.skew_ms)))
        seq = len(self.written) + 1
        base = None
        kind = rng.choice((*PHONE_KINDS, "submission.hand_in", "assignment.withdraw"))
        key = OpId(self.writer, 1, seq)
        record = f"{self.school.name}-{rng.choice(RECORDS)}"
        if kind == "submission.hand_in":
            record = str(key)
        elif rng.random() < 0.6:
            base = self.school.seen(kind, record, rng)
        fields: dict[str, Value] = {"school": self.school.name, rng.choice("xyz"): rng.randrange(5)}
        made = Operation(*key, self.hlc, kind, 1, base, None, record, fields)
        if base is not None and base[:2] == key[:2] and base.seq >= seq:
            return
        self.written.append(made)
        world.note("write", self.writer, seq, kind, record)

    def deliver(self, world: "World") -> None:
        """Everything that the school is not known to hold, in whatever order the app finds it."""
        rng = world.rng
        if self.school.life() != self.life:
            # The school is in a new life: what it once acknowledged counts for nothing.
            self.life = self.school.life()
            self.at_school = set()
        waiting = [op for op in self.written if op.id not in self.at_school]
        rng.shuffle(waiting)
        batch = waiting[: rng.randint(1, 8)]
        if batch and rng.random() < 0.3:
            batch.append(rng.choice(batch))
        if not batch:
            return
        try:
            acked = self.school.accept(batch, world)
        except Cut:
            world.note("power", self.school.node)
            return
        if rng.random() < 0.2:
            world.note("lost-answer", self.writer)
            return
        self.at_school |= acked


@dataclass
class School:
    node: str
    name: str
    database: Database
    port: SchoolPort
    skew_ms: int
    phones: list[Phone] = field(default_factory=list)
    backup: bytes = b""
    lives: int = 1
    cold: MemoryShelf = field(default_factory=MemoryShelf)

    def clock(self, world: "World") -> int:
        return max(0, world.now + self.skew_ms)

    def life(self) -> str:
        with self.database.read() as unit:
            return unit.store.incarnation

    def seen(self, kind: str, record: str, rng: random.Random) -> OpId | None:
        """An operation that an author may have seen here: some head of the record."""
        with self.database.read() as unit:
            key = (kind.split(".", maxsplit=1)[0], record)
            state = unit.store.merge_states([key]).get(key)
        versions = () if state is None else state.versions
        return rng.choice(versions).id if versions else None

    def accept(self, batch: list[Operation], world: "World") -> set[OpId]:
        """Judge and apply what a phone brings; a power cut in the middle leaves nothing."""
        rng = world.rng
        now = self.clock(world)
        with self.database.write() as unit:
            entries = [self._judge(unit, made, now, rng) for made in batch]
            apply(unit.store, registry(), unit.port, entries)
            if world.faults and rng.random() < 0.1:
                raise Cut(self.node)
        world.note("accept", self.node, *[str(made.id) for made in batch])
        return {made.id for made in batch}

    def write(self, world: "World") -> None:
        """The node's own writer, as an administrator uses it."""
        rng = world.rng
        with self.database.write() as unit:
            key, hlc = unit.store.allocate(self.clock(world))
            record = f"{self.name}-{rng.choice(RECORDS)}"
            fields: dict[str, Value] = {"school": self.name, "x": rng.randrange(5)}
            made = Operation(*key, hlc, "school.set", 1, None, "p-admin", record, fields)
            apply(
                unit.store,
                registry(),
                unit.port,
                [Entry(made, Verdict("admitted", hlc, 1, None, self.node, self.clock(world)))],
            )
        world.note("admin", self.node, str(key))

    def _judge(self, unit: Unit, made: Operation, now: int, rng: random.Random) -> Entry:
        order, corrected = clock.ordering_time(made.hlc, unit.store.tick(now))
        if rng.random() < 0.05:
            verdict = Verdict("held", order, 0, "not-your-class", self.node, now)
        else:
            outcome: Outcome = "corrected" if corrected else "admitted"
            verdict = Verdict(outcome, order, rng.randint(0, 1), None, self.node, now)
        return Entry(made, verdict)


class NoFiles(HubPort):
    """No operation of these worlds has a file: the log need not be searched for one."""

    def wanted_files(self, _unit: Unit, _caller: str, _limit: int) -> Sequence[str]:
        return ()


class World:
    """All nodes of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.throw("start")
        self.trace = hashlib.sha256()
        self.steps = 0
        self.played: list[int] = []
        self.now = NOON
        # Without restores of the hub its synced commit is durable; with them only its backup is.
        self.hub_fails = self.rng.random() < 0.5
        self.hub = self._node(HUB, feeds=True)
        self.hub_backup = b""
        self.hub_lives = 1
        self.sticks: list[tuple[str, bytes]] = []
        self.hub_port = NoFiles({})
        self.schools = [self._school(number) for number in range(self.rng.randint(1, 3))]
        self.releases: dict[str, tuple[str, ...]] = {}
        for node in (HUB, *(school.node for school in self.schools)):
            self.install(node)
        self.tight_frames = 0
        self.pruned = 0
        self.returned = 0
        self.faults = True
        self.backup_hub()
        for school in self.schools:
            self.backup_school(school)

    def throw(self, what: object) -> None:
        """New dice, for one step: a step that is left out must not change what the others do. Nor
        must which release runs where, or which request arrives when, shift what else happens."""
        self.rng = random.Random(f"{self.seed}-{what}")
        self.installing = random.Random(f"{self.seed}-{what}-releases")
        self.crossing = random.Random(f"{self.seed}-{what}-crossing")

    # --- what happens ----------------------------------------------------------------------
    def step(self, number: int) -> None:
        self.throw(number)
        self.played.append(number)
        rng = self.rng
        self.now += rng.randrange(1, 3_600_000)
        school = rng.choice(self.schools)
        phone = rng.choice(school.phones)
        choices: list[tuple[int, Callable[[], None]]] = [
            (30, lambda: phone.write(self)),
            (22, lambda: phone.deliver(self)),
            (16, lambda: self.exchange(school)),
            (5, lambda: school.write(self)),
            (5, self.hub_write),
            (4, lambda: self.fill_stick(school)),
            (4, self.deliver_stick),
            (3, lambda: self.backup_school(school)),
            (2, lambda: self.restore_school(school)),
            (2, self.backup_hub),
            (2, lambda: self.jump(school, phone)),
            (3, lambda: self.night(school)),
        ]
        if self.hub_fails:
            choices.append((1, self.restore_hub))
        weights = [weight for weight, _ in choices]
        rng.choices(choices, weights)[0][1]()

    def settle(self) -> None:
        """Every link is good for a while: all that is anywhere reaches everybody."""
        self.throw("settle")
        self.faults = False
        self.note("settle")
        for _ in range(3):
            for school in self.schools:
                for phone in school.phones:
                    while True:
                        before = len(phone.at_school)
                        phone.deliver(self)
                        if len(phone.at_school) == before == len(phone.written):
                            break
            for _ in range(2):
                for school in self.schools:
                    self.exchange(school)
            for school in self.schools:
                self.night(school)

    def exchange(self, school: School) -> None:
        rng = self.rng
        road = WatchedRoad(self.peer, school.node, self.hub_port.courses, world=self)
        left = rng.choice((0, 1, 500, 3_000, 20_000, 10**9)) if self.faults else 10**9

        def fault(direction: str, size: int) -> None:
            nonlocal left
            left -= size
            if left < 0:
                if rng.random() < 0.3:
                    raise Cut(direction)
                raise RoadFailed("road", direction, "cut", retry=True)

        road.fault = fault
        road.at_once = lambda: self.crossing.random() < 0.5
        budget = Budget(bytes=rng.choice((None, 5_000, 50_000))) if self.faults else Budget()
        agent = Agent(
            school.database,
            registry(),
            road,
            school.port,
            capabilities=self.releases[school.node],
            audits=self.auditing(),
        )
        try:
            summary = agent.exchange(budget)
            if road.unread:
                # The hub went back to a release that cannot read what it once could.
                assert road.unread == 1, "the school did not learn that it is not understood"
                assert isinstance(summary.error, RoadFailed), summary
                self.note("unread", school.node)
                left = left if self.faults else 10**9
                summary = agent.exchange(budget)
                assert road.unread == 1, "the school did not learn that it is not understood"
        except Cut:
            self.note("exchange-cut", school.node)
            return
        if budget.bytes is not None:
            assert summary.spent <= budget.bytes + 1_500, "the budget was not kept"
        if not self.faults:
            assert summary.error is None, summary.error
            assert summary.finished, summary
        self.note("exchange", school.node, summary.operations_up, summary.operations_down)

    def auditing(self) -> bool:
        """Whether the next exchange compares the whole logs."""
        return False

    def hub_write(self) -> None:
        with self.hub.write() as unit:
            key, hlc = unit.store.allocate(self.now)
            national = self.rng.random() < 0.5
            kind = self.rng.choice(("course.publish", "course.withdraw"))
            fields: dict[str, Value] = {"n": key.seq}
            if not national:
                fields["school"] = self.rng.choice(self.schools).name
            record = f"{fields.get('school', 'national')}-course"
            made = Operation(*key, hlc, kind, 1, None, "p-hub", record, fields)
            verdict = Verdict("admitted", hlc, 2, None, HUB, self.now)
            entries = [Entry(made, verdict)]
            apply(unit.store, registry(), unit.port, entries, durable=not self.hub_fails)
        self.note("hub", str(key))

    def fill_stick(self, school: School) -> None:
        """Frames on a stick, to arrive late, twice, or in another order than they were made."""
        with school.database.read() as unit:
            lines = unit.store.missing_for(UPSTREAM, 40)
        picked = [line for _, line in lines]
        self.rng.shuffle(picked)
        packed = [codec.line(Entry(line.op, line.verdict)) for line in picked[:6]]
        frame, count = codec.pack(packed, sender=school.node, recipient=None, priority=1)
        if count:
            self.sticks.append((school.node, frame))
            self.note("stick", school.node, count)

    def deliver_stick(self) -> None:
        if self.sticks:
            node, frame = self.rng.choice(self.sticks)
            self.peer.answer_frame(node, frame, carried=True)
            self.note("stick-arrives", node)

    # --- disasters -------------------------------------------------------------------------
    def jump(self, school: School, phone: Phone) -> None:
        """A battery dies, or somebody sets the date."""
        year = 365 * 24 * 3_600_000
        skew = self.rng.choice((0, 0, -5 * year, 3 * year, -self.now, 7_200_000))
        if self.rng.random() < 0.5:
            school.skew_ms = skew
        else:
            phone.skew_ms = skew
        self.note("clock", school.node, skew)

    def backup_school(self, school: School) -> None:
        school.backup = school.database.dump()

    def restore_school(self, school: School) -> None:
        school.database.load(school.backup)
        school.lives += 1
        with school.database.write() as unit:
            life = identity("11", school.lives)
            unit.store.new_incarnation(life, self.now + school.lives * 1000)
        self.install(school.node)
        self.note("restore", school.node)

    def night(self, school: School) -> None:
        """Upkeep: what may be wanted comes out of the cold log, closed work goes into it."""
        database = school.database
        thaw_due(database, registry(), school.cold)
        scrub(database, school.cold)
        before = self.now - self.rng.randrange(3_600_000) if self.faults else 2 * self.now
        moved = Pruner(database, registry(), school.cold, before).run()
        self.pruned += moved.operations
        with self.hub.read() as there, database.read() as here:
            durable = there.store.durable()
            early = [thin.id for thin in here.store.all_pruned() if not durable.has(thin.id)]
        assert not early, f"left before the hub had it for good: {early}"
        self.note("night", school.node, moved.operations)

    def backup_hub(self) -> None:
        with self.hub.write() as unit:
            unit.store.mark_durable()
        self.hub_backup = self.hub.dump()
        self.note("hub-backup")

    def restore_hub(self) -> None:
        self.hub.load(self.hub_backup)
        self.hub_lives += 1
        with self.hub.write() as unit:
            unit.store.new_incarnation(
                identity("22", self.hub_lives), self.now + self.hub_lives * 1000
            )
        self.install(HUB)
        self.note("hub-restore")

    def install(self, node: str) -> None:
        """This release, or one before it: the first knows no tight frames, the next no sums."""
        releases = (OLD_RELEASE, MIDDLE_RELEASE, messages.CAPABILITIES)
        self.releases[node] = self.installing.choices(releases, (3, 2, 5))[0]
        if node == HUB:
            self.peer = Peer(
                self.hub,
                registry(),
                self.hub_port,
                durable=not self.hub_fails,
                capabilities=self.releases[node],
            )

    # --- the books -------------------------------------------------------------------------
    def note(self, *what: object) -> None:
        self.steps += 1
        self.trace.update(repr(what).encode())

    def close(self) -> None:
        """A batch keeps a thousand worlds for what they counted: their copies, of a megabyte each,
        are let go of."""
        self.hub.close()
        self.hub_backup = b""
        self.sticks.clear()
        for school in self.schools:
            school.database.close()
            school.backup = b""

    def _node(self, node: str, *, feeds: bool) -> Database:
        database = Database(feeds=feeds, empty=empty_node())
        database.draw = random.Random(f"{self.seed}-{node}").getrandbits
        with database.write() as unit:
            unit.store.initialise(node, "1" * 16, f"{node[:2]}ff{node[4:]}")
        return database

    def _school(self, number: int) -> School:
        node, name = identity("5c", number), f"s{number}"
        self.hub_port.schools[node] = (name,)
        school = School(node, name, self._node(node, feeds=False), SchoolPort((name,)), 0)
        for index in range(self.rng.randint(1, 3)):
            writer = identity("aa", number * 16 + index + 1)
            school.phones.append(Phone(writer, school, 0))
        return school
