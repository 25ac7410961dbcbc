"""The five sections of a tight body, and how columns of integers stand in them.

Structure, text, one-byte tokens, raw bytes and single bits are kept apart, since each compresses in
its own way; a column is read by taking from each section where the last one stopped
(docs/reference/sync-format.md, section Tight body).
"""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, groupby, pairwise
from math import log2
from operator import ne

from sync.core.errors import Malformed
from sync.limits import MAX_FRAME_NUMBERS, MAX_FRAME_TEXT_BYTES

# How the numbers of a column stand.
CONST, BYTES, TOKENS, FIXED, RUNS = range(5)
# What was done to them before.
PLAIN, SIGNED, ABOVE, DELTA, RISING = range(5)

_MAX_U64 = 2**64 - 1
_MAX_VARINT_BYTES = 10
# Numbers below this are their own token; above, a token holds the length and the two highest bits.
_DIRECT = 16
_FEW = 100


def _split(number: int) -> tuple[int, int, int]:
    """(token, low bits, how many of them) of a number of at most 64 bits."""
    if number < _DIRECT:
        return number, 0, 0
    low = number.bit_length() - 3
    return (low << 2) + 8 + (number >> low & 3), number & ((1 << low) - 1), low


_SPLITS = tuple(_split(number) for number in range(4096))
_TOKENS = tuple(token for token, _, _ in _SPLITS)
_FORMATS = tuple(f"0{size}b" for size in range(64))
# Bits that follow a token.
_LOW_BITS = tuple(0 if token < _DIRECT else (token - 8) >> 2 for token in range(256))


def bad(what: str) -> Malformed:
    return Malformed("frame", what, "ask the sender for it again")


