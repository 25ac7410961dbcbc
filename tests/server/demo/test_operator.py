"""The demo hub's operator, at a first start and at one that goes on after a power cut."""

from pathlib import Path

from server import db
from server.console import operators
from server.console.rights import RIGHTS
from server.demo import cast, operator
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.phone import Phone, SchoolClock


def test_the_demo_hub_has_one_operator_who_may_do_everything(tmp_path: Path) -> None:
    clock = SchoolClock(MONDAY_MS)
    hub = make_app(tmp_path / "hub", clock, role="hub")
    db.upgrade(hub)
    with hub.app_context():
        operator.write()
        operator.write()
        (told,) = operators.everybody()
    assert (told["login"], told["region"]) == (operator.LOGIN, "")
    assert set(told["rights"].split(", ")) == set(RIGHTS)
    phone = Phone(hub, clock, operator.LOGIN, cast.PASSWORD)
    assert phone.get("/api/v1/console/schools").status_code == 200
    close(hub)
