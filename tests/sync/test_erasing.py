"""An order takes payloads away, in whatever order it and what it names arrive."""

import random
from collections.abc import Sequence

import pytest

from sync import erasing
from sync.apply import apply, rebuild, remerge_all
from sync.core import canonical
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation, OpId
from sync.frames import codec
from sync.storage.port import UPSTREAM
from tests.sync.toy import ARU, HUB, MARAT, SCHOOL, Database, judged, op, registry
from tests.sync.world import HubPort, join

pytestmark = pytest.mark.usefixtures("on_both_databases")

SECRET = "Ару Серікбаева"


def order(*ids: OpId, seq: int = 1) -> Operation:
    field = erasing.to_field(Knowledge.of(ids))
    return op(seq, erasing.ORDER, writer=SCHOOL, school="s1", operations=field)


def write(database: Database, *made: Operation) -> None:
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in made])


def bodies(database: Database) -> bytes:
    with database.read() as unit:
        log = b"".join(line.body for line in unit.store.entries())
        states = unit.store.merge_states([(kind.family, "r") for kind in registry()])
        forks = b"".join(canonical.encode(fork.op) for fork in unit.store.forks())
    return log + b"".join(state.encode() for state in states.values()) + forks


def stands(database: Database) -> object:
    """What has to be equal whatever came first."""
    with database.read() as unit:
        lines = {line.op.id: (line.body, line.verdict) for line in unit.store.entries()}
        states = unit.store.merge_states([(kind.family, "r") for kind in registry()])
        chains = {key: unit.store.chain_head(*key) for key in unit.store.knowledge()}
    return lines, states, chains


def some_work() -> list[Operation]:
    marks = [op(1, "mark.give", record="r", comment=SECRET)]
    marks.append(op(2, "mark.give", record="r", base=marks[0].id, comment="good"))
    fields = [
        op(1, "assignment.set", writer=MARAT, record="r", x=SECRET),
        op(2, "assignment.set", writer=MARAT, record="r", y=5),
        op(3, "assignment.set", writer=MARAT, record="r", x="later"),
    ]
    return [*marks, *fields, order(marks[0].id, fields[0].id)]


def test_nothing_of_the_payload_is_left_and_everything_else_stands(school: Database) -> None:
    made = some_work()
    write(school, *made[:-1])
    with school.read() as unit:
        before = {key: unit.store.chain_head(*key) for key in unit.store.knowledge()}
    assert SECRET.encode() in bodies(school)

    write(school, made[-1])

    assert SECRET.encode() not in bodies(school)
    with school.read() as unit:
        stub = unit.store.get(made[0].id)
        assert stub is not None
        assert canonical.is_stub(stub.op)
        assert canonical.op_hash(stub.op) == canonical.op_hash(made[0])
        states = unit.store.merge_states([("mark", "r"), ("assignment", "r")])
        assert states["mark", "r"].fields == {"comment": "good"}
        assert states["assignment", "r"].fields == {"x": "later", "y": 5}
        after = {key: unit.store.chain_head(*key) for key in before}
        assert list(unit.store.broken()) == []
        assert unit.store.pending_unknown(registry()) == 0
    assert after == before


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_arrival_does_not_matter(school: Database, hub: Database, seed: int) -> None:
    made = some_work()
    write(school, *made)
    random.Random(seed).shuffle(made)
    for one in (*made, *made[:3]):
        write(hub, one)
    assert stands(hub) == stands(school)
    assert SECRET.encode() not in bodies(hub)


def test_a_rebuild_does_not_bring_it_back(school: Database) -> None:
    write(school, *some_work())
    before = stands(school)
    with school.write() as unit:
        rebuild(unit.store, registry(), unit.port)
        assert remerge_all(unit.store, registry(), unit.port) == 0
    assert stands(school) == before


def test_stubs_and_the_order_travel_and_a_stale_node_does_not_bring_the_payload_back(
    school: Database, hub: Database
) -> None:
    place = join(school, hub, HubPort({SCHOOL: ("s1",)}), SCHOOL)
    made = op(1, "mark.give", record="r", school="s1", comment=SECRET)
    write(school, made)
    with school.read() as unit:
        (line,) = unit.store.missing_for(UPSTREAM, 5) or [(0, next(unit.store.entries()))]
        stale, _ = codec.pack(
            [codec.line(judged(line[1].op))], sender=SCHOOL, recipient=HUB, priority=0
        )
    place.agent.exchange()
    write(school, order(made.id))

    assert place.agent.exchange().error is None
    place.road.peer.answer_frame(SCHOOL, stale, carried=True)

    assert SECRET.encode() not in bodies(hub)
    with hub.read() as unit:
        assert unit.store.forks() == []
        found = unit.store.get(made.id)
        assert found is not None
        assert canonical.is_stub(found.op)


def test_a_frame_with_stubs_is_read_as_it_was_written() -> None:
    entries = [judged(op(n, text="x" * n)) for n in range(1, 40)]
    entries[3] = erasing.replace_op(entries[3], canonical.stub_of(entries[3].op))
    frame, count = codec.pack(
        [codec.line(one) for one in entries],
        sender=SCHOOL,
        recipient=HUB,
        priority=0,
        reads=[codec.READS_TIGHT],
    )
    assert count == len(entries)
    assert codec.decode(frame).entries == tuple(entries)


@pytest.mark.parametrize("rows", [[["zz", 1, [0, 0]]], "all", [[1, 2]], [["aaaa", 1, [0]]]])
def test_a_malformed_order_erases_nothing(school: Database, rows: Sequence[object]) -> None:
    made = op(1, "mark.give", record="r", comment=SECRET)
    bad = op(1, erasing.ORDER, writer=ARU[:-1] + "9", operations=rows)  # type: ignore[arg-type]
    write(school, made, bad)
    assert SECRET.encode() in bodies(school)
