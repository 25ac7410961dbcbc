"""What a node remembers of the one above it."""

from collections.abc import Iterator

import pytest

from sync import messages, upstream
from sync.apply import apply
from sync.storage.port import UPSTREAM
from tests.sync.toy import HUB, SCHOOL, Database, judged, op, registry


@pytest.fixture
def school() -> Iterator[Database]:
    made = Database()
    with made.write() as unit:
        unit.store.initialise(SCHOOL, "1" * 16, f"5cff{SCHOOL[4:]}")
        unit.store.follow(UPSTREAM)
        upstream.meet(unit.store, HUB, "1" * 16)
    yield made
    made.close()


def test_what_an_unreadable_frame_let_go_up_without_proof_is_tried_again_with_it(
    school: Database,
) -> None:
    """The hub could not read a frame, so the next exchange begins with what every release reads,
    without proofs; what it refused for that must not wait for ever."""
    mark = op(1, "mark.give")
    with school.write() as unit:
        store = unit.store
        apply(store, registry(), unit.port, [judged(mark)])
        upstream.announced(store, ())
        assert not upstream.takes_back(store)
        upstream.announced(store, messages.CAPABILITIES)
        assert upstream.takes_back(store)
        store.defer(UPSTREAM, [mark.id])

        upstream.announced(store, messages.CAPABILITIES)

        assert [line.op.id for _, line in store.missing_for(UPSTREAM, 9)] == [mark.id]
        # Refused with its proof, it is not asked for at every exchange.
        store.defer(UPSTREAM, [mark.id])
        upstream.announced(store, messages.CAPABILITIES)
        assert store.missing_for(UPSTREAM, 9) == []
