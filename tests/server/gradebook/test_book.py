"""What a learner's cells come to, when assessments may be, and which terms make a mark."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from server.assessment.policy import presets
from server.gradebook.book import Adopted, Cell, Column, adopted_on, reckon, terms_of
from server.gradebook.rules import Planned, warnings

HERE = Path(__file__).parent
BOOKS = json.loads((HERE / "book_vectors.json").read_text(encoding="utf-8"))
RULES = json.loads((HERE / "rules_vectors.json").read_text(encoding="utf-8"))


def cell(found: list[Any]) -> Cell:
    outcome, points, *most = found
    return Cell(
        outcome,
        None if points is None else Fraction(points),
        Fraction(most[0]) if most else None,
    )


@pytest.mark.parametrize("case", BOOKS, ids=lambda case: str(case["name"]))
def test_a_book_is_reckoned(case: dict[str, Any]) -> None:
    columns = [Column(name, part, Fraction(most)) for name, part, most in case["columns"]]
    cells = {name: cell(found) for name, found in case["cells"].items()}
    found = reckon(presets()[case.get("policy", "kz-national")], 5, columns, cells)

    assert list(found.blank) == case["blank"]
    assert found.mark == case["mark"]
    assert [name for name, _ in found.inputs] == case["inputs"]
    assert (found.result.so_far if found.result else None) == case["so_far"]


@pytest.mark.parametrize("case", RULES["cases"], ids=lambda case: str(case["name"]))
def test_assessments_are_planned_by_the_rules(case: dict[str, Any]) -> None:
    planned = [
        Planned(name, grade, subject, term, part, date.fromisoformat(day))
        for name, grade, subject, term, part, day in case["planned"]
    ]
    last_days = {term: date.fromisoformat(day) for term, day in RULES["last_days"].items()}
    found = warnings(planned, last_days)
    assert [[one.code, list(one.ids)] for one in found] == case["warned"]


def test_the_latest_adopted_policy_holds_and_the_national_one_without() -> None:
    autumn = Adopted(date(2026, 9, 1), "kz-tenths")
    january = Adopted(date(2027, 1, 10), "kz-formative-only")
    assert adopted_on(date(2026, 8, 31), [autumn, january]).policy == "kz-national"
    assert adopted_on(date(2027, 1, 9), [autumn, january]).policy == "kz-tenths"
    assert adopted_on(date(2027, 1, 10), [january, autumn]).policy == "kz-formative-only"


def test_a_half_year_subject_has_its_mark_in_every_second_term() -> None:
    adopted = Adopted(date(2026, 9, 1), "kz-national", half_year_subjects=frozenset({"art"}))
    assert terms_of("2026-1", "art", adopted) == ()
    assert terms_of("2026-2", "art", adopted) == ("2026-1", "2026-2")
    assert terms_of("2026-2", "mathematics", adopted) == ("2026-2",)
