"""`tirek school` and `tirek node`: a school made by hand, and who its node is."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.app import create_app
from server.cli import tirek
from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED
from server.config import Config
from server.db import db
from server.operations.local import submit
from server.people.models import School
from server.people.sealing import public_key

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*words: str) -> Result:
        return CliRunner().invoke(tirek, list(words), env={"TIREK_HOME": str(tmp_path)})

    return call


def node(run: Run) -> dict[str, object]:
    value: dict[str, object] = json.loads(run("node", "--json").stdout)
    return value


def test_a_node_says_who_it_is_and_stays_the_same(run: Run, tmp_path: Path) -> None:
    first = node(run)

    assert first == node(run)
    assert len(str(first["node"])) == 16
    assert first["key"] == public_key(tmp_path).hex()
    assert (first["role"], first["schools"]) == ("school", [])
    assert f"key: {first['key']}" in run("node").stdout


def test_saying_a_school_anew_keeps_where_its_hub_has_placed_it(run: Run, tmp_path: Path) -> None:
    assert run("school", "add", "aqbulaq", "--name", "Ақбұлақ").exit_code == 0
    app = create_app(Config.load({"TIREK_HOME": str(tmp_path)}))
    with app.app_context():
        placed = {"name": "Ақбұлақ", "language": "kk", "region": "Ақмола"}
        submit("school.set", "aqbulaq", placed)
    assert run("school", "add", "aqbulaq", "--name", "Ақбұлақ", "--language", "ru").exit_code == 0
    with app.app_context():
        row = db.session.get(School, "aqbulaq")
        assert row is not None
        assert (row.region, row.language) == ("Ақмола", "ru")


def test_a_school_with_a_multi_grade_class(run: Run) -> None:
    assert run("school", "add", "aqbulaq", "--name", "Ақбұлақ мектебі").exit_code == 0
    made = run("school", "class", "2-3", "--label", "2–3", "--grade", "2", "--grade", "3", "--json")

    told = json.loads(made.stdout)
    year = told.pop("year")
    assert re.fullmatch(r"20\d\d/20\d\d", year)
    assert told == {
        "class": "2-3",
        "school": "aqbulaq",
        "label": "2–3",
        "grades": [2, 3],
        "language": None,
        "shift": None,
    }
    again = ("school", "class", "2-3", "--label", "2–4", "--grade", "2", "--language", "kk")
    assert run(*again).exit_code == 0
    known = run("school", "class", "2-3", "--label", "2", "--grade", "2", "--json")
    assert {**json.loads(known.stdout), "label": "", "grades": []} == {
        **told, "language": "kk", "year": year, "label": "", "grades": [],
    }  # fmt: skip
    assert node(run)["schools"] == ["aqbulaq"]
    words = ["--family-name", "Қалиев", "--given-name", "Ерасыл", "--role", "pupil"]
    assert run("user", "add", "erasyl", *words, "--class", "2-3", "--grade", "2").exit_code == 0


def test_what_cannot_be_written_is_refused_in_words(run: Run) -> None:
    assert run("school", "class", "5a", "--label", "5", "--grade", "5").exit_code == EXIT_REFUSED
    elsewhere = run("school", "class", "5a", "--label", "5", "--grade", "5", "--school", "dala")
    assert elsewhere.exit_code == EXIT_NOT_FOUND
    bad = run("school", "add", "Ақбұлақ ауылы", "--name", "x")
    assert bad.exit_code == EXIT_REFUSED
    assert "Not written" in bad.stderr
