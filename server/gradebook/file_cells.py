"""What a cell of somebody's table says of points: a number, a word for why there is none, or
neither. Pure. What may mean two things is not taken."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from content.text import as_cyrillic
from server.gradebook import limits
from server.planning.cells import text_of
from server.roster.text import same

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "absent": (
        "н", "нб", "н/б", "отс", "отсутствовал", "отсутствовала", "отсутствовал(а)",
        "отсутствует", "не был", "не была", "не явился", "не явилась", "неявка", "болел", "болела",
        "болел(а)", "по болезни", "ж", "жоқ", "болмады", "болмаған", "болған жоқ", "болды жоқ",
        "келмеді", "келмеген", "келген жоқ", "қатыспады", "қатыспаған", "ауырды", "ауырған",
        "abs", "absent", "ill", "sick", "missing",
    ),
    "exempt": (
        "осв", "освобожден", "освобождена", "освобожден(а)", "босатылған", "босатылды", "бос",
        "exempt", "ex", "excused",
    ),
    "not_studied": (
        "н/и", "не изучал", "не изучала", "не изучал(а)", "не изучает", "оқымаған", "оқымады", "оқ",
        "n/s", "not studied", "did not study",
    ),
}  # fmt: skip
_KEYS: Final = {same(text): key for key, texts in _WORDS.items() for text in texts}
_NOTHING: Final = frozenset("-–—_.")
_NUMBER: Final = re.compile(r"(\d{1,9}(?:[.,]\d{1,12})?)(?:\s*(?:/|из|of)\s*(\d{1,4}))?")
_TOO_MANY: Final = 10**9  # and an IIN is no points
_PLACES: Final = Decimal("0.000000001")


class FileCell(NamedTuple):
    """What a filled cell says: the `outcome` of score.give, with `points` as a decimal text and
    `most` where the cell has it («13/20»); or no outcome, a `trouble` (`not-a-number`,
    `a-date`), and what stands there."""

    outcome: str | None
    points: str | None = None
    most: int | None = None
    trouble: str | None = None
    said: str = ""


def read(value: object) -> FileCell | None:
    """None for a cell that says nothing: blank, or a dash."""
    if isinstance(value, date | datetime | time):
        # Excel makes the 13th of May of «13.5»: which of the two was meant is not known any more.
        return FileCell(
            None,
            trouble="a-date",
            said=f"{value:%d.%m.%Y}" if isinstance(value, date) else f"{value}",
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    text = " ".join(text_of(value, limits.FILE_CHARACTERS).split())
    if not text or set(text) <= _NOTHING:
        return None
    if match := _NUMBER.fullmatch(text):
        most = int(match[2]) if match[2] else None
        return FileCell("points", _decimal(Decimal(match[1].replace(",", "."))), most)
    outcome = _KEYS.get(same(text)) or _KEYS.get(same(as_cyrillic(text)))
    if outcome is not None:
        return FileCell(outcome)
    return FileCell(None, trouble="not-a-number", said=text)


def _number(value: float) -> FileCell:
    try:
        points = Decimal(repr(value))
        if 0 <= points < _TOO_MANY:
            return FileCell("points", _decimal(points))
    except InvalidOperation:  # no number at all, as Excel's errors are
        pass
    return FileCell(None, trouble="not-a-number", said=f"{value}"[: limits.FILE_CHARACTERS])


def _decimal(points: Decimal) -> str:
    """Without needless noughts; sums that Excel worked out in floats have no more places."""
    text = f"{points.quantize(_PLACES):f}"
    return text.rstrip("0").rstrip(".") or "0"
