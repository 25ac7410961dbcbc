"""Columns of single values: writing each in the cheapest of its possible forms.

The forms are numbered in docs/reference/sync-format.md (section Tight body). `reading` is the other
half. Every choice here is the sender's freedom: a reader takes any of them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sync.core import cbor
from sync.core.knowledge import Key
from sync.core.ops import OpId
from sync.frames.derived import CLOCK, Derived, Measure, clock, measure, ways
from sync.frames.shapes import Opaque, Scalar
from sync.frames.streams import Out
from sync.frames.texts import read_moment, read_numbers

(
    CONST, DICTIONARY, INTEGERS, BINARY, HEX, UUID, OPERATION, OWN, MOMENT, NUMBERS, TEXT, CBOR,
    BOOLEANS, SPLIT, DEPENDS, DERIVED,
) = range(16)  # fmt: skip

# How the seq of an operation id is counted, and what integers and moments are counted from.
ABSOLUTE, FROM_FIRST, FROM_LAST = range(3)
FROM_ZERO, FROM_CLOCK = range(2)

_OPERATION = re.compile(r"([0-9a-f]{16})\.([1-9][0-9]{0,15})\.([1-9][0-9]{0,15})")
_HEX = re.compile(r"(?:[0-9a-f]{2})+")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MIN_HEX_CHARS = 8
# Unix ms from 2001 to 2128: integers that are probably moments.
_LIKE_MS = range(1_000_000_000_000, 5_000_000_000_000)
# A column follows from another one if it has at most this share of different values there.
_REPEATED = 0.5
_MIN_SHARED = 8
# So few different values, each so often, are a dictionary without further trial.
_FEW, _MANY = 16, 8

Trial = Callable[["Columns", Out], None]


@dataclass(slots=True)
class Column:
    """Values of one path in operations of one kind; `rows` are the operations' places."""

    values: list[Scalar] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Columns:
    """What the columns of one frame share while they are written.

    `ids` and `clocks` are the operations' ids and unix ms; `authors` numbers everybody who is
    named, in the order of the frame's table, `firsts` holds the seq that theirs are counted from.
    `derives`: the reader knows form 15.
    """

    ids: Sequence[OpId]
    clocks: Sequence[int]
    authors: dict[Key, int]
    firsts: list[int]
    derives: bool = False
    shared: dict[int, int] = field(default_factory=dict)
    groups: dict[int, list[Scalar]] = field(default_factory=dict)
    books: list[dict[Scalar, int]] = field(default_factory=list)
    done: list[tuple[str, Column]] = field(default_factory=list)
    measures: list[Measure | None] = field(default_factory=list)

    def author(self, op: OpId) -> int:
        key = op[:2]
        found = self.authors.get(key)
        if found is None:
            found = self.authors[key] = len(self.firsts)
            self.firsts.append(op.seq)
        return found

    def share(self, columns: Sequence[Column]) -> None:
        """Find columns that name the same things: they get one dictionary together."""
        sets = [_texts_of(column) for column in columns]
        group = list(range(len(columns)))
        for at, mine in enumerate(sets):
            for other in range(at):
                small = min(len(mine), len(sets[other]))
                if small >= _MIN_SHARED and group[at] != group[other]:
                    common = len(mine & sets[other])
                    if common * 2 > small:
                        old, new = group[at], group[other]
                        group = [new if g == old else g for g in group]
        for number, size in Counter(group).items():
            if size > 1:
                union: set[Scalar] = set()
                for at, mine in enumerate(sets):
                    if group[at] == number:
                        union |= mine
                        self.shared[id(columns[at])] = number
                self.groups[number] = list(union)

    def write(self, out: Out, kind: str, column: Column) -> None:
        self._column(out, kind, column)
        self.done.append((kind, column))
        self.measures.append(measure(column.values) if self.derives else None)

    def _column(self, out: Out, kind: str, column: Column) -> None:
        source = self._source(kind, column)
        if source is None:
            self._own(out, kind, column)
            return
        number, firsts = source
        _form(out, DEPENDS)
        out.uint(number)
        values = [column.values[at] for at in firsts]
        self._values(out, values, [column.rows[at] for at in firsts], None)

    def _own(self, out: Out, kind: str, column: Column) -> None:
        """A column that follows from no single other one."""

        def plain(_: Columns, trial: Out) -> None:
            self._values(trial, column.values, column.rows, self.shared.get(id(column)))

        trials: list[Trial] = [plain]
        if self.derives and len(set(column.values)) > 1:
            trials += [_derived(one) for one in ways(column.values, self._others(kind, column))]
        self._cheapest(out, trials)

    def _others(self, kind: str, column: Column) -> dict[int, Measure]:
        """What a column may be added up from: the clock, and columns of the same operations."""
        found = {CLOCK: clock(self.clocks, column.rows)}
        for number, (other_kind, other) in enumerate(self.done):
            known = self.measures[number]
            if known is not None and other_kind == kind and other.rows == column.rows:
                found[number + 1] = known
        return found

    def _source(self, kind: str, column: Column) -> tuple[int, list[int]] | None:
        """A column before this one that decides its values, and where each case occurs first."""
        best: tuple[int, list[int]] | None = None
        values = column.values
        if len(values) < 4 or all(value is values[0] for value in values):
            return None
        keys = [(type(value), value) for value in values]
        if len(set(keys)) < 2:
            return None
        for number, (other_kind, other) in enumerate(self.done):
            if other_kind != kind or other.rows != column.rows:
                continue
            seen: dict[tuple[type, Scalar], tuple[type, Scalar]] = {}
            firsts = []
            limit = len(values) * _REPEATED
            for at, (value, key) in enumerate(zip(other.values, keys, strict=True)):
                case = (type(value), value)
                known = seen.get(case)
                if known is None:
                    seen[case] = key
                    firsts.append(at)
                    if len(firsts) > limit or isinstance(value, Opaque):
                        break
                elif known != key:
                    break
            else:
                if best is None or len(firsts) < len(best[1]):
                    best = number, firsts
        return best

    def _values(
        self, out: Out, values: Sequence[Scalar], rows: Sequence[int] | None, group: int | None
    ) -> None:
        """Values of any types; `rows` is None for the entries of a dictionary."""
        types = Counter(map(type, values))
        if len(types) > 1:
            self._split(out, values, rows, list(types), group)
            return
        kind = type(values[0])
        if kind is bool:
            if len(set(values)) == 1:
                _const(out, values[0])
            else:
                _form(out, BOOLEANS)
                out.ints([int(value) for value in values])  # type: ignore[arg-type]
            return
        distinct = set(values)
        if len(distinct) == 1 and group is None:
            _const(out, values[0])
            return
        few = len(distinct) <= _FEW and len(values) >= _MANY * len(distinct)
        trials = [] if few and rows is not None else _forms_of(values, distinct, kind, rows)
        if rows is not None and (len(distinct) < len(values) * 0.8 or group is not None):
            trials.append(_by_dictionary(values, group))
        if len(distinct) == 1:
            trials.append(lambda _, trial: _const(trial, values[0]))
        self._cheapest(out, trials)

    def _cheapest(self, out: Out, trials: Sequence[Trial]) -> None:
        if len(trials) == 1:
            trials[0](self, out)
            return
        best: tuple[float, Out, int] | None = None
        books = len(self.books)
        made: dict[int, list[dict[Scalar, int]]] = {}
        for number, trial in enumerate(trials):
            made_out = Out()
            trial(self, made_out)
            made[number] = self.books[books:]
            del self.books[books:]
            if best is None or made_out.cost < best[0]:
                best = made_out.cost, made_out, number
        assert best is not None  # noqa: S101 - there is always a way to write a column
        self.books += made[best[2]]
        out.add(best[1])

    def _split(
        self,
        out: Out,
        values: Sequence[Scalar],
        rows: Sequence[int] | None,
        types: Sequence[type],
        group: int | None,
    ) -> None:
        _form(out, SPLIT)
        out.uint(len(types))
        out.ints([types.index(type(value)) for value in values])
        for kind in types:
            at = [n for n, value in enumerate(values) if type(value) is kind]
            part = [values[n] for n in at]
            self._values(
                out, part, None if rows is None else [rows[n] for n in at],
                group if kind is str else None,
            )  # fmt: skip

    def book(self, out: Out, values: Sequence[Scalar], group: int | None) -> dict[Scalar, int]:
        """Name a dictionary that holds the values: one that stands already, or a new one."""
        wanted = set(values)
        if group is not None:
            for number, book in enumerate(self.books):
                if wanted <= book.keys():
                    out.uint(number)
                    return book
            wanted |= set(self.groups[group])
        entries = _sorted(wanted)
        out.uint(len(self.books))
        out.uint(len(entries))
        self._values(out, entries, None, None)
        book = {entry: number for number, entry in enumerate(entries)}
        self.books.append(book)
        return book

    def operations(self, out: Out, ids: Sequence[OpId], *, sorted_entries: bool = False) -> None:
        """Operation ids: who, and which of theirs."""
        authors = [self.author(op) for op in ids]
        out.ints(authors)
        last: dict[int, int] = {}
        steps = []
        for author, op in zip(authors, ids, strict=True):
            steps.append(op.seq - last.get(author, self.firsts[author]))
            last[author] = op.seq
        ways = (
            [op.seq for op in ids],
            [op.seq - self.firsts[author] for author, op in zip(authors, ids, strict=True)],
            steps,
        )
        trials = []
        for numbers in ways:
            trial = Out()
            trial.signed(numbers, rising=sorted_entries)
            trials.append(trial)
        best = min(range(3), key=lambda way: trials[way].cost)
        out.uint(best)
        out.add(trials[best])


