"""Whom of a few people a written name means: in either order, with initials, with or without a
patronymic, whatever keyboard it was typed on. Pure. What is not sure is never decided here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from server.roster.text import cleaned, same

_INITIAL: Final = 1
_FULL: Final = 2
_WITH_PATRONYMIC: Final = 3
_MOST_WORDS: Final = 8


class Named(NamedTuple):
    """A person as the tables have them."""

    id: str
    family_name: str
    given_name: str
    patronymic: str | None = None


class Meant(NamedTuple):
    """`sure` is one person's id; where several fit, or one but for the patronymic, `maybe` are
    those to ask about."""

    sure: str | None = None
    maybe: tuple[str, ...] = ()


def words_of(text: str) -> list[str]:
    """The words of a name as they compare."""
    return same(cleaned(text)).split()


class Names:
    """The people among whom somebody is looked for."""

    def __init__(self, people: Iterable[Named]) -> None:
        self._by_family: Final[dict[str, list[_Person]]] = defaultdict(list)
        for person in map(_Person, people):
            if person.family and person.given:
                self._by_family[person.family[0]].append(person)

    def meant(self, text: str) -> Meant:
        """Whom `text` names; nobody where it holds no family name with a given name or initial."""
        return self.among(words_of(text))

    def among(self, words: Sequence[str]) -> Meant:
        """The same for words_of a text."""
        if not 2 <= len(words) <= _MOST_WORDS:
            return Meant()
        fits = {one.id: one.fit(words) for word in words for one in self._by_family.get(word, ())}
        best = max(fits.values(), default=0)
        found = tuple(sorted(one for one, fit in fits.items() if fit == best))
        if best > 0:
            return Meant(found[0]) if len(found) == 1 else Meant(None, found)
        return Meant(None, tuple(sorted(one for one, fit in fits.items() if fit < 0)))


class _Person:
    """A name in words that compare."""

    def __init__(self, one: Named) -> None:
        self.id = one.id
        self.family = same(one.family_name).split()
        self.given = same(one.given_name).split()
        self.patronymic = same(one.patronymic).split()

    def fit(self, words: Sequence[str]) -> int:
        """0: somebody else; below 0: them but for the patronymic; above: the more the surer."""
        family, given = self.family, self.given
        found = [0]
        if _begins(words, family):
            found.append(self._after(words[len(family) :]))
        if _begins(words, given) and _ends(words, family) and len(words) >= len(family + given):
            found.append(self._rated(words[len(given) : len(words) - len(family)], _FULL))
        if _begins(words, given) and _begins(words[len(given) :], family):
            found.append(self._rated(words[len(given) + len(family) :], _FULL))
        if _ends(words, family) and len(words[0]) == 1 and given[0].startswith(words[0]):
            found.append(self._rated(words[1 : len(words) - len(family)], _INITIAL))
        return max(found) or min(found)

    def _after(self, rest: Sequence[str]) -> int:
        """What follows the family name: the given name or its initial."""
        if _begins(rest, self.given):
            return self._rated(rest[len(self.given) :], _FULL)
        if rest and len(rest[0]) == 1 and self.given[0].startswith(rest[0]):
            return self._rated(rest[1:], _INITIAL)
        return 0

    def _rated(self, rest: Sequence[str], fit: int) -> int:
        """`rest` is where a patronymic may stand, whole, as its initial, or not at all."""
        if not rest or not self.patronymic:
            return fit
        if list(rest) == self.patronymic:
            return _WITH_PATRONYMIC if fit == _FULL else fit
        if len(rest) == 1 and len(rest[0]) == 1:
            return fit if self.patronymic[0].startswith(rest[0]) else -fit
        return -fit


def _begins(words: Sequence[str], those: Sequence[str]) -> bool:
    return list(words[: len(those)]) == list(those)


def _ends(words: Sequence[str], those: Sequence[str]) -> bool:
    return list(words[len(words) - len(those) :]) == list(those)
