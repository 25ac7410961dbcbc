"""How far an operator's place reaches, route by route: a school of their own, one elsewhere, and
one whose box serves a school of another place, too."""

from collections.abc import Sequence

import pytest

from server import clock, db
from server.hub.nodes import admit
from server.setup import kits
from tests.server.console.conftest import AQMOLA, EVERYTHING, TURKISTAN, Hub
from tests.server.phone import Phone

pytestmark = pytest.mark.sqlite
LIST = "/api/v1/console/schools"
OWN_BOX, OTHER_BOX, SHARED_BOX, REGIONS_BOX = "a" * 16, "b" * 16, "c" * 16, "d" * 16


def box(hub: Hub, node: str, schools: Sequence[str]) -> None:
    """A box that was admitted by command, for these schools."""
    with hub.app.app_context(), db.write_transaction() as session:
        admit(
            session,
            node=node,
            name=node,
            schools=schools,
            public_key=b"k" * 32,
            signing_key=node.encode() * 2,
            now_ms=clock.now_ms(),
        )


@pytest.fixture
def country(hub: Hub) -> Hub:
    """Two districts of Ақмола and a region besides. «shared» and «guest» have one box over the
    border of the region, «near» and «nearby» one over that of the district."""
    hub.school("own", "Бурабайдағы", AQMOLA, "Бурабай")
    hub.school("shared", "Шекарадағы", AQMOLA, "Бурабай")
    hub.school("near", "Көршілес", AQMOLA, "Бурабай")
    hub.school("nearby", "Зерендідегі", AQMOLA, "Зеренді")
    hub.school("guest", "Қонақ", TURKISTAN, "Сауран")
    hub.school("other", "Саурандағы", TURKISTAN, "Сауран")
    box(hub, OWN_BOX, ["own"])
    box(hub, OTHER_BOX, ["other"])
    box(hub, SHARED_BOX, ["shared", "guest"])
    box(hub, REGIONS_BOX, ["near", "nearby"])
    return hub


PLACES = {"country": ("", ""), "region": (AQMOLA, ""), "district": (AQMOLA, "Бурабай")}
BOXES = {"own": OWN_BOX, "other": OTHER_BOX, "shared": SHARED_BOX, "near": REGIONS_BOX}
MATRIX = [
    ("country", "own", 200, 200), ("country", "other", 200, 200),
    ("country", "shared", 200, 200), ("country", "near", 200, 200),
    ("region", "own", 200, 200), ("region", "other", 404, 404),
    ("region", "shared", 200, 403), ("region", "near", 200, 200),
    ("district", "own", 200, 200), ("district", "other", 404, 404),
    ("district", "shared", 200, 403), ("district", "near", 200, 403),
]  # fmt: skip


@pytest.mark.parametrize(("who", "school", "sees", "acts"), MATRIX)
def test_what_is_done_to_a_box_is_asked_for_each_of_its_schools(
    country: Hub, who: str, school: str, sees: int, acts: int
) -> None:
    region, district = PLACES[who]
    phone = country.operator(who, *EVERYTHING, region=region, district=district)
    node = BOXES[school]
    assert phone.get(f"{LIST}/{school}").status_code == sees
    assert phone.get(f"/api/v1/console/actions?school={school}").status_code == sees
    made = phone.request("POST", f"{LIST}/{school}/kit")
    assert made.status_code == (201 if acts == 200 else acts)
    ended = phone.request("DELETE", f"{LIST}/{school}/nodes/{node}")
    assert ended.status_code == (204 if acts == 200 else acts)
    if acts == 403:
        for refused in (made, ended):
            told = refused.get_json()
            assert told["type"] == "/problems/box-shared"
            assert "another place" in told["title"]
    assert actions(phone, school) == (["box-shut-out", "kit-made"] if acts == 200 else [])
    # What goes by school and not by box: cancelling its own kits, saying where it lies.
    cancelled = phone.request("DELETE", f"{LIST}/{school}/kit")
    assert cancelled.status_code == (204 if sees == 200 else sees)


def actions(phone: Phone, school: str) -> list[str]:
    answer = phone.get(f"/api/v1/console/actions?school={school}")
    if answer.status_code != 200:
        return []
    return [one["what"] for one in answer.get_json()["actions"]]


def test_what_was_done_to_a_shared_box_stands_under_each_school(country: Hub) -> None:
    dana = country.operator("dana", *EVERYTHING)
    neighbour = country.operator("neighbour", *EVERYTHING, region=TURKISTAN)
    kit = dana.request("POST", f"{LIST}/shared/kit").get_json()["kit"]
    assert kits.from_text(kits.SchoolKit, kit).schools == ("guest", "shared")
    assert dana.request("DELETE", f"{LIST}/shared/nodes/{SHARED_BOX}").status_code == 204
    for school in ("shared", "guest"):
        assert actions(dana, school) == ["box-shut-out", "kit-made"]
    assert actions(neighbour, "guest") == ["box-shut-out", "kit-made"]


def test_a_kit_from_before_the_box_was_shared_takes_nobody_else_s_box(country: Hub) -> None:
    near = country.operator("near", *EVERYTHING, region=AQMOLA, district="Бурабай")
    line = near.request("POST", f"{LIST}/own/kit").get_json()["kit"]
    box(country, OWN_BOX, ["own", "other"])
    claim = kits.claim(kits.from_text(kits.SchoolKit, line), "e" * 16, b"p" * 32, b"q" * 32)
    answer = country.app.test_client().post("/sync/v1/claim", json={"claim": kits.to_text(claim)})
    assert (answer.status_code, answer.get_json()["type"]) == (403, "/problems/claim-refused")
    nodes = near.get(f"{LIST}/own").get_json()["nodes"]
    assert [(one["node"], one["revoked_at"]) for one in nodes] == [(OWN_BOX, None)]
