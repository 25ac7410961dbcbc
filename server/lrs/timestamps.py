"""Points in time: RFC 3339 texts, and the store's own `stored`, which is Unix time in microseconds
(server.lrs.arrival)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from server import clock
from server.lrs.errors import Invalid
from sync.core.clock import physical

_MOMENT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?"
    r"(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?",
    re.ASCII,
)
_BASIC: Final = re.compile(
    r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:[.,](\d+))?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?",
    re.ASCII,
)
_DIGITS: Final = 6
_SECONDS_CHARS: Final = len("2026-11-20T04:05:06")
_US: Final = 1_000_000


def moment(value: Any, at: str, *, strict: bool = False) -> tuple[datetime, str]:
    """The second in UTC, and the digits of its fraction, as they were given.

    A negative zero offset is refused (xAPI-Data 4.5). `strict` asks for an offset (2.0: RFC 3339);
    without it a time without one is read as UTC.
    """
    found = None
    if type(value) is str and len(value) <= 64:
        found = _MOMENT.fullmatch(value) or (None if strict else _BASIC.fullmatch(value))
    if found is None:
        raise Invalid(at, "must be a date and time of RFC 3339")
    year, month, day, hour, minute, second, fraction, zulu, sign, zone_h, zone_m = found.groups()
    if strict and not (zulu or sign):
        raise Invalid(at, "must have a time zone")
    offset = int(zone_h or 0) * 60 + int(zone_m or 0)
    if sign == "-" and offset == 0:
        raise Invalid(at, "may not have the offset -00:00")
    if int(zone_m or 0) > 59 or offset > 24 * 60:
        raise Invalid(at, "has an offset that does not exist")
    leap = second == "60"
    try:
        made = datetime(
            int(year), int(month), int(day), int(hour), int(minute), 59 if leap else int(second),
            tzinfo=UTC,
        )  # fmt: skip
        made -= timedelta(minutes=-offset if sign == "-" else offset)
    except (ValueError, OverflowError):
        raise Invalid(at, "is not a date and time that exists") from None
    if leap:
        made += timedelta(seconds=1)
    return made, fraction or ""


def check(value: Any, at: str) -> str:
    """A timestamp of version 1.0."""
    moment(value, at)
    found: str = value
    return found


def check_strict(value: Any, at: str) -> str:
    """A timestamp of version 2.0."""
    moment(value, at, strict=True)
    found: str = value
    return found


def in_utc(value: str) -> str:
    """The same moment with Z, at least milliseconds, and no digit lost."""
    if value[-1:] == "Z" and value[10:11] == "T" and "." in value and "," not in value:
        return value
    made, fraction = moment(value, "timestamp")
    return f"{made:%Y-%m-%dT%H:%M:%S}.{fraction.ljust(3, '0')}Z"


def stored_text(stored: int) -> str:
    """`2026-11-20T04:05:06.789003Z`."""
    made = datetime.fromtimestamp(stored // _US, UTC).isoformat()[:_SECONDS_CHARS]
    return f"{made}.{stored % _US:0{_DIGITS}d}Z"


def stored_value(value: Any, at: str) -> int:
    """The last `stored` that is no later than a text: what `since` and `until` compare with."""
    made, fraction = moment(value, at)
    return int(made.timestamp()) * _US + int(fraction[:_DIGITS].ljust(_DIGITS, "0"))


def of_order(order: int) -> int:
    """When an operation of this ordering time was made, on the scale of `stored`."""
    return physical(order) * 1_000


def taken_text(order: int) -> str:
    """When an operation of this ordering time was made: `2026-11-20T04:05:06.789Z`. It stands for
    the time of a statement that tells none, the same on every node."""
    return clock.rfc3339(physical(order))


def http_date(stored: int) -> datetime:
    """For Last-Modified."""
    return datetime.fromtimestamp(stored / _US, UTC)
