"""Editions that go by stick: the second one as its edit, too."""

from pathlib import Path

import pytest

from tests.server import cast
from tests.server.bundles.conftest import Carriers, admit_for_sticks
from tests.server.delivery.conftest import FIRST, SECOND, Publisher, total
from tests.server.upstream.conftest import Pair


@pytest.fixture
def carriers(pair: Pair, tmp_path: Path) -> Carriers:
    pair.road.token = admit_for_sticks(pair.hub, pair.school.app, [cast.AKBULAQ])
    folder = tmp_path / "stick"
    folder.mkdir()
    return Carriers(pair.school, pair.hub, folder)


def test_an_edition_rides_whole_and_the_next_as_a_pack(
    carriers: Carriers, publisher: Publisher
) -> None:
    publisher.edition(FIRST)
    carriers.trip()
    assert publisher.shown()["edition"] == 1
    publisher.edition(SECOND)
    carriers.fill_at_school()
    carriers.read_at_hub()

    home = carriers.fill_at_hub()
    carriers.read_at_school()

    assert home.shares[0].carried.content == 1  # the pack
    size = sum(found.path.stat().st_size for found in carriers.volumes(carriers.school_node))
    assert size < 20_000 < total(SECOND) / 10
    assert publisher.shown()["edition"] == 2


def test_a_school_that_has_not_said_what_it_has_gets_everything(
    carriers: Carriers, publisher: Publisher
) -> None:
    publisher.edition(FIRST)
    publisher.edition(SECOND)
    carriers.trip()

    assert publisher.shown()["edition"] == 2
