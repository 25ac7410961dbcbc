"""Cells of plans and timetables as schools fill them: days as text or as Excel's numbers, hours
with their word, headings in three languages and many spellings. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from server.roster.text import cleaned, same

_EXCEL_EPOCH: Final = date(1899, 12, 30)
_EXCEL_DAYS: Final = range(36_526, 73_050)  # 2000 to 2099
_FIRST_MONTH: Final = 8  # a school year's days before it belong to the year after September's
_MONTHS: Final = {
    month: number
    for number, names in enumerate(
        (
            ("қантар", "январ", "jan"),
            ("ақпан", "феврал", "feb"),
            ("наурыз", "март", "mar"),
            ("сәуір", "апрел", "apr"),
            ("мамыр", "мая", "май", "may"),
            ("маусым", "июн", "jun"),
            ("шілде", "июл", "jul"),
            ("тамыз", "август", "aug"),
            ("қыркүйек", "сентябр", "sep"),
            ("қазан", "октябр", "oct"),
            ("қараша", "ноябр", "nov"),
            ("желтоқсан", "декабр", "dec"),
        ),
        start=1,
    )
    for month in (same(name) for name in names)
}
_NUMERIC: Final = re.compile(r"(\d{1,2})[./\-](\d{1,2})(?:[./\-](\d{4}|\d{2}))?")
_SERIAL: Final = re.compile(r"\d{5}(?:\.0+)?")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WORDED: Final = re.compile(r"(\d{1,2})\s*[-–—]?\s*([^\W\d_]{3,})\.?(?:\s+(\d{4}))?")
_WHOLE: Final = re.compile(r"(\d{1,3})(?:[.,]0+)?(?:\s*[^\W\d_]{1,5}\.?)?")


def text_of(value: object, most: int) -> str:
    """A cell's words in one script, lines kept; at most `most` characters."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    lines = (cleaned(line) for line in str(value)[: most * 2].splitlines())
    return "\n".join(line for line in lines if line)[:most]


def number_of(text: str) -> int | None:
    """«2», «2.0», «2 сағ.» → 2; None for anything else."""
    match = _WHOLE.fullmatch(text.strip())
    return int(match[1]) if match else None


def day_of(value: object, year: int) -> date | None:
    """The (first) day that a cell names; `year` is that of September where the cell has none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = " ".join(str(value if value is not None else "").split())
    if _SERIAL.fullmatch(text):
        days = int(text.partition(".")[0])
        return _EXCEL_EPOCH + timedelta(days=days) if days in _EXCEL_DAYS else None
    return _written(text, year)


def _written(text: str, year: int) -> date | None:
    if match := _ISO.search(text):
        return _real(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.search(text):
        return _in_year(int(match[1]), int(match[2]), match[3], year)
    if match := _WORDED.search(text):
        word = same(match[2])
        month = next((n for name, n in _MONTHS.items() if word.startswith(name)), None)
        return _in_year(int(match[1]), month, match[3], year) if month else None
    return None


def _in_year(day: int, month: int, written: str | None, year: int) -> date | None:
    if written is None:
        return _real(year if month >= _FIRST_MONTH else year + 1, month, day)
    return _real(int(written) + (2000 if len(written) == 2 else 0), month, day)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Headings:
    """Which columns a table has, by the words that stand above them."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        # The longest first: «тақырып» also begins «тақырыптың мақсаты».
        self._keys: Final = sorted(
            ((same(text), key) for key, texts in words.items() for text in texts),
            key=lambda pair: -len(pair[0]),
        )

    def key(self, text: str) -> str | None:
        """The column that a heading names: its words, or something that begins with them."""
        plain = same(text)
        for known, key in self._keys:
            if plain == known or plain.startswith(f"{known} "):
                return key
        return None

    def columns(self, texts: Sequence[str]) -> dict[str, int]:
        """Key → place of each column that is known, the first where several fit."""
        found: dict[str, int] = {}
        for at, text in enumerate(texts):
            key = self.key(text) if text else None
            if key is not None:
                found.setdefault(key, at)
        return found
