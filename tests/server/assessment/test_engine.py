"""Term marks: the published rules, their corners, and what a pupil still needs."""

import json
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.assessment.engine import Score, mark_of, needed, rounded, term, year_of_terms
from server.assessment.explain import explain, number
from server.assessment.policy import Part, Policy, parse, presets
from tests.server.assessment.make_vectors import vectors

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
ALL: frozenset[Part] = frozenset({"formative", "section", "term"})
NATIONAL = presets()["kz-national"]


def scores(found: dict[Part, list[list[int]]]) -> list[Score]:
    return [
        Score(part, Fraction(points), Fraction(most))
        for part, pairs in found.items()
        for points, most in pairs
    ]


def one(part: Part, points: int, most: int) -> Score:
    return Score(part, Fraction(points), Fraction(most))


@pytest.mark.parametrize("policy", sorted(presets()))
def test_every_policy_gives_the_mark_of_its_published_rule(policy: str) -> None:
    tried = [vector for vector in VECTORS if vector["policy"] == policy]
    assert len(tried) == 80
    for vector in tried:
        result = term(
            presets()[policy],
            vector["grade"],
            scores(vector["scores"]),
            frozenset(vector["planned"]),
        )
        assert result.percent == vector["percent"], vector
        assert result.mark == vector["mark"], vector


def test_the_vectors_on_file_are_those_of_the_formulas() -> None:
    assert vectors() == VECTORS


def test_the_order_of_rounding_alone_makes_another_mark() -> None:
    """54 of 100, 54 of 100 and 74 of 100: exactly 64, but 65 when each part is rounded first."""
    found = [one("formative", 54, 100), one("section", 54, 100), one("term", 74, 100)]
    assert term(NATIONAL, 5, found, ALL).mark == 3
    assert term(presets()["kz-mektep-edu"], 5, found, ALL).mark == 4


def test_a_score_of_nought_is_a_score() -> None:
    """A published implementation takes a 0 in the term assessment for «not written»."""
    found = [one("formative", 10, 10), one("section", 20, 20), one("term", 0, 25)]
    result = term(NATIONAL, 7, found, ALL)
    assert result.percent == 50
    assert result.mark == 3


def test_what_is_planned_and_not_there_is_missing_and_no_mark_is_made_up() -> None:
    result = term(NATIONAL, 7, [one("formative", 9, 10), one("section", 12, 20)], ALL)
    assert result.mark is None
    assert result.missing == ["term"]
    assert result.so_far == 75
    assert term(NATIONAL, 7, [], ALL).so_far is None


def test_a_half_year_without_a_term_assessment_is_half_and_half() -> None:
    found = [one("formative", 8, 10), one("section", 6, 10), one("section", 3, 5)]
    result = term(NATIONAL, 7, found, frozenset({"formative", "section"}))
    assert result.percent == 70


def test_the_first_grade_has_bands_of_its_own() -> None:
    assert [mark_of(NATIONAL, 1, Fraction(p)) for p in (20, 21, 50, 51, 80, 81)] == [
        2,
        3,
        3,
        4,
        4,
        5,
    ]
    assert [mark_of(NATIONAL, 9, Fraction(p)) for p in (39, 40, 64, 65, 84, 85)] == [
        2,
        3,
        3,
        4,
        4,
        5,
    ]
    with pytest.raises(ValueError, match="no bands for grade 13"):
        mark_of(NATIONAL, 13, Fraction(50))


def test_pass_and_fail() -> None:
    plan: frozenset[Part] = frozenset({"formative"})
    assert term(NATIONAL, 3, [one("formative", 4, 10)], plan, "pass").mark == 1
    assert term(NATIONAL, 3, [one("formative", 3, 10)], plan, "pass").mark == 0


def test_points_beyond_their_bounds_are_refused() -> None:
    for points, most in ((11, 10), (-1, 10), (0, 0)):
        with pytest.raises(ValueError, match="can't be"):
            term(NATIONAL, 5, [one("term", points, most)], ALL)


def test_a_plan_without_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="no weights"):
        term(NATIONAL, 5, [], frozenset({"section"}))


