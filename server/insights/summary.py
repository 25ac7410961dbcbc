"""How a class fares at its activities: pure counting over the lines of the list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from server.insights.limits import MAX_ACTIVITIES
from server.insights.rows import VERBS, Row

_ANSWERED: Final = f"{VERBS}answered"
_COMPLETED: Final = f"{VERBS}completed"
_PASSED: Final = f"{VERBS}passed"
_FAILED: Final = f"{VERBS}failed"
LONGEST_SITTING_S: Final = 4 * 3600
"""Seconds of one statement that count: whoever leaves a tab open over night learns no longer."""


@dataclass(slots=True)
class Activity:
    """Learners by what they reached; `seconds` is of all together, `scores` are each learner's
    best, `right` of `answers` were right."""

    id: str
    names: dict[str, str] = field(default_factory=dict)
    learners: set[str] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    scores: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    answers: int = 0
    right: int = 0

    @property
    def mean(self) -> float | None:
        """The mean of the learners' best scores, from -1 to 1."""
        return sum(self.scores.values()) / len(self.scores) if self.scores else None

    @property
    def difficulty(self) -> float | None:
        """The share of right answers (the p of item analysis): near 1 is easy."""
        return self.right / self.answers if self.answers else None


@dataclass(slots=True)
class Day:
    """What a day brought."""

    date: str
    statements: int = 0
    learners: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Summary:
    """Activities with most learners first, days in order."""

    activities: list[Activity]
    days: list[Day]
    counted: int


def summarise(rows: Iterable[Row], day_of: Callable[[str], str]) -> Summary:
    """Count; `day_of` gives the school's calendar day of a timestamp."""
    activities: dict[str, Activity] = {}
    days: dict[str, Day] = {}
    counted = 0
    for row in rows:
        counted += 1
        day = days.setdefault(date := day_of(row.timestamp), Day(date))
        day.statements += 1
        day.learners.add(row.learner)
        _count(activities.setdefault(row.object, Activity(row.object)), row)
    for one in activities.values():
        one.failed -= one.passed  # who passed in the end has passed
    most = sorted(activities.values(), key=lambda one: (-len(one.learners), one.id))
    return Summary(most[:MAX_ACTIVITIES], [days[date] for date in sorted(days)], counted)


def _count(one: Activity, row: Row) -> None:
    one.names = {**row.object_names, **one.names}  # the newest comes first
    one.learners.add(row.learner)
    one.seconds += min(row.seconds or 0.0, LONGEST_SITTING_S)
    if row.verb == _ANSWERED:
        if row.success is not None:
            one.answers += 1
            one.right += row.success
        return
    if row.uncounted is not None:
        return  # the time was spent; the result is the earlier one's
    if row.verb == _COMPLETED or row.completion:
        one.completed.add(row.learner)
    if row.verb == _PASSED or row.success:
        one.passed.add(row.learner)
    elif row.verb == _FAILED or row.success is False:
        one.failed.add(row.learner)
    if row.scaled is not None:
        one.scores[row.learner] = max(row.scaled, one.scores.get(row.learner, -1.0))
