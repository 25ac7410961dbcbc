"""Answers inside a data model, whichever edition of SCORM wrote it."""

import pytest

from server.player import limits
from server.player.answers import answers_of, share_of


def interaction(n: int, **elements: str) -> dict[str, str]:
    return {f"cmi.interactions.{n}.{name}": value for name, value in elements.items()}


def test_both_editions_of_scorm_are_read() -> None:
    old = interaction(0, id="q1", type="choice", student_response="b", result="wrong")
    new = interaction(1, id="q2", type="fill-in", learner_response="жеті", result="correct")

    first, second = answers_of({"cmi": {"tirek.activity": "sco1", **old, **new}})

    assert (first.activity, first.question, first.response, first.share) == ("sco1", "q1", "b", "0")
    assert (second.question, second.response, second.share) == ("q2", "жеті", "1")


def test_activities_that_were_left_keep_their_answers() -> None:
    left = {"tirek.other|p|sco|1|cmi.interactions.0.id": "q1"}
    now = interaction(0, id="q1")

    found = answers_of({"cmi": {"tirek.activity": "sco2", **left, **now}})

    assert {(one.activity, one.question) for one in found} == {("p|sco|1", "q1"), ("sco2", "q1")}


def test_the_last_answer_to_a_question_counts() -> None:
    tries = interaction(2, id="q", student_response="a", result="wrong") | interaction(
        10, id="q", student_response="b", result="correct"
    )

    assert [(one.response, one.share) for one in answers_of({"cmi": tries})] == [("b", "1")]


def test_a_data_model_in_a_file_brings_its_answers_beside_it() -> None:
    rows = [["sco", "q1", "choice", "a", "0.50"], ["sco", "q2", "choice", "b", "neutral"]]

    found = answers_of({"cmi_blob": "0" * 64, "answers": rows})

    assert [(one.question, one.n, one.share) for one in found] == [
        ("q1", 0, "0.5"),
        ("q2", 1, None),
    ]


def test_what_content_makes_up_is_bounded() -> None:
    many: dict[str, str] = {}
    for n in range(limits.ANSWERS + 50):
        many |= interaction(n, id=f"{n:04}" + "x" * 500, type="y" * 99, student_response="z" * 5000)

    found = answers_of({"cmi": many})

    assert len(found) == limits.ANSWERS
    assert max(len(one.question) for one in found) == limits.NAME
    assert max(len(one.response) for one in found) == limits.RESPONSE


@pytest.mark.parametrize(
    ("result", "share"),
    [("correct", "1"), ("incorrect", "0"), ("unanticipated", "0"), ("neutral", None), ("", None),
     ("0.250", "0.25"), ("1.0", "1"), ("0.0", "0"), ("1.5", None), ("-1", None), ("١", None)],
)  # fmt: skip
def test_results_become_shares(result: str, share: str | None) -> None:
    assert share_of(result) == share
