"""The server's clock: the one place that reads the time, so that a test can set it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import flask

from server.timekeeping.reckoning import Doubt, Mark, reckon, told

_KEY: Final = "tirek.clock"


@dataclass(slots=True)
class _Clock:
    """The system's clock, and the last moment that is known for sure (server.timekeeping)."""

    system: Callable[[], int]
    mark: Mark | None = None

    def now(self) -> Mark:
        found = reckon(self.system(), self.mark)
        if found.doubt is not None and (self.mark is None or self.mark.doubt is None):
            self.mark = found  # from here on the wrong clock counts
        return found


def install(app: flask.Flask, unix_ms: Callable[[], int] | None = None) -> None:
    """Give `app` a clock; `unix_ms` is the system's unless a test says otherwise."""
    app.extensions[_KEY] = _Clock(unix_ms or (lambda: time.time_ns() // 1_000_000))


def now_ms() -> int:
    """Unix time in ms, as this node believes it."""
    return reading().believed_ms


def reading() -> Mark:
    """The time as it is believed, what the machine's own clock says, and what is wrong with it."""
    return _clock().now()


def doubt() -> Doubt | None:
    """How the machine's clock is known to be wrong; None while it is believed."""
    return reading().doubt


def remember(mark: Mark) -> None:
    """Reckon from this moment on."""
    _clock().mark = mark


def hear(good_ms: int, *, by_hand: bool = False) -> Mark:
    """A good clock says that it is `good_ms`, or a person does `by_hand`; returns what is believed
    from now on."""
    clock = _clock()
    clock.mark = told(clock.system(), clock.mark, good_ms, by_hand=by_hand)
    return clock.mark


def school_date(unix_ms: int) -> date:
    """The calendar day at the school (TIREK_TIMEZONE) at this moment."""
    return datetime.fromtimestamp(unix_ms / 1000, _zone()).date()


def date_of(moment: str) -> date:
    """The calendar day at the school at a moment as documents write it (`rfc3339`)."""
    return datetime.fromisoformat(moment).astimezone(_zone()).date()


def school_time(moment: str) -> datetime:
    """What the school's clock showed, without a zone, at a moment as documents write it."""
    return datetime.fromisoformat(moment).astimezone(_zone()).replace(tzinfo=None)


def today() -> date:
    """Today at the school."""
    return school_date(now_ms())


def rfc3339(unix_ms: int) -> str:
    """`2026-11-20T04:05:06.789Z`, as times are written in documents."""
    moment = datetime.fromtimestamp(unix_ms // 1000, UTC).isoformat()
    return f"{moment[:19]}.{unix_ms % 1000:03d}Z"  # strftime takes four times as long


def _zone() -> ZoneInfo:
    return ZoneInfo(flask.current_app.extensions["tirek.config"].timezone)


def _clock() -> _Clock:
    found: _Clock = flask.current_app.extensions[_KEY]
    return found
