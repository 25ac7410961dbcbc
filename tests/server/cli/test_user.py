"""`tirek user`: accounts made by hand, beside a server that may be running."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import tirek
from server.cli.common import EXIT_CONFIG, EXIT_NOT_FOUND, EXIT_REFUSED
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone

NURLAN = ["nurlan", "--family-name", "Ахметов", "--given-name", "Нұрлан"]
Run = Callable[..., Result]


@pytest.fixture
def run(school: School) -> Run:
    """`run("user", "reset", …)` on the school's data folder."""

    def call(*words: str) -> Result:
        return CliRunner().invoke(tirek, list(words), env={"TIREK_HOME": str(school.home)})

    return call


def test_a_new_pupil_can_log_in_with_the_printed_password(school: School, run: Run) -> None:
    result = run(
        "user", "add", *NURLAN, "--role", "pupil", "--school", cast.AKBULAQ,
        "--class", cast.CLASS_23, "--grade", "3", "--json",
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    school.clock.catch_up()
    nurlan = Phone(school.app, school.clock, "nurlan", made["password"])
    nurlan.refresh()
    assert nurlan.person == made["person"]
    assert nurlan.ids("class") == {cast.CLASS_23}


def test_a_new_teacher_gets_a_role_in_words(run: Run) -> None:
    result = run("user", "add", *NURLAN, "--role", "teacher", "--school", cast.AKBULAQ)

    assert result.exit_code == 0
    assert "login: nurlan" in result.stdout
    assert "password: " in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["user", "add", *NURLAN, "--role", "pupil"],
        ["user", "add", *NURLAN, "--role", "emperor", "--school", cast.AKBULAQ],
        ["user", "add", cast.ARU, *NURLAN[1:], "--role", "teacher", "--school", cast.AKBULAQ],
    ],
)
def test_what_cannot_be_added_is_refused_in_words(run: Run, words: list[str]) -> None:
    result = run(*words)

    assert result.exit_code == EXIT_REFUSED
    assert result.stderr


def test_a_reset_ends_the_old_password_and_every_login(school: School, run: Run) -> None:
    aru = school.phone(cast.ARU)

    result = run("user", "reset", "ARU", "--json")

    assert result.exit_code == 0, result.output
    assert aru.get("/api/v1/me").status_code == 401
    old = {"login": cast.ARU, "password": cast.PASSWORD}
    assert school.app.test_client().post("/api/v1/sessions", json=old).status_code == 401
    Phone(school.app, school.clock, cast.ARU, json.loads(result.stdout)["password"])


def test_a_reset_of_nobody_is_not_found(run: Run) -> None:
    result = run("user", "reset", "nobody")

    assert result.exit_code == EXIT_NOT_FOUND
    assert "nobody" in result.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(tirek, ["user", "reset", "x"], env={"TIREK_PORT": "99999"})

    assert result.exit_code == EXIT_CONFIG
    assert "TIREK_PORT" in result.stderr


def test_help_lists_the_commands_that_are_there() -> None:
    result = CliRunner().invoke(tirek, ["--help"])

    assert result.exit_code == 0
    assert "serve" in result.stdout
    assert "user" in result.stdout
    assert "Exit codes" in result.stdout
    assert CliRunner().invoke(tirek, ["dance"]).exit_code == 2
