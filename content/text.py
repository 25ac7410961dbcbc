"""Kazakh and Russian text folded for search, so that any keyboard finds any spelling.

Many phones have only a Russian layout: a child types «казак» and means «қазақ».
"""

import re
import unicodedata
from typing import Final

_FOLDS: Final = str.maketrans("әғқңөұүһіё", "агкноуухие")
_LATIN_LOOK_ALIKES: Final = str.maketrans("ABCEHKMOPTXYIaceopxyikhəƏ", "АВСЕНКМОРТХУІасеорхуікһәӘ")
_SPACES: Final = re.compile(r"[\u00a0\u202f\u2007]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[A-Za-zəƏ]")


def _unmix(match: re.Match[str]) -> str:
    # Only a word of both scripts is repaired: «Pascal» beside Russian text is a Latin word.
    word = match.group()
    mixed = _CYRILLIC.search(word) and _LATIN.search(word)
    return word.translate(_LATIN_LOOK_ALIKES) if mixed else word


def has_cyrillic(text: str) -> bool:
    """Whether any letter of it is Cyrillic."""
    return _CYRILLIC.search(text) is not None


def as_cyrillic(text: str) -> str:
    """Every Latin letter that looks like a Cyrillic one replaced by it."""
    return text.translate(_LATIN_LOOK_ALIKES)


def fold(text: str) -> str:
    """`text` in NFC and lower case, Kazakh letters as their Russian neighbours.

    ә→а ғ→г қ→к ң→н ө→о ұ,ү→у һ→х і→и ё→е; no-break spaces become spaces; Latin letters
    that look Cyrillic become Cyrillic inside words that mix both.
    """
    plain = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    folded = _WORD.sub(_unmix, plain).lower().translate(_FOLDS)
    # A folded letter may meet a mark that its Kazakh form could not take.
    return unicodedata.normalize("NFC", folded)
