"""What changed between two versions of one file, as pieces to copy and bytes to add.

Phones have no decoder for delta packs, and need none: whole files come compressed by HTTP, and so
does this. A difference is a list of numbers, three for each step, and the bytes that are new:

    [bytes to take from the added ones, bytes to copy from the base, where they begin relative to
     the end of the last copy, …]

A phone puts the new file together from slices of the old one, without reading it through, and
believes nothing but the new file's hash.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

BLOCK_BYTES: Final = 16
"""Bytes of the base that are found again at any place; shorter copies cost more than they spare."""
MIN_COPY_BYTES: Final = 24
"""Bytes from which a copy is cheaper than the three numbers that name it."""
STRIDE_BYTES: Final = 65_536
"""Bytes compared at once while a copy grows."""


class Difference(NamedTuple):
    """`steps` as above; `added`, the bytes that the base has not."""

    steps: list[int]
    added: bytes


def difference(base: bytes, new: bytes) -> Difference:
    """How `new` is made from `base`. Takes about a second for two megabytes without a likeness."""
    steps: list[int] = []
    added: list[bytes] = []
    done = last = 0
    for start, end, offset in _copies(base, new):
        steps += [start - done, end - start, offset - last]
        added.append(new[done:start])
        done, last = end, offset + end - start
    if done < len(new):
        steps += [len(new) - done, 0, 0]
        added.append(new[done:])
    return Difference(steps, b"".join(added))


def apply(base: bytes, found: Difference) -> bytes:
    """The new file; ValueError when the steps leave the base or the added bytes."""
    steps, added = found
    if len(steps) % 3:
        raise ValueError("steps")
    parts: list[bytes] = []
    taken = at = 0
    for take, copy, skip in zip(steps[::3], steps[1::3], steps[2::3], strict=True):
        at += skip
        if min(take, copy, at) < 0 or taken + take > len(added) or at + copy > len(base):
            raise ValueError("steps")
        parts += [added[taken : taken + take], base[at : at + copy]]
        taken += take
        at += copy
    if taken != len(added):
        raise ValueError("added")
    return b"".join(parts)


def _copies(base: bytes, new: bytes) -> Iterator[tuple[int, int, int]]:
    """Where `new` has something of `base`: its start and end there, and the start in the base."""
    blocks: dict[bytes, int] = {}
    for place in range(len(base) - BLOCK_BYTES, -1, -BLOCK_BYTES):
        blocks[base[place : place + BLOCK_BYTES]] = place
    done = at = expected = 0
    while at <= len(new) - BLOCK_BYTES:
        block = new[at : at + BLOCK_BYTES]
        # Where the last copy would go on is the likeliest place: text is edited in few spots.
        place = expected + at - done
        if base[place : place + BLOCK_BYTES] != block:
            found = blocks.get(block)
            if found is None:
                at += 1
                continue
            place = found
        back = _same_before(base, place, new, at, at - done)
        ahead = _same_after(base, place, new, at)
        if back + ahead < MIN_COPY_BYTES:
            at += 1
            continue
        yield at - back, at + ahead, place - back
        expected = place + ahead
        at += ahead
        done = at


def _same_before(base: bytes, place: int, new: bytes, at: int, most: int) -> int:
    count = 0
    while count < min(most, place) and base[place - count - 1] == new[at - count - 1]:
        count += 1
    return count


def _same_after(base: bytes, place: int, new: bytes, at: int) -> int:
    begun, stride = at, STRIDE_BYTES
    while stride:
        piece = base[place : place + stride]
        if len(piece) == stride and piece == new[at : at + stride]:
            place += stride
            at += stride
        else:
            stride //= 2
    return at - begun
