"""What waits for a peer, and how acknowledgements end the waiting."""

import pytest

from sync.core.knowledge import EMPTY, IntervalSet, Knowledge
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM, Ack, Cursor, Waiting
from tests.sync.toy import ARU, HUB, MARAT, Database, judged, op, registry

pytestmark = pytest.mark.usefixtures("on_both_databases")


def ack(*seqs: int, durable: tuple[int, ...] = ()) -> Ack:
    return Ack(IntervalSet.of(seqs), IntervalSet.of(durable))


def fill(database: Database) -> None:
    with database.write() as unit:
        unit.store.follow(UPSTREAM)
        unit.store.append_many(
            [
                judged(op(1, "attempt.commit")),
                judged(op(2, "submission.hand_in")),
                judged(op(3, "mark.give")),
                judged(op(1, "mark.give", writer=MARAT)),
            ],
            registry=registry(),
        )


def ids(database: Database) -> list[OpId]:
    with database.read() as unit:
        return [line.op.id for _, line in unit.store.missing_for(UPSTREAM, 10)]


def test_marks_go_before_work_and_work_before_attempts(school: Database) -> None:
    fill(school)
    assert ids(school) == [
        OpId(ARU, 1, 3), OpId(MARAT, 1, 1), OpId(ARU, 1, 2), OpId(ARU, 1, 1)
    ]  # fmt: skip
    with school.read() as unit:
        waiting = unit.store.waiting(UPSTREAM)
        assert waiting.operations == 4
        assert waiting.bytes > 200
        assert unit.store.first_waiting_priority(UPSTREAM) == 0


def test_a_node_without_an_upstream_keeps_no_queue(hub: Database) -> None:
    with hub.write() as unit:
        unit.store.append(*judged(op(1)))
        assert unit.store.waiting(UPSTREAM) == Waiting(0, 0)
        # Given an upstream later, everything logged so far is offered.
        unit.store.follow(UPSTREAM)
        unit.store.follow(UPSTREAM)
        assert unit.store.waiting(UPSTREAM).operations == 1


def test_what_came_from_the_upstream_does_not_go_back(school: Database) -> None:
    with school.write() as unit:
        unit.store.follow(UPSTREAM)
        unit.store.append_many([judged(op(1))], registry=registry(), source=UPSTREAM)
        unit.store.append_many([judged(op(2))], registry=registry(), source=HUB)
    assert ids(school) == [OpId(ARU, 1, 2)]


def test_an_acknowledgement_ends_the_waiting_and_is_news_once(school: Database) -> None:
    fill(school)
    with school.write() as unit:
        first = unit.store.record_ack(UPSTREAM, {(ARU, 1): ack(1, 3, durable=(1,))})
        assert set(first.received.ids()) == {OpId(ARU, 1, 1), OpId(ARU, 1, 3)}
        assert set(first.durable.ids()) == {OpId(ARU, 1, 1)}
        again = unit.store.record_ack(UPSTREAM, {(ARU, 1): ack(1, 3, durable=(3,))})
        assert again.received == Knowledge()
        assert set(again.durable.ids()) == {OpId(ARU, 1, 3)}
        assert unit.store.durable_at(UPSTREAM, OpId(ARU, 1, 1))
        assert unit.store.received_at(UPSTREAM, OpId(ARU, 1, 3))
        assert not unit.store.received_at(UPSTREAM, OpId(ARU, 1, 2))
    assert ids(school) == [OpId(MARAT, 1, 1), OpId(ARU, 1, 2)]


def test_a_full_statement_is_believed_also_where_it_takes_back(school: Database) -> None:
    fill(school)
    with school.write() as unit:
        unit.store.record_ack(UPSTREAM, {(ARU, 1): ack(1, 2, 3), (MARAT, 1): ack(1)})
        change = unit.store.replace_acks(UPSTREAM, {(ARU, 1): ack(3)})
        assert change.received == Knowledge()
    assert ids(school) == [OpId(MARAT, 1, 1), OpId(ARU, 1, 2), OpId(ARU, 1, 1)]


def test_after_the_upstreams_restore_only_durable_acks_count(school: Database) -> None:
    fill(school)
    with school.write() as unit:
        unit.store.record_ack(UPSTREAM, {(ARU, 1): ack(1, 2, 3, durable=(1, 2))})
        unit.store.offer_again(UPSTREAM, keep_durable=True)
    assert ids(school) == [OpId(ARU, 1, 3), OpId(MARAT, 1, 1)]
    with school.write() as unit:
        unit.store.offer_again(UPSTREAM, keep_durable=False)
    assert len(ids(school)) == 4


def test_what_was_refused_waits_apart_until_rights_change(school: Database) -> None:
    fill(school)
    with school.write() as unit:
        unit.store.defer(UPSTREAM, [OpId(ARU, 1, 3)])
        assert unit.store.waiting(UPSTREAM).operations == 4
    assert OpId(ARU, 1, 3) not in ids(school)
    with school.write() as unit:
        unit.store.send_deferred(UPSTREAM)
    assert ids(school)[0] == OpId(ARU, 1, 3)


def test_acks_for_a_peer_are_our_knowledge_of_the_writers_it_brought(hub: Database) -> None:
    with hub.write() as unit:
        store = unit.store
        store.append_many(
            [judged(op(1)), judged(op(2)), judged(op(1, writer=MARAT))], registry=registry()
        )
        store.record_ack("5c" * 8, {(ARU, 1): Ack(IntervalSet.of([1]), EMPTY)})
        assert store.acks_for("5c" * 8) == {(ARU, 1): ack(1, 2, durable=(1, 2))}
        store.set_received("5c" * 8, Knowledge.of([OpId(MARAT, 1, 1)]))
        assert store.acks("5c" * 8) == {(ARU, 1): ack(), (MARAT, 1): ack(1)}
        assert set(store.acks_for("5c" * 8)) == {(ARU, 1), (MARAT, 1)}


def test_cursors_and_files_are_remembered_per_peer(school: Database) -> None:
    with school.write() as unit:
        store = unit.store
        store.set_cursors(UPSTREAM, {"national": Cursor("1" * 16, 4), "s": Cursor("1" * 16, 1)})
        store.set_cursors(UPSTREAM, {"national": Cursor("1" * 16, 9)})
        assert store.cursors(UPSTREAM)["national"] == Cursor("1" * 16, 9)
        store.drop_cursors(UPSTREAM)
        assert store.cursors(UPSTREAM) == {}
        store.want_blobs(UPSTREAM, ["a" * 64, "b" * 64])
        store.set_blob_held(UPSTREAM, "a" * 64)
        assert store.blobs_wanted(UPSTREAM, 5) == ["b" * 64]
        assert store.blob_held(UPSTREAM, "a" * 64)
        # The upstream lost it and asks again.
        store.want_blobs(UPSTREAM, ["a" * 64])
        assert not store.blob_held(UPSTREAM, "a" * 64)
