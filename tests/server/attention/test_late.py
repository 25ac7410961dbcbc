"""A server that was shut out still calls: the school's leaders hear of it, and settle it."""

from typing import Any

from flask import Flask

from server.db import write_transaction
from server.hub.nodes import admit, revoke
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone

NODE = "00000000000000aa"


def admitted(app: Flask, of: str = cast.AKBULAQ) -> str:
    with app.app_context(), write_transaction() as session:
        return admit(
            session,
            node=NODE,
            name="Ескі сервер",
            schools=[of],
            public_key=bytes(range(32)),
            now_ms=1,
        )


def calls(app: Flask, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return app.test_client().post("/sync/v1/session", headers=headers).status_code


def seen_by(phone: Phone) -> list[dict[str, Any]]:
    items = phone.get("/api/v1/attention").get_json()["items"]
    return [item for item in items if item["type"] == "late"]


def test_a_stolen_box_that_is_found_again_is_not_overlooked(school: School) -> None:
    token = admitted(school.app)
    aizhan = school.phone(cast.AIZHAN)
    with school.app.app_context(), write_transaction() as session:
        revoke(session, NODE, 2)
    assert seen_by(aizhan) == []

    for minutes in (0, 2, 9, 0):
        school.clock.forward(seconds=minutes * 60)
        assert calls(school.app, token) == 401

    (item,) = seen_by(aizhan)
    assert (item["node"], item["name"], item["school"]) == (NODE, "Ескі сервер", cast.AKBULAQ)
    assert (item["calls"], item["volumes"]) == (2, 0), "counted once in ten minutes"
    assert school.phone(cast.MARAT).get("/api/v1/attention").status_code == 403

    # Seen, and off the list until it calls again.
    path = f"/api/v1/attention/late/{NODE}"
    assert aizhan.request("DELETE", path).get_json()["items"] == []
    assert aizhan.request("DELETE", path).status_code == 404
    assert calls(school.app, token) == 401
    assert len(seen_by(aizhan)) == 1
    # The operator knows better and admits it anew: it brings its work itself.
    fresh = admitted(school.app)
    assert seen_by(aizhan) == []
    assert calls(school.app, fresh) == 422, "let in, though it says nothing readable"


def test_a_stranger_is_no_late_server(school: School) -> None:
    assert calls(school.app, "invented") == 401
    assert seen_by(school.phone(cast.AIZHAN)) == []


def test_another_school_s_leaders_neither_see_nor_settle_it(school: School) -> None:
    token = admitted(school.app, cast.DALA)
    with school.app.app_context(), write_transaction() as session:
        revoke(session, NODE, 2)
    calls(school.app, token)
    aizhan = school.phone(cast.AIZHAN)

    assert seen_by(aizhan) == []
    assert aizhan.request("DELETE", f"/api/v1/attention/late/{NODE}").status_code == 403
