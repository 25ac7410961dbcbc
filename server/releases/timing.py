"""When a box switches to a release that has come. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from server.releases.limits import EVENING, LATE_DAYS, LATER_DAYS, NIGHT

_SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Say:
    """What the administrator has said: a release to be taken `now`, or nothing before a day."""

    now: str | None = None
    not_before: date | None = None


def may_switch(
    moment: datetime, received: datetime, release: str, say: Say, lessons_over: Callable[[], bool]
) -> bool:
    """Whether it may be now, both in the school's time: at night; where no night came for some
    days in the evening or on a Sunday; and where none of that came either once lessons are over,
    which `lessons_over` tells, for a box whose plug is pulled with the last bell."""
    if say.now == release:
        return True
    if say.not_before is not None and moment.date() < say.not_before:
        return False
    minute = moment.hour * 60 + moment.minute
    if NIGHT[0] <= minute < NIGHT[1]:
        return True
    here = moment - received
    if here < timedelta(days=LATE_DAYS):
        return False
    if minute >= EVENING or moment.weekday() == _SUNDAY:
        return True
    return here >= timedelta(days=LATER_DAYS) and lessons_over()
