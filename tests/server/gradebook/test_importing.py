"""A file with points through the browser: who may ask, what it answers, and our own files back."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.db import write_transaction
from server.identity import node_id
from server.operations.local import submit
from server.people import sealing
from tests.server import cast
from tests.server.conftest import School
from tests.server.gradebook.books import TERM, assess, give
from tests.server.phone import Phone
from tests.server.planning.test_plan_file import excel

Phones = Callable[[str], Phone]
BOOK = f"/api/v1/gradebook/{cast.CLASS_5}/mathematics"
PATH = f"{BOOK}/import/preview"
IIN = "130512500019"
OCTETS = {"Content-Type": "application/octet-stream"}


def send(phone: Phone, data: bytes, **query: Any) -> TestResponse:
    query = {"term": TERM, **query}
    return phone.request("POST", PATH, data=data, query_string=query, headers=OCTETS)


def fill(teacher: Phone) -> dict[tuple[str, str], str | None]:
    """A book with all that is hard to bring back; what stands in it by column and learner."""
    given: dict[tuple[str, str], str | None] = {}
    for title, part, most, points in (
        ("", "formative", 10, ("9", "7.125")),
        ("", "formative", 10, (None, "0")),  # the same heading once more
        ("Бөлшектер /20; «қосу»\nазайту", "section", 20, ("13.5", None)),
        ("=1+1", "section", 20, ("20", "3.333333333")),
        ("Ұ" * 190, "term", 30, ("27", "0.1")),
    ):
        of = assess(teacher, title=title, part=part, max=most)
        for learner, one in zip((cast.ARU, cast.DIAS), points, strict=True):
            give(teacher, of, learner, one)
            given[of, learner] = one
    return given


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_our_own_file_comes_back_without_being_asked_anything(
    phone: Phones, language: str, ending: str
) -> None:
    marat = phone(cast.MARAT)
    given = fill(marat)
    file = marat.get(f"{BOOK}/book.{ending}", query_string={"term": TERM, "language": language})

    told = send(marat, file.get_data()).get_json()

    columns = {one["at"]: one["assessment"] for one in told["columns"]}
    assert {one for one in columns.values() if one} == {of for of, _ in given}
    back = {
        (columns[cell["at"]], row["learner"]): cell["points"]
        for row in told["rows"]
        for cell in row["cells"]
        if columns[cell["at"]]
    }
    assert back == given
    outcomes = {cell["outcome"] for row in told["rows"] for cell in row["cells"]}
    assert outcomes == {"points", "absent"}


def test_nothing_is_written_and_only_who_may_write_the_book_may_ask(
    phone: Phones, tmp_path: Path
) -> None:
    marat = phone(cast.MARAT)
    of = assess(marat)
    file = excel(tmp_path / "points.xlsx", [["Оқушы", "БЖБ"], ["Серікбаева Ару", 17]]).read_bytes()

    told = send(marat, file).get_json()

    assert told["columns"] == [
        {"at": 1, "heading": "БЖБ", "assessment": of, "part": "section", "date": None, "title": "",
         "most": None, "reckoned": False}
    ]  # fmt: skip
    assert told["rows"] == [
        {
            "line": 2,
            "written": "Серікбаева Ару",
            "learner": cast.ARU,
            "maybe": [],
            "left": False,
            "cells": [
                {"at": 1, "outcome": "points", "points": "17", "most": None, "trouble": None,
                 "said": ""}
            ],
        }
    ]  # fmt: skip
    marat.refresh()
    assert marat.ids("score") == set()
    # Bota has the class as a whole and reads the book; she doesn't write it, and leaders neither.
    for person, status in (
        (cast.BOTA, 404), (cast.OLGA, 404), (cast.GULNAR, 403), (cast.AIZHAN, 403),
        (cast.ARU, 403), (cast.SAULE, 403),
    ):  # fmt: skip
        assert send(phone(person), file).status_code == status, person


def test_pupils_who_left_are_said_and_other_systems_names_find_pupils(
    school: School, phone: Phones, tmp_path: Path
) -> None:
    marat = phone(cast.MARAT)
    assess(marat)
    with school.app.app_context(), write_transaction() as session:
        cast.enrol(cast.DIAS, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-10-01")
        key = sealing.known_keys(session)[node_id()]
        record = f"{cast.ARU}~iin"
        sealed = {node_id(): sealing.seal(IIN, record, key)}
        fields = {"person": cast.ARU, "school": cast.AKBULAQ, "scheme": "iin", "sealed": sealed}
        submit("identifier.set", record, fields)
    rows: list[Sequence[object]] = [
        ["ФИО", "ИИН", "СОР"],
        ["Оспанов Диас", None, 1],
        ["Сериктегі Арулан", int(IIN), 2],
        ["Ахметов Али", None, 3],
    ]

    answer = send(marat, excel(tmp_path / "a.xlsx", rows).read_bytes())

    assert [(row["learner"], row["left"]) for row in answer.get_json()["rows"]] == [
        (cast.DIAS, True),
        (cast.ARU, False),
        (None, False),
    ]
    assert IIN not in answer.get_data(as_text=True)


def test_a_file_that_is_not_taken_says_what_to_do_in_three_languages(
    phone: Phones, tmp_path: Path
) -> None:
    marat = phone(cast.MARAT)
    file = excel(tmp_path / "other.xlsx", [["ФИО"], ["Иванова Ольга"]]).read_bytes()
    for data, reason in ((file, "no-pupils"), (b"\xd0\xcf\x11\xe0", "old-excel")):
        answer = send(marat, data)
        told = answer.get_json()
        assert (answer.status_code, told["type"]) == (422, "/problems/table-refused")
        assert (told["reason"], set(told["texts"])) == (reason, {"kk", "ru", "en"})
    assert send(marat, file, term="2026").status_code == 422
