"""Which assessment of a book the column of somebody's table is, by what stands above it. Pure.

No other journal's layout is public, so nothing of it is supposed: a heading is asked for a kind
(СОР, БЖБ, ТЖБ…), a day, a number, a title and the most points, in any order and language. An
assessment is proposed only where one fits, and nothing that the heading says is against it.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from server.gradebook.limits import TITLE_CHARACTERS
from server.planning.cells import day_of
from server.roster.text import same

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "term": (
        "тжб", "соч", "sat", "тоқсан бойынша жиынтық бағалау", "тоқсандық жиынтық бағалау",
        "суммативное оценивание за четверть", "суммативное за четверть", "term assessment",
    ),
    "section": (
        "бжб", "сор", "sau", "бөлім бойынша жиынтық бағалау", "бөлім бойынша",
        "суммативное оценивание за раздел", "суммативное за раздел", "section assessment",
        "unit assessment",
    ),
    "formative": (
        "қб", "фо", "fa", "қалыптастырушы бағалау", "қалыптастырушы", "формативное оценивание",
        "формативное", "formative assessment", "formative",
    ),
}  # fmt: skip
_RESULTS: Final = (
    "пайыз", "процент", "проценты", "percent", "баға", "бағасы", "есептелген баға", "қойылған баға",
    "оценка", "итог", "итоги", "итоговая", "қорытынды", "mark", "grade", "result", "total",
    "орташа", "орта балл", "средний", "средний балл", "средняя", "average", "mean", "сумма",
    "жиыны", "барлығы", "всего", "ескерту", "примечание", "note", "тоқсандық баға",
)  # fmt: skip
_MOST: Final = re.compile(
    r"(?:/\s*|\b(?:макс\w*|max\w*|ең\s+көп\w*|наиб\w*|из)\.?\s*(?:балл\w*|ұпай\w*|points?)?\s*[:=—-]?\s*)"
    r"(\d{1,4})(?![\d.,])\s*(?:балл\w*|ұпай\w*|б\.|points?)?",
    re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(
    r"[(\[]\s*(\d{1,4})\s*(?:балл\w*|ұпай\w*|б\.?|points?)?\s*[)\]]", re.I
)
_DAY: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}|(?<![\d.])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d])"
    r"|(?<![\d.])\d{1,2}\.\d{2}(?![\d.])|(?<!\d)\d{5}(?:\.0+)?(?!\d)"
    r"|(?<!\d)\d{1,2}\s*[-–—]?\s*[^\W\d_]{3,}\.?(?:\s+\d{4})?"
)
_LETTER_BY_DIGIT: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_KIND_WORDS: Final = max(len(name.split()) for names in _KINDS.values() for name in names)
_AROUND_KINDS: Final = frozenset(
    {"за", "раздел", "разделу", "по", "болим", "болими", "токсан", "четверть", "балл", "баллы",
     "упай", "points", "section", "unit", "term", "no", "n"}
)  # fmt: skip


class Column(NamedTuple):
    """An assessment of the book; `headings` are those that our own files give it."""

    id: str
    part: str
    on: date
    title: str
    most: int
    headings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column's heading says; None or empty for what it does not."""

    text: str
    part: str | None = None
    on: date | None = None
    number: int | None = None
    most: int | None = None
    titled: bool = False
    """It says more than that, which may be a title."""
    title: str = ""
    """How an assessment that is made of the column would be named."""
    result: bool = False
    """It names what is reckoned, such as a percentage or the term's mark."""


def read(text: str, year: int, most: int | None = None) -> Heading:
    """A heading understood; `year` is that of September, `most` stands in a row of its own."""
    on, rest = _day(text, year)
    for pattern in (_MOST, _IN_BRACKETS):
        if found := pattern.search(rest):
            most = most or int(found[1])
            rest = rest[: found.start()] + " " + rest[found.end() :]
    plain = same(_LETTER_BY_DIGIT.sub(" ", rest))
    part, others = _kind(plain)
    number = next((int(one) for one in others if one.isdecimal() and len(one) < 3), None)
    last = same(text.rsplit("\n", 1)[-1])
    result = "%" in text or any(f"{last} ".startswith(f"{same(one)} ") for one in _RESULTS)
    titled = any(not one.isdecimal() and one not in _AROUND_KINDS for one in others)
    return Heading(
        text,
        part,
        on,
        number if part and not titled else None,
        most,
        titled,
        _title(rest, others, titled=titled),
        result and on is None,
    )


