"""The short code that a pupil can copy into a notebook."""

from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without 0/O and 1/I, which look alike in handwriting."""


def receipt_code(op_hash: bytes) -> str:
    """`7K-42` from the first 20 bits of an operation's hash; not a secret and not an id."""
    bits = int.from_bytes(op_hash[:3], "big") >> 4
    signs = [ALPHABET[bits >> shift & 31] for shift in (15, 10, 5, 0)]
    return f"{signs[0]}{signs[1]}-{signs[2]}{signs[3]}"
