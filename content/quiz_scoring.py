"""What answers to a quiz are worth, in exact fractions. Pure.

The app scores by the same rules (pwa/src/player/quiz/scoring.ts) and both are held to the vectors
in tests/content/quiz_vectors.json. An answer is, by the type of its question:

    choice, truefalse   the id of the choice; "true" or "false"
    several, order      a list of ids
    match               {id on the left: id on the right}
    text                {id of the blank: what was typed, or the id of the option}
    number, essay       what was typed

An answer of another shape counts as none.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from content.quiz import Question, Quiz
from content.text import as_cyrillic, fold, has_cyrillic

DECIMALS: Final = 4
"""Digits after the point of a score as it is kept; a third of a point is written 0.3333."""

_TYPED: Final = re.compile(
    r"([+-]?)(?:(\d{1,15})(?:[.,](\d{0,15}))?|[.,](\d{1,15}))(?:[eE]([+-]?\d{1,2}))?",
    re.ASCII,
)
_TYPED_FRACTION: Final = re.compile(r"([+-]?\d{1,15})/(\d{1,15})", re.ASCII)
_MINUS: Final = str.maketrans("\u2212\u2013\u2012", "---")


@dataclass(frozen=True, slots=True)
class Result:
    """`points` of `maximum` that could be scored by itself; `waiting` are the teacher's to give.

    `shares` are the parts of each question's points, in the quiz's order; None for an essay.
    """

    points: Fraction
    maximum: Fraction
    waiting: Fraction
    shares: tuple[Fraction | None, ...]

    def passed(self, quiz: Quiz) -> bool | None:
        """Whether the pass mark is reached; None without one, or while essays are unread."""
        if quiz["pass"] is None or self.waiting or not self.maximum:
            return None
        return self.points * 100 >= Fraction(quiz["pass"]) * self.maximum


def score(quiz: Quiz, answers: Mapping[str, Any]) -> Result:
    """What these answers, by the id of their question, are worth."""
    points = maximum = waiting = Fraction(0)
    shares: list[Fraction | None] = []
    for question in quiz["questions"]:
        worth = Fraction(question["points"])
        share = share_of(question, answers.get(question["id"]))
        shares.append(share)
        if share is None:
            waiting += worth
        else:
            maximum += worth
            points += worth * share
    return Result(points, maximum, waiting, tuple(shares))


def share_of(question: Question, answer: Any) -> Fraction | None:
    """The part of the question's points, 0 to 1; None for what a person has to read."""
    kind = question["type"]
    if kind == "essay":
        return None
    if kind == "choice":
        found = _share_by_id(question["choices"], answer)
    elif kind == "several":
        found = _several(question, _ids(answer))
    elif kind == "truefalse":
        found = Fraction(answer == ("true" if question["answer"] else "false"))
    elif kind == "order":
        right = [row["id"] for row in question["choices"]]
        given = _ids(answer)
        hits = [a == b for a, b in zip(right, given, strict=False)] if given else []
        found = _parts([Fraction(hit) for hit in hits], len(right), question["partial"])
    elif kind == "match":
        given_pairs = answer if isinstance(answer, Mapping) else {}
        hits = [given_pairs.get(row["id"]) == row["right"] for row in question["left"]]
        found = _parts([Fraction(hit) for hit in hits], len(hits), question["partial"])
    elif kind == "text":
        typed = answer if isinstance(answer, Mapping) else {}
        each = [_blank(blank, typed.get(blank["id"])) for blank in question["blanks"]]
        found = _parts(each, len(each), question["partial"])
    else:
        found = _in_ranges(question["ranges"], without_unit(answer, question.get("unit", "")))
    return min(Fraction(1), max(Fraction(0), found))


