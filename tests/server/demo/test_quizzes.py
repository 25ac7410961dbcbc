"""The demo's questions: each is one, and its right answer brings all of its points."""

from fractions import Fraction
from typing import Any

import pytest

from content.quiz import check_question
from content.quiz_scoring import share_of
from server.demo.quizzes import QUIZZES

QUESTIONS = [body for quiz in QUIZZES for _, body in quiz.questions]


def right_answer(body: dict[str, Any]) -> Any:
    kind = body["type"]
    if kind == "choice":
        return next(row["id"] for row in body["choices"] if row["share"] == "1")
    if kind == "several":
        return [row["id"] for row in body["choices"] if row["share"] == "1"]
    if kind == "order":
        return [row["id"] for row in body["choices"]]
    if kind == "match":
        return {row["id"]: row["right"] for row in body["left"]}
    if kind == "text":
        return {"1": body["blanks"][0]["accept"][0]["text"]}
    return f"{body['ranges'][0]['low']} {body.get('unit', '')}"


@pytest.mark.parametrize("body", QUESTIONS, ids=lambda one: one["prompt"][0])
def test_a_question_has_a_right_answer_and_says_why(body: dict[str, Any]) -> None:
    check_question({"id": "q", **body})
    assert share_of({"id": "q", **body}, right_answer(body)) == Fraction(1)
    assert body["feedback"]["general"][0]
