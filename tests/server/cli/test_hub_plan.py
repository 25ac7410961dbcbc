"""`tirek hub plan`: from a file as methodologists keep it to what schools are offered."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import tirek
from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED

pytestmark = pytest.mark.sqlite
ABOUT = ("--subject", "mathematics", "--grade", "5", "--language", "kk", "--title", "Математика")
PLAN = """№;Сабақтың тақырыбы;Оқу мақсаты;Сағат саны;Үй тапсырмасы
1;Жай бөлшектер;5.1.2.4;2;№ 214
2;Бөлшектерді қосу;5.1.2.5;1;№ 220
"""


def run(home: Path, *words: str, role: str = "hub") -> Result:
    environ = {"TIREK_HOME": str(home), "TIREK_ROLE": role}
    return CliRunner().invoke(tirek, ["hub", "plan", *words], env=environ)


def plan_file(folder: Path, text: str = PLAN) -> str:
    path = folder / "plan.csv"
    path.write_text(text)
    return str(path)


def test_a_plan_is_published_listed_replaced_and_withdrawn(tmp_path: Path) -> None:
    home, file = tmp_path / "hub", plan_file(tmp_path)
    first = json.loads(run(home, "publish", file, *ABOUT, "--json").stdout)
    assert first["rows"] == 2
    again = run(home, "publish", file, *ABOUT, "--replaces", first["plan"], "--json")
    second = json.loads(again.stdout)["plan"]

    (listed,) = json.loads(run(home, "list", "--json").stdout)
    assert (listed["plan"], listed["rows"], listed["hours"]) == (second, 2, 3)
    assert "Математика" in run(home, "list").stdout
    assert run(home, "withdraw", second).exit_code == 0
    assert "No plans yet." in run(home, "list").stdout
    assert run(home, "withdraw", second).exit_code == EXIT_NOT_FOUND


def test_a_file_with_a_row_that_is_not_understood_is_refused_whole(tmp_path: Path) -> None:
    file = plan_file(tmp_path, PLAN + "3;Бөлшектерді азайту;5.1.2.6;көп;№ 221\n")
    done = run(tmp_path / "hub", "publish", file, *ABOUT)
    assert done.exit_code == EXIT_REFUSED
    assert "hours-wrong" in done.output
    assert json.loads(run(tmp_path / "hub", "list", "--json").stdout) == []


def test_what_is_no_plan_and_who_is_no_hub_are_told(tmp_path: Path) -> None:
    nothing = plan_file(tmp_path, "a;b\n1;2\n")
    done = run(tmp_path / "hub", "publish", nothing, *ABOUT)
    assert (done.exit_code, "no-plan-heading" in done.output) == (EXIT_REFUSED, True)
    school = run(tmp_path / "school", "publish", plan_file(tmp_path), *ABOUT, role="school")
    assert (school.exit_code, "Only a hub" in school.output) == (EXIT_REFUSED, True)
