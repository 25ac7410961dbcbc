"""Editions that go by stick: the second one as its edit, too."""

from pathlib import Path
from typing import Any
from typing import cast as cast_to

import pytest

from server.bundles.stick_port import HubStickPort
from server.db import db
from server.delivery.records import hold_record
from server.hub.nodes import NodeContext
from server.identity import config
from server.library.index import files_of
from server.operations.local import submit
from sync.frames.parts import Asks
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


def test_what_is_not_for_the_school_stays_at_the_hub(
    carriers: Carriers, publisher: Publisher, pair: Pair
) -> None:
    """A school has withdrawn nothing and asked for nothing: the stick's room is for its own."""
    course = publisher.edition(FIRST)
    with pair.hub.app_context():
        submit("audience.set", course, {"regions": [], "languages": ["ru"], "share": 100})
    carriers.fill_at_school()
    carriers.read_at_hub()

    assert carriers.fill_at_hub().shares[0].carried.content == 0
    with pair.hub.app_context():
        submit("audience.set", course, {"regions": [], "languages": [], "share": 100})
        held = {"school": cast.AKBULAQ, "course": course, "mode": "never"}
        submit("hold.set", hold_record(cast.AKBULAQ, course), held)
    assert carriers.fill_at_hub().shares[0].carried.content == 0


def test_what_the_school_asks_for_goes_first(
    carriers: Carriers, publisher: Publisher, pair: Pair
) -> None:
    """All is on its way, and the school has begun with the large one: it is assigned."""
    publisher.edition(FIRST)
    publisher.course = None
    publisher.edition({"index.html": FIRST["index.html"]})
    descriptions = publisher.manifests
    with pair.hub.app_context():
        lacking = tuple(files_of(db.session(), descriptions[0]))
        port = HubStickPort(config(), NodeContext("a school", frozenset({cast.AKBULAQ})))
        asks = Asks(cast_to(Any, None), begun=(descriptions[0],), lacking=tuple(reversed(lacking)))
        found = [sha for sha, _ in port.content_for("a school", asks)]
        unasked = [sha for sha, _ in port.content_for("a school", None)]
    assert found[: len(lacking)] == list(reversed(lacking))
    assert (descriptions[1] in found, descriptions[0] in found) == (True, False), "that is here"
    assert unasked.index(descriptions[1]) < unasked.index(descriptions[0]), "the small one first"
