"""A term mark from points, in exact fractions: what it is, how it came about, what is missing.

Pure: values in, values out. The app has the same engine (`pwa/src/assessment/engine.ts`); both
pass `tests/server/assessment/vectors.json`.
Rule: model rules of criterion-based assessment (order 125 of 18.03.2008, edition of 16.11.2024):
formative points 1–10, one to three section assessments and at most one term assessment in a term.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal, NamedTuple

from server.assessment.policy import PARTS, Part, Policy

Scale = Literal["marks", "pass"]
HUNDRED = 100


class Score(NamedTuple):
    """One assessment of one pupil: 0 ≤ points ≤ most, most > 0. No score at all is not 0 points:
    what wasn't assessed isn't listed."""

    part: Part
    points: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class PartResult:
    """What one part brings: `share` of what was possible, times `weight` percent, rounded as the
    policy says."""

    part: Part
    weight: int
    count: int
    points: Fraction
    most: Fraction
    share: Fraction
    percent: Fraction


@dataclass(frozen=True, slots=True)
class TermResult:
    """`mark` is None while something planned is `missing`; `so_far` is then the percentage of what
    is there, its weights stretched to 100. `mark` is 2–5, or 1 (passed) and 0 (not passed) on the
    scale `pass`."""

    policy: str
    parts: Sequence[PartResult]
    missing: Sequence[Part]
    percent: Fraction | None
    so_far: Fraction | None
    mark: int | None


def term(
    policy: Policy,
    grade: int,
    scores: Iterable[Score],
    planned: frozenset[Part],
    scale: Scale = "marks",
) -> TermResult:
    """The result of a subject in a term (or half-year: then the scores of both quarters).

    Raises ValueError for a score outside its bounds, or a plan that the policy has no weights for.
    """
    by_part = _by_part(scores)
    row = policy.row(planned)
    if row is None:
        raise ValueError(f"policy {policy.id} has no weights for {sorted(planned)}")
    parts = [
        _part(policy, part, row[part], by_part[part])
        for part in PARTS
        if part in row and by_part[part]
    ]
    missing = [part for part in PARTS if part in row and not by_part[part]]
    weight = sum(part.weight for part in parts)
    total = sum((part.percent for part in parts), Fraction(0))
    if missing:
        so_far = rounded(total * HUNDRED / weight, policy.total_places) if weight else None
        return TermResult(policy.id, parts, missing, None, so_far, None)
    percent = rounded(total, policy.total_places)
    return TermResult(
        policy.id, parts, missing, percent, percent, mark_of(policy, grade, percent, scale)
    )


def mark_of(policy: Policy, grade: int, percent: Fraction, scale: Scale = "marks") -> int:
    """The mark of a percentage by the policy's bands for the grade."""
    if scale == "pass":
        return int(percent >= policy.pass_from)
    return max(
        (band for band in policy.bands_of(grade) if percent >= band.from_percent),
        key=lambda band: band.from_percent,
    ).mark


def year_of_terms(marks: Sequence[int]) -> int | None:
    """The mean of the terms' marks, rounded half up; terms without a mark are not in the list, and
    None is the answer to an empty one. Rule `mean` of Policy.year; `pooled` is `term` over all
    scores of the year."""
    if not marks:
        return None
    return int(rounded(Fraction(sum(marks), len(marks)), 0))


def final_of(policy: Policy, year: int, exam: int | None) -> int:
    """The final mark: the year's, and the exam's by its weight where there was one, half up."""
    if exam is None:
        return year
    weighed = Fraction(year * (HUNDRED - policy.exam_weight) + exam * policy.exam_weight, HUNDRED)
    return int(rounded(weighed, 0))


def needed(
    policy: Policy,
    grade: int,
    scores: Sequence[Score],
    planned: frozenset[Part],
    *,
    coming: Mapping[Part, Sequence[Fraction]],
    target: int,
) -> list[Score] | None:
    """The least whole points in what is still to come (per part the most points of each), at about
    the same share in each, that give at least the mark `target`; None when it is out of reach.

    Raises ValueError when a planned part has neither scores nor anything coming.
    """
    ahead = [(part, most) for part in PARTS for most in coming.get(part, ())]
    for percent in range(HUNDRED + 1):
        tried = [Score(part, _whole_points(most, percent), most) for part, most in ahead]
        result = term(policy, grade, [*scores, *tried], planned)
        if result.mark is None:
            raise ValueError(f"nothing is coming for {result.missing}")
        if result.mark >= target:
            return tried
    return None


def rounded(value: Fraction, places: int | None) -> Fraction:
    """Half up, as schools round; `value` isn't negative. None leaves it exact."""
    if places is None:
        return value
    factor = 10**places
    return Fraction((value * factor + Fraction(1, 2)).__floor__(), factor)


def _whole_points(most: Fraction, percent: int) -> Fraction:
    points = Fraction(-((-most * percent / HUNDRED).__floor__()))
    return min(points, most)


def _by_part(scores: Iterable[Score]) -> dict[Part, list[Score]]:
    ordered = sorted(scores, key=lambda score: score.part)
    for score in ordered:
        if score.part not in PARTS or not 0 <= score.points <= score.most or score.most <= 0:
            raise ValueError(f"{score.points} of {score.most} points in {score.part} can't be")
    found = {part: list(group) for part, group in groupby(ordered, key=lambda score: score.part)}
    return {part: found.get(part, []) for part in PARTS}


def _part(policy: Policy, part: Part, weight: int, scores: Sequence[Score]) -> PartResult:
    points = sum((score.points for score in scores), Fraction(0))
    most = sum((score.most for score in scores), Fraction(0))
    if part == "formative":
        # Every piece of daily work counts the same, whatever its maximum; the mean is on the
        # scale of ten on which it is entered and, by some policies, rounded.
        mean = sum((score.points / score.most * 10 for score in scores), Fraction(0)) / len(scores)
        share = rounded(mean, policy.formative_mean_places) / 10
    else:
        share = points / most
    percent = rounded(share * weight, policy.part_places)
    return PartResult(part, weight, len(scores), points, most, share, percent)
