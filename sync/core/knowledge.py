"""What a place knows: per writer and epoch a set of intervals, never a maximum.

Operations travel by HTTP, on sticks and in pockets, and arrive in any order. A maximum would claim
everything below it; the set claims only what arrived.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sync.core import cbor
from sync.core.cbor import Value
from sync.core.errors import Malformed
from sync.core.ops import OpId, is_node_id
from sync.limits import MAX_COUNTER, MAX_INTERVALS

DIGEST_BYTES = 16
Key = tuple[str, int]
Interval = tuple[int, int]


class IntervalSet:
    """An immutable set of positive integers as sorted, disjoint, non-adjacent closed intervals."""

    __slots__ = ("_spans",)

    def __init__(self, spans: Iterable[Interval] = ()) -> None:
        merged: list[Interval] = []
        for low, high in sorted(spans):
            if low > high or low < 1:
                raise ValueError(f"{low}-{high} is no interval of positive numbers")
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        self._spans: Final = tuple(merged)

    @classmethod
    def _of(cls, spans: tuple[Interval, ...]) -> "IntervalSet":
        made = cls.__new__(cls)
        object.__setattr__(made, "_spans", spans)
        return made

    @classmethod
    def of(cls, numbers: Iterable[int]) -> "IntervalSet":
        return cls((number, number) for number in numbers)

    @property
    def spans(self) -> tuple[Interval, ...]:
        return self._spans

    @property
    def prefix(self) -> int:
        """The highest n so that all of 1..n are in the set; 0 when 1 is missing."""
        return self._spans[0][1] if self._spans and self._spans[0][0] == 1 else 0

    @property
    def highest(self) -> int:
        return self._spans[-1][1] if self._spans else 0

    def add(self, number: int) -> "IntervalSet":
        """A set with one number more; cheap at the end, where most numbers arrive."""
        if number < 1:
            raise ValueError(f"{number} is not positive")
        spans = self._spans
        if spans and number == spans[-1][1] + 1:
            return self._of((*spans[:-1], (spans[-1][0], number)))
        if not spans or number > spans[-1][1]:
            return self._of((*spans, (number, number)))
        if number in self:
            return self
        return IntervalSet((*spans, (number, number)))

    def union(self, other: "IntervalSet") -> "IntervalSet":
        if not other._spans or other._spans == self._spans:
            return self
        if not self._spans:
            return other
        return IntervalSet((*self._spans, *other._spans))

    def difference(self, other: "IntervalSet") -> "IntervalSet":
        """The numbers of this set that the other lacks."""
        left: list[Interval] = []
        holes = other._spans
        at = 0
        for low, high in self._spans:
            start = low
            while at < len(holes) and holes[at][1] < start:
                at += 1
            k = at
            while k < len(holes) and holes[k][0] <= high:
                if holes[k][0] > start:
                    left.append((start, holes[k][0] - 1))
                start = holes[k][1] + 1
                k += 1
            if start <= high:
                left.append((start, high))
        return self._of(tuple(left))

    def intersection(self, other: "IntervalSet") -> "IntervalSet":
        return self.difference(self.difference(other))

    def to_list(self) -> list[list[int]]:
        """For JSON: [[1, 17], [20, 20]]."""
        return [[low, high] for low, high in self._spans]

    @classmethod
    def from_list(cls, spans: object) -> "IntervalSet":
        """From `to_list`'s form; raises Malformed for anything that is not sorted and disjoint."""
        if not isinstance(spans, list) or len(spans) > MAX_INTERVALS:
            raise _bad("a list of intervals is expected")
        flat: list[Interval] = []
        last = -1
        for span in spans:
            if (
                not isinstance(span, list)
                or len(span) != 2
                or type(span[0]) is not int
                or type(span[1]) is not int
                or not last + 1 < span[0] <= span[1] <= MAX_COUNTER
                or span[0] < 1
            ):
                raise _bad("intervals must be sorted, disjoint and positive")
            flat.append((span[0], span[1]))
            last = span[1]
        return cls._of(tuple(flat))

    def to_value(self) -> list[int]:
        """Compact form for CBOR: gap before and length-1 of each interval, [0, 16, 2, 0]."""
        flat: list[int] = []
        last = 0
        for low, high in self._spans:
            flat += (low - last - 1, high - low)
            last = high
        return flat

    @classmethod
    def from_value(cls, flat: object) -> "IntervalSet":
        if not isinstance(flat, list) or len(flat) % 2 or len(flat) > 2 * MAX_INTERVALS:
            raise _bad("an even list of numbers is expected")
        spans: list[Interval] = []
        last = 0
        for gap, extra in zip(flat[::2], flat[1::2], strict=True):
            if type(gap) is not int or type(extra) is not int or gap < (1 if spans else 0):
                raise _bad("gaps and lengths must be positive numbers")
            low = last + gap + 1
            last = low + extra
            if extra < 0 or last > MAX_COUNTER:
                raise _bad("gaps and lengths must be positive numbers")
            spans.append((low, last))
        return cls._of(tuple(spans))

    def to_bytes(self) -> bytes:
        return cbor.encode(self.to_value())

    @classmethod
    def from_bytes(cls, data: bytes) -> "IntervalSet":
        return cls.from_value(cbor.decode(data))

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._spans, (number, MAX_COUNTER + 1)) - 1
        return at >= 0 and self._spans[at][0] <= number <= self._spans[at][1]

    def __iter__(self) -> Iterator[int]:
        for low, high in self._spans:
            yield from range(low, high + 1)

    def __len__(self) -> int:
        return sum(high - low + 1 for low, high in self._spans)

    def __bool__(self) -> bool:
        return bool(self._spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IntervalSet) and self._spans == other._spans

    def __hash__(self) -> int:
        return hash(self._spans)

    def __str__(self) -> str:
        return ",".join(f"{low}" if low == high else f"{low}-{high}" for low, high in self._spans)

    def __repr__(self) -> str:
        return f"IntervalSet({self})"


