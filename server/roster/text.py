"""Cells as people fill them: names in two scripts at once, classes in every spelling."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from content.text import fold

_TO_CYRILLIC: Final = str.maketrans("ABCEHKMOPTXYIaceopxyikh", "АВСЕНКМОРТХУІасеорхуікһ")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_SPACES: Final = re.compile(r"\s+")
_NAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’ʼ.\-])*")
_CLASS: Final = re.compile(r"(?P<first>\d{1,2})(?:\s*[-–—,+/]\s*(?P<last>\d{1,2}))?\s*(?P<rest>.*)")
_LETTER: Final = re.compile(r"[\W_]*(?P<letter>[^\W\d_]{1,3})?[\W_]*")
_WORDS: Final = re.compile(r"\b(?:сынып\w*|сыныбы|класс\w*|кл|class|grade)\b\.?", re.IGNORECASE)
_REMARK: Final = re.compile(r"\(\s*[^\W\d_]{4,}[^)]*\)")
MAX_GRADE: Final = 12
TRANSLITERATED: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "",
    "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip


def cleaned(text: str) -> str:
    """In NFC, without needless spaces, and Latin letters that look Cyrillic made Cyrillic where
    a word holds both scripts: half of all Excel lists have them."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return " ".join(_one_script(word) for word in plain.split(" "))


def _one_script(word: str) -> str:
    mixed = _CYRILLIC.search(word) and _LATIN.search(word)
    return word.translate(_TO_CYRILLIC) if mixed else word


def is_name(text: str) -> bool:
    """Letters of any script, with hyphens, apostrophes and points between them."""
    return _NAME.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class as the school writes it, and its grades."""

    label: str
    grades: tuple[int, ...]


def class_name(text: str) -> ClassName | None:
    """«5ә», «5 "Ә" сынып», «5-Ә» → 5 Ә; «2-3 (бірлескен)» → the multi-grade class 2–3; None for no
    class."""
    match = _CLASS.fullmatch(_WORDS.sub(" ", _REMARK.sub(" ", cleaned(text))).strip())
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"] or match["first"])
    letter = _LETTER.fullmatch(match["rest"])
    if letter is None or not first <= last <= MAX_GRADE:
        return None
    grades = tuple(range(first, last + 1))
    number = str(first) if first == last else f"{first}–{last}"
    return ClassName(" ".join(filter(None, [number, (letter["letter"] or "").upper()])), grades)


def class_key(label: str) -> str:
    """A class's label for comparing: without regard to case and to Latin letters that look like
    Cyrillic ones. 5 А and 5 Ә are two classes, however alike they sound."""
    named = class_name(label)
    plain = named.label if named else cleaned(label)
    return plain.replace("Ə", "Ә").translate(_TO_CYRILLIC).casefold()


def same(text: str | None) -> str:
    """A name for comparing: without regard to script, Kazakh letters, case and hyphens."""
    return " ".join(re.findall(r"\w+", fold(text or "")))


def latin(text: str) -> str:
    """For a login: lower-case Latin letters, however a Russian keyboard wrote the name."""
    return "".join(TRANSLITERATED.get(sign, sign if sign.isascii() else "") for sign in same(text))