def _texts_of(column: Column) -> set[Scalar]:
    return {value for value in column.values if type(value) is str}


def _form(out: Out, form: int) -> None:
    out.head.append(form)
    out.cost += 5


def _const(out: Out, value: Scalar) -> None:
    _form(out, CONST)
    data = value.data if isinstance(value, Opaque) else cbor.encode(value)
    out.head += data
    out.cost += 6 * len(data)


def _sorted(values: Iterable[Scalar]) -> list[Scalar]:
    texts = list(values)
    found = [_OPERATION.fullmatch(text) if type(text) is str else None for text in texts]
    if all(found):
        keyed = [(m[1], int(m[2]), int(m[3]), t) for m, t in zip(found, texts, strict=True) if m]
        return [row[3] for row in sorted(keyed)]
    return sorted(texts)  # type: ignore[type-var]


def _by_dictionary(values: Sequence[Scalar], group: int | None) -> Trial:
    def write(columns: Columns, out: Out) -> None:
        _form(out, DICTIONARY)
        book = columns.book(out, values, group)
        out.ints([book[value] for value in values])

    return write


def _forms_of(
    values: Sequence[Scalar], distinct: set[Scalar], kind: type, rows: Sequence[int] | None
) -> list[Trial]:
    """Ways to write values of one type one by one."""
    if kind is int:
        return _integers(values, rows)  # type: ignore[arg-type]
    if kind is bytes:
        return [lambda _, out: _binary(out, BINARY, values)]  # type: ignore[arg-type]
    if kind is str:
        return _texts(values, distinct, rows)  # type: ignore[arg-type]
    data = [v.data if isinstance(v, Opaque) else cbor.encode(v) for v in values]

    def write(_: Columns, out: Out) -> None:
        _form(out, CBOR)
        out.ints([len(one) for one in data])
        out.texts(b"".join(data))

    return [write]


