"""A published release comes by the roads that courses come by: a teacher's phone and a relay.

The stick is in test_taking, the link everywhere.
"""

from pathlib import Path

import pytest

from server.db import db
from server.install.releases import KEY
from server.library.stores import course_store
from server.releases import publishing, standing
from server.releases.models import Release
from server.upstream.exchange import exchange_over
from tests.server import cast
from tests.server.bundles.conftest import admit_for_sticks
from tests.server.courier.conftest import Courier
from tests.server.install.test_releases import Box
from tests.server.relay.conftest import Chain, chain
from tests.server.releases.conftest import ALL, Fleet, fleet, new_hub, pair
from tests.server.releases.test_taking import NIGHT
from tests.server.upgrades.test_upgrades import public, release, running
from tests.server.upstream.conftest import WsgiRoad

__all__ = ["chain", "fleet", "new_hub", "pair"]

pytestmark = pytest.mark.sqlite


def test_a_teacher_s_phone_brings_it_and_takes_back_what_became_of_it(fleet: Fleet) -> None:
    pair = fleet.pair
    pair.road.token = admit_for_sticks(pair.hub, pair.school.app, [cast.AKBULAQ])
    fleet.publish("1.0")
    for _ in range(3):
        Courier(pair.school.phone(cast.MARAT), pair.hub).trip()
    assert fleet.stage() == ("here", None)
    fleet.clock(NIGHT)
    fleet.look()
    fleet.switch()
    fleet.look()
    assert (fleet.upgrades.current, fleet.stage()) == ("1.0", ("taken", None))


def test_a_relay_passes_it_to_its_satellite(
    chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    (root / "var/lib/tirek").mkdir(parents=True)
    (root / KEY).parent.mkdir(parents=True)
    (root / KEY).write_text(f"{public()}\n", encoding="ascii")
    monkeypatch.setattr("server.upgrades.service.ROOT", root)
    monkeypatch.setattr("server.install.releases.time.sleep", lambda _: None)
    running(root, Box(root))
    (chain.school.home / "upgrades").mkdir(mode=0o700, exist_ok=True)
    made = release(tmp_path / "made", "1.0")
    with chain.hub.app_context():
        publishing.publish(made, ALL)

    for _ in range(3):
        assert exchange_over(chain.relay, WsgiRoad(chain.hub, chain.to_hub.token)).finished
        chain.settle()

    with chain.school.app.app_context():
        found = db.session.query(Release).one()
        assert (found.version, course_store().has(found.file)) == ("1.0", True)
        assert standing.told()["stage"] == "here"
