"""Texts that are really something else: moments, or words around numbers.

A text only counts as one of these when writing it out again gives exactly the same text.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sync.frames.streams import bad

MAX_FRACTION_DIGITS = 9
MAX_SKELETONS = 16
MAX_NUMBERS_IN_TEXT = 16
_MAX_DIGITS = 18
_MAX_ZONE_MINUTES = 24 * 60
_DAY_S = 86_400
_DAY_MS = 86_400_000

_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2}))?"
)
_DIGITS = re.compile(r"([0-9]+)")


class Moments(NamedTuple):
    """How the moments of a column are written: `digits` of a second's fraction, and the zone in
    minutes (None for `Z`); days without a time have `digits` -1."""

    digits: int
    zone: int | None

    def near(self, hlc_ms: int) -> int:
        """The clock's time in units of this form, from which moments are counted."""
        if self.digits < 0:
            return hlc_ms // _DAY_MS
        if self.digits < 3:
            return hlc_ms // (1000, 100, 10)[self.digits]
        return hlc_ms * int(10 ** (self.digits - 3))


def read_moment(text: str) -> tuple[Moments, int] | None:
    """The form of an RFC 3339 moment or day, and its number of units since 1970; or None."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    days = _days(int(year), int(month), int(day))
    if hour is None:
        form, units = Moments(-1, None), days
    else:
        digits = len(fraction or "")
        minutes = None
        if zone != "Z":
            minutes = (int(zone[1:3]) * 60 + int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
        form = Moments(digits, minutes)
        of_day = int(hour) * 3600 + int(minute) * 60 + int(second) - (minutes or 0) * 60
        units = (days * _DAY_S + of_day) * 10**digits + int(fraction or 0)
    if abs(form.zone or 0) >= _MAX_ZONE_MINUTES or _moment(form, units) != text:
        return None
    return form, units


def write_moment(form: Moments, units: int) -> str:
    """The text of a moment; raises Malformed beyond the years 0 to 9999."""
    text = _moment(form, units)
    if text is None:
        raise bad("a moment beyond the calendar")
    return text


def _moment(form: Moments, units: int) -> str | None:
    digits, zone = form
    if digits < 0:
        return _day_text(units)
    whole, fraction = divmod(units, 10**digits)
    days, of_day = divmod(whole + (zone or 0) * 60, _DAY_S)
    day = _day_text(days)
    if day is None:
        return None
    hour, rest = divmod(of_day, 3600)
    minute, second = divmod(rest, 60)
    part = f".{fraction:0{digits}d}" if digits else ""
    end = "Z"
    if zone is not None:
        end = f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02d}:{abs(zone) % 60:02d}"
    return f"{day}T{hour:02d}:{minute:02d}:{second:02d}{part}{end}"


def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar (months begin in March here)."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def _day_text(days: int) -> str | None:
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + (3 if shifted < 10 else -9)
    year += era * 400 + (month <= 2)
    return f"{year:04d}-{month:02d}-{day:02d}" if 0 <= year <= 9999 else None


class Skeleton(NamedTuple):
    """A text with its numbers taken out: the words around them, and each number's width (0 where
    it stands without leading zeros)."""

    words: tuple[str, ...]
    widths: tuple[int, ...]

    def fill(self, numbers: Sequence[int]) -> str:
        out = [self.words[0]]
        for number, width, word in zip(numbers, self.widths, self.words[1:], strict=True):
            out.append(f"{number:0{width}d}" if width else str(number))
            out.append(word)
        return "".join(out)


def read_numbers(
    texts: Sequence[str],
) -> tuple[list[Skeleton], list[tuple[int, list[int]]]] | None:
    """Skeletons of texts with numbers in them, and of each text its skeleton and numbers; None
    where a text has none, or where they have too little in common."""
    groups: dict[tuple[str, ...], int] = {}
    split: list[tuple[int, list[str]]] = []
    for text in texts:
        parts = _DIGITS.split(text)
        words = tuple(parts[::2])
        runs = parts[1::2]
        if not 0 < len(runs) <= MAX_NUMBERS_IN_TEXT or max(map(len, runs)) > _MAX_DIGITS:
            return None
        if words not in groups and len(groups) == MAX_SKELETONS:
            return None
        split.append((groups.setdefault(words, len(groups)), runs))
    widths: list[list[int]] = []
    for number, words in enumerate(groups):
        rows = [runs for group, runs in split if group == number]
        found = [_width({row[at] for row in rows}) for at in range(len(words) - 1)]
        if min(found) < 0:
            return None
        widths.append(found)
    skeletons = [Skeleton(words, tuple(w)) for words, w in zip(groups, widths, strict=True)]
    return skeletons, [(group, list(map(int, runs))) for group, runs in split]


def _width(runs: set[str]) -> int:
    """0 for numbers without leading zeros, else the width that they share; -1 if neither."""
    if all(run[0] != "0" or run == "0" for run in runs):
        return 0
    sizes = {len(run) for run in runs}
    return sizes.pop() if len(sizes) == 1 else -1
