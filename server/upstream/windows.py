"""When the road may be used, and for how many bytes: pure, so that every hour can be tested."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.config import SyncWindow


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """The window that is open now: an id that is new every day, and what is left of its budget."""

    id: str
    budget_bytes: int | None
    seconds_left: float


def open_window(windows: Sequence[SyncWindow], now: datetime) -> OpenWindow | None:
    """The first window that holds `now` (school time); None when all are shut."""
    minute = now.hour * 60 + now.minute
    for window in windows:
        over_midnight = window.starts > window.ends
        inside = (
            minute >= window.starts or minute < window.ends
            if over_midnight
            else window.starts <= minute < window.ends
        )
        if not inside:
            continue
        began = now.date()
        if over_midnight and minute < window.ends:
            began -= timedelta(days=1)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        ends = midnight + timedelta(minutes=window.ends)
        if ends <= now:
            ends += timedelta(days=1)
        return OpenWindow(
            f"{began.isoformat()}T{window.starts}",
            window.budget_bytes,
            (ends - now).total_seconds(),
        )
    return None


def next_opening(windows: Sequence[SyncWindow], now: datetime) -> datetime | None:
    """When the next window opens; None without windows."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    openings = [midnight + timedelta(minutes=w.starts) for w in windows]
    return min((o if o > now else o + timedelta(days=1) for o in openings), default=None)
