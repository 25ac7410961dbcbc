"""What sessions add up to: the best of them, whatever order they came in."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.player.results import Result, best, branch, share
from tests.server.player import make_vectors

decimals = st.decimals(0, 100, places=2).map(str)
results = st.builds(
    Result,
    completion=st.sampled_from(["not attempted", "incomplete", "completed"]),
    success=st.sampled_from(["unknown", "failed", "passed"]),
    score=st.none() | st.tuples(decimals, st.just("0"), st.just("100")),
    seconds=st.integers(0, 1000),
    order=st.integers(0, 5),
    op=st.text("abc", min_size=1, max_size=3),
)
many = st.lists(results, min_size=1, max_size=6, unique_by=lambda r: r.op)


@given(many, st.randoms())
def test_the_order_of_sessions_changes_nothing(sessions: list[Result], random: object) -> None:
    shuffled = sorted(sessions, key=lambda _: random.random())  # type: ignore[attr-defined]

    assert best(shuffled) == best(sessions)
    assert branch(shuffled) == branch(sessions)


@given(many, results)
def test_one_more_session_takes_nothing_back(sessions: list[Result], more: Result) -> None:
    before, after = best(sessions), best([*sessions, more])

    ended = [one for one in sessions if one.completion == "completed" and one.score]
    assert all((share(after.score) or 0) >= (share(one.score) or 0) for one in ended)
    assert (after.score is None) <= (before.score is None)
    assert after.completion == before.completion or before.completion != "completed"
    assert after.success == before.success or before.success != "passed"


def test_a_score_on_the_way_is_none_of_a_lesson_that_was_ended() -> None:
    def sat(completion: str, score: str | None, order: int) -> Result:
        told = None if score is None else (score, "0", "10")
        return Result(completion, "unknown", told, 60, order, f"a.1.{order}")

    first_part = sat("incomplete", "10", 1)
    both = sat("completed", "6", 2)

    assert best([first_part]).score == ("10", "0", "10")
    assert best([first_part, both]).score == ("6", "0", "10")
    assert best([first_part, both, sat("completed", "8", 3)]).score == ("8", "0", "10")
    assert best([first_part, both, sat("incomplete", "9", 3)]).score == ("6", "0", "10")
    assert best([first_part, sat("completed", None, 2)]).score == ("10", "0", "10")


VECTORS = json.loads(make_vectors.VECTORS.read_text("utf-8"))


def test_the_next_session_goes_on_from_the_one_that_the_app_chooses_too() -> None:
    def chosen(case: dict[str, Any]) -> str:
        return branch([_result(one) for one in case["sessions"]]).op

    assert [case for case in VECTORS if chosen(case) != case["branch"]] == []


def _result(one: dict[str, Any]) -> Result:
    names = ("completion", "success", "score", "seconds", "at", "op")
    return Result(*(one[name] for name in names))


def test_the_vectors_on_file_are_those_of_the_rule() -> None:
    assert make_vectors.vectors() == VECTORS


def test_scores_are_compared_on_their_scales() -> None:
    assert share(("8", "0", "10")) == share(("80.0", None, None))
    assert share(("5", "5", "5")) == 0
    assert share((None, "0", "10")) is share(None) is None
