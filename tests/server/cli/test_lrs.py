"""`tirek lrs key`: letting programs in and shutting them out."""

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import tirek
from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("TIREK_HOME", str(tmp_path / "home"))
    return CliRunner()


def test_a_key_is_added_listed_and_revoked(run: CliRunner) -> None:
    added = run.invoke(
        tirek, ["lrs", "key", "add", "Storyline", "--school", "akbulaq", "--scope", "all", "--json"]
    )
    made = json.loads(added.output)
    shown = run.invoke(tirek, ["lrs", "key", "list"])
    for words, says in ((), "yes"), (("--no",), "no"):
        assert run.invoke(tirek, ["lrs", "key", "by-law", made["key"], *words]).exit_code == 0
        [listed] = json.loads(run.invoke(tirek, ["lrs", "key", "list", "--json"]).output)
        assert listed["by_law"] == says
    revoked = run.invoke(tirek, ["lrs", "key", "revoke", made["key"]])
    after = json.loads(run.invoke(tirek, ["lrs", "key", "list", "--json"]).output)

    assert added.exit_code == revoked.exit_code == 0
    assert base64.b16decode(made["secret"].upper())
    assert "Storyline" in shown.output
    assert made["secret"] not in shown.output
    assert after[0]["revoked"] is not None


def test_a_key_needs_a_school_and_scopes_that_exist(run: CliRunner) -> None:
    homeless = run.invoke(tirek, ["lrs", "key", "add", "Storyline"])
    greedy = run.invoke(
        tirek, ["lrs", "key", "add", "Storyline", "--school", "a", "--scope", "everything"]
    )

    assert (homeless.exit_code, greedy.exit_code) == (EXIT_REFUSED, EXIT_REFUSED)
    assert "--school" in homeless.output
    assert "everything" in greedy.output


def test_an_unknown_key_is_said_to_be_unknown(run: CliRunner) -> None:
    answer = run.invoke(tirek, ["lrs", "key", "revoke", "nobody"])

    assert answer.exit_code == EXIT_NOT_FOUND


def test_no_keys_is_said_in_words(run: CliRunner) -> None:
    assert run.invoke(tirek, ["lrs", "key", "by-law", "nobody"]).exit_code == EXIT_NOT_FOUND
    assert "No keys yet." in run.invoke(tirek, ["lrs", "key", "list"]).output


def test_a_key_gets_a_new_secret(run: CliRunner) -> None:
    added = run.invoke(tirek, ["lrs", "key", "add", "Storyline", "--school", "a", "--json"])
    made = json.loads(added.output)

    rotated = json.loads(run.invoke(tirek, ["lrs", "key", "rotate", made["key"], "--json"]).output)

    assert rotated["key"] == made["key"]
    assert rotated["secret"] != made["secret"]
    assert run.invoke(tirek, ["lrs", "key", "rotate", "nobody"]).exit_code == EXIT_NOT_FOUND
