"""What a learner's points in a subject come to: pure, and the same on the phone
(`pwa/src/assessment/book.ts`). Both pass `tests/server/gradebook/book_vectors.json`.

The engine (`server/assessment/engine.py`) knows points only. Here stand the words beside them: who
was exempt from an assessment has none planned, who was absent still lacks it, and an empty cell
of daily work is no gap.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from server.assessment.engine import Scale, Score, TermResult, term
from server.assessment.policy import Part, Policy

EXCUSED: Final = frozenset({"exempt", "not_studied"})
"""Outcomes after which nothing is asked of the learner any more."""

DEFAULT_POLICY: Final = "kz-national"
"""For a school that has adopted none."""


class Column(NamedTuple):
    """An assessment: `most` is the most points, above nought."""

    id: str
    part: Part
    most: Fraction


class Cell(NamedTuple):
    """What a learner has in an assessment; `most` where it differs from the column's (a task whose
    mark was given out of something else)."""

    outcome: str
    points: Fraction | None = None
    most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`result` is None when the policy has no weights for what is planned. `blank` are the section
    and term assessments that still lack points: while there are some, `mark` is None."""

    result: TermResult | None
    blank: Sequence[str]
    inputs: Sequence[tuple[str, Score]]

    @property
    def mark(self) -> int | None:
        return None if self.blank or self.result is None else self.result.mark


def reckon(
    policy: Policy,
    grade: int,
    columns: Iterable[Column],
    cells: Mapping[str, Cell],
    scale: Scale = "marks",
) -> Reckoned:
    """The result of one learner; `cells` by the assessment's id."""
    planned: set[Part] = {"formative"}
    blank: list[str] = []
    inputs: list[tuple[str, Score]] = []
    for column in columns:
        cell = cells.get(column.id, Cell("none"))
        if cell.outcome in EXCUSED:
            continue
        planned.add(column.part)
        if cell.points is not None:
            most = column.most if cell.most is None else cell.most
            inputs.append((column.id, Score(column.part, min(cell.points, most), most)))
        elif column.part != "formative":
            blank.append(column.id)
    if policy.row(frozenset(planned)) is None:
        return Reckoned(None, blank, inputs)
    scores = [score for _, score in inputs]
    return Reckoned(term(policy, grade, scores, frozenset(planned), scale), blank, inputs)


def is_asked(
    part: Part, on: date, *, blank: bool, since: date | None, brought: Collection[Part]
) -> bool:
    """Whether a column of a class is one of a learner who is in it `since` a day and has `brought`
    points from another: what was held before they came is not asked of who brings the like."""
    return not (blank and since is not None and on < since and part in brought)


class Adopted(NamedTuple):
    """What a school has said about its marks from a day on."""

    starts_on: date
    policy: str
    pass_subjects: frozenset[str] = frozenset()
    half_year_subjects: frozenset[str] = frozenset()


_NATIONAL: Final = Adopted(date.min, DEFAULT_POLICY)


class Decreed(NamedTuple):
    """A policy that a hub has published for a school, from a day on."""

    starts_on: date
    policy: str


def adopted_on(
    day: date, all_of_school: Iterable[Adopted], decreed: Iterable[Decreed] = ()
) -> Adopted:
    """What holds on a day: the latest that has begun, whether the school adopted it or a hub
    published it; on one day the hub's. Which subjects are passed or have half-years, the school
    alone says."""
    own = max((one for one in all_of_school if one.starts_on <= day), default=_NATIONAL)
    above = max((one for one in decreed if one.starts_on <= day), default=None)
    if above is None or above.starts_on < own.starts_on:
        return own
    return own._replace(starts_on=above.starts_on, policy=above.policy)


def terms_of(term_key: str, subject: str, adopted: Adopted) -> tuple[str, ...]:
    """The terms whose points make the mark of this one: none where a half-year subject has no mark
    yet, its two quarters in the second of them."""
    if subject not in adopted.half_year_subjects:
        return (term_key,)
    year, number = term_key.split("-")
    if int(number) % 2:
        return ()
    return (f"{year}-{int(number) - 1}", term_key)
