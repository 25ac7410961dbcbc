"""Ару's portfolio: what she and her teachers picked, who sees it, and what goes to paper."""

from collections.abc import Callable
from typing import Any

import pytest

from server.erasure import service as erasing
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone

Phones = Callable[[str], Phone]


def pick(phone: Phone, record: str | None = None, **fields: Any) -> dict[str, Any]:
    about = {"school": cast.AKBULAQ, "learner": cast.ARU}
    whole = {"kind": "achievement", "title": "Олимпиада, 2-орын", "date": "2026-11-20"}
    said = {**about, **fields} if record else {**about, **whole, **fields}
    return phone.submit("portfolio.set", said, record=record)


def seen(phone: Phone) -> list[str]:
    phone.refresh()
    return sorted(phone.doc("portfolio", one)["title"] for one in phone.ids("portfolio"))


def test_a_pupil_and_a_teacher_pick_and_the_family_and_teachers_see_it(phone: Phones) -> None:
    assert pick(phone(cast.ARU))["outcome"] == "admitted"
    assert pick(phone(cast.MARAT), title="Жоба: су", kind="work")["outcome"] == "admitted"
    for person in (cast.ARU, cast.SAULE, cast.MARAT, cast.BOTA):
        assert seen(phone(person)) == ["Жоба: су", "Олимпиада, 2-орын"]
    for person in (cast.DIAS, cast.GULNAR, cast.OLGA):
        assert seen(phone(person)) == []


def test_what_was_taken_out_comes_back(phone: Phones) -> None:
    aru = phone(cast.ARU)
    record = str(pick(aru)["record"])
    assert pick(aru, record, withdrawn=True)["outcome"] == "admitted"
    assert seen(phone(cast.SAULE)) == []
    pick(aru, record, withdrawn=False)
    assert seen(phone(cast.SAULE)) == ["Олимпиада, 2-орын"]


@pytest.mark.parametrize("person", [cast.DIAS, cast.SAULE, cast.OLGA])
def test_nobody_else_picks(phone: Phones, person: str) -> None:
    assert pick(phone(person))["outcome"] == "held"


def test_only_ones_own_work_is_picked(phone: Phones) -> None:
    task = set_task(phone(cast.MARAT))
    handed = str(phone(cast.DIAS).submit("submission.hand_in", work(task))["record"])
    made = pick(phone(cast.ARU), kind="work", submission=handed)
    assert made["reason"] == "record-not-of-the-learner"


def test_it_is_printed_for_the_family_and_for_the_class(phone: Phones) -> None:
    pick(phone(cast.ARU), subject="mathematics", text="Аудандық")
    query = {"class": cast.CLASS_5, "learner": cast.ARU, "language": "ru"}
    for person in (cast.SAULE, cast.BOTA):
        answer = phone(person).get("/api/v1/reports/portfolio", query_string=query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        (page,) = answer.get_json()["pages"]
        (table,) = page["tables"]
        assert table["title"] == "Достижения"
        assert table["rows"][0][2:] == ["Олимпиада, 2-орын", "Аудандық"]
    refused = phone(cast.DIAS).get("/api/v1/reports/portfolio", query_string=query)
    assert refused.status_code == 404


def test_an_erased_learner_leaves_none(phone: Phones, school: School) -> None:
    pick(phone(cast.ARU))
    with school.app.app_context():
        erasing.erase(cast.ARU, "asked")
    assert seen(phone(cast.MARAT)) == []
