"""How the questions of an item fared in a class. Pure.

The classical item statistics: the share of right answers, the wrong answer most often given, and
discrimination: the correlation of a question with the sum of all the others, which says whether
those who know the rest know this one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from server.results.limits import FOR_DISCRIMINATION


class Given(NamedTuple):
    """One learner's answer to a question; `share` from 0 to 1, None while nobody has judged it."""

    learner: str
    activity: str
    question: str
    n: int
    type: str
    response: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer, and how many gave it."""

    response: str
    count: int


@dataclass(frozen=True, slots=True)
class Question:
    """`right` counts full marks among the `judged`; `mean` is their mean share; `discrimination`
    runs from -1 to 1, None for few learners or where all did alike."""

    activity: str
    question: str
    type: str
    answered: int
    judged: int
    right: int
    mean: float | None
    wrong: Wrong | None
    discrimination: float | None


def analyse(answers: Iterable[Given]) -> list[Question]:
    """The questions in the order of the lesson; each learner has at most one answer to each."""
    by_question: dict[tuple[str, str], list[Given]] = defaultdict(list)
    totals: dict[str, float] = defaultdict(float)
    for answer in answers:
        by_question[answer.activity, answer.question].append(answer)
        totals[answer.learner] += answer.share or 0.0
    order = sorted(by_question, key=lambda key: (key[0], _place(by_question[key]), key[1]))
    return [_question(by_question[key], totals) for key in order]


def _place(rows: Sequence[Given]) -> int:
    """Where most saw it: shuffled quizzes number it differently for everybody."""
    return min(row.n for row in rows)


def _question(rows: Sequence[Given], totals: Mapping[str, float]) -> Question:
    judged = [(row, row.share) for row in rows if row.share is not None]
    wrong = Counter(row.response for row, share in judged if share < 1 and row.response)
    # Of equally frequent ones the first by its text, so that the same answers show the same.
    common = min(wrong.items(), key=lambda pair: (-pair[1], pair[0]), default=None)
    pairs = [(share, totals[row.learner] - share) for row, share in judged]
    return Question(
        activity=rows[0].activity,
        question=rows[0].question,
        type=rows[0].type,
        answered=len(rows),
        judged=len(judged),
        right=sum(share >= 1 for _, share in judged),
        mean=round(math.fsum(share for _, share in judged) / len(judged), 4) if judged else None,
        wrong=Wrong(*common) if common else None,
        discrimination=discrimination(pairs),
    )


def discrimination(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Correlation of (share of this question, points in the others), rounded to hundredths."""
    n = len(pairs)
    if n < FOR_DISCRIMINATION:
        return None
    mean_x = math.fsum(x for x, _ in pairs) / n
    mean_y = math.fsum(y for _, y in pairs) / n
    xx = math.fsum((x - mean_x) ** 2 for x, _ in pairs)
    yy = math.fsum((y - mean_y) ** 2 for _, y in pairs)
    # Sums that only rounding keeps from zero say that all did alike.
    if min(xx, yy) < 1e-9:
        return None
    xy = math.fsum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return round(max(-1.0, min(1.0, xy / math.sqrt(xx * yy))), 2)