def decimal_text(value: Fraction) -> str:
    """`value` with at most DECIMALS digits, halves rounded away from zero: the form of records."""
    scale = 10**DECIMALS
    doubled = abs(value) * scale * 2 + 1
    whole = (doubled.numerator // doubled.denominator) // 2
    digits = f"{whole // scale}.{whole % scale:0{DECIMALS}d}".rstrip("0").rstrip(".")
    return f"-{digits}" if value < 0 and whole else digits


def typed_number(text: Any) -> Fraction | None:
    """The number a person typed: a comma or a point, blanks between digits, `1/2`, `2,5e-3`."""
    if not isinstance(text, str):
        return None
    bare = re.sub(r"[\s\u00a0\u202f\u2009]", "", text).translate(_MINUS)
    fraction = _TYPED_FRACTION.fullmatch(bare)
    if fraction:
        below = int(fraction[2])
        return Fraction(int(fraction[1]), below) if below else None
    match = _TYPED.fullmatch(bare)
    if not match:
        return None
    sign, whole, tail, only, power = match.groups()
    digits = tail or only or ""
    value = Fraction(int((whole or "") + digits or "0"), 10 ** len(digits))
    value *= Fraction(10) ** int(power or "0")
    return -value if sign == "-" else value


def without_unit(typed: Any, unit: str) -> Any:
    """What was typed before the unit, where the unit was typed, too: «12 см» for a `unit` of см."""
    if not isinstance(typed, str) or not unit.strip():
        return typed
    end = fold(unit.strip())
    wanted = fold(typed.strip())
    return wanted[: -len(end)] if wanted.endswith(end) else typed


def normal(text: str, *, case: bool, forgive: bool) -> str:
    """The form in which two typed answers are the same."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if forgive:
        return fold(plain) if not case else plain
    return plain if case else plain.lower()


def _several(question: Question, given: Sequence[str]) -> Fraction:
    chosen = set(given)
    if question["partial"]:
        rows = question["choices"]
        return sum((Fraction(row["share"]) for row in rows if row["id"] in chosen), Fraction(0))
    right = {row["id"] for row in question["choices"] if Fraction(row["share"]) > 0}
    return Fraction(chosen == right)


def _parts(hits: Sequence[Fraction], of: int, partial: bool) -> Fraction:
    if not of:
        return Fraction(0)
    if partial:
        return sum(hits, Fraction(0)) / of
    return Fraction(len(hits) == of and all(hit == 1 for hit in hits))


def _blank(blank: Mapping[str, Any], typed: Any) -> Fraction:
    if "ranges" in blank:
        return _in_ranges(blank["ranges"], typed)
    if "options" in blank:
        return _share_by_id(blank["options"], typed)
    if not isinstance(typed, str):
        return Fraction(0)
    how = {"case": blank["case"], "forgive": blank["forgive"]}
    shares = [
        Fraction(row["share"])
        for row in blank["accept"]
        if normal(row["text"], **how) == normal(_in_letters_of(row["text"], typed, **how), **how)
    ]
    return max(shares, default=Fraction(0))


def _in_letters_of(accepted: str, typed: str, *, case: bool, forgive: bool) -> str:
    """«cop» on a Latin keyboard is «сор» where a Cyrillic word is asked for."""
    wanted = forgive and not case and has_cyrillic(accepted)
    return as_cyrillic(typed) if wanted else typed


def _in_ranges(ranges: Sequence[Mapping[str, str]], typed: Any) -> Fraction:
    value = typed_number(typed)
    if value is None:
        return Fraction(0)
    shares = [
        Fraction(row["share"])
        for row in ranges
        if Fraction(row["low"]) <= value <= Fraction(row["high"])
    ]
    return max(shares, default=Fraction(0))


def _share_by_id(rows: Sequence[Mapping[str, Any]], answer: Any) -> Fraction:
    return next((Fraction(row["share"]) for row in rows if row["id"] == answer), Fraction(0))


def _ids(answer: Any) -> list[str]:
    return [one for one in answer if isinstance(one, str)] if isinstance(answer, list) else []
