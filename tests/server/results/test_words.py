"""Answers in the words of their question."""

from typing import Any

import pytest

from server.results.words import said

ROWS = [{"id": "a", "text": ["дән"]}, {"id": "b", "text": ["өскін"]}]


@pytest.mark.parametrize(
    ("question", "response", "words"),
    [
        ({"type": "choice", "choices": ROWS}, "b", "өскін"),
        ({"type": "several", "choices": ROWS}, "b,a", "өскін, дән"),
        ({"type": "order", "choices": ROWS}, "a,b", "дән → өскін"),
        ({"type": "match", "left": ROWS, "right": ROWS}, "a.b,b.a", "дән: өскін; өскін: дән"),
        ({"type": "text", "blanks": [{"id": "1"}]}, "1.Хан Тәңірі", "Хан Тәңірі"),
        ({"type": "number"}, "12,5", "12,5"),
        ({"type": "choice", "choices": ROWS}, "gone", "gone"),
    ],
)
def test_an_answer_is_said_in_words(question: dict[str, Any], response: str, words: str) -> None:
    assert said(question, response) == words
