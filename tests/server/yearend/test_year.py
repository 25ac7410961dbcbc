"""The year's end: a mark that a teacher signs, and what the council decides."""

from collections.abc import Callable
from typing import Any

import pytest

from server.assessment.engine import final_of
from server.assessment.policy import presets
from tests.server import cast
from tests.server.gradebook.books import confirm_year, decide
from tests.server.phone import Phone

Phones = Callable[[str], Phone]


def test_an_exam_weighs_as_the_policy_says() -> None:
    policy = presets()["kz-national"]
    assert final_of(policy, 4, None) == 4
    assert final_of(policy, 4, 5) == 4
    assert final_of(policy, 5, 3) == 4
    assert final_of(policy, 3, 5) == 4
    assert final_of(policy, 3, 4) == 3


def test_a_signed_year_reaches_the_family_and_the_class_teacher(phone: Phones) -> None:
    signed = confirm_year(phone(cast.MARAT))

    assert signed["outcome"] == "admitted", signed
    for person in (cast.ARU, cast.SAULE, cast.MARAT, cast.BOTA):
        phone(person).refresh()
        found = phone(person).doc("year_mark", signed["record"])
        assert [found[name] for name in ("mark", "exam", "final")] == [5, None, 5]
        assert [one["mark"] for one in found["terms"]] == [5, 4, 5, 5]
    for person in (cast.DIAS, cast.OLGA):
        phone(person).refresh()
        assert phone(person).ids("year_mark") == set()


def test_other_marks_than_the_policys_need_a_reason(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    wrong: list[dict[str, Any]] = [
        {"mark": 4, "final": 4},
        {"exam": 3, "final": 5},
        {"marks": (3, 3, 3, 3)},
        {"marks": (None, None, None, None)},
        {"policy": "made-up"},
        {"policy": "kz-mektep-edu"},
    ]
    for odd in wrong:
        assert confirm_year(marat, **odd)["reason"] == "reason-needed", odd
    by_exam = confirm_year(marat, exam=3, final=4)
    assert by_exam["outcome"] == "admitted", by_exam


def test_a_policy_that_pools_makes_the_year_of_all_points(phone: Phones) -> None:
    inputs = [
        {"assessment": "a", "part": "formative", "points": "7", "max": 10},
        {"assessment": "b", "part": "section", "points": "14", "max": 20},
    ]
    pooled: dict[str, Any] = {"policy": "kz-mektep-edu", "inputs": inputs, "mark": 4, "final": 4}
    signed = confirm_year(phone(cast.MARAT), **pooled)
    assert signed["outcome"] == "admitted", signed


def test_a_recalculated_year_keeps_the_former_marks(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    first = confirm_year(marat)
    changed: dict[str, Any] = {"marks": (4, 4, 4, 4), "mark": 4, "final": 4, "base": first["op"]}
    assert confirm_year(marat, **changed)["reason"] == "reason-needed"
    confirm_year(marat, reason="III тоқсан бағасы түзетілді", **changed)

    phone(cast.SAULE).refresh()
    found = phone(cast.SAULE).doc("year_mark", first["record"])
    assert (found["final"], [one["final"] for one in found["former"]]) == (4, [5])


@pytest.mark.parametrize(
    ("person", "changes", "reason"),
    [
        (cast.BOTA, {}, "not-a-teacher-of-the-subject"),
        (cast.GULNAR, {}, "not-a-teacher-of-the-subject"),
        (cast.MARAT, {"learner": cast.ERASYL}, "learner-not-in-the-class"),
        (cast.MARAT, {"record": "elsewhere"}, "record-not-of-the-gradebook"),
    ],
)
def test_a_year_is_signed_by_who_teaches_the_subject(
    phone: Phones, person: str, changes: dict[str, Any], reason: str
) -> None:
    assert confirm_year(phone(person), **changes)["reason"] == reason


def test_the_council_decides_and_everybody_concerned_hears(phone: Phones) -> None:
    decided = decide(phone(cast.GULNAR))
    assert decided["outcome"] == "admitted", decided
    for person in (cast.SAULE, cast.BOTA, cast.GULNAR):
        phone(person).refresh()
        found = phone(person).doc("year_outcome", decided["record"])
        assert (found["decision"], found["protocol"]) == ("promoted", "7")

    phone(cast.DIAS).refresh()
    assert phone(cast.DIAS).ids("year_outcome") == set()
    assert decide(phone(cast.BOTA), cast.DIAS)["reason"] == "not-a-leader-of-the-school"
    resit = {"decision": "resit", "base": decided["op"], "subjects": ["mathematics"]}
    again = decide(phone(cast.GULNAR), **resit)
    assert again["outcome"] == "admitted", again


def test_the_years_card_shows_terms_exam_and_decision(phone: Phones) -> None:
    confirm_year(phone(cast.MARAT), exam=3, final=4)
    decide(phone(cast.GULNAR))
    query = {"class": cast.CLASS_5, "year": 2026, "language": "ru"}
    answer = phone(cast.BOTA).get("/api/v1/reports/report-card", query_string=query)

    pages = answer.get_json()["pages"]
    (aru,) = [page for page in pages if ["Ученик", "Серікбаева Ару"] in page["facts"]]
    assert aru["notes"] == ["Решение совета: переведён(а), № 7, 28.05.2027"]
    assert aru["tables"][0]["heads"] == ["Предмет", "Годовая", "Экзамен", "Итоговая"]
    assert aru["tables"][0]["rows"] == [["mathematics", 5, 3, 4]]
