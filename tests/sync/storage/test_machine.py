"""Whatever a node lives through, its storage agrees with a model of a few sets and dictionaries.

Hypothesis makes up the life of one node, on SQLite and on PostgreSQL: what comes in batches or one
by one, now or later, twice or altered, is acknowledged, erased, rebuilt or put back from a backup.
A life that goes wrong is told as the shortest one found.
"""

from dataclasses import replace
from typing import cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sync import erasing
from sync.apply import apply, rebuild, remerge_all
from sync.cold.pruning import Pruner
from sync.cold.thawing import scrub, thaw, thaw_due
from sync.core.knowledge import EMPTY, Knowledge
from sync.core.ops import Operation, OpId, Value
from sync.core.verdict import Verdict
from sync.deferred import apply_pending, take
from sync.storage.port import THAW, UPSTREAM, Ack, Entry, Fork, Unit
from tests.sync.cold.shelves import MemoryShelf
from tests.sync.toy import ARU, MARAT, NOON, SCHOOL, Database, judged, op, registry

OWN = f"{SCHOOL[:2]}ff{SCHOOL[4:]}"
KINDS = st.sampled_from(
    ["mark.give", "assignment.set", "assignment.withdraw", "attempt.commit", "statement.make",
     "school.set", "submission.hand_in", "unknown.kind"]
)  # fmt: skip
SCOPE = "school:s"


