"""Which copies stay, and when the next one is due. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from server.backup.limits import (
    KEEP_DAYS,
    KEEP_LATEST,
    KEEP_MONTHS,
    KEEP_WEEKS,
    LATE_HOURS,
    NIGHT_HOURS,
    RETRY_HOURS,
)


def kept(made: Mapping[str, datetime]) -> frozenset[str]:
    """Names that stay: the latest two, and the last of so many days, weeks and months.

    `made` says by name when each copy was made, in the school's time.
    """
    newest_first = sorted(made, key=lambda name: made[name], reverse=True)
    stays = set(newest_first[:KEEP_LATEST])
    for form, most in (("%Y-%m-%d", KEEP_DAYS), ("%G-%V", KEEP_WEEKS), ("%Y-%m", KEEP_MONTHS)):
        seen: dict[str, str] = {}
        for name in newest_first:
            seen.setdefault(made[name].strftime(form), name)
        stays.update(list(seen.values())[:most])
    return frozenset(stays)


def due(
    now: datetime, made: Iterable[datetime], failed: datetime | None, night_minutes: int
) -> bool:
    """Whether a copy is to be made, all in the school's time.

    `made`: the copies on that disk; `failed`: the last try that failed since;
    `night_minutes` after midnight the night's copy may begin. A copy from the future (a clock that
    was put right) counts as none.
    """
    last = max((moment for moment in made if moment <= now), default=None)
    if failed is not None and timedelta() <= now - failed < timedelta(hours=RETRY_HOURS):
        return False
    if last is None:
        return True
    if now - last >= timedelta(hours=LATE_HOURS):
        return True
    into_night = (now.hour * 60 + now.minute - night_minutes) % (24 * 60)
    begun = now - timedelta(minutes=into_night, seconds=now.second)
    return into_night < NIGHT_HOURS * 60 and last < begun
