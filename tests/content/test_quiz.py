"""The quiz: what its file may say, and what answers are worth, by the vectors the app shares."""

import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import quiz as quizzes
from content.errors import DescriptionInvalid
from content.packages.qti import EMPTY
from content.quiz_scoring import decimal_text, normal, score, share_of, typed_number

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "quiz_vectors.json").read_text("utf-8")
)


def quiz(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**EMPTY, "title": "Бөлшектер", "questions": list(questions), **more}


QUESTIONS = [one["question"] for one in VECTORS["questions"]]


@pytest.mark.parametrize(("typed", "value"), VECTORS["numbers"])
def test_a_number_is_read_as_people_type_it(typed: str, value: str | None) -> None:
    assert typed_number(typed) == (None if value is None else Fraction(value))


@pytest.mark.parametrize(("value", "written"), VECTORS["decimals"])
def test_a_score_is_written_with_four_digits(value: str, written: str) -> None:
    assert decimal_text(Fraction(value)) == written


@pytest.mark.parametrize(("one", "other", "case", "forgive", "same"), VECTORS["texts"])
def test_typed_words_are_compared_as_the_question_says(
    *, one: str, other: str, case: bool, forgive: bool, same: bool
) -> None:
    how = {"case": case, "forgive": forgive}
    assert (normal(one, **how) == normal(other, **how)) is same


@pytest.mark.parametrize("vector", VECTORS["questions"], ids=lambda one: one["name"])
def test_an_answer_brings_its_share(vector: dict[str, Any]) -> None:
    quizzes.check(quiz(vector["question"]))
    for answer, share in vector["answers"]:
        wanted = None if share is None else Fraction(share)
        assert share_of(vector["question"], answer) == wanted, answer


@pytest.mark.parametrize("vector", VECTORS["quizzes"], ids=lambda one: one["name"])
def test_a_quiz_is_scored_exactly(vector: dict[str, Any]) -> None:
    whole = quiz(*vector["questions"], **{"pass": vector["pass"]})
    result = score(whole, vector["answers"])
    assert decimal_text(result.points) == vector["points"]
    assert decimal_text(result.maximum) == vector["maximum"]
    assert decimal_text(result.waiting) == vector["waiting"]
    assert result.passed(whole) is vector["passed"]


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from("abcl1r1xy"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(st.sampled_from(QUESTIONS), ANSWERS)
def test_no_answer_of_any_shape_breaks_the_scoring(question: dict[str, Any], answer: Any) -> None:
    share = share_of(question, answer)
    assert share is None or 0 <= share <= 1


def test_a_quiz_survives_its_file() -> None:
    whole = quiz(*({**one, "id": f"q{n}"} for n, one in enumerate(QUESTIONS)))
    assert quizzes.decode(quizzes.encode(whole)) == whole
    assert quizzes.encode(whole) == quizzes.encode(dict(reversed(whole.items())))


def test_its_words_and_pictures_are_known() -> None:
    picture = ["img", {"src": "img/бор.png", "alt": "Бор"}]
    question = {
        **QUESTIONS[0],
        "prompt": ["Қайсысы ", ["b", {}, "үлкен"], "?", picture],
    }
    assert quizzes.words(quiz(question)) == "Бөлшектер\nҚайсысы үлкен? Бор\nA\nB\nC"
    assert quizzes.files(quiz(question, question)) == ("img/бор.png",)


def changed(path: str, value: Any) -> dict[str, Any]:
    whole = quiz(copy.deepcopy(QUESTIONS[0]))
    place: Any = whole
    *steps, last = path.split("/")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return whole


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", 2),
        ("title", None),
        ("language", "қазақ"),
        ("view", "carousel"),
        ("shuffle", "yes"),
        ("pass", 60),
        ("pass", "60%"),
        ("introduction", "text"),
        ("introduction", [["script", {}, "x"]]),
        ("introduction", [["img", {"src": "../secret"}]]),
        ("introduction", [["img", {"src": "https://x.org/a.png"}]]),
        ("introduction", [["b", {"onclick": "x"}]]),
        ("questions/0/type", "hotspot"),
        ("questions/0/id", "with blank"),
        ("questions/0/points", "-1"),
        ("questions/0/points", 1),
        ("questions/0/choices", []),
        ("questions/0/choices/1/id", "a"),
        ("questions/0/choices/0/share", "all"),
        ("questions/0/feedback", {"cheer": ["!"]}),
    ],
)
def test_anything_else_is_no_quiz(path: str, value: Any) -> None:
    with pytest.raises(DescriptionInvalid):
        quizzes.check(changed(path, value))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_rubbish_is_no_quiz(data: bytes) -> None:
    with pytest.raises(DescriptionInvalid):
        quizzes.decode(data)
