"""Columns that follow from others by adding up: when each question was shown from when the one
before it was and how long that took (docs/reference/sync-format.md, form 15).

Times are whole numbers of a unit: of seconds where the text has no fraction, of a tenth where it
has one digit. Integers count as seconds. Both sides measure columns by the same functions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sync.core.cbor import Value
from sync.frames.shapes import Scalar
from sync.frames.streams import Out, bad
from sync.frames.texts import MAX_FRACTION_DIGITS, read_moment

# Number of the clock among the terms, whose columns are counted from 1. It goes in whole seconds:
# nearly all times in texts do.
CLOCK = 0
MAX_TERMS = 4
SPAN_CHARS = 8 + 1 + MAX_FRACTION_DIGITS
_DAY_S = 86_400
_MOST_S = 100 * 3600
_SPAN = re.compile(r"([0-9]{2}):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,9}))?")
# Rows that show whether columns add up, before all are looked at.
_SAMPLE = 9
# Smaller columns aren't worth the search.
_FEW = 8


class Measure(NamedTuple):
    """A column as numbers of 10 ** -digits seconds."""

    units: Sequence[int]
    digits: int

    def at(self, digits: int) -> Sequence[int]:
        """The same at another precision, rounded down."""
        if digits == self.digits:
            return self.units
        if digits > self.digits:
            factor = 10 ** (digits - self.digits)
            return [n * factor for n in self.units]
        factor = 10 ** (self.digits - digits)
        return [n // factor for n in self.units]


class Term(NamedTuple):
    """A column that is added or taken off; see CLOCK."""

    number: int
    minus: bool


class Form(NamedTuple):
    """How a column follows: integers have `digits` -1, times of day and spans their fraction's."""

    digits: int
    of_day: bool
    terms: tuple[Term, ...]

    @property
    def unit(self) -> int:
        """Digits of a second's fraction in which the numbers count."""
        return max(self.digits, 0)

    @property
    def modulus(self) -> int:
        return _DAY_S * 10**self.unit if self.of_day else 0

    def sums(self, columns: Mapping[int, Measure], count: int) -> list[int]:
        """The terms of each row together, the rest not yet added."""
        found = [0] * count
        for number, minus in self.terms:
            units = columns[number].at(self.unit)
            found = [a - b if minus else a + b for a, b in zip(found, units, strict=True)]
        return found

    def write(self, out: Out) -> None:
        out.uint(self.digits + 1)
        out.uint(self.of_day)
        out.uint(len(self.terms))
        for number, minus in self.terms:
            out.uint(number << 1 | minus)

    def values(self, units: Sequence[int]) -> list[Value]:
        """The column's values; Malformed for what is no time."""
        if self.modulus:
            units = [n % self.modulus for n in units]
        return list(units) if self.digits < 0 else [write_span(n, self.digits) for n in units]


def measure(values: Sequence[Scalar] | Sequence[Value]) -> Measure | None:
    """The column as numbers; None unless all of it is integers, spans or moments of one form."""
    if all(type(value) is int for value in values):
        return Measure(values, 0)  # type: ignore[arg-type]
    units: list[int] = []
    form: object = None
    digits = 0
    for value in values:
        found = (read_span(value) or _moment(value)) if type(value) is str else None
        if found is None or (units and found[:2] != (form, digits)):
            return None
        form, digits, number = found
        units.append(number)
    return Measure(units, digits)


def read_span(text: str) -> tuple[None, int, int] | None:
    """(None, digits of its fraction, units) of hours, minutes and seconds; None for other texts."""
    found = _SPAN.fullmatch(text)
    if found is None or not text.isascii():
        return None
    hours, minutes, seconds, fraction = found.groups("")
    digits = len(fraction)
    whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    return None, digits, whole * 10**digits + int(fraction or 0)


def write_span(units: int, digits: int) -> str:
    """The text of a span; Malformed below zero and from 100 hours on."""
    whole, fraction = divmod(units, 10**digits)
    if not 0 <= whole < _MOST_S:
        raise bad("a time that is none")
    rest, seconds = divmod(whole, 60)
    hours, minutes = divmod(rest, 60)
    end = f".{fraction:0{digits}d}" if digits else ""
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{end}"


