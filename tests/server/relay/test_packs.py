"""A relay keeps the packs that it came by, and its satellites fetch them there."""

from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import select

from content.blobs import BlobStore
from server.db import db
from server.delivery.carrying import Taken
from server.delivery.models import EditionOffer, PackOutcome
from server.delivery.tidying import tidy
from server.library.stores import course_store_of
from server.upstream.exchange import exchange_over
from tests.server.cast import ARU
from tests.server.delivery.conftest import Publisher, page
from tests.server.relay.conftest import Chain, WsgiMail
from tests.server.upstream.conftest import WsgiRoad

FIRST = {"index.html": page(0), "1.html": page(1)}
SECOND = {**FIRST, "1.html": page(1, "Жаңа. ")}
MONTH_DAYS = 31


def store_of(app: Flask) -> BlobStore:
    return course_store_of(app.extensions["tirek.config"])


def pack_of(app: Flask) -> str:
    with app.app_context():
        offer = db.session.scalars(select(EditionOffer).where(EditionOffer.edition == 2)).one()
        sha256: str = offer.packs[0]["sha256"]
        return sha256


def relay_exchanges(chain: Chain) -> None:
    outcome = exchange_over(chain.relay, WsgiRoad(chain.hub, chain.to_hub.token))
    assert outcome.finished


def edition_at_satellite(chain: Chain, course: str) -> Any:
    aru = chain.school.phone(ARU)
    aru.refresh()
    return aru.doc("course", course)["edition"]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What relays served to satellites; the hub's mail has no room for courses."""
    served: set[str] = set()
    serve = WsgiMail.content

    def content(road: WsgiMail, sha256: str, offset: int) -> tuple[bytes, int] | None:
        found = serve(road, sha256, offset)
        if found is not None:
            served.add(sha256)
        return found

    monkeypatch.setattr(WsgiMail, "content", content)
    monkeypatch.setattr("server.bundles.stick_port.offered_for", lambda *_, **__: Taken())
    monkeypatch.setattr("server.bundles.stick_port.HubStickPort.content_for", lambda *_: iter(()))
    return served


def test_a_satellite_fetches_the_pack_from_its_relay(
    chain: Chain, tmp_path: Path, fetched: set[str]
) -> None:
    publisher = Publisher(cast(Any, chain), tmp_path)
    course = publisher.edition(FIRST)
    relay_exchanges(chain)
    chain.settle()
    assert edition_at_satellite(chain, course) == 1
    publisher.edition(SECOND)
    relay_exchanges(chain)
    fetched.clear()

    chain.settle()

    assert fetched == {pack_of(chain.hub)}
    assert edition_at_satellite(chain, course) == 2
    with chain.school.app.app_context():
        assert [row.outcome for row in db.session.scalars(select(PackOutcome))] == ["applied"]
    assert not store_of(chain.school.app).has(pack_of(chain.hub)), "a satellite has no use for it"


def test_the_relay_keeps_a_pack_as_long_as_the_editions(chain: Chain, tmp_path: Path) -> None:
    publisher = Publisher(cast(Any, chain), tmp_path)
    publisher.edition(FIRST)
    relay_exchanges(chain)
    publisher.edition(SECOND)
    relay_exchanges(chain)
    pack, store = pack_of(chain.relay), store_of(chain.relay)

    for number in range(3, 6):
        with chain.relay.app_context():
            tidy(store)
            chain.school.clock.forward(days=MONTH_DAYS)
            tidy(store)
        assert store.has(pack) == (number < 5)
        publisher.edition({**SECOND, "more.html": page(number)})
        relay_exchanges(chain)
