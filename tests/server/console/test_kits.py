"""A kit made beforehand is good for one box, once; a new box takes over, a stolen one is out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.config import Config
from server.db import db
from server.hub.nodes import check
from server.identity import node_id
from server.people.models import School
from server.setup import claiming, kits
from server.setup.claimed import waiting_line
from tests.server.console.conftest import AQMOLA, EVERYTHING, Hub
from tests.server.phone import Phone

pytestmark = pytest.mark.sqlite
LIST = "/api/v1/console/schools"
NewBox = Callable[..., Flask]
FIRST = {
    "name": "кез келген",
    "language": "ru",
    "family_name": "Әлібек",
    "given_name": "Айжан",
    "login": "aizhan",
    "password": "qazaq-tili",
}


def new_school(dana: Phone) -> str:
    new = {"name": "Жаңа мектеп", "language": "kk", "region": AQMOLA}
    made: str = dana.request("POST", LIST, json=new).get_json()["school"]
    return made


def kit_for(dana: Phone, school: str) -> str:
    line: str = dana.request("POST", f"{LIST}/{school}/kit").get_json()["kit"]
    return line


def claim_of(box: Flask) -> str:
    with box.app_context():
        line = waiting_line()
    assert line is not None
    return line


def tell(hub: Hub, line: str) -> Any:
    return hub.app.test_client().post("/sync/v1/claim", json={"claim": line})


def token_of(home: Path) -> str:
    token = Config.load({"TIREK_HOME": str(home)}).upstream_token
    assert token is not None
    return token


def known(hub: Hub, token: str) -> bool:
    with hub.app.app_context():
        return check(token) is not None


def post(box: Flask, path: str, body: Any) -> Any:
    return box.test_client().post(f"/api/v1/setup{path}", json=body)


def test_a_box_is_set_up_by_its_kit_without_any_link(
    hub: Hub, new_box: NewBox, tmp_path: Path
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    kit, box = kit_for(dana, school), new_box()
    read = post(box, "/kit", {"kit": kit}).get_json()
    assert (read["name"], read["takes_over"]) == ("Жаңа мектеп", False)
    assert post(box, "", {**FIRST, "kit": kit}).status_code == 201
    with box.app_context():
        row = db.session.get(School, school)
        assert row is not None
        assert (row.name, row.language) == ("Жаңа мектеп", "kk")
    # The token is there before the hub has heard of the box, and was never told to anybody.
    token = token_of(tmp_path / "box")
    assert token not in kit
    assert token not in claim_of(box)
    assert not known(hub, token)
    assert tell(hub, claim_of(box)).status_code == 200
    assert known(hub, token)
    page = dana.get(f"{LIST}/{school}").get_json()
    assert [one["state"] for one in page["kits"]] == ["used"]
    assert len(page["nodes"]) == 1
    assert tell(hub, claim_of(box)).status_code == 200  # the answer was lost: asked again
    assert known(hub, token)


def test_a_kit_is_good_for_one_box(hub: Hub, new_box: NewBox, tmp_path: Path) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    kit = kit_for(dana, new_school(dana))
    first, second = new_box("first"), new_box("second")
    for box in (first, second):
        assert post(box, "", {**FIRST, "kit": kit}).status_code == 201
    assert tell(hub, claim_of(first)).status_code == 200
    refused = tell(hub, claim_of(second))
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/claim-refused")
    assert known(hub, token_of(tmp_path / "first"))
    assert not known(hub, token_of(tmp_path / "second"))


def test_a_kit_that_went_astray_is_worth_nothing(hub: Hub, new_box: NewBox) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    astray = kit_for(dana, school)
    later = kit_for(dana, school)
    boxes = new_box("thief"), new_box("later")
    for box, kit in zip(boxes, (astray, later), strict=True):
        assert post(box, "", {**FIRST, "kit": kit}).status_code == 201
    assert tell(hub, claim_of(boxes[0])).status_code == 403
    assert dana.request("DELETE", f"{LIST}/{school}/kit").status_code == 204
    assert tell(hub, claim_of(boxes[1])).status_code == 403
    old = kit_for(dana, school)
    late = new_box("late")
    assert post(late, "", {**FIRST, "kit": old}).status_code == 201
    hub.clock.forward(days=121)
    assert tell(hub, claim_of(late)).status_code == 403


def test_who_has_not_seen_the_kit_proves_nothing(hub: Hub, new_box: NewBox) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    kit = kits.from_text(kits.SchoolKit, kit_for(dana, new_school(dana)))
    guessed = kits.claim(replace(kit, secret="0" * 64), "ab" * 8, b"k" * 32, b"s" * 32)
    assert tell(hub, kits.to_text(guessed)).status_code == 403
    stolen = kits.claim(kit, "ab" * 8, b"k" * 32, b"s" * 32)
    for changes in ({"node": "cd" * 8}, {"schools": ("another",)}, {"token_sha256": "1" * 64}):
        forged = replace(stolen, **changes)
        assert tell(hub, kits.to_text(forged)).status_code == 403
    assert tell(hub, "tirek-claim.zzzz").status_code == 422
    assert tell(hub, "").status_code == 422


def test_a_new_box_takes_the_school_over_and_the_old_one_is_out(
    hub: Hub, new_box: NewBox, tmp_path: Path
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    old = new_box("old")
    assert post(old, "", {**FIRST, "kit": kit_for(dana, school)}).status_code == 201
    assert tell(hub, claim_of(old)).status_code == 200
    second = dana.request("POST", f"{LIST}/{school}/kit").get_json()
    assert second["takes_over"] is True
    new = new_box("new")
    # Its people come down: nobody is named on the box.
    assert post(new, "", {**FIRST, "kit": second["kit"]}).status_code == 422
    assert post(new, "/takeover", {"kit": second["kit"]}).status_code == 200
    assert known(hub, token_of(tmp_path / "old"))
    assert tell(hub, claim_of(new)).status_code == 200
    assert known(hub, token_of(tmp_path / "new"))
    assert not known(hub, token_of(tmp_path / "old"))
    nodes = dana.get(f"{LIST}/{school}").get_json()["nodes"]
    with old.app_context():
        gone = node_id()
    assert {one["node"]: one["revoked_at"] is not None for one in nodes}[gone] is True


def test_a_stolen_box_is_shut_out_at_once(hub: Hub, new_box: NewBox, tmp_path: Path) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    box = new_box()
    assert post(box, "", {**FIRST, "kit": kit_for(dana, school)}).status_code == 201
    assert tell(hub, claim_of(box)).status_code == 200
    with box.app_context():
        node = node_id()
    other = f"{LIST}/{new_school(dana)}/nodes/{node}"
    assert dana.request("DELETE", other).status_code == 404
    assert dana.request("DELETE", f"{LIST}/{school}/nodes/{node}").status_code == 204
    assert not known(hub, token_of(tmp_path / "box"))


def test_a_box_that_has_its_school_reads_no_kit(hub: Hub, new_box: NewBox) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    kit, box = kit_for(dana, new_school(dana)), new_box()
    assert post(box, "", FIRST).status_code == 201
    assert post(box, "/kit", {"kit": kit}).status_code == 409
    assert post(box, "/takeover", {"kit": kit}).status_code == 409


def test_where_settings_cannot_be_written_no_school_is_begun(
    hub: Hub, new_box: NewBox, tmp_path: Path
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    kit, box = kit_for(dana, new_school(dana)), new_box()
    settings = tmp_path / "box" / "settings.toml"
    settings.write_text("[table]\na = 1\n", encoding="utf-8")
    assert post(box, "", {**FIRST, "kit": kit}).status_code == 409
    assert box.test_client().get("/api/v1/setup").get_json()["needed"] is True
    settings.unlink()
    assert post(box, "", {**FIRST, "kit": kit}).status_code == 201


def test_a_kit_whose_use_was_cut_is_taken_once_its_school_is_there(
    hub: Hub, new_box: NewBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    kit, box = kit_for(dana, school), new_box()

    def power_cut(_kit: kits.SchoolKit) -> None:
        raise OSError("the power was cut")

    with monkeypatch.context() as cut:
        cut.setattr(claiming, "use", power_cut)
        assert post(box, "", {**FIRST, "kit": kit}).status_code == 500
    assert post(box, "", {**FIRST, "kit": kit}).status_code == 409
    admin = Phone(box, hub.clock, FIRST["login"], FIRST["password"])
    other = kit_for(dana, new_school(dana))
    for line, status in ((other, 422), (kit, 200)):
        assert (
            admin.request("PUT", "/api/v1/setup/upstream", json={"kit": line}).status_code == status
        )
    assert tell(hub, claim_of(box)).status_code == 200
    assert known(hub, token_of(tmp_path / "box"))
