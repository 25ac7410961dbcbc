"""Which lesson stands on which day: pure, and the same on the phone (pwa/src/planning/flow.ts).

A timetable, a calendar and closures give *occasions*: the lessons that a class has in a subject,
in their order. A plan's rows flow into those occasions that no record has settled. Both sides are
held together by tests/vectors/plan_flow.json.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; None is open."""

    first: date | None
    last: date | None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A school year: `weekdays` are ISO numbers, `moved` days follow another weekday's timetable.

    `grades` is empty when it holds for all of them.
    """

    terms: tuple[Span, ...]
    holidays: tuple[Span, ...] = ()
    weekdays: frozenset[int] = frozenset(range(1, 7))
    moved: Mapping[date, int] = field(default_factory=dict)
    grades: frozenset[int] = frozenset()

    def weekday(self, day: date) -> int | None:
        """Which weekday's timetable is followed on `day`; None: no lessons."""
        if not any(day in term for term in self.terms):
            return None
        if day in self.moved:
            return self.moved[day]
        if any(day in holiday for holiday in self.holidays):
            return None
        return day.isoweekday() if day.isoweekday() in self.weekdays else None

    def days(self) -> Iterator[date]:
        """Every day from the first of the first term to the last of the last, in order."""
        firsts = [term.first for term in self.terms if term.first]
        lasts = [term.last for term in self.terms if term.last]
        if not firsts or not lasts:
            return
        day = min(firsts)
        while day <= max(lasts):
            yield day
            day += _DAY


@dataclass(frozen=True, slots=True)
class Closure:
    """Days without lessons by order; `classes` is empty when the whole school is closed."""

    span: Span
    classes: frozenset[str] = frozenset()

    def closes(self, class_id: str, day: date) -> bool:
        return day in self.span and (not self.classes or class_id in self.classes)


@dataclass(frozen=True, slots=True)
class Taught:
    """A subject in a class, or in one grade of it (None: in all of it): what has a plan."""

    class_id: str
    grade: int | None
    subject: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is taught to whom in a lesson; `n` is its stable number there."""

    n: int
    taught: Taught


@dataclass(frozen=True, slots=True)
class Slot:
    """One lesson of the week, from one day to another."""

    id: str
    weekday: int
    bell: int
    span: Span
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, order=True)
class Occasion:
    """One lesson on one day for one line of its slot."""

    day: date
    bell: int
    slot: str
    line: int

    @property
    def record(self) -> str:
        """The id of the journal's record for it: two teachers' devices meet in one record."""
        return f"{self.slot}~{self.day:%Y%m%d}~{self.line}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a plan: it takes `hours` lessons; `on` binds its first one to a day, and `year` is
    that in which its school year began, where somebody has said so."""

    id: str
    position: int
    hours: int = 1
    on: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What the journal says of an occasion: held with this row (or none), or not held at all."""

    held: bool
    row: str | None = None


def occasions(
    calendar: Calendar,
    slots: Iterable[Slot],
    closures: Sequence[Closure],
    taught: Taught,
) -> list[Occasion]:
    """The year's lessons of what is taught, in their order."""
    wanted: dict[int, list[tuple[Slot, Line]]] = {}
    for slot in slots:
        for line in slot.lines:
            if line.taught == taught:
                wanted.setdefault(slot.weekday, []).append((slot, line))
    found = [
        Occasion(day, slot.bell, slot.id, line.n)
        for day in calendar.days()
        for slot, line in wanted.get(calendar.weekday(day) or 0, ())
        if day in slot.span and not any(one.closes(taught.class_id, day) for one in closures)
    ]
    return sorted(found)


def of_year(rows: Sequence[Row], held: Iterable[tuple[str, date]], first: date) -> list[Row]:
    """The rows of the year that begins on a day; `held` are row ids with the days of their lessons.

    A class keeps its plan when it moves up: a row says of which year it is, or goes by its lessons.
    One that was taught before and not again since is of an earlier year, and so are the hours that
    were left of it; what is taught again is of this one, too.
    """
    since: set[str] = set()
    before: set[str] = set()
    for row_id, day in held:
        (since if day >= first else before).add(row_id)
    return [
        row
        for row in rows
        if row.id in since or (row.id not in before if row.year is None else row.year == first.year)
    ]


def flow(
    rows: Sequence[Row], lessons: Sequence[Occasion], settled: Mapping[str, Settled]
) -> dict[str, str | None]:
    """Record of each unsettled occasion → the id of its row, None when the plan has run out.

    What the journal has settled is not moved: a held lesson has used an hour of its row, a lesson
    that was not held has used none, so after a closure or a sick day the rest flows on by itself.
    A row that is bound to a day takes that day's lessons before the others are asked.
    """
    used: dict[str, int] = {}
    for fact in settled.values():
        if fact.held and fact.row is not None:
            used[fact.row] = used.get(fact.row, 0) + 1
    in_order = sorted(rows, key=lambda row: (row.position, row.id))
    left = {row.id: row.hours - used.get(row.id, 0) for row in in_order}
    bound: dict[date, list[str]] = {}
    for row in in_order:
        if row.on is not None:
            bound.setdefault(row.on, []).append(row.id)
    free = [one for one in lessons if one.record not in settled]
    kept: dict[str, str] = {}
    for lesson in free:
        row_id = next((one for one in bound.get(lesson.day, ()) if left[one] > 0), None)
        if row_id is not None:
            kept[lesson.record] = row_id
            left[row_id] -= 1
    order = iter([row_id for row_id, hours in left.items() for _ in range(max(hours, 0))])
    return {one.record: kept.get(one.record) or next(order, None) for one in free}
