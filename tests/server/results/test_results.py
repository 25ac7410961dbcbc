"""What a teacher sees of a class at an item, on the screen and as a sheet."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from server.results.sheets import safe
from tests.server import cast
from tests.server.phone import Phone
from tests.server.player.test_attempts import session

ITEM = "maths5-1-1"
RESULTS = f"/api/v1/classes/{cast.CLASS_5}/items/{ITEM}/results"


def answered(response: str, result: str) -> dict[str, str]:
    return {
        "cmi.interactions.0.id": "q1",
        "cmi.interactions.0.type": "fill-in",
        "cmi.interactions.0.student_response": response,
        "cmi.interactions.0.result": result,
    }


@pytest.fixture
def played(phone: Callable[[str], Phone]) -> Callable[[str], Phone]:
    """Aru tried twice, Dias once."""
    first = answered("=HYPERLINK(1)", "wrong")
    phone(cast.ARU).submit("attempt.commit", session(cmi=first, total_time_s=90))
    phone(cast.ARU).submit("attempt.commit", session(session="s2", cmi=answered("7", "correct")))
    phone(cast.DIAS).submit("attempt.commit", session(session="s3", cmi=answered("7", "correct")))
    return phone


def results(phone: Phone, path: str = RESULTS) -> dict[str, Any]:
    answer = phone.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    return body


def test_a_teacher_sees_every_attempt_and_how_the_questions_fared(
    played: Callable[[str], Phone],
) -> None:
    body = results(played(cast.MARAT))

    assert [(one["learner"], one["answers"]) for one in body["attempts"]] == [
        (cast.DIAS, 1), (cast.ARU, 1), (cast.ARU, 1),
    ]  # fmt: skip
    assert 90 in {one["seconds"] for one in body["attempts"]}
    # A second try is known by heart: only the first counts for the question.
    (question,) = body["questions"]
    assert (question["question"], question["answered"], question["right"]) == ("q1", 2, 1)
    assert question["wrong"] == {"response": "=HYPERLINK(1)", "count": 1}
    assert question["discrimination"] is None


@pytest.mark.parametrize("person", [cast.ARU, cast.SAULE, cast.OLGA, cast.AIZHAN, cast.TIMUR])
@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx"])
def test_nobody_but_the_teachers_of_the_class(
    played: Callable[[str], Phone], person: str, ending: str
) -> None:
    assert played(person).get(RESULTS + ending).status_code in {403, 404}


def test_an_item_that_nobody_opened_has_empty_results(phone: Callable[[str], Phone]) -> None:
    path = f"/api/v1/classes/{cast.CLASS_5}/items/none/results"

    assert results(phone(cast.MARAT), path) == {"attempts": [], "questions": []}


def test_the_csv_opens_in_excel_and_runs_nothing(played: Callable[[str], Phone]) -> None:
    answer = played(cast.MARAT).get(f"{RESULTS}.csv?language=ru")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="results.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Ученик"
    assert {row[0] for row in rows[1:4]} == {"Серікбаева Ару", "Оспанов Диас"}
    assert "'=HYPERLINK(1)" in rows[-1]
    # The lesson of nine o'clock stands at nine, as on the screen beside it, and not at four.
    assert {row[1] for row in rows[1:4]} == {"2026-11-20 09:05"}


def test_the_excel_file_has_both_sheets_and_no_formula(played: Callable[[str], Phone]) -> None:
    answer = played(cast.BOTA).get(f"{RESULTS}.xlsx")
    book = load_workbook(io.BytesIO(answer.data))

    assert book.sheetnames == ["Нәтижелер", "Сұрақтар"]
    assert book["Нәтижелер"].max_row == 4
    assert book["Сұрақтар"]["E2"].value == "'=HYPERLINK(1)"
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "|x", "%x"])
def test_texts_that_would_run_are_disarmed(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(-1) == -1
