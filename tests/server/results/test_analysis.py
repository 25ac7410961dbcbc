"""How questions fared: right shares, frequent mistakes, and what tells learners apart."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.results.analysis import Given, analyse, discrimination

VECTORS = json.loads(Path(__file__).with_name("analysis_vectors.json").read_text("utf-8"))
"""Shared with the app, which makes the analysis without a server (model/analysis.ts)."""


def answer(learner: int, question: str, share: float | None, response: str = "a") -> Given:
    return Given(f"p{learner}", "sco", question, int(question[1:]), "choice", response, share)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_the_vectors_shared_with_the_app(vector: dict[str, Any]) -> None:
    found = analyse(Given(*row) for row in vector["answers"])

    assert [asdict(one) for one in found] == vector["questions"]


def test_a_question_is_told_by_its_share_and_its_commonest_mistake() -> None:
    rows = [answer(1, "q1", 1), answer(2, "q1", 0, "b"), answer(3, "q1", 0, "c")]
    rows += [answer(4, "q1", 0, "c"), answer(5, "q1", None)]

    (question,) = analyse(rows)

    assert (question.answered, question.judged, question.right) == (5, 4, 1)
    assert question.mean == 0.25
    assert question.wrong is not None
    assert (question.wrong.response, question.wrong.count) == ("c", 2)


def test_few_learners_say_nothing_of_discrimination() -> None:
    rows = [answer(n, q, n % 2) for n in range(9) for q in ("q1", "q2")]

    assert [one.discrimination for one in analyse(rows)] == [None, None]


def test_a_question_that_the_strong_know_tells_them_from_the_weak() -> None:
    rows = []
    for n in range(12):
        strong = n >= 6
        rows += [answer(n, q, 1 if strong else 0) for q in ("q1", "q2", "q3")]
        rows += [answer(n, "q4", 0 if strong else 1), answer(n, "q5", 1)]

    found = [one.discrimination for one in analyse(rows)]

    assert found[0] == pytest.approx(1)
    assert found[3] == pytest.approx(-1)
    assert found[4] is None  # everybody knows it


shares = st.none() | st.sampled_from([0.0, 0.5, 1.0])
tables = st.dictionaries(
    st.tuples(st.integers(0, 14), st.sampled_from(["q1", "q2", "q3"])),
    st.tuples(shares, st.sampled_from("abc")),
    max_size=45,
)


@given(tables, st.randoms())
def test_the_order_of_answers_changes_nothing(
    table: dict[tuple[int, str], tuple[float | None, str]], dice: object
) -> None:
    rows = [answer(who, q, share, text) for (who, q), (share, text) in table.items()]
    mixed = sorted(rows, key=lambda _: dice.random())  # type: ignore[attr-defined]

    assert analyse(mixed) == analyse(rows)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 50)), min_size=10, max_size=40))
def test_discrimination_stays_within_its_bounds(pairs: list[tuple[float, float]]) -> None:
    found = discrimination(pairs)

    assert found is None or -1 <= found <= 1
