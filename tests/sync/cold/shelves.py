"""A cold log in memory, and a node with something to prune."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sync.apply import apply
from sync.cold import volume
from sync.cold.pruning import Moved, Pruner
from sync.cold.volume import ColdBroken
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation, OpId
from sync.storage.port import UPSTREAM, Ack, Entry
from tests.sync.toy import ARU, MARAT, NOON, Database, judged, op, registry

LATER = NOON + 1


@dataclass
class MemoryShelf:
    """Volumes that no power cut reaches."""

    kept: dict[int, bytes] = field(default_factory=dict)

    def numbers(self) -> list[int]:
        return sorted(self.kept)

    def read(self, number: int) -> bytes:
        if number not in self.kept:
            raise ColdBroken("cold log", f"volume {number}", "put it back")
        return self.kept[number]

    def write(self, number: int, data: bytes) -> None:
        self.kept[number] = data

    def entries(self) -> Iterator[Entry]:
        for number in self.numbers():
            yield from volume.read(self.kept[number]).entries


def term_of_work() -> list[Operation]:
    """Each merge rule once or more: a mark given again, an attempt in three sittings, and so on."""
    mark = op(1, "mark.give", record="r", mark=4)
    sittings = [op(2, "attempt.commit", record="t", cmi="begun " * 20)]
    for seq in (3, 4):
        before = sittings[-1].id
        sittings.append(op(seq, "attempt.commit", record="t", base=before, cmi="on " * 20 * seq))
    return [
        mark,
        *sittings,
        op(5, "mark.give", record="r", base=mark.id, mark=5),
        op(6, "statement.make", record="u", said="passed"),
        op(7, text="handed in"),
        op(1, "assignment.set", writer=MARAT, record="a", title="Bölşek"),
        op(2, "assignment.set", writer=MARAT, record="a", due="2026-12-01"),
        op(3, "school.set", writer=MARAT, record="s", name="Dala"),
        op(4, "writer.issue", writer=MARAT, record="w", writer_id=ARU),
    ]


STAYS = {OpId(ARU, 1, 4), OpId(ARU, 1, 6), OpId(MARAT, 1, 4)}
"""Of `term_of_work`: the sitting that counts, the statement, and whose writer it is."""


def write(database: Database, *made: Operation) -> None:
    with database.write() as unit:
        unit.store.follow(UPSTREAM)
        apply(unit.store, registry(), unit.port, [judged(one) for one in made])


def acknowledge(database: Database, *ids: OpId, durable: bool = True) -> None:
    told = Knowledge.of(ids)
    nothing = told.difference(told)
    with database.write() as unit:
        acks = {
            key: Ack(found, found if durable else nothing.get(key, type(found)()))
            for key, found in told.items()
        }
        unit.store.record_ack(UPSTREAM, acks)


def closed_term(database: Database) -> list[Operation]:
    """A term's work that the node above holds for good."""
    made = term_of_work()
    write(database, *made)
    acknowledge(database, *(one.id for one in made))
    return made


def prune(database: Database, shelf: MemoryShelf, before_ms: int = LATER) -> Moved:
    return Pruner(database, registry(), shelf, before_ms).run()


def at_hand(database: Database) -> set[OpId]:
    """Whose payload the log has."""
    with database.read() as unit:
        return {line.op.id for line in unit.store.entries()}


def everything(database: Database) -> object:
    """What nobody may see a change of, whatever is pruned."""
    keys = [
        (kind.family, record)
        for kind in registry()
        for record in ("r", "t", "u", "a", "s", "w", f"{ARU}.1.7")
    ]
    with database.read() as unit:
        store = unit.store
        knowledge = store.knowledge()
        return (
            knowledge,
            {key: store.chain_head(*key) for key in knowledge},
            {key: list(store.audit_items(*key, found)) for key, found in knowledge.items()},
            store.merge_states(keys),
            store.waiting(UPSTREAM),
            database.rows(),
        )
