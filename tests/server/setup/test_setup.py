"""A new box gets its school, its administrator, its paper and its hub, and each only once."""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from server import db
from server.backup import recovery
from server.cli import tirek
from server.config import Config
from server.identity import node_id
from server.limits import LOGIN_FAILURES_ALLOWED
from server.operations.local import submit
from server.people.login import set_password
from server.people.models import Person, School
from server.serve import RESTART
from server.setup import kits, settings
from server.setup.kits import BadKit, Kit, Request
from server.setup.posters import wifi
from tests.server import cast
from tests.server.conftest import MONDAY_MS, close, make_app
from tests.server.conftest import School as Server
from tests.server.phone import Phone, SchoolClock

pytestmark = pytest.mark.sqlite
FIRST = {
    "name": "Ақбұлақ мектебі",
    "language": "kk",
    "family_name": "Әлібек",
    "given_name": "Айжан",
    "login": "aizhan",
    "password": "qazaq-tili",
}


@pytest.fixture
def new_box(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(name: str = "box", **more: str) -> Flask:
        app = make_app(tmp_path / name, SchoolClock(MONDAY_MS), **more)
        db.upgrade(app)
        made.append(app)
        return app

    yield make
    for app in made:
        close(app)


def post(app: Flask, **changes: str) -> Any:
    return app.test_client().post("/api/v1/setup", json={**FIRST, **changes})


def needed(app: Flask) -> Any:
    return app.test_client().get("/api/v1/setup").get_json()


def admin_of(app: Flask) -> Phone:
    assert post(app).status_code == 201
    return Phone(app, SchoolClock(MONDAY_MS), "aizhan", FIRST["password"])


def test_a_new_box_gets_its_school_and_administrator_once(new_box: Callable[..., Flask]) -> None:
    app = new_box()
    assert needed(app) == {"needed": True, "refused": False}
    made = post(app)
    assert made.status_code == 201
    assert needed(app) == {"needed": False, "refused": False}
    again = post(app, login="stranger")
    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/already-set-up")
    phone = Phone(app, SchoolClock(MONDAY_MS), "aizhan", FIRST["password"])
    assert phone.get("/api/v1/status").status_code == 200
    phone.refresh()
    assert phone.doc("school", made.get_json()["school"])["name"] == FIRST["name"]


@pytest.mark.parametrize(
    "changes",
    [{"password": "short"}, {"name": " "}, {"language": "de"}, {"login": ""}, {"given_name": ""}],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(
    new_box: Callable[..., Flask], changes: dict[str, str]
) -> None:
    app = new_box()
    assert post(app, **changes).status_code == 422
    assert needed(app) == {"needed": True, "refused": False}
    with app.app_context():
        assert db.db.session.query(School).count() == db.db.session.query(Person).count() == 0


def test_a_hub_and_a_box_whose_school_comes_from_above_ask_nobody(
    new_box: Callable[..., Flask],
) -> None:
    above = {"upstream_url": "http://hub.example", "upstream_token": "a-token-of-the-hub"}
    for app in (new_box("hub", role="hub"), new_box("below", **above)):
        assert needed(app) == {"needed": False, "refused": False}
        assert post(app).status_code == 409


def test_the_rest_is_the_administrator_s(school: Server) -> None:
    assert needed(school.app) == {"needed": False, "refused": False}
    for person in (cast.MARAT, cast.ARU):
        phone = school.phone(person)
        assert phone.get("/api/v1/setup/box").status_code == 403
        assert phone.request("POST", "/api/v1/setup/recovery-key").status_code == 403
        answer = phone.request("PUT", "/api/v1/setup/upstream", json={"kit": "x"})
        assert answer.status_code == 403


def test_the_paper_is_shown_once(new_box: Callable[..., Flask], tmp_path: Path) -> None:
    admin = admin_of(new_box())
    assert admin.get("/api/v1/setup/box").get_json()["recovery_key"] is False
    key = make_key(admin).get_json()
    secret = recovery.from_text("\n".join(key["lines"]))
    public = recovery.opened(secret).public_key().public_bytes_raw()
    assert public == recovery.public(tmp_path / "box")
    assert admin.get("/api/v1/setup/box").get_json()["recovery_key"] is True
    assert confirmed(admin, key["key"]).status_code == 204
    again = make_key(admin)
    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/recovery-key-made")
    assert recovery.public(tmp_path / "box") == public


def make_key(admin: Phone, **body: Any) -> Any:
    return admin.request("POST", "/api/v1/setup/recovery-key", json=body)


def confirmed(admin: Phone, key: str) -> Any:
    return admin.request("PUT", "/api/v1/setup/recovery-key", json={"key": key})


def test_a_key_whose_sheet_nobody_has_seen_is_made_anew(
    new_box: Callable[..., Flask], tmp_path: Path
) -> None:
    admin, home = admin_of(new_box()), tmp_path / "box"
    lost = make_key(admin).get_json()
    box = admin.get("/api/v1/setup/box").get_json()
    assert (box["recovery_key"], box["recovery_key_unseen"]) == (True, True)
    key = make_key(admin).get_json()
    assert key["key"] == recovery.key_id(recovery.public(home)) != lost["key"]
    late = confirmed(admin, lost["key"])
    assert (late.status_code, late.get_json()["type"]) == (409, "/problems/recovery-key-replaced")
    assert recovery.unseen(home)
    assert confirmed(admin, key["key"]).status_code == 204
    assert admin.get("/api/v1/setup/box").get_json()["recovery_key_unseen"] is False


def test_a_sheet_that_is_lost_is_replaced_by_who_knows_the_password(
    new_box: Callable[..., Flask], tmp_path: Path
) -> None:
    admin, home = admin_of(new_box()), tmp_path / "box"
    confirmed(admin, make_key(admin).get_json()["key"])
    first = recovery.public(home)
    wrong = make_key(admin, new=True, password="not-this-one")
    assert (wrong.status_code, wrong.get_json()["type"]) == (403, "/problems/password-wrong")
    assert recovery.public(home) == first
    made = make_key(admin, new=True, password=FIRST["password"])
    assert made.status_code == 201
    assert recovery.public(home) != first
    assert recovery.unseen(home)
    for _ in range(LOGIN_FAILURES_ALLOWED):
        make_key(admin, new=True, password="not-this-one")
    assert make_key(admin, new=True, password=FIRST["password"]).status_code == 429


def test_who_has_two_records_proves_it_by_the_password_of_either(
    new_box: Callable[..., Flask],
) -> None:
    box = new_box()
    admin = admin_of(box)
    confirmed(admin, make_key(admin).get_json()["key"])
    with box.app_context():
        named = {"family_name": "Әлібек", "given_name": "Айжан", "login": "aizhan2"}
        submit("person.set", "second", {**named, "school": None})
        set_password("second", cast.PASSWORD)
        submit("person.alias", "second", {"kept": admin.person, "school": None})
    other = Phone(box, admin.clock, "aizhan2", cast.PASSWORD)
    assert other.person == admin.person, "the one record stands for both"
    for password, status in (("not-this-one", 403), (cast.PASSWORD, 201), (FIRST["password"], 201)):
        assert make_key(other, new=True, password=password).status_code == status


def test_a_box_joins_a_hub_by_two_lines_of_text(
    new_box: Callable[..., Flask], tmp_path: Path
) -> None:
    app, hub = new_box(), new_box("hub", role="hub")
    admin = admin_of(app)
    box = admin.get("/api/v1/setup/box").get_json()
    assert (box["joined"], len(box["addresses"]) > 0) == (False, True)
    told = CliRunner().invoke(
        tirek,
        ["hub", "node", "kit", box["request"], "--address", "https://hub.example.org", "--json"],
        env={"TIREK_HOME": str(tmp_path / "hub"), "TIREK_ROLE": "hub"},
    )
    assert told.exit_code == 0, told.output
    kit = json.loads(told.stdout)["kit"]
    restarts: list[bool] = []
    app.extensions[RESTART] = lambda: restarts.append(True)
    # as a messenger breaks it
    broken = "\n".join(kit[at : at + 60] for at in range(0, len(kit), 60))
    joined = admin.request("PUT", "/api/v1/setup/upstream", json={"kit": broken})
    assert joined.get_json() == {"address": "https://hub.example.org", "restarting": True}
    config = Config.load({"TIREK_HOME": str(tmp_path / "box")})
    assert config.upstream_url == "https://hub.example.org"
    assert config.upstream_token
    assert (tmp_path / "box" / "settings.toml").stat().st_mode & 0o777 == 0o600
    with hub.app_context():
        above = node_id()
    with app.app_context():
        from server.bundles.volumes import above as met

        assert met() == above


def test_a_kit_for_another_box_and_damaged_ones_are_refused(
    new_box: Callable[..., Flask], tmp_path: Path
) -> None:
    admin = admin_of(new_box())
    node = admin.get("/api/v1/node").get_json()["id"]
    other = kits.to_text(a_kit(node="0" * 16))
    own = kits.to_text(a_kit(node=node))
    for text in (other, own[:-9], "tirek-box." + own[10:], "hello", own[:30] + "x" + own[30:]):
        answer = admin.request("PUT", "/api/v1/setup/upstream", json={"kit": text})
        assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/kit-refused")
    assert not (tmp_path / "box" / "settings.toml").exists()


def a_kit(**changes: str) -> Kit:
    parts = {"url": "https://hub.example", "token": "t" * 40, "hub": "a" * 16, "node": "b" * 16}
    hexes = {"key": "1" * 64, "signing_key": "2" * 64, "identity": "3" * 64}
    return Kit(**{**parts, **hexes, **changes})


def test_kits_and_requests_come_back_as_they_were() -> None:
    kit = a_kit()
    request = Request("c" * 16, "1" * 64, "2" * 64, ("akbulaq",), "Ақбұлақ мектебі")
    assert kits.from_text(Kit, kits.to_text(kit)) == kit
    assert kits.from_text(Request, kits.to_text(request)) == request
    for changes in ({"url": "ftp://x"}, {"hub": "x"}, {"token": "a b"}, {"key": "00"}):
        with pytest.raises(BadKit):
            a_kit(**changes)


def test_settings_are_added_and_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# ours\nnode_name = "a"\nupstream_url = "http://old"\n', encoding="utf-8")
    settings.add(tmp_path, {"upstream_url": 'https://a"b\\c', "upstream_token": "т"})
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ours\n")
    assert tomllib.loads(text) == {
        "node_name": "a", "upstream_url": 'https://a"b\\c', "upstream_token": "т",
    }  # fmt: skip
    for unreadable in ("a = [\n", 'x = """\nupstream_url = 1\n"""\n', "[table]\na = 1\n"):
        file.write_text(unreadable, encoding="utf-8")
        with pytest.raises(settings.SettingsElsewhere):
            settings.add(tmp_path, {"upstream_url": "http://new"})
        assert file.read_text(encoding="utf-8") == unreadable


def test_the_poster_s_codes(new_box: Callable[..., Flask]) -> None:
    assert wifi('Мектеп; "5"', "a:b") == 'WIFI:T:WPA;S:Мектеп\\; \\"5\\";P:a\\:b;;'
    assert wifi("Мектеп", "") == "WIFI:T:nopass;S:Мектеп;;"
    admin = admin_of(new_box())
    body = {"network": "Мектеп", "password": "12345678", "address": "http://192.168.1.10"}
    codes = admin.request("POST", "/api/v1/setup/poster", json=body).get_json()
    assert codes["wifi"]["size"] > 20
    assert codes["address"]["path"].startswith("M")
    body["network"] = ""
    assert admin.request("POST", "/api/v1/setup/poster", json=body).get_json()["wifi"] is None
    body["address"] = "javascript:alert(1)"
    assert admin.request("POST", "/api/v1/setup/poster", json=body).status_code == 422