class Out:
    """Sections being written. `cost` estimates the bits that all of it takes once compressed."""

    __slots__ = ("bits", "cost", "head", "raw", "text", "tokens")

    def __init__(self) -> None:
        self.head = bytearray()
        self.text = bytearray()
        self.raw = bytearray()
        self.tokens: list[bytes] = []
        self.bits: list[str] = []
        self.cost = 0.0

    def add(self, other: "Out") -> None:
        self.head += other.head
        self.text += other.text
        self.raw += other.raw
        self.tokens += other.tokens
        self.bits += other.bits
        self.cost += other.cost

    def uint(self, number: int) -> None:
        """A non-negative integer, 7 bits a byte, lowest first."""
        self.cost += 7
        while number > 0x7F:
            self.head.append(number & 0x7F | 0x80)
            number >>= 7
            self.cost += 8
        self.head.append(number)

    def sint(self, number: int) -> None:
        self.uint(zigzag(number))

    def name(self, text: bytes) -> None:
        """A short text of the structure."""
        self.uint(len(text))
        self.head += text
        self.cost += 4 * len(text)

    def texts(self, data: bytes) -> None:
        self.text += data
        self.cost += 3.5 * len(data)

    def raws(self, data: bytes) -> None:
        self.raw += data
        self.cost += 8 * len(data)

    def ints(self, numbers: Sequence[int]) -> None:
        """A column of non-negative integers below 2**64."""
        _write_best(self, numbers, (PLAIN,))

    def signed(self, numbers: Sequence[int], *, rising: bool = False) -> None:
        """A column of integers; the best of several ways to make them non-negative."""
        ways = (SIGNED, ABOVE, DELTA, RISING) if rising else (SIGNED, ABOVE, DELTA)
        _write_best(self, numbers, ways)

    def sections(self) -> list[list[bytes]]:
        """Head, text, tokens by column, raw bytes and bits, in the order of the format."""
        joined = "".join(self.bits)
        size = -(-len(joined) // 8)
        bits = int(joined.ljust(size * 8, "0"), 2).to_bytes(size, "big") if joined else b""
        return [[bytes(self.head)], [bytes(self.text)], self.tokens, [bytes(self.raw)], [bits]]


def _write_best(out: Out, numbers: Sequence[int], ways: Sequence[int]) -> None:
    if not numbers:
        return
    best: Out | None = None
    for way in ways:
        if way == RISING and best is not None and len(numbers) < 2:
            break
        made = _transform(way, numbers)
        if made is None:
            continue
        trial = Out()
        _pack(trial, way, *made, runs=True)
        if best is None or trial.cost < best.cost:
            best = trial
    if best is None:
        raise Malformed("frame", "a number of more than 64 bits", "use another codec")
    out.add(best)


def _transform(way: int, numbers: Sequence[int]) -> tuple[Sequence[int], int | None] | None:
    """(non-negative numbers, the lowest one taken off); None where this way does not work."""
    base = None
    made: Sequence[int] = numbers
    if way == SIGNED:
        made = [n << 1 if n >= 0 else ~n << 1 | 1 for n in numbers]
    elif way == ABOVE:
        base = min(numbers)
        made = [n - base for n in numbers]
    elif way in (DELTA, RISING):
        base = numbers[0]
        steps = [b - a for a, b in pairwise(numbers)]
        if way == RISING and steps and min(steps) < 0:
            return None
        made = steps if way == RISING else [zigzag(n) for n in steps]
    if made and (max(made) > _MAX_U64 or min(made) < 0):
        return None
    if base is not None and zigzag(base) > _MAX_U64:
        return None
    return made, base


def _pack(out: Out, way: int, numbers: Sequence[int], base: int | None, *, runs: bool) -> None:
    """Write in the cheapest of the five ways."""
    most = max(numbers, default=0)
    count = len(numbers)
    packing, cost = CONST, 8.0
    tokens = b""
    if count and min(numbers) != most:
        packing, cost = FIXED, 12.0 + count * most.bit_length()
        if most < 256:
            tokens = bytes(numbers)
            found = _entropy(tokens)
            if found < cost:
                packing, cost = BYTES, found
        if most >= _DIRECT:
            hybrid = bytes([_TOKENS[n] if n < 4096 else _split(n)[0] for n in numbers])
            found = _entropy(hybrid) + sum(map(_LOW_BITS.__getitem__, hybrid))
            if found < cost:
                packing, cost, tokens = TOKENS, found, hybrid
        if runs and count > 7 and 2 * sum(map(ne, numbers, numbers[1:])) + 2 < count:
            trial = _runs(numbers)
            if trial.cost < cost:
                _heading(out, way, RUNS, base)
                out.add(trial)
                return
    _heading(out, way, packing, base)
    if packing == CONST:
        if count:
            out.uint(most)
    elif packing == FIXED:
        width = most.bit_length()
        out.uint(width)
        form = f"0{width}b"
        out.bits += [format(n, form) for n in numbers]
        out.cost += count * width
    else:
        out.tokens.append(tokens)
        out.cost += cost
        if packing == TOKENS:
            splits = [_SPLITS[n] if n < 4096 else _split(n) for n in numbers if n >= _DIRECT]
            out.bits += [format(low, _FORMATS[size]) for _, low, size in splits]


def _runs(numbers: Sequence[int]) -> Out:
    groups = [(n, sum(1 for _ in same)) for n, same in groupby(numbers)]
    out = Out()
    out.uint(len(groups))
    _pack(out, PLAIN, [n for n, _ in groups], None, runs=False)
    _pack(out, PLAIN, [size - 1 for _, size in groups], None, runs=False)
    return out


def _heading(out: Out, way: int, packing: int, base: int | None) -> None:
    out.head.append(way << 4 | packing)
    out.cost += 5
    if base is not None:
        out.sint(base)


def _entropy(tokens: bytes) -> float:
    """Bits of tokens after an order-0 coder, with what its table costs."""
    count = len(tokens)
    seen = Counter(tokens)
    total = sum(n * log2(count / n) for n in seen.values())
    if count < _FEW:
        # So few share the table of their neighbours, which fits them badly.
        return min(total + 5 * len(seen), 7.0 * count) + 4
    return max(total, count * 0.08) + 4 * len(seen) + 48


def zigzag(number: int) -> int:
    return number << 1 if number >= 0 else ~number << 1 | 1


def unzigzag(number: int) -> int:
    return ~(number >> 1) if number & 1 else number >> 1


class In:
    """Sections being read. Every method raises Malformed (or IndexError at the end of a section,
    which `tight` reports as Malformed) and never takes more memory than the limits allow."""

    def __init__(self, head: bytes, text: bytes, tokens: bytes, raw: bytes, bits: bytes) -> None:
        self._head = head
        self._at = 0
        self._text = _Bytes(text)
        self._tokens = _Bytes(tokens)
        self._raw = _Bytes(raw)
        self._bits = format(int.from_bytes(bits, "big"), f"0{len(bits) * 8}b") if bits else ""
        self._bit = 0
        self._numbers = MAX_FRAME_NUMBERS
        self._texts = MAX_FRAME_TEXT_BYTES

    def uint(self, most: int = _MAX_U64) -> int:
        number = shift = 0
        for _ in range(_MAX_VARINT_BYTES):
            byte = self._head[self._at]
            self._at += 1
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                if number > most:
                    raise bad(f"a number above {most}")
                return number
            shift += 7
        raise bad("a number without an end")

    def sint(self) -> int:
        return unzigzag(self.uint())

    def byte(self) -> int:
        found = self._head[self._at]
        self._at += 1
        return found

    def name(self, most: int) -> bytes:
        end = self.uint(most) + self._at
        if end > len(self._head):
            raise bad("the structure ends too early")
        found = self._head[self._at : end]
        self._at = end
        return found

    @property
    def structure(self) -> tuple[bytes, int]:
        """The structure and the place in it, for values that stand there as CBOR."""
        return self._head, self._at

    def skip_to(self, at: int) -> None:
        self._at = at

    def text(self, size: int) -> bytes:
        return self._text.take(size)

    def raw(self, size: int) -> bytes:
        return self._raw.take(size)

    def spend(self, size: int) -> None:
        """Account for bytes of text that are made here without standing in the body."""
        self._texts -= size
        if self._texts < 0:
            raise bad("more text than a frame may hold")

    def ints(self, count: int, *, runs: bool = True) -> list[int]:
        """A column of `count` integers."""
        if not count:
            return []
        self._numbers -= count
        if self._numbers < 0:
            raise bad("more numbers than a frame may hold")
        heading = self.byte()
        way, packing = heading >> 4, heading & 15
        base = self.sint() if way in (ABOVE, DELTA, RISING) else 0
        stepped = way in (DELTA, RISING)
        numbers = self._unpack(packing, count - stepped, runs)
        if way == PLAIN:
            return numbers
        if way == SIGNED:
            return [unzigzag(n) for n in numbers]
        if way == ABOVE:
            return [n + base for n in numbers]
        if way == DELTA:
            return list(accumulate(map(unzigzag, numbers), initial=base))
        if way == RISING:
            return list(accumulate(numbers, initial=base))
        raise bad("an unknown form of numbers")

    def below(self, most: int, count: int, what: str, *, runs: bool = True) -> list[int]:
        """A column of `count` integers from 0 to `most` - 1: places in a table, or sizes."""
        numbers = self.ints(count, runs=runs)
        if numbers and not (min(numbers) >= 0 and max(numbers) < most):
            raise bad(f"{what} that is not there")
        return numbers

    def _unpack(self, packing: int, count: int, runs: bool) -> list[int]:
        if packing == CONST:
            return [self.uint()] * count if count else []
        if packing == BYTES:
            return list(self._tokens.take(count))
        if packing == FIXED:
            return self._fixed(self.uint(64), count)
        if packing == TOKENS:
            return self._hybrid(count)
        if packing != RUNS or not runs:
            raise bad("an unknown packing of numbers")
        groups = self.uint(count)
        values = self.ints(groups, runs=False)
        sizes = self.below(count, groups, "a run", runs=False)
        if sum(sizes) + groups != count:
            raise bad("runs of another length than their column")
        return [n for n, size in zip(values, sizes, strict=True) for _ in range(size + 1)]

    def _fixed(self, width: int, count: int) -> list[int]:
        if not width:
            return [0] * count
        start, end = self._bit, self._bit + width * count
        if end > len(self._bits):
            raise bad("the bits end too early")
        self._bit = end
        bits = self._bits
        return [int(bits[at : at + width], 2) for at in range(start, end, width)]

    def _hybrid(self, count: int) -> list[int]:
        bits, at = self._bits, self._bit
        numbers = []
        for token in self._tokens.take(count):
            if token < _DIRECT:
                numbers.append(token)
                continue
            low = (token - 8) >> 2
            end = at + low
            if end > len(bits):
                raise bad("the bits end too early")
            numbers.append((4 | token & 3) << low | int(bits[at:end], 2))
            at = end
        self._bit = at
        return numbers

    def finish(self) -> None:
        """Nothing may be left over: a body has no room for what nobody reads."""
        rest = self._bits[self._bit :]
        whole = (self._text, self._tokens, self._raw)
        if self._at != len(self._head) or any(part.rest for part in whole):
            raise bad("bytes that belong to nothing")
        if len(rest) > 7 or "1" in rest:
            raise bad("bits that belong to nothing")


class _Bytes:
    """A section that is taken from its beginning to its end."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def rest(self) -> int:
        return len(self._data) - self._at

    def take(self, size: int) -> bytes:
        if size > self.rest:
            raise bad("a section ends too early")
        start = self._at
        self._at += size
        return self._data[start : self._at]