def _derived(way: Derived) -> Trial:
    def write(_: Columns, out: Out) -> None:
        _form(out, DERIVED)
        way.write(out)

    return write


def _integers(values: Sequence[int], rows: Sequence[int] | None) -> list[Trial]:
    def plain(_: Columns, out: Out) -> None:
        _form(out, INTEGERS)
        out.uint(FROM_ZERO)
        out.signed(values, rising=rows is None)

    def near(columns: Columns, out: Out) -> None:
        assert rows is not None  # noqa: S101 - only offered with rows
        _form(out, INTEGERS)
        out.uint(FROM_CLOCK)
        clocks = columns.clocks
        out.signed([v - clocks[row] for v, row in zip(values, rows, strict=True)])

    like_ms = rows is not None and all(value in _LIKE_MS for value in values)
    return [plain, near] if like_ms else [plain]


def _binary(out: Out, form: int, values: Sequence[bytes]) -> None:
    _form(out, form)
    out.ints([len(value) for value in values])
    out.raws(b"".join(values))


def _texts(values: Sequence[str], distinct: set[str], rows: Sequence[int] | None) -> list[Trial]:
    """At most two ways: as what the texts seem to be, and for short ones as plain text."""
    sample = values[0]
    if _OPERATION.fullmatch(sample):
        ids = [_operation(value) for value in values]
        if None not in ids:
            return [_operations(ids, rows)]  # type: ignore[arg-type]
    if len(sample) == 36 and all(_UUID.fullmatch(value) for value in distinct):

        def uuids(_: Columns, out: Out) -> None:
            _form(out, UUID)
            out.raws(b"".join(bytes.fromhex(value.replace("-", "")) for value in values))

        return [uuids]
    if len(sample) >= _MIN_HEX_CHARS and all(_HEX.fullmatch(value) for value in distinct):
        return [lambda _, out: _binary(out, HEX, [bytes.fromhex(value) for value in values])]
    found: list[Trial] = []
    moments = _moments(values, distinct, rows)
    if moments is not None:
        return [moments]
    numbers = _numbers(values)
    if numbers is not None:
        found.append(numbers)

    def plain(_: Columns, out: Out) -> None:
        _form(out, TEXT)
        data = [value.encode() for value in values]
        out.ints([len(one) for one in data])
        out.texts(b"".join(data))

    return [*found, plain]


