"""Columns of single values read back; the other half of `columns`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.ops import OpId
from sync.frames import columns as forms
from sync.frames.derived import (
    CLOCK,
    MAX_TERMS,
    SPAN_CHARS,
    Form,
    Measure,
    Term,
    clock,
    measure,
)
from sync.frames.streams import In, bad, unzigzag
from sync.frames.texts import (
    MAX_FRACTION_DIGITS,
    MAX_NUMBERS_IN_TEXT,
    MAX_SKELETONS,
    Moments,
    Skeleton,
    write_moment,
)
from sync.limits import MAX_FRAME_VALUES, MAX_OPERATION_BYTES

_MAX_NESTING = 4
_MAX_TYPES = 8
_MAX_WIDTH = 18
# A moment's zone, zigzag: less than a day of minutes either way.
_MAX_ZONE = 2 * 24 * 60


class Author(NamedTuple):
    """Somebody named in a frame: a writer's epoch, and the seq that its ids are counted from."""

    writer: str
    epoch: int
    first: int


def weight(value: Value) -> int:
    """Bytes that a value takes in its operation, or a little less."""
    if isinstance(value, str | bytes):
        return len(value)
    return len(cbor.encode(value)) if isinstance(value, list | dict) else 1


@dataclass(slots=True)
class Reading:
    """What the columns of one frame share while they are read; `derives`: form 15 is known."""

    source: In
    authors: Sequence[Author]
    ids: Sequence[str]
    clocks: Sequence[int]
    derives: bool = False
    books: list[list[Value]] = field(default_factory=list)
    done: list[list[Value]] = field(default_factory=list)
    measures: dict[int, Measure | None] = field(default_factory=dict)

    def column(self, rows: Sequence[int]) -> tuple[list[Value], int]:
        """The values for these operations, and the weight of the heaviest one."""
        found = self._values(len(rows), rows, 0)
        self.done.append(found)
        # Most values are few objects, many times.
        return found, max(map(weight, {id(value): value for value in found}.values()))

    def operations(self, count: int) -> list[OpId]:
        """Operation ids of which only the authors have been checked."""
        if not count:
            return []
        named = self.source.below(len(self.authors), count, "an author")
        authors = [self.authors[number] for number in named]
        way = self.source.uint(forms.FROM_LAST)
        numbers = self.source.ints(count)
        if way == forms.FROM_FIRST:
            numbers = [n + a.first for n, a in zip(numbers, authors, strict=True)]
        elif way == forms.FROM_LAST:
            last: dict[tuple[str, int], int] = {}
            seqs = []
            for step, author in zip(numbers, authors, strict=True):
                seq = step + last.get(author[:2], author.first)
                last[author[:2]] = seq
                seqs.append(seq)
            numbers = seqs
        return [OpId(a.writer, a.epoch, n) for n, a in zip(numbers, authors, strict=True)]

    def _values(  # noqa: PLR0911 - one return a form
        self, count: int, rows: Sequence[int] | None, level: int
    ) -> list[Value]:
        if not count or level > _MAX_NESTING:
            raise bad("a column without an end")
        form = self.source.byte()
        if form == forms.CONST:
            return [self._const()] * count
        if form == forms.SPLIT:
            return self._split(count, rows, level)
        if rows is not None:
            if form == forms.DICTIONARY:
                return self._dictionary(count, level)
            if form == forms.DEPENDS:
                return self._depends(count, rows, level)
            if form == forms.OWN:
                return [self.ids[row] for row in rows]
            if form == forms.DERIVED and self.derives and not level:
                return self._derived(count, rows)
        if form == forms.INTEGERS:
            return self._integers(count, rows)
        if form == forms.MOMENT:
            return self._moments(count, rows)
        read = _READERS.get(form)
        if read is None:
            raise bad("an unknown form of a column")
        return read(self, count)

    def _const(self) -> Value:
        data, at = self.source.structure
        value, end = cbor.decode_first(data, at)
        self.source.skip_to(end)
        return value

    def _split(self, count: int, rows: Sequence[int] | None, level: int) -> list[Value]:
        parts = self.source.uint(_MAX_TYPES)
        chosen = self.source.below(parts, count, "a part of a column")
        values: list[Value] = [None] * count
        for part in range(parts):
            places = [place for place, number in enumerate(chosen) if number == part]
            some = None if rows is None else [rows[place] for place in places]
            for place, value in zip(
                places, self._values(len(places), some, level + 1), strict=True
            ):
                values[place] = value
        return values

    def _dictionary(self, count: int, level: int) -> list[Value]:
        number = self.source.uint(len(self.books))
        if number == len(self.books):
            size = self.source.uint(MAX_FRAME_VALUES)
            entries = self._values(size, None, level + 1)
            number = len(self.books)
            self.books.append(entries)
        book = self.books[number]
        chosen = self.source.below(len(book), count, "an entry of a dictionary")
        return [book[place] for place in chosen]

    def _depends(self, count: int, rows: Sequence[int], level: int) -> list[Value]:
        number = self.source.uint()
        if number >= len(self.done) or len(self.done[number]) != count:
            raise bad("a column follows from one that is not there")
        cases: dict[object, int] = {}
        firsts: list[int] = []
        chosen = []
        for row, value in zip(rows, self.done[number], strict=True):
            if isinstance(value, list | dict):
                raise bad("a column follows from a container")
            case = (type(value), value)
            place = cases.get(case)
            if place is None:
                place = cases[case] = len(firsts)
                firsts.append(row)
            chosen.append(place)
        values = self._values(len(firsts), firsts, level + 1)
        return [values[place] for place in chosen]

    def _derived(self, count: int, rows: Sequence[int]) -> list[Value]:
        digits = self.source.uint(MAX_FRACTION_DIGITS + 1) - 1
        of_day = self.source.uint(1) == 1
        terms = []
        columns = {}
        for _ in range(self.source.uint(MAX_TERMS)):
            word = self.source.uint()
            number = word >> 1
            terms.append(Term(number, bool(word & 1)))
            columns[number] = self._measure(number, count, rows)
        form = Form(digits, of_day, tuple(terms))
        rest = self.source.ints(count)
        if digits >= 0:
            self.source.spend(count * SPAN_CHARS)
        sums = form.sums(columns, count)
        return form.values([a + b for a, b in zip(sums, rest, strict=True)])

    def _measure(self, number: int, count: int, rows: Sequence[int]) -> Measure:
        if number == CLOCK:
            return clock(self.clocks, rows)
        if number > len(self.done) or len(self.done[number - 1]) != count:
            raise bad("a column follows from one that is not there")
        if number not in self.measures:
            self.measures[number] = measure(self.done[number - 1])
        found = self.measures[number]
        if found is None:
            raise bad("a column follows from one that is no number")
        return found

    def _integers(self, count: int, rows: Sequence[int] | None) -> list[Value]:
        near = self.source.uint(forms.FROM_CLOCK) == forms.FROM_CLOCK
        numbers = self.source.ints(count)
        if not near:
            return list(numbers)
        if rows is None:
            raise bad("a dictionary has no clock")
        return [n + self.clocks[row] for n, row in zip(numbers, rows, strict=True)]

    def _moments(self, count: int, rows: Sequence[int] | None) -> list[Value]:
        digits = self.source.uint(MAX_FRACTION_DIGITS + 1) - 1
        zone = unzigzag(self.source.uint(_MAX_ZONE)) if self.source.uint(1) else None
        form = Moments(digits, zone)
        near = self.source.uint(forms.FROM_CLOCK) == forms.FROM_CLOCK
        units = self.source.ints(count)
        if near:
            if rows is None:
                raise bad("a dictionary has no clock")
            units = [u + form.near(self.clocks[row]) for u, row in zip(units, rows, strict=True)]
        return [write_moment(form, unit) for unit in units]

    def _booleans(self, count: int) -> list[Value]:
        return [bool(number) for number in self.source.ints(count)]

    def _binary(self, count: int) -> list[Value]:
        return [self.source.raw(size) for size in self._sizes(count)]

    def _hex(self, count: int) -> list[Value]:
        return [self.source.raw(size).hex() for size in self._sizes(count)]

    def _uuids(self, count: int) -> list[Value]:
        found: list[Value] = []
        for _ in range(count):
            text = self.source.raw(16).hex()
            found.append(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")
        return found

    def _operation_texts(self, count: int) -> list[Value]:
        return [str(op) for op in self.operations(count)]

    def _texts(self, count: int) -> list[Value]:
        return [self.source.text(size).decode() for size in self._sizes(count)]

    def _containers(self, count: int) -> list[Value]:
        return [cbor.decode(self.source.text(size)) for size in self._sizes(count)]

    def _sizes(self, count: int) -> list[int]:
        return self.source.below(MAX_OPERATION_BYTES + 1, count, "a value of that size")

    def _numbers(self, count: int) -> list[Value]:
        skeletons = [self._skeleton() for _ in range(self.source.uint(MAX_SKELETONS))]
        chosen = self.source.below(len(skeletons), count, "a skeleton")
        filled = []
        for number, skeleton in enumerate(skeletons):
            size = chosen.count(number)
            numbers = [self.source.ints(size) for _ in skeleton.widths]
            if any(numbers) and min(map(min, numbers)) < 0:
                raise bad("a number below zero in a text")
            self.source.spend(size * (sum(map(len, skeleton.words)) + _MAX_WIDTH))
            filled.append(iter([skeleton.fill(row) for row in zip(*numbers, strict=True)]))
        return [next(filled[number]) for number in chosen]

    def _skeleton(self) -> Skeleton:
        count = self.source.uint(MAX_NUMBERS_IN_TEXT)
        if not count:
            raise bad("a skeleton without numbers")
        words = [self.source.name(MAX_OPERATION_BYTES).decode()]
        widths = []
        for _ in range(count):
            widths.append(self.source.uint(_MAX_WIDTH))
            words.append(self.source.name(MAX_OPERATION_BYTES).decode())
        return Skeleton(tuple(words), tuple(widths))


_READERS: dict[int, Callable[[Reading, int], list[Value]]] = {
    forms.BOOLEANS: Reading._booleans,
    forms.BINARY: Reading._binary,
    forms.HEX: Reading._hex,
    forms.UUID: Reading._uuids,
    forms.OPERATION: Reading._operation_texts,
    forms.TEXT: Reading._texts,
    forms.CBOR: Reading._containers,
    forms.NUMBERS: Reading._numbers,
}
