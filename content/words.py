"""Words as search compares them, so that any keyboard and most endings find a text. Pure.

A word is folded (content.text) and its voiced consonants are put back: мектебі and мектеп, қазағы
and қазақ share a beginning. A query finds a word that begins like it, and forgives its last two
letters, where Kazakh and Russian keep their endings; a query longer than the word finds it, too.
Kazakh in Latin letters is read as Cyrillic. The app finds titles by the same rules
(pwa/src/i18n/search.ts), and both are held to tests/content/search_vectors.json.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from content.limits import MAX_QUERY_WORDS, MAX_WORD_CHARS
from content.text import fold

SHORTEST_STEM: Final = 4
"""Letters that must agree: three begin too many words."""

_WORD: Final = re.compile(r"[^\W_]+")
_LATIN: Final = re.compile(r"[a-zäöüñğşıāūáóúńǵıŭ]+")
_DIGRAPHS: Final = (("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("ng", "н"),
                    ("ya", "я"), ("yu", "ю"))  # fmt: skip
_LETTERS: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzäöüñğşıāūáóúńǵŭ",
    "абсдефгхижклмнопкрстуввхызаоунгшыауаоунгу",
)
_GLIDE: Final = re.compile("(?<=[аеоуыэюя])и")
_VOICED: Final = str.maketrans("бг", "пк")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a query: the forms it may have, each with the beginning that is looked for."""

    forms: tuple[str, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """Beginnings of words that this one finds."""
        return tuple(dict.fromkeys(stem(form) for form in self.forms))

    @property
    def shorter(self) -> tuple[str, ...]:
        """Whole words that it finds although they are shorter."""
        return tuple(
            dict.fromkeys(
                form[:length] for form in self.forms for length in range(SHORTEST_STEM, len(form))
            )
        )

    def weight(self, key: str) -> int:
        """How well a word of the text fits: 3 the same, 2 begins so, 1 nearly, 0 not."""
        if key in self.forms:
            return 3
        if any(key.startswith(form) for form in self.forms):
            return 2
        near = any(key.startswith(one) for one in self.stems) or (
            len(key) >= SHORTEST_STEM and any(form.startswith(key) for form in self.forms)
        )
        return 1 if near else 0


def key(word: str) -> str:
    """The form of one word by which it is kept and found."""
    folded = fold(word)[:MAX_WORD_CHARS]
    return folded[:1] + folded[1:].translate(_VOICED)


def stem(form: str) -> str:
    """A form without the letters that endings may change."""
    if form[:1].isdigit() or len(form) <= SHORTEST_STEM:
        return form
    return form[: max(SHORTEST_STEM, len(form) - 2)]


def keys(text: str) -> Iterator[str]:
    """The forms of a text's words in order; a single letter is none."""
    for match in _WORD.finditer(fold(text)):
        word = match.group()[:MAX_WORD_CHARS]
        if len(word) > 1 or word.isdigit():
            yield word[:1] + word[1:].translate(_VOICED)


def wanted(query: str) -> tuple[Wanted, ...]:
    """The words of a query, at most MAX_QUERY_WORDS of them."""
    found = []
    for form in dict.fromkeys(keys(query)):
        forms = (form, key(cyrillic(form))) if _LATIN.fullmatch(form) else (form,)
        found.append(Wanted(tuple(dict.fromkeys(forms))))
    return tuple(found[:MAX_QUERY_WORDS])


def cyrillic(latin: str) -> str:
    """Kazakh written in Latin letters, of any of its alphabets, as folded Cyrillic."""
    for pair, letter in _DIGRAPHS:
        latin = latin.replace(pair, letter)
    return _GLIDE.sub("й", latin.translate(_LETTERS))


def fits(text: str, query: Iterable[Wanted]) -> int:
    """How well a short text fits: 0 unless every word of the query is in it."""
    here = tuple(keys(text))
    total = 0
    for one in query:
        best = max((one.weight(word) for word in here), default=0)
        if not best:
            return 0
        total += best
    return total


def excerpt(text: str, query: tuple[Wanted, ...], around: int = 70) -> str:
    """The piece of a text where the query is met, cut at words."""
    best, at = 0, 0
    for match in _WORD.finditer(text):
        weight = max((one.weight(key(match.group())) for one in query), default=0)
        if weight > best:
            best, at = weight, match.start()
            if best == 3:
                break
    start, end = max(0, at - around), min(len(text), at + around)
    if start:
        start = text.find(" ", start) + 1 or start
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    piece = " ".join(text[start:end].split())
    return ("…" if start else "") + piece + ("…" if end < len(text) else "")
