"""What people see of statements, and what they don't."""

import csv
import io
import uuid
from typing import Any, Final

import pytest
from flask import Flask
from openpyxl import load_workbook

from server.insights import limits
from server.lrs.callers import account_of
from tests.server import cast
from tests.server.conftest import School
from tests.support.xapi import ANSWERED, FRACTIONS, Client, statement

PASSED = "http://adlnet.gov/expapi/verbs/passed"
FAILED = "http://adlnet.gov/expapi/verbs/failed"
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
QUIZ = {"id": "https://example.kz/quiz", "definition": {"name": {"kk": "Тест", "en": "Quiz"}}}


def did(person: str, **changes: Any) -> dict[str, Any]:
    return statement(actor=account_of(cast.AKBULAQ, person), **changes)


@pytest.fixture
def client(app: Flask) -> Client:
    return Client.with_key(app)


def seen(school: School, person: str, query: str = "") -> Any:
    return school.phone(person).get(f"/api/v1/statements{query}", buffered=True)


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [one["id"] for one in answer.get_json()["statements"]]


REACH: Final = [
    (cast.ARU, "?learner=aru", 1),
    (cast.ARU, "?learner=dias", None),
    (cast.ARU, "", None),
    (cast.ARU, f"?class={cast.CLASS_5}", None),
    (cast.SAULE, "?learner=aru", 1),
    (cast.SAULE, "?learner=dias", None),
    (cast.MARAT, "?learner=aru", 1),
    (cast.MARAT, f"?class={cast.CLASS_5}", 2),
    (cast.MARAT, "?learner=erasyl", None),
    (cast.MARAT, f"?class={cast.CLASS_23}", None),
    (cast.MARAT, "", None),
    (cast.GULNAR, "", 4),
    (cast.AIZHAN, f"?class={cast.CLASS_23}", 1),
    (cast.AIZHAN, f"?school={cast.DALA}", None),
    (cast.OLGA, "?learner=aru", None),
    (cast.OLGA, f"?class={cast.CLASS_5}", None),
]
"""Who asks for what, and how many statements they get; None: nothing, as if it were not there."""


def test_everybody_sees_what_is_theirs_to_see(school: School, client: Client) -> None:
    client.keep(did(cast.ARU), did(cast.DIAS), did(cast.ERASYL), statement())

    for person, query, count in REACH:
        answer = seen(school, person, query)
        sheet = seen(school, person, f".csv{query}")
        if count is None:
            assert (answer.status_code, sheet.status_code) == (404, 404), (person, query)
        else:
            rows = len(sheet.get_data(as_text=True).splitlines()) - 1
            assert (len(ids(answer)), rows) == (count, count), (person, query)


def test_pages_of_a_class_hold_each_statement_once_newest_first(
    school: School, client: Client
) -> None:
    kept = []
    for number in range(25):
        kept += client.keep(did((cast.ARU, cast.DIAS)[number % 3 == 0]))
    found: list[str] = []
    cursor = ""
    while True:
        page = seen(school, cast.MARAT, f"?class={cast.CLASS_5}&limit=7{cursor}")
        found += ids(page)
        if page.get_json()["next"] is None:
            break
        cursor = f"&cursor={page.get_json()['next']}"

    assert found == kept[::-1]


def test_a_line_says_who_did_what(school: School, client: Client) -> None:
    result = {
        "success": True, "score": {"scaled": 0.75}, "duration": "PT1M30.5S", "response": "1/2",
    }  # fmt: skip
    client.keep(did(cast.ARU, object=QUIZ, result=result))

    answer = seen(school, cast.MARAT, f"?class={cast.CLASS_5}").get_json()

    [line] = answer["statements"]
    assert answer["people"] == {cast.ARU: "Серікбаева Ару"}
    assert (line["learner"], line["object_names"]["kk"]) == (cast.ARU, "Тест")
    assert (line["success"], line["scaled"], line["seconds"], line["response"]) == (
        True, 0.75, 90.5, "1/2",
    )  # fmt: skip


FILTERS: Final = [
    ("verb", PASSED, {"passed"}),
    ("activity", QUIZ["id"], {"passed", "session"}),
    ("registration", str(uuid.UUID(int=7)), {"session"}),
    ("since", "2026-11-23T04:00:30Z", {"session"}),
    ("until", "2026-11-23T04:00:30Z", {"passed", "answered"}),
]