def _moment(text: str) -> tuple[object, int, int] | None:
    found = read_moment(text)
    if found is None or found[0].digits < 0:
        return None
    return found[0], found[0].digits, found[1]


@dataclass(frozen=True, slots=True)
class Derived:
    """A column written as what others add up to and a rest."""

    form: Form
    rest: Sequence[int]

    def write(self, out: Out) -> None:
        self.form.write(out)
        out.signed(self.rest)


def ways(values: Sequence[Scalar], others: Mapping[int, Measure]) -> list[Derived]:
    """Ways to write a column that may pay off: from none, from the nearest one, from several
    that it follows from exactly. `others` are measured columns of the same operations."""
    if len(values) < _FEW:
        return []
    own = measure(values)
    if own is None:
        return []
    integers = type(values[0]) is int
    if not integers and read_span(str(values[0])) is None:
        return []  # moments have a form of their own
    digits = -1 if integers else own.digits
    of_day = not integers and max(own.units) < _DAY_S * 10**own.digits
    plain = Form(digits, of_day, ())
    found = [] if integers else [Derived(plain, own.units)]
    scaled = {number: other.at(plain.unit) for number, other in others.items()}
    places = [len(values) * n // _SAMPLE for n in range(_SAMPLE)]
    chosen = list(_exact(own.units, scaled, places, plain.modulus)) or list(
        _near(own.units, scaled, places, plain.modulus)
    )
    for terms in chosen:
        form = plain._replace(terms=terms)
        sums = form.sums(others, len(values))
        rest = [a - b for a, b in zip(own.units, sums, strict=True)]
        found.append(Derived(form, _small(rest, form.modulus)))
    return found


def _small(rest: list[int], modulus: int) -> list[int]:
    """The same modulo a day, as near to the first one as can be."""
    if not modulus or not rest:
        return rest
    first = rest[0] % modulus
    half = modulus // 2
    return [first + (n - first + half) % modulus - half for n in rest]


def _near(
    own: Sequence[int], others: Mapping[int, Sequence[int]], places: Sequence[int], modulus: int
) -> Iterator[tuple[Term, ...]]:
    """The one column from which the sampled values lie least far apart."""
    best: tuple[int, int] | None = None
    for number, other in others.items():
        away = _small([own[at] - other[at] for at in places], modulus)
        spread = max(away) - min(away)
        if best is None or spread < best[0]:
            best = spread, number
    if best is not None:
        yield (Term(best[1], minus=False),)


def _exact(
    own: Sequence[int], others: Mapping[int, Sequence[int]], places: Sequence[int], modulus: int
) -> Iterator[tuple[Term, ...]]:
    """The first sum of at most three columns that is a constant away in all sampled rows."""

    def course(units: Sequence[int]) -> tuple[int, ...]:
        steps = [units[at] - units[places[0]] for at in places[1:]]
        return tuple([n % modulus for n in steps] if modulus else steps)

    def less(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
        steps = [a - b for a, b in zip(one, other, strict=True)]
        return tuple([n % modulus for n in steps] if modulus else steps)

    wanted = course(own)
    courses: dict[tuple[int, ...], Term] = {}
    for number, units in others.items():
        steps = course(units)
        if any(steps):
            courses.setdefault(steps, Term(number, minus=False))
            courses.setdefault(less((0,) * len(steps), steps), Term(number, minus=True))
    if not any(wanted):
        return
    if wanted in courses:
        yield (courses[wanted],)
        return
    left = [(less(wanted, steps), term) for steps, term in courses.items()]
    for steps, term in left:
        if steps in courses:
            yield term, courses[steps]
            return
    for steps, term in left:
        for other, second in courses.items():
            third = courses.get(less(steps, other))
            if third is not None:
                yield term, second, third
                return


def clock(clocks: Sequence[int], rows: Sequence[int]) -> Measure:
    """The operations' own times, which are given in unix ms."""
    return Measure([clocks[row] // 1000 for row in rows], 0)
