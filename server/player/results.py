"""What the sessions of one attempt add up to. Pure, and the same for any order of sessions.

Decimal texts are compared as exact fractions: a score of 83.30 equals one of 83.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

Score = Sequence[str | None]
"""[raw, min, max] as decimal texts."""

_COMPLETION: Final = ("unknown", "not attempted", "incomplete", "completed")
_SUCCESS: Final = ("unknown", "failed", "passed")


@dataclass(frozen=True, slots=True)
class Result:
    """How one session stood when it was saved. `order` and `op` say when, and break ties."""

    completion: str
    success: str
    score: Score | None
    seconds: int
    order: int
    op: str


@dataclass(frozen=True, slots=True)
class Best:
    """The best of all sessions: nothing that a learner reached is taken back by a later one.

    A score counts as much as the session that tells it: while a lesson goes on it is that of the
    parts done so far, or of the first questions, and says nothing once the lesson has been ended.
    """

    completion: str
    success: str
    score: Score | None


def share(score: Score | None) -> Fraction | None:
    """A score as a part of its scale (0 to 100 where none is given); None without a raw score."""
    if score is None or score[0] is None:
        return None
    low = Fraction(score[1] or "0")
    high = Fraction(score[2] or "100")
    return (Fraction(score[0]) - low) / (high - low) if high > low else Fraction(0)


def best(results: Sequence[Result]) -> Best:
    """The furthest completion, the best success, and the highest score of the sessions that got
    furthest of those with a score."""
    scored = [r for r in results if share(r.score) is not None]
    top = max(scored, key=lambda r: (*_rank(r), -r.order, r.op), default=None)
    return Best(
        completion=max((r.completion for r in results), key=_completion),
        success=max((r.success for r in results), key=_success),
        score=top.score if top else None,
    )


def is_finished(reached: Best) -> bool:
    """Whether the attempt was completed, passed or failed."""
    return reached.completion == "completed" or reached.success != "unknown"


def branch(heads: Sequence[Result]) -> Result:
    """The branch that a new session goes on from, of those made on two devices at once.

    By completion, success, progress, time spent, then the latest.
    """
    return max(
        heads,
        key=lambda r: (
            _completion(r.completion),
            _success(r.success),
            _share_or_less(r.score),
            r.seconds,
            r.order,
            r.op,
        ),
    )


def _rank(result: Result) -> tuple[int, Fraction]:
    return _completion(result.completion), share(result.score) or Fraction(0)


def _share_or_less(score: Score | None) -> tuple[bool, Fraction]:
    """In the order of shares; a session without a score comes before one with the lowest."""
    found = share(score)
    return (found is not None, found or Fraction(0))


def _completion(value: str) -> int:
    return _COMPLETION.index(value) if value in _COMPLETION else 0


def _success(value: str) -> int:
    return _SUCCESS.index(value) if value in _SUCCESS else 0