EMPTY = IntervalSet()


class Knowledge(dict[Key, IntervalSet]):
    """{(writer, epoch): IntervalSet}; empty sets are never kept, so equal knowledge is equal."""

    @classmethod
    def of(cls, ids: Iterable[OpId]) -> "Knowledge":
        numbers: dict[Key, list[int]] = {}
        for op in ids:
            numbers.setdefault((op.writer, op.epoch), []).append(op.seq)
        return cls({key: IntervalSet.of(found) for key, found in numbers.items()})

    def has(self, op: OpId) -> bool:
        return op.seq in self.get((op.writer, op.epoch), EMPTY)

    def add(self, op: OpId) -> None:
        key = (op.writer, op.epoch)
        self[key] = self.get(key, EMPTY).add(op.seq)

    def union(self, other: Mapping[Key, IntervalSet]) -> "Knowledge":
        made = Knowledge(self)
        for key, found in other.items():
            if found:
                made[key] = made.get(key, EMPTY).union(found)
        return made

    def difference(self, other: Mapping[Key, IntervalSet]) -> "Knowledge":
        """What is known here and not there."""
        left = ((key, found.difference(other.get(key, EMPTY))) for key, found in self.items())
        return Knowledge({key: found for key, found in left if found})

    def ids(self) -> Iterator[OpId]:
        for writer, epoch in sorted(self):
            for seq in self[writer, epoch]:
                yield OpId(writer, epoch, seq)

    def count(self) -> int:
        return sum(len(found) for found in self.values())

    def digest(self) -> bytes:
        """16 bytes that depend on the content only, in whatever order it was learnt."""
        return hashlib.sha256(cbor.encode(self.to_value())).digest()[:DIGEST_BYTES]

    def to_value(self) -> list[Value]:
        """[[writer bytes, epoch, compact intervals], ...] sorted by writer and epoch."""
        return [
            [bytes.fromhex(key[0]), key[1], self[key].to_value()]
            for key in sorted(self)
            if self[key]
        ]

    @classmethod
    def from_value(cls, rows: object, limit: int) -> "Knowledge":
        """From `to_value`'s form with at most `limit` rows; raises Malformed."""
        if not isinstance(rows, list) or len(rows) > limit:
            raise _bad(f"at most {limit} rows of knowledge are expected")
        made = cls()
        for row in rows:
            if not isinstance(row, list) or len(row) != 3:
                raise _bad("a row is a writer, an epoch and intervals")
            key = read_key(row[0], row[1])
            if key in made:
                raise _bad("a writer's epoch stands twice")
            found = IntervalSet.from_value(row[2])
            if found:
                made[key] = found
        return made


def read_key(writer: object, epoch: object) -> Key:
    """A (writer, epoch) pair as it stands in messages; raises Malformed."""
    text = writer.hex() if isinstance(writer, bytes) else ""
    if not is_node_id(text) or type(epoch) is not int or not 1 <= epoch <= MAX_COUNTER:
        raise _bad("a writer of 8 bytes and an epoch are expected")
    return text, epoch


def _bad(what: str) -> Malformed:
    return Malformed("knowledge", what, "the sender must be repaired")