def assign(headings: Sequence[Heading], columns: Sequence[Column]) -> list[str | None]:
    """The assessment that each column is, by place; None where none is, or more than one fits.

    `columns` stand in the order of the book.
    """
    found: list[str | None] = [None] * len(headings)
    _own(headings, columns, found)
    for fits in (_by_title, _by_day, _by_number, _alone):
        taken = {one for one in found if one is not None}
        free = [one for one in columns if one.id not in taken]
        wanted = {
            at: [
                one.id for one in free if not _against(heading, one) and fits(heading, one, columns)
            ]
            for at, heading in enumerate(headings)
            if found[at] is None and not heading.result
        }
        claims: dict[str, list[int]] = defaultdict(list)
        for at, ids in wanted.items():
            for one in ids:
                claims[one].append(at)
        for at, ids in wanted.items():
            if len(ids) == 1 and len(claims[ids[0]]) == 1:
                found[at] = ids[0]
    return found


def _own(headings: Sequence[Heading], columns: Sequence[Column], found: list[str | None]) -> None:
    """Our own files' headings; equal ones in their order, where there are as many in the book."""
    written: dict[str, list[int]] = defaultdict(list)
    for at, heading in enumerate(headings):
        written[same(heading.text)].append(at)
    for text, places in written.items():
        fitting = [one.id for one in columns if text in {same(each) for each in one.headings}]
        if fitting and len(fitting) == len(places):
            for at, one in zip(places, fitting, strict=True):
                found[at] = one


def _against(heading: Heading, one: Column) -> bool:
    """Whether the heading says of kind, day or most points what is not the assessment's."""
    return (
        (heading.part is not None and heading.part != one.part)
        or (heading.on is not None and heading.on != one.on)
        or (heading.most is not None and heading.most != one.most)
    )


def _by_title(heading: Heading, one: Column, _all: Sequence[Column]) -> bool:
    title = same(one.title)
    return len(title) > 1 and f" {title} " in f" {same(heading.text)} "


def _by_day(heading: Heading, one: Column, _all: Sequence[Column]) -> bool:
    return heading.on == one.on


def _by_number(heading: Heading, one: Column, every: Sequence[Column]) -> bool:
    """«СОР 2» is the second of its kind, unless a title says otherwise."""
    if heading.number is None or heading.part is None:
        return False
    kind = [each.id for each in every if each.part == heading.part]
    return heading.number <= len(kind) and kind[heading.number - 1] == one.id


def _alone(heading: Heading, one: Column, every: Sequence[Column]) -> bool:
    """The only one of its kind, as a term's assessment is; under another title it may be new."""
    kind = [each for each in every if each.part == heading.part]
    other = heading.titled and bool(one.title) and one.part != "term"
    return len(kind) == 1 and heading.part == one.part and heading.number in (None, 1) and not other


def _day(text: str, year: int) -> tuple[date | None, str]:
    """The day that a heading names, and what else it says."""
    for match in _DAY.finditer(text):
        day = day_of(match.group(), year)
        if day is not None:
            return day, text[: match.start()] + " " + text[match.end() :]
    return None, text


def _kind(plain: str) -> tuple[str | None, list[str]]:
    """The kind that is named, and the other words."""
    for key, names in _KINDS.items():
        for name in map(same, names):
            before, found, after = f" {plain} ".partition(f" {name} ")
            if found:
                return key, [*before.split(), *after.split()]
    return None, plain.split()


def _title(rest: str, others: Sequence[str], *, titled: bool) -> str:
    """What is left of a heading without day and most points: without the kind, which stands beside
    every title, unless only a number is left of it; empty where the kind says all."""
    words = rest.split()
    if titled:
        words = _without_kind(words)
    elif not any(one.isdecimal() for one in others):
        return ""
    return " ".join(words).strip(" ,.;:/–—-")[:TITLE_CHARACTERS]


def _without_kind(words: list[str]) -> list[str]:
    plain = [same(_LETTER_BY_DIGIT.sub(" ", word)) for word in words]
    for names in _KINDS.values():
        for name in map(same, names):
            for at in range(len(words)):
                for end in range(at + 1, min(at + _KIND_WORDS, len(words)) + 1):
                    if " ".join(filter(None, plain[at:end])) == name:
                        return words[:at] + words[end:]
    return words
