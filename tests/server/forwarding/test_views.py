"""Who may say where a school's statements go, by the app and by the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli import tirek
from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED
from tests.server import cast
from tests.server.conftest import School

NEW = {
    "name": "Өңірлік қойма", "school": cast.AKBULAQ, "address": "https://lrs.example/xapi/",
    "user": "mektep", "secret": "құпия",
}  # fmt: skip


def add(place: School, **changes: Any) -> Any:
    return place.phone(cast.AIZHAN).request("POST", "/api/v1/forwarding", json={**NEW, **changes})


def test_an_administrator_adds_pauses_retries_and_removes(school: School) -> None:
    admin = school.phone(cast.AIZHAN)

    [made] = add(school).get_json()["destinations"]
    assert (made["address"], made["waiting"], made["not_taken"]) == (
        "https://lrs.example/xapi",
        0,
        0,
    )
    assert "құпия" not in json.dumps(made, ensure_ascii=False)
    there = f"/api/v1/forwarding/{made['id']}"
    [paused] = admin.request("POST", f"{there}/pause", json={"paused": True}).get_json()[
        "destinations"
    ]
    assert paused["paused"]
    [on] = admin.request("POST", f"{there}/pause", json={"paused": False}).get_json()[
        "destinations"
    ]
    assert not on["paused"]
    assert admin.request("POST", f"{there}/retry", json={}).status_code == 200
    assert admin.get(f"{there}/letters").get_json() == {"letters": []}
    assert admin.request("DELETE", there).get_json() == {"destinations": []}


def test_what_cannot_be_is_refused_in_words(school: School) -> None:
    """Private networks are named on the box alone."""
    several: tuple[dict[str, Any], ...] = (
        {"address": "ftp://x"}, {"filters": {"verbs": ["no iri"]}}, {"version": "0.9"},
        {"networks": ["10.0.0.0/8"]}, {"secret": ""},
    )  # fmt: skip
    for changes in several:
        answer = add(school, **changes)
        assert answer.status_code == 422, changes
        assert answer.get_json()["hint"]


def test_an_administrator_of_one_school_adds_nothing_for_another(school: School) -> None:
    assert add(school, school=cast.DALA).status_code == 403


def test_others_see_and_change_nothing(school: School) -> None:
    [made] = add(school).get_json()["destinations"]
    there = f"/api/v1/forwarding/{made['id']}"

    for person in (cast.MARAT, cast.ARU, cast.SAULE, cast.OLGA):
        assert school.phone(person).get("/api/v1/forwarding").status_code == 403
        assert school.phone(person).request("DELETE", there).status_code == 403
    director = school.phone(cast.GULNAR)
    assert len(director.get("/api/v1/forwarding").get_json()["destinations"]) == 1
    assert director.request("DELETE", there).status_code == 403


def test_the_command_line_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIREK_HOME", str(tmp_path / "home"))

    def run(*words: str) -> Any:
        return CliRunner().invoke(tirek, ["lrs", "forward", *words])

    added = run(
        "add", "Өңір", "http://10.1.2.3/xapi", "--school", "akbulaq", "--user", "u", "--secret",
        "құпия", "--network", "10.1.0.0/16", "--verb", "https://example.kz/read", "--json",
    )  # fmt: skip
    made = json.loads(added.output)["id"]
    [listed] = json.loads(run("list", "--json").output)
    shown = run("list")

    assert added.exit_code == 0
    assert listed["networks"] == ["10.1.0.0/16"]
    assert listed["filters"] == {"verbs": ["https://example.kz/read"]}
    assert "Өңір" in shown.output
    assert "құпия" not in shown.output
    assert run("pause", made).output == "Paused.\n"
    assert run("pause", made, "--off").output == "Goes on.\n"
    assert run("retry", made).output == "Statements to be tried again: 0.\n"
    assert run("letters", made).output == "Everything was taken.\n"
    assert run("remove", made).output == "Removed.\n"
    assert run("list").output == "No destinations yet.\n"
    for command in ("pause", "retry", "letters", "remove"):
        assert run(command, made).exit_code == EXIT_NOT_FOUND
    assert run("add", "Өңір", "http://x/xapi", "--secret", "s").exit_code == EXIT_REFUSED
    assert run("add", "Өңір", "x", "--school", "a", "--secret", "s").exit_code == EXIT_REFUSED
