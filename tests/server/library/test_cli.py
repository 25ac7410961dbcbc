"""`tirek content`: what a person at the server sees."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import tirek
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.uploads.test_importing import LESSON

Run = Callable[..., Result]


@pytest.fixture
def run(school: School) -> Run:
    """`run("list")`: the command beside the running server."""

    def call(*arguments: str) -> Result:
        environ = {"TIREK_HOME": str(school.home)}
        return CliRunner().invoke(tirek, ["content", *arguments], env=environ)

    return call


@pytest.fixture
def lesson(tmp_path: Path) -> str:
    path = tmp_path / "su.zip"
    path.write_bytes(LESSON)
    return str(path)


def test_a_file_is_imported_and_published_in_one_step(
    run: Run, lesson: str, phone: Callable[[str], Phone]
) -> None:
    made = run(
        "import", lesson, "--school", cast.AKBULAQ, "--title", "Су", "--grade", "5", "--json"
    )

    assert made.exit_code == 0, made.output
    course = json.loads(made.stdout)["course"]
    phone(cast.ARU).refresh()
    document = phone(cast.ARU).doc("course", course)
    assert (document["title"], document["grades"]) == ("Су", [5])
    assert document["lessons"][0]["items"][0]["here"] is True
    listed = json.loads(run("list", "--json").stdout)
    assert [(row["id"], row["here"]) for row in listed] == [(course, "1/1")]


def test_a_second_file_is_added_to_the_course(run: Run, lesson: str, tmp_path: Path) -> None:
    made = run("import", lesson, "--school", cast.AKBULAQ, "--json")
    course = json.loads(made.stdout)["course"]
    page = tmp_path / "bu.html"
    page.write_text("<!doctype html><title>Бу</title><p>Бу", encoding="utf-8")

    added = run("import", str(page), "--school", cast.AKBULAQ, "--course", course)
    again = run("import", str(page), "--school", cast.AKBULAQ, "--course", course)

    assert (added.exit_code, again.exit_code) == (0, 0), added.output
    (row,) = json.loads(run("list", "--json").stdout)
    assert (row["edition"], row["here"]) == (3, "2/2")


def test_a_new_edition_replaces_the_files_of_a_lesson(
    run: Run, lesson: str, tmp_path: Path, phone: Callable[[str], Phone]
) -> None:
    made = run("import", lesson, "--school", cast.AKBULAQ, "--json")
    course = json.loads(made.stdout)["course"]
    phone(cast.ARU).refresh()
    [before] = phone(cast.ARU).doc("course", course)["lessons"]
    page = tmp_path / "bu.html"
    page.write_text("<!doctype html><title>Бу</title><p>Бу", encoding="utf-8")
    place = ("import", str(page), "--school", cast.AKBULAQ, "--course", course, "--replace")

    assert run(*place, before["id"]).exit_code == 0
    assert run(*place, "lesson-of-nobody").exit_code == 4
    assert run("import", str(page), "--replace", before["id"]).exit_code == 2

    phone(cast.ARU).refresh()
    [after] = phone(cast.ARU).doc("course", course)["lessons"]
    assert (after["id"], after["items"][0]["id"]) == (before["id"], before["items"][0]["id"])
    assert after["items"][0]["manifest"] != before["items"][0]["manifest"]


def test_a_refused_file_is_named_in_the_language_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    path.write_bytes(b"PK\x03\x04 broken")

    refused = run("import", str(path), "--school", cast.AKBULAQ, "--language", "ru")

    assert refused.exit_code == 5
    code, _, sentence = refused.stderr.strip().splitlines()[-1].partition(": ")
    assert code.replace("-", "").isalpha()
    assert any("а" <= letter <= "я" for letter in sentence)
    assert json.loads(run("list", "--json").stdout) == []


def test_an_unknown_course_is_said_to_be_unknown(run: Run, lesson: str) -> None:
    assert run("import", lesson, "--school", cast.AKBULAQ, "--course", "x").exit_code == 4


def test_a_node_of_two_schools_asks_which_one(run: Run, lesson: str) -> None:
    asked = run("import", lesson)

    assert asked.exit_code == 5
    assert "--school" in asked.stderr


def test_damage_is_found_and_dropped(run: Run, lesson: str, school: School) -> None:
    made = json.loads(run("import", lesson, "--school", cast.AKBULAQ, "--json").stdout)
    whole = json.loads(run("verify", "--json").stdout)
    assert (whole["checked"], whole["damaged"], whole["missing"]) == (3, [], [])
    blobs = school.home / "blobs" / "course"
    page = next(p for p in blobs.glob("??/*") if p.name != made["manifest"])
    page.write_bytes(b"rotten")

    found = run("verify", "--drop-damaged", "--json")

    assert found.exit_code == 1
    assert json.loads(found.stdout)["damaged"] == [page.name]
    assert not page.exists()
    assert json.loads(run("list", "--json").stdout)[0]["here"] == "0/1"