def test_the_year_is_the_mean_of_its_terms_rounded_half_up() -> None:
    assert year_of_terms([3, 4, 4, 3]) == 4
    assert year_of_terms([3, 3, 4, 3]) == 3
    assert year_of_terms([5]) == 5
    assert year_of_terms([]) is None


def test_what_is_needed_for_a_five() -> None:
    found = [one("formative", 9, 10), one("section", 18, 20)]
    coming: dict[Part, list[Fraction]] = {"term": [Fraction(30)]}
    wanted = needed(NATIONAL, 8, found, ALL, coming=coming, target=5)
    assert wanted is not None
    (least,) = wanted
    assert term(NATIONAL, 8, [*found, least], ALL).mark == 5
    assert term(NATIONAL, 8, [*found, least._replace(points=least.points - 1)], ALL).mark == 4
    poor = [one("formative", 2, 10), one("section", 3, 20)]
    assert needed(NATIONAL, 8, poor, ALL, coming=coming, target=5) is None
    with pytest.raises(ValueError, match="nothing is coming"):
        needed(NATIONAL, 8, found, ALL, coming={}, target=5)


@given(
    st.lists(st.integers(0, 10), min_size=1, max_size=8),
    st.lists(st.integers(0, 20), min_size=1, max_size=3),
    st.integers(0, 29),
    st.sampled_from(sorted(presets())),
)
def test_more_points_never_give_a_lower_mark(
    daily: list[int], sections: list[int], points: int, name: str
) -> None:
    policy = presets()[name]
    base = [one("formative", p, 10) for p in daily] + [one("section", p, 20) for p in sections]
    plan = ALL if policy.row(ALL) else frozenset[Part]({"formative"})
    less = term(policy, 6, [*base, one("term", points, 30)], plan)
    more = term(policy, 6, [*base, one("term", points + 1, 30)], plan)
    assert less.mark is not None
    assert more.mark is not None
    assert more.mark >= less.mark


def test_rounding_is_half_up_and_exact() -> None:
    assert rounded(Fraction(129, 2), 0) == 65
    assert rounded(Fraction(64499999, 1000000), 0) == 64
    assert rounded(Fraction(645, 100), 1) == Fraction(65, 10)
    assert rounded(Fraction(1, 3), None) == Fraction(1, 3)


def test_a_mark_explains_itself_in_three_languages() -> None:
    found = [
        one("formative", 9, 10),
        one("formative", 8, 10),
        one("section", 17, 20),
        one("term", 25, 30),
    ]
    result = term(NATIONAL, 8, found, ALL)
    assert explain(result, "ru") == [
        "Формативное оценивание: оценок — 2, среднее 8,5 — 85 %, вес 25 % → 21,25",
        "СОР: 17 из 20 баллов — 85 %, вес 25 % → 21,25",
        "СОЧ: 25 из 30 баллов — 83,33 %, вес 50 % → 41,67",
        "Всего 84 % → «4»",
    ]
    assert explain(result, "kk")[-1] == "Барлығы 84 % → «4»"
    assert (
        explain(result, "en")[1]
        == "Section assessments: 17 of 20 points — 85 %, weight 25 % → 21.25"
    )
    unfinished = term(NATIONAL, 8, found[:3], ALL)
    assert explain(unfinished, "kk")[-1] == "Әлі жоқ: ТЖБ. Қазіргі көрсеткіш: 85 %"
    passed = term(NATIONAL, 8, found, ALL, "pass")
    assert explain(passed, "en", "pass")[-1] == "In all 84 % → passed"
    assert number(Fraction(1, 3), "kk") == "0,33"


def test_a_policy_that_does_not_add_up_is_refused() -> None:
    def changed(**fields: Any) -> Policy:
        text = files("server.assessment").joinpath("policies.json").read_text(encoding="utf-8")
        return parse({**json.loads(text)[0], **fields})

    with pytest.raises(ValueError, match="add up to 100"):
        changed(weights=[{"formative": 60, "term": 50}])
    with pytest.raises(ValueError, match="ascend from 0"):
        changed(bands=[{"grades": [1, 12], "from": [[10, 2], [5, 3]]}])
    assert changed().id == "kz-national"