def _operation(text: str) -> OpId | None:
    """The id whose text is exactly this one."""
    found = _OPERATION.fullmatch(text)
    if found is None:
        return None
    made = OpId(found[1], int(found[2]), int(found[3]))
    return made if made.epoch < 2**53 and made.seq < 2**53 else None


def _operations(ids: Sequence[OpId], rows: Sequence[int] | None) -> Trial:
    def write(columns: Columns, out: Out) -> None:
        if rows is not None and all(
            columns.ids[row] == op for row, op in zip(rows, ids, strict=True)
        ):
            _form(out, OWN)
            return
        _form(out, OPERATION)
        columns.operations(out, ids, sorted_entries=rows is None)

    return write


def _moments(values: Sequence[str], distinct: set[str], rows: Sequence[int] | None) -> Trial | None:
    read = {}
    form = None
    for value in distinct:
        found = read_moment(value)
        if found is None or (form is not None and found[0] != form):
            return None
        form, read[value] = found
    assert form is not None  # noqa: S101 - a column has values

    def write(columns: Columns, out: Out) -> None:
        _form(out, MOMENT)
        out.uint(form.digits + 1)
        out.uint(0 if form.zone is None else 1)
        if form.zone is not None:
            out.sint(form.zone)
        units = [read[value] for value in values]
        absolute = Out()
        absolute.uint(FROM_ZERO)
        absolute.signed(units, rising=rows is None)
        best = absolute
        if rows is not None:
            near = [form.near(columns.clocks[row]) for row in rows]
            best = Out()
            best.uint(FROM_CLOCK)
            best.signed([u - n for u, n in zip(units, near, strict=True)])
        out.add(min(absolute, best, key=lambda made: made.cost))

    return write


def _numbers(values: Sequence[str]) -> Trial | None:
    found = read_numbers(list(dict.fromkeys(values)))
    if found is None:
        return None
    skeletons, known = found
    of = dict(zip(dict.fromkeys(values), known, strict=True))
    split = [of[value] for value in values]

    def write(_: Columns, out: Out) -> None:
        _form(out, NUMBERS)
        out.uint(len(skeletons))
        for skeleton in skeletons:
            out.uint(len(skeleton.widths))
            out.name(skeleton.words[0].encode())
            for width, word in zip(skeleton.widths, skeleton.words[1:], strict=True):
                out.uint(width)
                out.name(word.encode())
        out.ints([group for group, _ in split])
        for number, skeleton in enumerate(skeletons):
            rows = [runs for group, runs in split if group == number]
            for at in range(len(skeleton.widths)):
                out.signed([runs[at] for runs in rows])

    return write
