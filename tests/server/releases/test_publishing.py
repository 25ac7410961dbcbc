"""Operators of the whole country publish releases; everybody else only looks, or not even that."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import tirek
from server.install.releases import KEY
from tests.server.console.conftest import AQMOLA, Hub, hub, new_box
from tests.server.upgrades.test_upgrades import public, release

__all__ = ["hub", "new_box"]

PAGE = "/api/v1/console/releases"
ALL = {"regions": [], "languages": [], "share": 100}


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub was installed with the key of releases."""
    root = tmp_path / "root"
    (root / KEY).parent.mkdir(parents=True)
    (root / KEY).write_text(f"{public()}\n", encoding="ascii")
    monkeypatch.setattr("server.upgrades.service.ROOT", root)
    return root


def test_a_file_is_taken_in_for_nobody_then_offered_and_withdrawn(hub: Hub, tmp_path: Path) -> None:
    hub.school("s-1", "Бірінші", AQMOLA)
    dana = hub.operator("dana", "publish", "operators")
    data = release(tmp_path, "1.0").read_bytes()
    made = dana.request("POST", PAGE, data=data)
    assert made.status_code == 201, made.get_data(as_text=True)
    record = made.get_json()["release"]
    (told,) = dana.get(PAGE).get_json()["releases"]
    assert (told["version"], told["bytes"], told["schools"]) == ("1.0", len(data), 0)
    assert told["audience"]["share"] == 0

    audience = f"{PAGE}/{record}/audience"
    assert dana.request("PUT", audience, json=ALL).status_code == 204
    assert dana.get(PAGE).get_json()["releases"][0]["schools"] == 1
    assert dana.request("POST", PAGE, data=data).get_json()["release"] == record
    assert dana.get(PAGE).get_json()["releases"][0]["schools"] == 1, "it keeps its audience"
    assert dana.request("DELETE", f"{PAGE}/{record}").status_code == 204
    assert dana.get(PAGE).get_json()["releases"][0]["schools"] == 0
    assert dana.request("DELETE", f"{PAGE}/nothing").status_code == 404
    assert dana.request("PUT", f"{PAGE}/nothing/audience", json=ALL).status_code == 404

    did = [one["what"] for one in dana.get("/api/v1/console/actions").get_json()["actions"]]
    assert did[:4] == [
        "release-withdrawn", "release-published", "release-offered", "release-published",
    ]  # fmt: skip


def test_a_file_that_another_key_has_signed_is_refused_and_not_kept(
    hub: Hub, tmp_path: Path
) -> None:
    dana = hub.operator("dana", "publish")
    good = release(tmp_path, "1.0").read_bytes()
    foreign = release(tmp_path / "foreign", "1.1", seed=b"x" * 32).read_bytes()
    for data in (foreign, good[:-1], good + b"x", b"", b"PK\x03\x04"):
        answer = dana.request("POST", PAGE, data=data)
        assert (answer.status_code, answer.get_json()["type"]) == (
            422, "/problems/release-refused",
        )  # fmt: skip
    assert dana.get(PAGE).get_json()["releases"] == []
    home = hub.app.extensions["tirek.config"].home
    assert [path for path in (home / "blobs/course").rglob("*") if path.is_file()] == []


def test_whoever_may_not_publish_for_the_country_does_not(hub: Hub, tmp_path: Path) -> None:
    hub.school("s-1", "Бірінші", AQMOLA)
    record = (
        hub.operator("dana", "publish")
        .request("POST", PAGE, data=release(tmp_path, "1.0").read_bytes())
        .get_json()["release"]
    )
    sees = hub.operator("erlan", "boxes")
    regional = hub.operator("saule", "publish", region=AQMOLA)
    for one in (sees, regional):
        assert one.get(PAGE).status_code == 200
        for method, path, body in (
            ("POST", PAGE, {"data": b"x"}),
            ("PUT", f"{PAGE}/{record}/audience", {"json": ALL}),
            ("DELETE", f"{PAGE}/{record}", {}),
        ):
            assert one.request(method, path, **body).status_code == 403
    assert hub.app.test_client().get(PAGE).status_code == 401


def test_the_command_line_publishes_lists_and_withdraws(trusted: Path, tmp_path: Path) -> None:
    env = {"TIREK_HOME": str(tmp_path / "hub"), "TIREK_ROLE": "hub"}

    def run(*words: str, **other: str) -> tuple[int, str]:
        done = CliRunner().invoke(tirek, ["hub", "release", *words], env={**env, **other})
        return done.exit_code, done.stdout

    file = str(release(tmp_path, "1.0"))
    code, out = run("publish", file, "--share", "25", "--region", AQMOLA, "--json")
    assert (code, json.loads(out)["share"]) == (0, 25)
    record = json.loads(out)["release"]
    (row,) = json.loads(run("list", "--json")[1])
    assert (row["release"], row["version"], row["share"], row["taken"]) == (record, "1.0", 25, 0)
    assert run("withdraw", record)[0] == 0
    assert json.loads(run("list", "--json")[1])[0]["share"] == 0
    assert run("withdraw", "nothing")[0] == 4
    (trusted / KEY).write_text(f"{public(b'y' * 32)}\n", encoding="ascii")
    assert run("publish", file)[0] == 5
    school = {"TIREK_ROLE": "school", "TIREK_HOME": str(tmp_path / "school")}
    assert run("publish", file, **school)[0] == 5
