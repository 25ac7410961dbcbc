"""A kit that the hub refuses is not the end: the box is given another one in the same place."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from server.config import Config
from server.setup import claimed
from tests.server.console.conftest import EVERYTHING, Hub
from tests.server.console.test_kits import (
    FIRST,
    claim_of,
    kit_for,
    known,
    new_school,
    post,
    tell,
    token_of,
)
from tests.server.phone import Phone

pytestmark = pytest.mark.sqlite
UPSTREAM = "/api/v1/setup/upstream"


@dataclass
class Link:
    """The road to the hub while a box settles its claim; a provider's page may answer instead."""

    hub: Hub
    page: tuple[int, str] | None = None

    def post(self, _url: str, json: Any, **_more: Any) -> Any:
        answer = requests.Response()
        if self.page:
            answer.status_code, text = self.page
        else:
            told = self.hub.app.test_client().post("/sync/v1/claim", json=json)
            answer.status_code, text = told.status_code, told.get_data(as_text=True)
        answer._content = text.encode()
        return answer


@pytest.fixture
def link(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Link:
    link = Link(hub)
    monkeypatch.setattr(requests, "post", link.post)
    return link


@pytest.fixture
def settled(
    hub: Hub, link: Link, tmp_path: Path, new_box: Callable[..., Flask]
) -> Callable[[], Flask]:
    """The box begun anew by its settings, once it has told the hub of its claim."""

    def settled() -> Flask:
        now = Config.load({"TIREK_HOME": str(tmp_path / "box")})
        assert now.upstream_url is not None
        assert now.upstream_token is not None
        above = {"upstream_url": now.upstream_url, "upstream_token": now.upstream_token}
        box = new_box("box", **above)
        with box.app_context():
            claimed.settle(now)
        return box

    return settled


def standing(box: Flask) -> dict[str, bool]:
    answer: dict[str, bool] = box.test_client().get("/api/v1/setup").get_json()
    return answer


def test_a_new_school_is_given_another_kit_where_the_first_was_refused(
    hub: Hub, new_box: Callable[..., Flask], settled: Callable[[], Flask], tmp_path: Path
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    printed, later = kit_for(dana, school), kit_for(dana, school)
    assert post(new_box(), "", {**FIRST, "kit": printed}).status_code == 201
    box = settled()
    admin = admin_of(box, hub)
    assert admin.get("/api/v1/setup/box").get_json()["claim"] == "refused"
    assert standing(box) == {"needed": False, "refused": False}  # it has its school: nobody's now
    other = kit_for(dana, new_school(dana))
    assert admin.request("PUT", UPSTREAM, json={"kit": other}).status_code == 422
    assert admin.request("PUT", UPSTREAM, json={"kit": later}).status_code == 200
    assert admin.get("/api/v1/setup/box").get_json()["claim"] == "waiting"
    box = settled()
    assert admin_of(box, hub).get("/api/v1/setup/box").get_json()["claim"] is None
    assert known(hub, token_of(tmp_path / "box"))
    again = admin_of(box, hub).request("PUT", UPSTREAM, json={"kit": later})
    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/has-upstream")


def admin_of(box: Flask, hub: Hub) -> Phone:
    return Phone(box, hub.clock, FIRST["login"], FIRST["password"])


def test_a_school_whose_kit_another_box_has_used_takes_over_from_that_box(
    hub: Hub, new_box: Callable[..., Flask], settled: Callable[[], Flask], tmp_path: Path
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    kit = kit_for(dana, school)
    first = new_box("first")
    assert post(first, "", {**FIRST, "kit": kit}).status_code == 201
    assert tell(hub, claim_of(first)).status_code == 200
    assert post(new_box(), "", {**FIRST, "kit": kit}).status_code == 201
    box, second = settled(), kit_for(dana, school)
    assert admin_of(box, hub).request("PUT", UPSTREAM, json={"kit": second}).status_code == 200
    settled()
    assert known(hub, token_of(tmp_path / "box"))
    assert not known(hub, token_of(tmp_path / "first"))


def test_a_box_that_was_to_take_over_asks_whoever_comes_for_another_kit(
    hub: Hub, new_box: Callable[..., Flask], settled: Callable[[], Flask], tmp_path: Path
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    school = new_school(dana)
    burned = new_box("burned")
    assert post(burned, "", {**FIRST, "kit": kit_for(dana, school)}).status_code == 201
    assert tell(hub, claim_of(burned)).status_code == 200
    printed, later = kit_for(dana, school), kit_for(dana, school)
    assert post(new_box(), "/takeover", {"kit": printed}).status_code == 200
    box = settled()
    assert standing(box) == {"needed": True, "refused": True}
    # Nothing was heard from above: so the app shows its first page, not a login of nobody.
    assert box.test_client().get("/api/v1/node").get_json()["upstream"] is None
    assert post(box, "/kit", {"kit": later}).status_code == 200
    assert post(box, "/takeover", {"kit": later}).status_code == 200
    box = settled()
    assert standing(box) == {"needed": False, "refused": False}
    assert known(hub, token_of(tmp_path / "box"))
    assert post(box, "/takeover", {"kit": later}).status_code == 409


@pytest.mark.parametrize("text", ["<h1>Pay first</h1>", "[]", json.dumps({"type": "about:blank"})])
def test_a_provider_s_page_refuses_no_kit(
    hub: Hub,
    new_box: Callable[..., Flask],
    settled: Callable[[], Flask],
    link: Link,
    text: str,
) -> None:
    dana = hub.operator("dana", *EVERYTHING)
    assert post(new_box(), "", {**FIRST, "kit": kit_for(dana, new_school(dana))}).status_code == 201
    link.page = (403, text)
    box = settled()
    assert admin_of(box, hub).get("/api/v1/setup/box").get_json()["claim"] == "waiting"
