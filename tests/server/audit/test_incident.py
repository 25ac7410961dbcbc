"""Something has happened: one file says who was here, what they read and what they wrote."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli import tirek
from server.cli.common import EXIT_REFUSED
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School

DAY = ("--since", "2026-11-23", "--until", "2026-11-24")


@pytest.fixture
def attacked(school: School) -> School:
    """Monday: a task, a work, a mark; and Айжан reads the list of everybody."""
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    aru.submit("submission.hand_in", work(task, text="Құпия жауап"))
    give(marat, task, cast.ARU, comment="Жарайсың")
    book = f"/api/v1/gradebook/{cast.CLASS_5}/mathematics/book.csv"
    marat.get(book, query_string={"term": "2026-2", "language": "kk"})
    return school


def export(school: School, file: Path, *span: str) -> Any:
    environ = {"TIREK_HOME": str(school.home), "TIREK_TIMEZONE": "Asia/Almaty"}
    return CliRunner().invoke(tirek, ["incident", str(file), *(span or DAY)], env=environ)


@pytest.mark.sqlite
def test_the_day_is_told_without_what_was_written(attacked: School, tmp_path: Path) -> None:
    file = tmp_path / "incident.json"

    done = export(attacked, file)

    assert done.exit_code == 0, done.output
    told = json.loads(file.read_text(encoding="utf-8"))
    assert {one["person"] for one in told["logins"]} == {cast.MARAT, cast.ARU}
    kinds = {one["kind"]: one["person"] for one in told["written"] if one["person"]}
    assert kinds["submission.hand_in"] == cast.ARU
    assert kinds["mark.give"] == kinds["assignment.set"] == cast.MARAT
    assert [one["person"] for one in told["bulk_reads"]] == [cast.MARAT]
    assert told["people"][cast.ARU] == "Серікбаева Ару"
    text = file.read_text(encoding="utf-8")
    assert not [secret for secret in ("Құпия", "Жарайсың", "token", "sha256") if secret in text]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.sqlite
def test_another_day_is_empty_and_no_file_is_written_over(attacked: School, tmp_path: Path) -> None:
    file = tmp_path / "incident.json"
    other = ("--since", "2026-10-01", "--until", "2026-10-02T12:00")

    assert export(attacked, file, *other).exit_code == 0
    told = json.loads(file.read_text(encoding="utf-8"))
    again = export(attacked, file, *other)
    turned = export(attacked, tmp_path / "b", "--since", "2026-10-02", "--until", "2026-10-01")

    assert told["logins"] == told["written"] == told["bulk_reads"] == []
    assert (again.exit_code, turned.exit_code) == (EXIT_REFUSED, EXIT_REFUSED)
    assert not (tmp_path / "b").exists()
