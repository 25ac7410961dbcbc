"""Logins as people type them, and names as lists show them."""

import re
import unicodedata
from typing import Final

_KAZAKH: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_RANKS: Final = {letter: rank for rank, letter in enumerate(_KAZAKH, start=1)}
_LETTERS_FROM: Final = 10_000_000
_OTHERS_FROM: Final = 20_000_000


def fold_login(text: str) -> str:
    """A login without regard to case, spaces around it and composed letters."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def listed_name(family_name: str, given_name: str) -> str:
    """«Фамилия Имя», as class lists write it."""
    return f"{family_name} {given_name}".strip()


def register_order(name: str) -> tuple[int, ...]:
    """The key that puts names in the order of the Kazakh alphabet, as `pwa/src/i18n/collate.ts`
    does: space and hyphen before letters, digits by value, capitals alike, other signs last."""
    key = []
    folded = unicodedata.normalize("NFC", name).lower()
    for sign in re.findall(r"[0-9]{1,6}|.", folded, re.DOTALL):
        if sign in " -\u00a0":
            key.append(0)
        elif sign[0] in "0123456789":
            key.append(1 + int(sign))
        elif sign in _RANKS:
            key.append(_LETTERS_FROM + _RANKS[sign])
        else:
            key.append(_OTHERS_FROM + ord(sign))
    return tuple(key)