def test_filters_narrow_the_list(school: School, client: Client) -> None:
    made = {
        "answered": did(cast.ARU),
        "passed": did(cast.ARU, verb={"id": PASSED}, object=QUIZ),
    }
    client.keep(*made.values())
    school.clock.forward(seconds=60)
    made["session"] = did(cast.DIAS, object=QUIZ, context={"registration": str(uuid.UUID(int=7))})
    client.keep(made["session"])

    for name, value, wanted in FILTERS:
        answer = school.phone(cast.MARAT).get(
            "/api/v1/statements", query_string={"class": cast.CLASS_5, name: value}
        )
        assert set(ids(answer)) == {made[one]["id"] for one in wanted}, name


def test_a_wrong_question_is_refused(school: School) -> None:
    for query in ("?limit=0", "?limit=201", "?cursor=x", "?since=yesterday", "?registration=1"):
        assert seen(school, cast.GULNAR, query).status_code == 422, query


def test_sheets_hold_what_the_list_holds_and_no_formula(
    school: School, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EXPORT_PAGE", 2)
    evil = '=HYPERLINK("http://evil.example";"Ару")'
    kept = client.keep(
        *(did(cast.ARU, object=QUIZ, result={"response": evil}) for _ in range(3)), did(cast.DIAS)
    )

    whole = seen(school, cast.GULNAR, ".json")
    sheet = seen(school, cast.GULNAR, ".csv?language=ru")
    book = load_workbook(io.BytesIO(seen(school, cast.GULNAR, ".xlsx").get_data()))

    assert [one["id"] for one in whole.get_json()] == kept[::-1]
    assert sheet.get_data().startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(sheet.get_data().decode("utf-8-sig")), delimiter=";")
    assert head[1] == "Ученик"
    assert [row[11] for row in rows] == kept[::-1]
    assert [row[8] for row in rows] == ["", *[f"'{evil}"] * 3]
    assert rows[1][1] == "Серікбаева Ару"
    assert rows[1][0].startswith("2026-11-23 09:")  # as at school
    cells = [cell for row in book["xAPI"].iter_rows() for cell in row]
    assert f"'{evil}" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}
    for answer in (whole, sheet):
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_empty_sheet_is_one(school: School) -> None:
    assert seen(school, cast.GULNAR, ".json").get_json() == []


def test_a_class_in_figures(school: School, client: Client) -> None:
    def answered(person: str, right: bool) -> dict[str, Any]:
        return did(person, verb={"id": ANSWERED}, result={"success": right, "duration": "PT30S"})

    client.keep(
        answered(cast.ARU, True), answered(cast.DIAS, False), answered(cast.DIAS, True),
        did(cast.ARU, verb={"id": COMPLETED}, object=QUIZ),
        did(cast.ARU, verb={"id": PASSED}, object=QUIZ, result={"score": {"scaled": 0.5}}),
        did(cast.ARU, verb={"id": PASSED}, object=QUIZ, result={"score": {"scaled": 0.9}}),
        did(cast.DIAS, verb={"id": FAILED}, object=QUIZ, result={"duration": "P2D"}),
        did(cast.ERASYL, object=QUIZ),
    )  # fmt: skip

    made = school.phone(cast.MARAT).get(f"/api/v1/classes/{cast.CLASS_5}/activity").get_json()

    by_id = {one["id"]: one for one in made["activities"]}
    assert (made["pupils"], made["counted"], made["cut"]) == (2, 7, False)
    assert made["days"] == [{"date": "2026-11-23", "statements": 7, "learners": 2}]
    quiz = by_id[QUIZ["id"]]
    assert (quiz["learners"], quiz["completed"], quiz["passed"], quiz["failed"]) == (2, 1, 1, 1)
    assert quiz["mean"] == 0.9
    assert quiz["seconds"] == 4 * 3600
    assert (by_id[FRACTIONS]["answers"], by_id[FRACTIONS]["seconds"]) == (3, 90)
    assert by_id[FRACTIONS]["difficulty"] == pytest.approx(2 / 3)


def test_only_the_asked_days_count(school: School, client: Client) -> None:
    client.keep(did(cast.ARU))
    school.clock.forward(days=10)
    client.keep(did(cast.ARU))

    def counted(days: int) -> int:
        answer = school.phone(cast.BOTA).get(f"/api/v1/classes/{cast.CLASS_5}/activity?days={days}")
        count: int = answer.get_json()["counted"]
        return count

    assert (counted(5), counted(30)) == (1, 2)


def test_the_picture_of_a_class_is_for_its_teachers_and_leaders(school: School) -> None:
    path = f"/api/v1/classes/{cast.CLASS_23}/activity"

    assert school.phone(cast.MARAT).get(path).status_code == 404
    assert school.phone(cast.OLGA).get(path).status_code == 404
    assert school.phone(cast.ARU).get(path).status_code == 403
    assert school.phone(cast.GULNAR).get(path).status_code == 200
