"""Points in time: RFC 3339 texts, and the store's own strictly rising `stored`.

`stored` is a hybrid logical timestamp (unix ms << 16 | counter) written as a time of eight
decimals: three for the milliseconds, five for the counter. So it never repeats at one school,
orders as the log does, and costs the operation no byte of its own.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from server.lrs.errors import Invalid

_MOMENT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?"
    r"(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?",
    re.ASCII,
)
_BASIC: Final = re.compile(
    r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(?:[.,](\d+))?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?",
    re.ASCII,
)
_COUNTER_DIGITS: Final = 5
_COUNTER_BITS: Final = 16


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


def stored_text(hlc: int) -> str:
    """`2026-11-20T04:05:06.78900003Z` from a hybrid timestamp."""
    ms, counter = hlc >> _COUNTER_BITS, hlc & 0xFFFF
    made = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{made:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}{counter:0{_COUNTER_DIGITS}d}Z"


def stored_value(value: Any, at: str) -> int:
    """The hybrid timestamp that a text stands for: what `since` and `until` compare with."""
    made, fraction = moment(value, at)
    digits = fraction.ljust(3 + _COUNTER_DIGITS, "0")
    ms = int(made.timestamp()) * 1000 + int(digits[:3])
    counter = min(int(digits[3 : 3 + _COUNTER_DIGITS]), 0xFFFF)
    return max(ms, 0) << _COUNTER_BITS | counter


def http_date(hlc: int) -> datetime:
    """For Last-Modified."""
    return datetime.fromtimestamp((hlc >> _COUNTER_BITS) / 1000, UTC)
