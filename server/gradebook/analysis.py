"""What marks and points say of a class: pure figures, as schools report them.

үлгерім (успеваемость) is the share of marks 3–5, сапа (качество) that of 4–5. Levels of a section
or term assessment are those of the published form: low up to 39 %, middle 40–84 %, high from 85 %.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from server.assessment.engine import rounded

HIGH_FROM: Final = Fraction(85, 100)
QUALITY_FROM: Final = Fraction(65, 100)
MIDDLE_FROM: Final = Fraction(40, 100)
WEAK_BELOW: Final = Fraction(50, 100)
"""Share of its points below which an objective is to be taught once more."""

PASSING: Final = frozenset({3, 4, 5})
GOOD: Final = frozenset({4, 5})


@dataclass(frozen=True, slots=True)
class MarksSummary:
    """`counts` of the marks 5, 4, 3 and 2; `without` have none. Percentages are of those who have
    a mark, whole, None when nobody has."""

    learners: int
    counts: Mapping[int, int]
    without: int
    success: int | None
    quality: int | None


def summary_of_marks(marks: Sequence[int | None]) -> MarksSummary:
    """One subject of one class in one term."""
    given = [mark for mark in marks if mark is not None]
    counts = Counter(given)
    return MarksSummary(
        learners=len(marks),
        counts={mark: counts[mark] for mark in (5, 4, 3, 2)},
        without=len(marks) - len(given),
        success=percent_of(sum(mark in PASSING for mark in given), len(given)),
        quality=percent_of(sum(mark in GOOD for mark in given), len(given)),
    )


@dataclass(frozen=True, slots=True)
class AssessmentSummary:
    """One section or term assessment; percentages are of those who wrote it."""

    wrote: int
    low: int
    middle: int
    high: int
    mean: int | None
    success: int | None
    quality: int | None


def summary_of_points(points: Sequence[tuple[Fraction, Fraction]]) -> AssessmentSummary:
    """`points` are (points, most) of those who wrote it."""
    shares = [got / most for got, most in points]
    return AssessmentSummary(
        wrote=len(shares),
        low=sum(share < MIDDLE_FROM for share in shares),
        middle=sum(MIDDLE_FROM <= share < HIGH_FROM for share in shares),
        high=sum(share >= HIGH_FROM for share in shares),
        mean=percent_of(sum(shares, Fraction(0)), len(shares)),
        success=percent_of(sum(share >= MIDDLE_FROM for share in shares), len(shares)),
        quality=percent_of(sum(share >= QUALITY_FROM for share in shares), len(shares)),
    )


class Reached(NamedTuple):
    """How much of a learning objective a class has reached, in whole percent."""

    objective: str
    percent: int
    weak: bool


def objectives_of(asked: Iterable[tuple[str, Fraction, Fraction]]) -> list[Reached]:
    """From (objective, points, most) of every learner and task, the weakest first; what has no
    objective is left out."""
    sums: dict[str, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for objective, points, most in asked:
        if objective:
            sums[objective][0] += points
            sums[objective][1] += most
    shares = sorted((got / most, objective) for objective, (got, most) in sums.items())
    return [
        Reached(objective, int(rounded(share * 100, 0)), share < WEAK_BELOW)
        for share, objective in shares
    ]


def percent_of(part: Fraction | int, whole: int) -> int | None:
    """Whole percent, half up; None of nothing."""
    return int(rounded(Fraction(part) * 100 / whole, 0)) if whole else None
