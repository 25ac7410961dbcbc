"""Fingerprints of parts of a log, by which two places find where they differ.

An item stands for one operation with what its verdict orders by; a part's fingerprint is the sum of
its items modulo 2^128, so it depends on no order and can be added up. This finds damage, it is no
defence against a peer that means harm: such a one is held by verdicts and seals.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from sync.core.knowledge import IntervalSet

FINGERPRINT_BYTES: Final = 16
_MODULUS: Final = 1 << (8 * FINGERPRINT_BYTES)
# Into how many parts a part that differs is cut, and how many operations are listed one by one:
# 16 parts of 16 bytes tell as much as a list of 16 operations does.
PARTS: Final = 16
LISTED: Final = 16


def item(seq: int, operation_hash: bytes, *, held: bool, order: int, rank: int) -> bytes:
    """16 bytes that stand for one operation in its writer's epoch."""
    told = operation_hash + seq.to_bytes(8, "big") + order.to_bytes(8, "big")
    return hashlib.sha256(told + bytes((held, rank))).digest()[:FINGERPRINT_BYTES]


def fingerprint(items: Iterable[bytes]) -> bytes:
    """The sum of items."""
    total = sum(int.from_bytes(one, "big") for one in items) % _MODULUS
    return total.to_bytes(FINGERPRINT_BYTES, "big")


def parts(numbers: IntervalSet) -> Iterator[IntervalSet]:
    """The set in at most 16 parts of about as many numbers, in order."""
    size = max(LISTED, -(-len(numbers) // PARTS))
    spans: list[tuple[int, int]] = []
    room = size
    for low, high in numbers.spans:
        start = low
        while start <= high:
            end = min(high, start + room - 1)
            spans.append((start, end))
            room -= end - start + 1
            start = end + 1
            if room == 0:
                yield IntervalSet(spans)
                spans, room = [], size
    if spans:
        yield IntervalSet(spans)
