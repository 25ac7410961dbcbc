"""The individual identification number (ЖСН / ИИН): twelve digits, the last one a check.

Rule: Government decree 565 of 11.06.2003. Weights 1–11; where that gives 10, weights 3–11, 1, 2;
a number for which that gives 10 as well is never issued.
"""

from typing import Final

_FIRST: Final = range(1, 12)
_SECOND: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_DIGITS: Final = frozenset("0123456789")  # str.isdigit() takes Arabic digits for digits
LENGTH: Final = 12
MONTHS: Final = range(1, 13)
DAYS: Final = range(1, 32)


def is_iin(text: str) -> bool:
    """Whether `text` is a number that a person can have."""
    if len(text) != LENGTH or not _DIGITS.issuperset(text):
        return False
    digits = [int(sign) for sign in text]
    if int(text[2:4]) not in MONTHS or int(text[4:6]) not in DAYS:
        return False
    check = sum(d * w for d, w in zip(digits, _FIRST, strict=False)) % 11
    if check == 10:
        check = sum(d * w for d, w in zip(digits, _SECOND, strict=False)) % 11
    return check == digits[-1]
