"""Seeded countries in which cards are copied, disks rot, and people have the right to be forgotten.

On top of the disasters of tests.simulation.world. `TIREK_SEEDS` and `TIREK_SEED` as in
test_convergence.
"""

import random
from collections.abc import Sequence
from typing import cast

import pytest

from sync import apply as applying
from sync import erasing, folding, forking, messages, repair
from sync.apply import apply
from sync.cold import shelf as shelves
from sync.core import canonical
from sync.core.knowledge import IntervalSet, Knowledge
from sync.core.ops import Operation, OpId
from sync.core.seals import Proof
from sync.core.verdict import Verdict
from sync.frames import codec
from sync.storage import bodies
from sync.storage.base import Rows
from sync.storage.log import LogRows
from sync.storage.port import UPSTREAM, Entry, Stored
from tests.simulation.playing import STEPS, Game, digests, seeds
from tests.simulation.test_convergence import known, nothing_acknowledged_is_lost
from tests.simulation.world import HUB, Phone, School, World, identity
from tests.sync.cold.shelves import MemoryShelf
from tests.sync.toy import Database, Scopes, op, registry
from tests.sync.world import HubPort, SchoolPort

DEFAULT_SEEDS = 18
PATIENCE = 40
LATE = 60
"""A seed before those in which something arrives after the order that erases it: that is rare."""
ROUNDS_TO_SETTLE = 4
FORGER = "ee00000000000001"


class WriterScopes(Scopes):
    """As the server does it: what names no school goes with its writer's school."""

    def __call__(self, made: Operation) -> list[str]:
        prefix, number = made.writer[:2], int(made.writer[4:], 16)
        if not canonical.is_stub(made) or prefix == HUB[:2]:
            return super().__call__(made)
        school = number if prefix == "5c" else (number - 1) // 16
        return [f"school:s{school}"]