class Node(RuleBasedStateMachine):
    """One node beside what it should know. `written` is what exists anywhere in the world."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(feeds=True)
        self.shelf = MemoryShelf()
        self.written: dict[OpId, Entry] = {}
        self.known: dict[OpId, Entry] = {}
        self.erased: set[OpId] = set()
        self.received: set[OpId] = set()
        self.durable: set[OpId] = set()
        self.altered: set[OpId] = set()
        self.own: set[OpId] = set()
        self.lives = 1
        self.backup: tuple[bytes, dict[OpId, Entry], set[OpId], set[OpId]] | None = None

    def teardown(self) -> None:
        self.work_off()
        with self.database.write() as unit:
            unit.store.set_state(THAW, "1")
        thaw(self.database, registry(), self.shelf, None)
        thaw_due(self.database, registry(), self.shelf)
        self.stands_as_if_it_had_come_in_another_order()
        self.database.close()

    @initialize()
    def begin(self) -> None:
        with self.database.write() as unit:
            unit.store.initialise(SCHOOL, "1" * 16, OWN)
            unit.store.follow(UPSTREAM)

    # --- what people write -----------------------------------------------------------------
    @rule(
        writer=st.sampled_from([ARU, MARAT]),
        kind=KINDS,
        record=st.sampled_from("ab"),
        value=st.integers(0, 2),
        held=st.booleans(),
        data=st.data(),
    )
    def write(
        self, writer: str, kind: str, record: str, value: int, *, held: bool, data: st.DataObject
    ) -> None:
        seq = 1 + sum(key.writer == writer for key in self.written)
        seen = [e.op.id for e in self.written.values() if e.op.kind == kind]
        base = data.draw(st.sampled_from([None, *seen]), "base")
        named = None if kind == "submission.hand_in" else record
        made = op(seq, kind, writer=writer, record=named, base=base, school="s", x=value)
        entry = judged(made, rank=value % 2, order=made.hlc + 7 * value)
        if held and value == 0:
            entry = Entry(made, Verdict("held", made.hlc, 0, "not-your-class", SCHOOL, NOON))
        self.written[made.id] = entry

    @rule(value=st.integers(0, 2))
    def write_here(self, value: int) -> None:
        with self.database.write() as unit:
            key, hlc = unit.store.allocate(NOON)
            assert key not in self.own, "an id was given twice"
            self.own.add(key)
            fields: dict[str, Value] = {"school": "s", "x": value}
            made = Operation(*key, hlc, "school.set", 1, None, None, "a", fields)
            self.log(unit, [judged(made)])

    # --- what comes ------------------------------------------------------------------------
    @precondition(lambda self: self.written)
    @rule(data=st.data(), later=st.booleans(), singly=st.booleans())
    def deliver(self, data: st.DataObject, *, later: bool, singly: bool) -> None:
        """In any order, with repetitions; in one batch, one by one, or to be applied later."""
        ids = data.draw(st.lists(st.sampled_from(sorted(self.written)), min_size=1, max_size=6))
        entries = [self.written[key] for key in ids]
        for batch in [[entry] for entry in entries] if singly else [entries]:
            with self.database.write() as unit:
                self.log(unit, batch, later=later)

    def log(self, unit: Unit, entries: list[Entry], *, later: bool = False) -> None:
        if later:
            results = take(unit.store, registry(), entries, source="")
        else:
            results = apply(unit.store, registry(), unit.port, entries)
        for entry, result in zip(entries, results, strict=True):
            assert result.outcome == ("duplicate" if entry.op.id in self.known else "new")
            self.known[entry.op.id] = entry
        # An order counts once it is applied; what it names may come before or after.
        if not later:
            for entry in entries:
                if entry.op.kind == erasing.ORDER:
                    self.erased |= set(erasing.named(entry.op).ids())

    @rule()
    def work_off(self) -> None:
        """What the workers do, some lines a transaction."""
        while True:
            with self.database.write() as unit:
                schools = unit.store.pending_schools(1)
                if not schools:
                    return
                lines = unit.store.pending_of(schools[0], 3)
                apply_pending(unit.store, registry(), unit.port, schools[0], lines)

    @precondition(lambda self: self.known.keys() - self.erased)
    @rule(data=st.data())
    def deliver_another_under_a_known_id(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.known.keys() - self.erased)))
        entry = self.known[key]
        other = Entry(replace(entry.op, fields={**entry.op.fields, "x": 99}), entry.verdict)
        with self.database.write() as unit:
            (result,) = apply(unit.store, registry(), unit.port, [other])
            assert result.outcome == "fork"
        self.altered.add(key)

    # --- what the node above says ----------------------------------------------------------
    @precondition(lambda self: self.known)
    @rule(data=st.data(), durable=st.booleans())
    def acknowledge(self, data: st.DataObject, *, durable: bool) -> None:
        ids = set(data.draw(st.lists(st.sampled_from(sorted(self.known)), min_size=1, max_size=5)))
        told = Knowledge.of(ids)
        acks = {key: Ack(found, found if durable else EMPTY) for key, found in told.items()}
        with self.database.write() as unit:
            change = unit.store.record_ack(UPSTREAM, acks)
        assert set(change.received.ids()) == ids - self.received
        assert set(change.durable.ids()) == (ids - self.durable if durable else set())
        self.received |= ids
        self.durable |= ids if durable else set()

    # --- what must not change anything -----------------------------------------------------
    @rule()
    def rebuild_the_tables(self) -> None:
        self.work_off()
        thaw_due(self.database, registry(), self.shelf)
        before = self.sights()
        with self.database.write() as unit:
            assert remerge_all(unit.store, registry(), unit.port) == 0
            rebuild(unit.store, registry(), unit.port)
        thaw_due(self.database, registry(), self.shelf)
        assert self.sights() == before

    # --- what takes away -------------------------------------------------------------------
    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """Also what has not come yet."""
        ids = data.draw(st.lists(st.sampled_from(sorted(self.written)), min_size=1, max_size=2))
        with self.database.write() as unit:
            key, hlc = unit.store.allocate(NOON)
            self.own.add(key)
            fields: dict[str, Value] = {
                "school": "s",
                erasing.OPERATIONS: erasing.to_field(Knowledge.of(ids)),
            }
            made = Operation(*key, hlc, erasing.ORDER, 1, None, None, str(key), fields)
            self.log(unit, [judged(made)])

    @rule(closed=st.booleans())
    def prune(self, *, closed: bool) -> None:
        """Only what the node above has for good, and only what a state still tells."""
        before = self.sights()
        Pruner(self.database, registry(), self.shelf, NOON + (1 if closed else 0)).run()
        with self.database.write() as unit:
            unit.store.sweep_feeds()
            away = {thin.id for thin in unit.store.all_pruned()}
        assert away <= self.durable, "a payload left that nobody has for good"
        assert self.sights() == before

    @rule(everything=st.booleans())
    def thaw(self, *, everything: bool) -> None:
        if everything:
            thaw(self.database, registry(), self.shelf, None)
        thaw_due(self.database, registry(), self.shelf)
        scrub(self.database, self.shelf)

    def sights(self) -> object:
        """What nobody may see a change of when payloads leave."""
        _, chains, states = cast("tuple[object, object, object]", self.states(self.database))
        with self.database.read() as unit:
            known = unit.store.knowledge()
            items = {key: list(unit.store.audit_items(*key, known[key])) for key in known}
        return chains, states, items, self.database.rows()

    @precondition(lambda self: not self.database.on_postgres)
    @rule()
    def copy_the_database(self) -> None:
        self.work_off()
        self.backup = (
            self.database.dump(), dict(self.known), set(self.erased), set(self.altered)
        )  # fmt: skip

    @precondition(lambda self: self.backup is not None)
    @rule()
    def put_the_copy_back(self) -> None:
        """The node is told, as `tirek node restored` does; the one above tells it what it holds."""
        assert self.backup is not None
        dump, known, erased, altered = self.backup
        self.database.load(dump)
        self.known, self.erased, self.altered = dict(known), set(erased), set(altered)
        self.lives += 1
        with self.database.write() as unit:
            unit.store.new_incarnation(f"{self.lives:016x}", NOON + 1000 * self.lives)
            acks = {
                key: (ack.received, ack.durable) for key, ack in unit.store.acks(UPSTREAM).items()
            }
        self.received = set(Knowledge({key: pair[0] for key, pair in acks.items()}).ids())
        self.durable = set(Knowledge({key: pair[1] for key, pair in acks.items()}).ids())

    # --- what always holds -----------------------------------------------------------------
    @invariant()
    def it_knows_what_it_was_given(self) -> None:
        with self.database.read() as unit:
            store = unit.store
            assert set(store.knowledge().ids()) == self.known.keys()
            lines = {line.op.id: line.op for line in store.entries()}
            forks: list[Fork] = store.forks()
            lost, due = store.lost(), store.state(THAW)
            waits = {line.op.id for _, line in store.missing_for(UPSTREAM, 10_000)}
            feed = store.feed_after(SCOPE, 0, 10_000)
            floor = store.feed_floor(SCOPE)
        for key, made in lines.items():
            if key in self.erased:
                assert "x" not in made.fields, "an erased payload is left"
            elif made.kind != erasing.ORDER:
                assert made == self.known[key].op, "another operation stands under the id"
        assert {fork.id for fork in forks} == self.altered - self.erased
        assert waits == self.known.keys() - self.received, "what waits is what nobody has"
        assert not lost or due, "something is lost, and nobody means to bring it back"
        numbers = [seq for seq, _ in feed if seq > floor]
        assert numbers == list(range(floor + 1, floor + 1 + len(numbers))), "a gap in a feed"
        fed = [line.op.id for _, line in feed]
        assert len(fed) == len(set(fed)), "an operation is fed twice"

    def stands_as_if_it_had_come_in_another_order(self) -> None:
        """The same operations one by one, in the order of their ids, on a node of its own."""
        other = Database(feeds=True)
        with other.write() as unit:
            unit.store.initialise(SCHOOL, "1" * 16, OWN)
            for key in sorted(self.known):
                apply(unit.store, registry(), unit.port, [self.known[key]])
        assert self.states(self.database) == self.states(other)
        other.close()

    def states(self, database: Database) -> object:
        keys = [(kind.family, record) for kind in registry() for record in self.records()]
        with database.read() as unit:
            lines = {line.op.id: (line.body, line.verdict) for line in unit.store.entries()}
            chains = {key: unit.store.chain_head(*key) for key in unit.store.knowledge()}
            return lines, chains, unit.store.merge_states(keys)

    def records(self) -> set[str]:
        return {"a", "b", *map(str, self.known)}


def live(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Node, settings=settings(max_examples=examples, stateful_step_count=steps)
    )


@pytest.mark.usefixtures("on_both_databases")
def test_storage_agrees_with_the_model_whatever_a_node_lives_through() -> None:
    live(examples=30 if Database.elsewhere is None else 6, steps=25)


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.usefixtures("on_both_databases")
def test_storage_agrees_with_the_model_in_many_long_lives() -> None:
    live(examples=300, steps=60)
