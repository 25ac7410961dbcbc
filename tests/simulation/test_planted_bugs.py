"""The simulator is worth its time only if it catches the mistakes it was built for."""

from collections.abc import Sequence

import pytest

from sync import apply as applying
from sync.cold import pruning, volume
from sync.core.knowledge import IntervalSet, Key, Knowledge
from sync.storage.node import NodeRows
from sync.storage.peers import PeerRows
from sync.storage.port import UPSTREAM, Ack, Entry, LogPort
from tests.simulation.test_convergence import GAME

# Seeds within which each bug must show; real runs play more than that.
PATIENCE = 40


def test_knowledge_as_a_maximum_loses_work_that_came_out_of_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = PeerRows.acks_for

    def up_to_the_highest(store: PeerRows, peer: str) -> dict[Key, Ack]:
        def fill(found: IntervalSet) -> IntervalSet:
            return IntervalSet([(1, found.highest)] if found else [])

        return {key: Ack(fill(a.received), fill(a.durable)) for key, a in real(store, peer).items()}

    monkeypatch.setattr(PeerRows, "acks_for", up_to_the_highest)
    # A node that believes it lets go of what the hub never got.
    assert "left before the hub had it for good" in GAME.caught(PATIENCE)


def test_numbering_on_in_the_same_epoch_after_a_restore_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def same_epoch(store: NodeRows, incarnation: str, _physical_ms: int) -> None:
        store.set_state("incarnation", incarnation)

    monkeypatch.setattr(NodeRows, "new_incarnation", same_epoch)
    monkeypatch.setattr(NodeRows, "open_epoch", lambda *_: 1)
    assert GAME.caught(PATIENCE)


def test_every_node_keeping_its_own_verdict_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "_judge_again", lambda *_: None)
    assert "judged apart" in GAME.caught(PATIENCE)


def test_letting_go_of_what_the_hub_has_merely_received_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def received(store: LogPort) -> Knowledge:
        return Knowledge({key: ack.received for key, ack in store.acks(UPSTREAM).items()})

    monkeypatch.setattr(pruning, "kept_above", received)
    assert "left before the hub had it for good" in GAME.caught(PATIENCE)


def test_a_volume_that_misses_an_operation_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = volume.build

    def short(entries: Sequence[Entry], node: str, number: int, previous: bytes) -> bytes:
        return real(entries[:-1] or entries, node, number, previous)

    monkeypatch.setattr(volume, "build", short)
    assert "gave back other bytes" in GAME.caught(PATIENCE)