class HarshWorld(World):
    """Each seed has its own mix of copied cards, rotten disks and erasures."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.hub.scopes = WriterScopes()
        self.copies = seed % 3 == 0
        self.rot = seed % 3 == 1
        self.twins: list[tuple[School, School]] = []
        self.orders: set[OpId] = set()
        self.damaged = 0

    def throw(self, what: object) -> None:
        super().throw(what)
        self.fate = random.Random(f"{self.seed}-{what}-fate")

    def step(self, number: int) -> None:
        super().step(number)
        fate = self.fate.random()
        school = self.fate.choice(self.schools)
        if fate < 0.03:
            self.erase(school)
        elif fate < 0.06 and self.rot:
            self.damage(self.fate.choice((self.hub, school.database)))
        elif fate < 0.08 and self.copies and not self.twins:
            self.copy_card(school)
        elif fate < 0.10:
            self.forge(school)

    def settle(self) -> None:
        super().settle()
        for _ in range(ROUNDS_TO_SETTLE):
            self.verify(self.hub)
            for school in self.schools:
                self.verify(school.database)
                self.exchange(school)

    def auditing(self) -> bool:
        return not self.faults or self.fate.random() < 0.3

    def erase(self, school: School) -> None:
        """The school orders what some of its people have written to be forgotten."""
        with school.database.write() as unit:
            store = unit.store
            mine = {phone.writer for phone in school.phones}
            ids = [op for op in store.knowledge().ids() if op.writer in mine]
            if not ids:
                return
            named = Knowledge.of(self.fate.sample(ids, min(len(ids), 3)))
            key, hlc = store.allocate(school.clock(self))
            fields = {"school": school.name, erasing.OPERATIONS: erasing.to_field(named)}
            made = Operation(*key, hlc, erasing.ORDER, 1, None, None, str(key), fields)
            verdict = Verdict("admitted", hlc, 1, None, school.node, school.clock(self))
            apply(store, registry(), unit.port, [Entry(made, verdict)])
        self.note("erase", school.node, str(key))

    def forge(self, school: School) -> None:
        """A school says that the hub itself once judged this; its seal is invented."""
        number = self.fate.randrange(1, 10**6)
        made = op(number, "mark.give", writer=FORGER, record=f"{school.name}-a", x=9)
        verdict = Verdict("admitted", made.hlc, 2, None, HUB, self.now)
        frame, _ = codec.pack(
            [codec.line(Entry(made, verdict))], sender=school.node, recipient=HUB, priority=0
        )
        proof = Proof(self.fate.randbytes(64), 1, IntervalSet([(1, 1)]), ())
        body = messages.encode_returned(messages.Returned(frame, (proof,)))
        answer = messages.decode_received(self.peer.answer_frame(school.node, body))
        self.note("forged", school.node, len(answer.refused))

    def damage(self, database: Database) -> None:
        """A row vanishes, or a bit of it flips; the nightly check finds what shows by itself."""
        with database.write() as unit:
            rows = cast(Rows, unit.store)
            found = rows._all("SELECT id, body FROM operations ORDER BY id")
            here = unit.store.node
            durable = Knowledge(
                {key: ack.durable for key, ack in unit.store.acks(UPSTREAM).items()}
            )
            # What nobody else has (yet, or for good) is lost with its disk: no sync brings it back.
            elsewhere = self._below() if here == HUB else self._above(durable)
            safe = [
                pair
                for pair in found
                if canonical.decode(bodies.opened(bytes(pair[1]))).id in elsewhere
            ]
            if not safe:
                return
            row, body = self.fate.choice(safe)
            if self.fate.random() < 0.5:
                rows._run("DELETE FROM operations WHERE id = ?", (row,))
            else:
                spoilt = bytearray(bytes(body))
                spoilt[self.fate.randrange(len(spoilt))] ^= 1 << self.fate.randrange(8)
                rows._run("UPDATE operations SET body = ? WHERE id = ?", (bytes(spoilt), row))
        self.damaged += 1
        self.verify(database)
        self.note("damage", here, row)

    def _below(self) -> set[OpId]:
        """What people wrote and their schools hold: phones bring it again even after a restore."""
        rows = [_rows(school.database) for school in self.schools]
        return {op for ids in rows for op in ids if op.writer[:2] in ("aa", "bb")}

    def _above(self, durable: Knowledge) -> set[OpId]:
        return {op for op in _rows(self.hub) if durable.has(op)}

    def verify(self, database: Database) -> None:
        with database.write() as unit:
            for row, key in list(unit.store.broken()):
                unit.store.set_aside(row, key)

    def copy_card(self, school: School) -> None:
        """Somebody copies the card of a box, and a second one goes on from there."""
        database = Database()
        database.load(school.database.dump())
        database.draw = random.Random(f"{self.seed}-twin").getrandbits
        twin = School(school.node, school.name, database, SchoolPort((school.name,)), 0)
        twin.phones.append(Phone(identity("bb", int(school.name[1:]) * 16 + 1), twin, 0))
        twin.backup = school.backup
        twin.cold = MemoryShelf(dict(school.cold.kept))
        twin.lives = 100
        self.schools.append(twin)
        self.twins.append((school, twin))
        self.note("copied", school.node)


def check(world: HarshWorld) -> None:
    at_hub = known(world.hub)
    for database in (world.hub, *(school.database for school in world.schools)):
        with database.read() as unit:
            assert not unit.store.lost(), f"{unit.store.node} lacks {unit.store.lost()}"
            lines = list(unit.store.entries())
            nothing_erased_is_left(lines, unit.store.erased())
            assert all(line.op.writer != FORGER for line in lines), "a forged verdict was obeyed"
    for school in world.schools:
        here = known(school.database)
        for phone in school.phones:
            nothing_acknowledged_is_lost(phone, here, at_hub)
        assert not here - at_hub, f"the hub lacks {here - at_hub} of {school.name}"
        replicas_are_equal(world, school)
        with school.database.read() as unit:
            gone, at = unit.store.erased(), shelves.head(unit.store)
        for entry in school.cold.entries():
            assert not gone.has(entry.op.id) or canonical.is_stub(entry.op), "erased, and kept"
        assert shelves.verify(school.cold, at).sound, "the cold log is broken"
    for one, other in world.twins:
        assert known(one.database) == known(other.database), "the two boxes know different things"


def _rows(database: Database) -> set[OpId]:
    with database.read() as unit:
        return {line.op.id for line in unit.store.entries()}


def nothing_erased_is_left(lines: Sequence[Stored], gone: Knowledge) -> None:
    """Neither by what the node remembers, nor by the orders that its log holds."""
    for line in lines:
        if line.op.kind == erasing.ORDER:
            gone = gone.union(erasing.named(line.op))
    for line in lines:
        assert not gone.has(line.op.id) or canonical.is_stub(line.op), f"{line.op.id} is left"


def replicas_are_equal(world: HarshWorld, school: School) -> None:
    """The same operations under the same ids, judged alike, merged alike."""
    with world.hub.read() as hub, school.database.read() as here:
        keys, doubtful = set(), set()
        ordered = here.store.erased().union(hub.store.erased())
        assert here.store.erased().difference(hub.store.erased()) == {}, "an order got lost"
        for line in here.store.entries():
            there = hub.store.get(line.op.id)
            assert there is not None
            alike = canonical.op_hash(there.op) == canonical.op_hash(line.op)
            assert alike, f"{line.op.id} is two operations"
            if canonical.is_stub(there.op) != canonical.is_stub(line.op):
                # The order died with every node that knew it before it could spread; a stub did.
                assert not ordered.has(line.op.id), f"{line.op.id} is erased on one side only"
                doubtful |= {there.op.record, line.op.record}
            same = [(v.outcome == "held", v.order, v.rank) for v in (there.verdict, line.verdict)]
            assert same[0] == same[1], f"{line.op.id} is judged apart: {same}"
            kind = registry().get(line.op.kind)
            if kind is not None:
                keys.add((kind.family, line.op.record))
        for thin in here.store.all_pruned():
            found = hub.store.verdict_of(thin.id)
            assert found is not None
            assert found[0] == thin.hash, f"{thin.id} is two operations"
            kind = registry().get(thin.kind)
            if kind is not None:
                keys.add((kind.family, thin.record))
        keys = {key for key in keys if key[1] not in doubtful}
        mine, theirs = here.store.merge_states(keys), hub.store.merge_states(keys)
    assert mine == theirs, f"{school.name} and the hub disagree"


GAME = Game(HarshWorld, check, "tests/simulation/test_disasters.py")


@pytest.mark.timeout(0)
def test_whatever_is_copied_rots_or_is_forgotten_all_end_equal() -> None:
    worlds = [GAME.shortened(seed) for seed in seeds(DEFAULT_SEEDS, one_in=10)]
    assert all(world.steps > STEPS / 4 for world in worlds)
    assert sum(world.damaged for world in worlds) > 5
    assert sum(len(world.twins) for world in worlds) > 3
    assert any(world.returned for world in worlds), "no restored hub was given anything back"


def test_replay() -> None:
    assert GAME.asked_for().steps > 0


def test_the_same_seed_gives_the_same_trace() -> None:
    one, again, other = digests(GAME, 3, 3, 4)
    assert one == again != other


def test_an_order_that_forgets_what_comes_after_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "obeyed", lambda _store, entries: entries)
    assert "is left" in GAME.caught(PATIENCE, LATE)


@pytest.mark.slow
def test_keeping_one_s_own_of_two_operations_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "_settle_fork", lambda *_args, **_more: None)
    assert "seed" in GAME.caught(PATIENCE)


@pytest.mark.slow
def test_not_writing_again_what_a_fork_displaced_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forking, "renumbered", lambda *_: None)
    assert "seed" in GAME.caught(PATIENCE)


def test_an_audit_that_compares_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair.Auditor, "run", repair.Auditor.fetch_known)
    assert "seed" in GAME.caught(PATIENCE)


def test_a_school_that_forgets_an_order_before_the_hub_has_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An order is pruned as soon as it is carried out here: what comes late comes back to life."""

    def forgotten(store: LogRows, ids: Knowledge) -> list[Entry]:
        gone = real(store, ids)
        store._run("DELETE FROM erased")
        return gone

    real = LogRows.erase
    monkeypatch.setattr(LogRows, "erase", forgotten)
    assert "is left" in GAME.caught(PATIENCE, LATE)


def test_believing_a_seal_without_looking_at_its_signature_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(HubPort, "has_signed", lambda *_: True)
    assert "a forged verdict was obeyed" in GAME.caught(PATIENCE)


def test_broken_rows_that_nobody_looks_for_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LogRows, "broken", lambda _store: iter(()))
    assert GAME.caught(PATIENCE)


def test_merging_again_without_what_was_pruned_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are in the cold log; what they gave the record must not go with them."""
    monkeypatch.setattr(folding, "base", lambda *_: None)
    assert "disagree" in GAME.caught(PATIENCE)
