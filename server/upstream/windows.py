"""When the road may be used, and for how many bytes of what: pure, and so tested for every hour.

Times are the school's own (its zone has no summer time: UTC+5 since March 2024). A window belongs
to the day on which it begins, also where it runs over midnight, and its budget is new on each of
its days. The first window of a plan that holds a moment is the one that counts, so dated windows
stand before everyday ones.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from server.config import SyncWindow
from server.upstream.limits import JITTER_MOST_SECONDS, JITTER_PART, LOOK_AHEAD_DAYS

EVERY_DAY = frozenset(range(7))
DAY_MINUTES = 24 * 60


class Cargo(StrEnum):
    """Classes of data: what a budget is given to."""

    RECORDS = "records"
    FILES = "files"
    TEXT = "text"
    MEDIA = "media"


CAPPED = (Cargo.RECORDS, Cargo.FILES, Cargo.TEXT, Cargo.MEDIA)
"""Classes that may have a cap of their own. Records go first; a cap on them keeps room for files
where a backlog of statements would take all of a day, and what is most urgent still goes first
within it."""


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the day on some days.

    `starts` and `ends` are minutes after midnight, `ends` up to 1440; where `ends` is not after
    `starts` the window runs over midnight. `days` are weekdays on which it begins (0 is Monday),
    `first` and `last` the dates between which it does (inclusive, None: open). `total` is its
    budget in bytes, both ways together (None: without limit); `caps` bound single classes of data
    within it, a missing one by the total alone.
    """

    name: str
    starts: int
    ends: int
    days: frozenset[int] = EVERY_DAY
    first: date | None = None
    last: date | None = None
    total: int | None = None
    caps: Mapping[Cargo, int] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """How long it is open."""
        return self.ends - self.starts + (DAY_MINUTES if self.ends <= self.starts else 0)

    def begins_on(self, day: date) -> bool:
        """Whether it opens on this day."""
        if day.weekday() not in self.days:
            return False
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Plan:
    """Windows in order of precedence. `day_total` bounds what all windows with a budget of their
    own cost on one calendar day together: many tariffs count days."""

    windows: tuple[Window, ...]
    day_total: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """One day's window: from `opens` (this school's turn within it) to `closes`."""

    window: Window
    day: date
    opens: datetime
    closes: datetime

    @property
    def id(self) -> str:
        """New on each day of the window."""
        return f"{self.day.isoformat()}T{self.window.starts:04d}.{self.window.name}"

    @property
    def metered(self) -> bool:
        """Whether its bytes count towards the day's total."""
        return self.window.total is not None

    def seconds_left(self, now: datetime) -> float:
        """Until it closes."""
        return (self.closes - now).total_seconds()


def everyday(windows: Sequence[SyncWindow]) -> Plan:
    """The plan that TIREK_SYNC_WINDOWS gives: windows of each day, named by their hours."""
    return Plan(
        tuple(
            Window(f"{_hours(w.starts)}-{_hours(w.ends)}", w.starts, w.ends, total=w.budget_bytes)
            for w in windows
        )
    )


def delay(window: Window, school: str) -> timedelta:
    """How long after the window's start this school's turn comes: always the same for a school,
    and spread over all schools, so that a hub is not asked by everybody in one second."""
    span = min(JITTER_MOST_SECONDS, int(window.minutes * 60 * JITTER_PART))
    digest = hashlib.sha256(f"{school} {window.name} {window.starts}".encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:4], "big") % (span + 1))


def open_window(plan: Plan, now: datetime, school: str = "") -> Opening | None:
    """The window that counts at `now`; None when all are shut. No `school`: without delay."""
    for window in plan.windows:
        for day in (now.date(), now.date() - timedelta(days=1)):
            found = _opening(window, day, now, school)
            if found is not None and found.opens <= now < found.closes:
                return found
    return None


def openings(plan: Plan, now: datetime, school: str = "", days: int = 7) -> Iterator[Opening]:
    """Openings of the next days in order of time, the one that is open now among them.

    Overlapping windows all appear: whoever adds up their budgets must take the one that counts.
    """
    for ahead in range(-1, days + 1):
        day = now.date() + timedelta(days=ahead)
        found = (_opening(window, day, now, school) for window in plan.windows)
        yield from sorted(
            (one for one in found if one is not None and one.closes > now),
            key=lambda one: one.opens,
        )


def next_opening(plan: Plan, now: datetime, school: str = "") -> Opening | None:
    """The window that opens next; None where none opens within LOOK_AHEAD_DAYS."""
    later = (one for one in openings(plan, now, school, LOOK_AHEAD_DAYS) if one.opens > now)
    first = next(later, None)
    if first is None:
        return None
    same_day = (one for one in openings(plan, now, school, (first.day - now.date()).days + 1))
    return min((one for one in same_day if one.opens > now), key=lambda one: one.opens)


def _opening(window: Window, day: date, now: datetime, school: str) -> Opening | None:
    if not window.begins_on(day):
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    opens = midnight + timedelta(minutes=window.starts)
    closes = opens + timedelta(minutes=window.minutes)
    return Opening(window, day, opens + (delay(window, school) if school else timedelta()), closes)


def _hours(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
