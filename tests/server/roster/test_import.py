"""A roster on a real school: by the command line and by the director's browser."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook
from sqlalchemy import select

from server.cli import tirek
from server.cli.common import EXIT_REFUSED
from server.db import db
from server.people.models import Enrolment, Guardian, Person
from server.roster.models import Identifier
from tests.server import cast
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.support import databases

IIN = "110315500127"
HEAD = ("Тегі", "Аты", "Сынып", "Параллель", "ЖСН", "Ата-анасы")
ARU = ("Серікбаева", "Ару", "5 Ә", 5, None, None)
DIAS = ("Оспанов", "Диас", "5 Ә", 5, None, None)
ERASYL = ("Қалиев", "Ерасыл", "2–3", 2, None, None)
NEW = ("Ахметов", "Нұрлан", "7 Б", 7, IIN, "Ахметова Дина")


def listed(path: Path, *rows: Sequence[str | int | None]) -> Path:
    book = Workbook()
    for row in (HEAD, *rows):
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def run(school: School, *words: str) -> Result:
    settings = {"home": str(school.home), **databases.settings_for(school.home)}
    env = {f"TIREK_{key.upper()}": value for key, value in settings.items()}
    return CliRunner().invoke(tirek, ["roster", *words], env=env)


def test_a_dry_run_tells_row_by_row_and_writes_nothing(school: School, tmp_path: Path) -> None:
    path = listed(tmp_path / "a.xlsx", ARU, ERASYL, NEW)
    result = run(school, "import", str(path), "--school", cast.AKBULAQ, "--dry-run", "--json")
    told = json.loads(result.stdout)
    assert [(c["action"], c["line"], c["who"]) for c in told["changes"]] == [
        ("new-class", 4, "7 Б"),
        ("new-person", 4, "Ахметов Нұрлан"),
        ("enrolled", 4, "Ахметов Нұрлан"),
        ("new-person", 4, "Ахметова Дина"),
        ("left", 0, "Оспанов Диас"),
        ("guardian-added", 4, "Ахметова Дина"),
    ]
    assert told["written"] is False
    assert IIN not in result.stdout
    words = run(school, "import", str(path), "--school", cast.AKBULAQ, "--dry-run")
    assert "тізімде жоқ: сыныптан шығады  Оспанов Диас: 5 Ә" in words.stdout
    with school.app.app_context():
        assert db.session.scalar(select(Person).where(Person.given_name == "Нұрлан")) is None


def test_an_import_writes_all_of_it_and_the_new_pupil_logs_in(
    school: School, tmp_path: Path
) -> None:
    path = listed(tmp_path / "a.xlsx", ARU, DIAS, ERASYL, NEW)
    cards = tmp_path / "cards.csv"
    result = run(school, "import", str(path), "--school", cast.AKBULAQ, "--cards", str(cards))
    assert result.exit_code == 0, result.output
    with cards.open(encoding="utf-8-sig") as file:
        (card,) = csv.DictReader(file)
    assert card["class"] == "7 Б"
    assert card["password"] not in result.stdout
    school.clock.catch_up()
    nurlan = Phone(school.app, school.clock, card["login"], card["password"])
    nurlan.refresh()
    assert ("class", nurlan.session["roles"][0]["class"]) in nurlan.records
    with school.app.app_context():
        guardian = db.session.scalar(select(Guardian).where(Guardian.learner == nurlan.person))
        assert guardian is not None
        kept = db.session.get(Identifier, f"{nurlan.person}~iin")
        assert kept is not None
        assert kept.value is None
        assert IIN not in str(kept.sealed)

    again = run(school, "import", str(path), "--school", cast.AKBULAQ, "--json")
    told = json.loads(again.stdout)
    assert (told["changes"], told["unchanged"]) == ([], 5)


def test_the_sealed_iin_finds_a_child_again(school: School, tmp_path: Path) -> None:
    first = listed(tmp_path / "a.xlsx", ARU, DIAS, ERASYL, NEW)
    assert run(school, "import", str(first), "--school", cast.AKBULAQ).exit_code == 0
    married = ("Жұмабаев", "Нұрлан", "7 Б", 7, IIN, None)
    second = listed(tmp_path / "b.xlsx", ARU, DIAS, ERASYL, married)
    told = json.loads(
        run(school, "import", str(second), "--school", cast.AKBULAQ, "--dry-run", "--json").stdout
    )
    assert [(c["action"], c["before"]) for c in told["changes"]] == [("renamed", "Ахметов Нұрлан")]


def test_who_leaves_keeps_their_work_and_may_come_back(school: School, tmp_path: Path) -> None:
    gone = listed(tmp_path / "a.xlsx", ARU, ERASYL)
    assert run(school, "import", str(gone), "--school", cast.AKBULAQ).exit_code == 0
    with school.app.app_context():
        enrolments = db.session.scalars(select(Enrolment).where(Enrolment.person == cast.DIAS))
        assert [row.ends_on is None for row in enrolments] == [False]
    back = listed(tmp_path / "b.xlsx", ARU, DIAS, ERASYL)
    told = json.loads(run(school, "import", str(back), "--school", cast.AKBULAQ, "--json").stdout)
    assert [(c["action"], c["who"]) for c in told["changes"]] == [("enrolled", "Оспанов Диас")]
    assert told["cards"] == []


def test_a_file_that_is_no_roster_is_refused_in_the_asked_language(
    school: School, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("бірдеңе;басқа\n1;2\n", encoding="utf-8")
    for language, words in (("kk", "Баған аттары табылмады"), ("en", "No headings found")):
        result = run(school, "import", str(path), "--school", cast.AKBULAQ, "--language", language)
        assert result.exit_code == EXIT_REFUSED
        assert words in result.stderr


def test_out_as_oneroster_and_back_again_changes_nothing(school: School, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    assert run(school, "export", str(out), "--school", cast.AKBULAQ).exit_code == 0
    result = run(school, "import", str(out), "--school", cast.AKBULAQ, "--dry-run", "--json")
    assert json.loads(result.stdout)["changes"] == []


def test_a_parent_of_a_pupils_name_sees_no_pupils_child(school: School, tmp_path: Path) -> None:
    named = (*DIAS[:5], "Серікбаева Ару")
    path = listed(tmp_path / "a.xlsx", ARU, named, ERASYL)
    assert run(school, "import", str(path), "--school", cast.AKBULAQ).exit_code == 0
    roles = school.phone(cast.ARU).get("/api/v1/me").get_json()["roles"]
    assert [one["role"] for one in roles] == ["pupil"]


def test_the_command_asks_of_a_parent_whose_name_is_known(school: School, tmp_path: Path) -> None:
    named = (*DIAS[:5], "Серікбаева Сәуле")
    path = listed(tmp_path / "a.xlsx", ARU, named, ERASYL)
    words = "import", str(path), "--school", cast.AKBULAQ, "--language", "ru"
    asked = run(school, *words, "--dry-run")
    assert (
        "0:3  ? Серікбаева Сәуле (Оспанов Диас): Серікбаева Сәуле [Серікбаева Ару]"
        " — тот же человек?" in asked.stdout
    )
    assert run(school, *words, "--same", "0:3").exit_code == 0
    with school.app.app_context():
        guarded = select(Guardian.learner).where(Guardian.guardian == cast.SAULE)
        assert set(db.session.scalars(guarded)) == {cast.ARU, cast.DIAS}


class TestInTheBrowser:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return listed(tmp_path / "a.xlsx", ARU, DIAS, ERASYL, NEW)

    def preview(
        self, school: School, who: str, path: Path, of: str = cast.AKBULAQ
    ) -> tuple[int, dict]:  # type: ignore[type-arg]
        answer = school.phone(who).request(
            "POST", f"/api/v1/roster/preview?school={of}", data=path.read_bytes()
        )
        return answer.status_code, answer.get_json()

    def write(self, school: School, path: Path, digest: str) -> tuple[int, dict]:  # type: ignore[type-arg]
        answer = school.phone(cast.AIZHAN).request(
            "POST",
            f"/api/v1/roster?school={cast.AKBULAQ}&digest={digest}",
            data=path.read_bytes(),
        )
        return answer.status_code, answer.get_json()

    def test_shown_then_written(self, school: School, path: Path) -> None:
        status, shown = self.preview(school, cast.AIZHAN, path)
        assert status == 200
        assert [change["action"] for change in shown["changes"]][:2] == ["new-class", "new-person"]
        assert shown["cards"] == []
        status, written = self.write(school, path, shown["digest"])
        assert status == 200
        (card,) = written["cards"]
        assert Phone(school.app, school.clock, card["login"], card["password"]).person
        assert not list(school.home.glob("roster-*")), "the list stays nowhere"

    def test_what_was_not_shown_is_not_written(self, school: School, path: Path) -> None:
        status, told = self.write(school, path, "0" * 32)
        assert (status, told["reason"]) == (409, "roster-changed")
        with school.app.app_context():
            assert db.session.scalar(select(Person).where(Person.given_name == "Нұрлан")) is None

    def test_a_refusal_speaks_three_languages(self, school: School, tmp_path: Path) -> None:
        path = tmp_path / "x.csv"
        path.write_text("a;b\n", encoding="utf-8")
        status, told = self.preview(school, cast.GULNAR, path)
        assert (status, told["type"], told["reason"]) == (
            422,
            "/problems/roster-refused",
            "no-heading",
        )
        assert set(told["texts"]) == {"kk", "ru", "en"}

    def test_a_question_is_answered_with_the_row(self, school: School, tmp_path: Path) -> None:
        named = (*DIAS[:5], "Серікбаева Сәуле")
        data = listed(tmp_path / "q.xlsx", ARU, named, ERASYL).read_bytes()
        admin = school.phone(cast.AIZHAN)
        query = f"school={cast.AKBULAQ}"
        shown = admin.request("POST", f"/api/v1/roster/preview?{query}", data=data).get_json()
        (question,) = shown["questions"]
        assert (question["known"], question["children"]) == ("Серікбаева Сәуле", ["Серікбаева Ару"])
        assert shown["changes"] == []
        query += f"&same={question['reference']}"
        told = admin.request("POST", f"/api/v1/roster/preview?{query}", data=data).get_json()
        assert [(c["action"], c["child"]) for c in told["changes"]] == [
            ("guardian-added", "Оспанов Диас")
        ]
        query += f"&digest={told['digest']}"
        written = admin.request("POST", f"/api/v1/roster?{query}", data=data)
        assert written.status_code == 200
        bad = admin.request(
            "POST", f"/api/v1/roster/preview?school={cast.AKBULAQ}&same=;", data=data
        )
        assert bad.status_code == 422

    def test_another_schools_list_and_a_teacher_are_refused(
        self, school: School, path: Path
    ) -> None:
        assert self.preview(school, cast.AIZHAN, path, cast.DALA)[0] == 403
        assert self.preview(school, cast.BOTA, path)[0] == 403
