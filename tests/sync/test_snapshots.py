"""A new box starts from a snapshot and the feeds after it, and is like one that had it all."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from sync import snapshots
from sync.apply import apply
from sync.core.errors import SyncError, WrongRecipient
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation
from sync.snapshots import Snapshot, SnapshotBroken
from sync.storage.port import UPSTREAM
from tests.sync.toy import ARU, HUB, SCHOOL, Database, held, judged, op, registry
from tests.sync.world import HubPort, join

SCOPES = ("national", "school:s1")
SITTINGS = 12


def sign(message: bytes) -> bytes:
    return hashlib.sha512(b"the hub" + message).digest()


def has_signed(node: str, message: bytes, signature: bytes) -> bool:
    return node == HUB and signature == sign(message)


def years() -> list[Operation]:
    """An attempt of many sittings, marks, work; something held; something nobody knows."""
    made = [op(1, "attempt.commit", record="t", school="s1", cmi="1" * 400)]
    for seq in range(2, SITTINGS + 1):
        text = f"{seq} " * 400
        made.append(op(seq, "attempt.commit", record="t", school="s1", base=made[-1].id, cmi=text))
    made += [op(20 + n, "mark.give", record=f"m{n}", school="s1", mark=n) for n in range(20)]
    made += [op(50, "unknown.kind", school="s1"), op(51, "statement.make", school="s1", said="x")]
    return made


@pytest.fixture
def full(hub: Database) -> Database:
    with hub.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in years()])
        apply(unit.store, registry(), unit.port, [held(op(60, "mark.give", school="s1"))])
        course = op(1, "course.publish", writer=HUB, record="c", title="Бөлшектер")
        apply(unit.store, registry(), unit.port, [judged(course)])
    return hub


def taken(hub: Database) -> Snapshot:
    with hub.read() as unit:
        return snapshots.take(unit.store, registry(), SCOPES, SCHOOL)


def installed(school: Database, data: bytes) -> int:
    snapshot = snapshots.decode(data, has_signed)
    with school.write() as unit:
        return snapshots.install(unit, registry(), snapshot)


def sights(database: Database) -> object:
    with database.read() as unit:
        store = unit.store
        known = store.knowledge()
        keys = [key for page in store.state_keys() for key in page]
        return (
            known,
            {key: store.chain_head(*key) for key in known},
            {key: list(store.audit_items(*key, known[key])) for key in known},
            store.merge_states(keys),
            database.rows(),
        )


def test_a_new_box_is_like_one_that_had_it_all(school: Database, full: Database) -> None:
    data = snapshots.encode(taken(full), sign)
    with full.read() as unit:
        logged = sum(len(line.body) for line in unit.store.entries())
    assert len(data) < logged / 5

    assert installed(school, data) == len(years()) + 2

    assert sights(school) == sights(full)
    with school.read() as unit:
        assert unit.store.lost() == Knowledge()
        assert unit.store.count_pruned() == SITTINGS - 1
        assert unit.store.waiting(UPSTREAM).operations == 0


def test_it_goes_on_with_what_came_after(school: Database, full: Database) -> None:
    """The tail comes by the feeds; an audit finds nothing to mend."""
    place = join(school, full, HubPort({SCHOOL: ("s1",)}), SCHOOL)
    installed(school, snapshots.encode(taken(full), sign))
    with full.write() as unit:
        after = op(70, "mark.give", record="m1", school="s1", mark=9)
        apply(unit.store, registry(), unit.port, [judged(after)])

    summary = place.agent.exchange()

    assert summary.error is None
    assert summary.operations_down == 1
    assert summary.operations_up == 0
    assert sights(school) == sights(full)
    audited = replace(place.agent, audits=True).exchange()
    assert (audited.audited, audited.mended) == (True, 0)


def test_a_late_sitting_is_not_taken_for_a_new_one(school: Database, full: Database) -> None:
    """A stick brings what was superseded long ago."""
    installed(school, snapshots.encode(taken(full), sign))
    before = sights(school)
    with school.write() as unit:
        results = apply(unit.store, registry(), unit.port, [judged(years()[3])])
    assert [result.outcome for result in results] == ["duplicate"]
    assert sights(school) == before


def test_a_restored_box_keeps_what_it_has(school: Database, full: Database) -> None:
    with school.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in years()[:5]])
        mine = op(1, text="of this box")
        apply(unit.store, registry(), unit.port, [judged(replace(mine, writer=ARU[:-1] + "8"))])
    assert installed(school, snapshots.encode(taken(full), sign)) == len(years()) + 2 - 5
    with school.read() as here, full.read() as there:
        keys = [("attempt", "t")]
        assert here.store.merge_states(keys) == there.store.merge_states(keys)
        assert here.store.waiting(UPSTREAM).operations > 0


def test_a_restored_box_takes_the_hub_s_word_on_what_it_judged_again(
    school: Database, full: Database
) -> None:
    """Phones have brought sittings once more; the hub has folded them up long since."""
    with school.write() as unit:
        again = [judged(one, rank=0, order=one.hlc + 1) for one in years()[:3]]
        apply(unit.store, registry(), unit.port, again)

    installed(school, snapshots.encode(taken(full), sign))

    assert school.rows() == full.rows()
    with school.read() as here, full.read() as there:
        keys = [("attempt", "t")]
        assert here.store.merge_states(keys) == there.store.merge_states(keys)
        for one in years()[:3]:
            assert here.store.verdict_of(one.id) == there.store.verdict_of(one.id)


def test_another_operation_under_a_folded_one_s_id_is_fetched(
    school: Database, full: Database
) -> None:
    """Two boxes once numbered alike; what the hub holds stands."""
    other = op(2, "attempt.commit", record="t", school="s1", cmi="of another box")
    with school.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(other)])
    installed(school, snapshots.encode(taken(full), sign))

    place = join(school, full, HubPort({SCHOOL: ("s1",)}), SCHOOL)
    assert place.agent.exchange().error is None

    with school.read() as here, full.read() as there:
        assert here.store.verdict_of(other.id) == there.store.verdict_of(other.id)
        assert [fork.op for fork in here.store.forks()] == [other]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: replace(one, entries=one.entries[:-1]),
        lambda one: replace(one, folded=one.folded[1:]),
        lambda one: replace(one, folded=(*one.folded, one.folded[0])),
        lambda one: replace(one, entries=(judged(op(1, text="other")), *one.entries[1:])),
        lambda one: replace(one, prints={key: bytes(16) for key in one.prints}),
    ],
    ids=["misses one", "misses a folded one", "has one twice", "has another", "adds up to nothing"],
)
def test_a_snapshot_that_does_not_add_up_is_refused_though_it_is_signed(
    full: Database, spoil: Callable[[Snapshot], Snapshot]
) -> None:
    data = snapshots.encode(spoil(taken(full)), sign)
    with pytest.raises(SnapshotBroken):
        snapshots.decode(data, has_signed)


def test_a_snapshot_that_misses_an_operation_is_caught_where_it_was_made_wrongly(
    full: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted bug: what was superseded is left out, and not named either."""
    monkeypatch.setattr(snapshots, "_thin", lambda _: None)
    with pytest.raises(SnapshotBroken):
        snapshots.decode(snapshots.encode(taken(full), sign), has_signed)


def test_no_damaged_byte_and_no_other_hand_passes(full: Database) -> None:
    data = snapshots.encode(taken(full), sign)
    for place in range(3, len(data), 41):
        broken = data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
        with pytest.raises(SyncError):
            snapshots.decode(broken, has_signed)
    for length in range(0, len(data), 97):
        with pytest.raises(SnapshotBroken):
            snapshots.decode(data[:length], has_signed)
    with pytest.raises(SnapshotBroken):
        snapshots.decode(snapshots.encode(taken(full), lambda _: bytes(64)), has_signed)


def test_it_is_for_one_node_alone(hub: Database, full: Database) -> None:
    snapshot = snapshots.decode(snapshots.encode(taken(full), sign), has_signed)
    with pytest.raises(WrongRecipient), hub.write() as unit:
        snapshots.install(unit, registry(), snapshot)
