"""Seals: one signature over all entries of a frame, and proofs that an entry was among them.

A node that sends a frame of its feeds signs the root of a Merkle tree over the frame's entries
(the tree of RFC 6962, section 2.1). The node that keeps the signature and the leaves can later show
any of these entries, with the hashes between it and the root, and nothing of the others. So a hub
that was restored takes back what it had said itself, and believes no forger.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from sync.core.cbor import Value
from sync.core.errors import Malformed
from sync.core.knowledge import IntervalSet
from sync.limits import MAX_FRAME_OPERATIONS, MAX_PROOF_HASHES

HASH_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64  # Ed25519 (RFC 8032)
_LABEL: Final = b"tirek seal 1\x00"
_LEAF, _NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that entries stood in a sealed frame.

    `places` are theirs, counted from 1 among the frame's `count` entries; `hashes` those of the
    tree's parts that hold none of them, from left to right.
    """

    signature: bytes
    count: int
    places: IntervalSet
    hashes: tuple[bytes, ...]


def leaf(operation_hash: bytes, verdict: bytes) -> bytes:
    """Of one entry: the hash of its operation, and its verdict's canonical bytes.

    The hash alone, so that an erased operation can still be shown.
    """
    return hashlib.sha256(_LEAF + operation_hash + verdict).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Of at least one leaf."""
    return _root(0, len(leaves), dict(enumerate(leaves)), iter(()))


def message(signer: str, count: int, top: bytes) -> bytes:
    """What the node `signer` signs for a frame of `count` entries."""
    return _LABEL + bytes.fromhex(signer) + count.to_bytes(4, "big") + top


def prove(signature: bytes, leaves: Sequence[bytes], places: IntervalSet) -> Proof:
    """The proof for the entries at `places` (from 1)."""
    found: list[bytes] = []
    wanted = {place - 1 for place in places}
    _hide(0, len(leaves), leaves, wanted, found)
    return Proof(signature, len(leaves), places, tuple(found))


def shown(proof: Proof, leaves: Sequence[bytes]) -> bytes:
    """The root that the proof leads to for the leaves at its places, in their order; Malformed
    when the proof does not fit them."""
    if len(proof.places) != len(leaves) or proof.places.highest > proof.count or not leaves:
        raise _bad("it is for other entries")
    known = {place - 1: one for place, one in zip(proof.places, leaves, strict=True)}
    rest = iter(proof.hashes)
    top = _root(0, proof.count, known, rest)
    if next(rest, None) is not None:
        raise _bad("it has too many hashes")
    return top


def to_value(proof: Proof) -> list[Value]:
    """[signature, count, places, hashes in one byte string]."""
    return [proof.signature, proof.count, proof.places.to_value(), b"".join(proof.hashes)]


def from_value(raw: object) -> Proof:
    """From `to_value`'s form; raises Malformed."""
    if not isinstance(raw, list) or len(raw) != 4:
        raise _bad("an array of 4 parts is expected")
    signature, count, places, hashes = raw
    if not isinstance(signature, bytes) or len(signature) != SIGNATURE_BYTES:
        raise _bad("signature")
    if type(count) is not int or not 1 <= count <= MAX_FRAME_OPERATIONS:
        raise _bad("count")
    if (
        not isinstance(hashes, bytes)
        or len(hashes) % HASH_BYTES
        or len(hashes) > MAX_PROOF_HASHES * HASH_BYTES
    ):
        raise _bad("hashes")
    found = IntervalSet.from_value(cast("list[int]", places))
    if found.highest > count:
        raise _bad("places")
    split = tuple(hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES))
    return Proof(signature, count, found, split)


def _split(low: int, high: int) -> int:
    """Where the left part ends: the largest power of two below the number of leaves."""
    return low + (1 << ((high - low - 1).bit_length() - 1))


def _root(low: int, high: int, known: Mapping[int, bytes], rest: Iterator[bytes]) -> bytes:
    if not known:
        found = next(rest, None)
        if found is None:
            raise _bad("hashes are missing")
        return found
    if high - low == 1:
        return known[low]
    middle = _split(low, high)
    left = _root(low, middle, {k: v for k, v in known.items() if k < middle}, rest)
    right = _root(middle, high, {k: v for k, v in known.items() if k >= middle}, rest)
    return hashlib.sha256(_NODE + left + right).digest()


def _hide(
    low: int, high: int, leaves: Sequence[bytes], wanted: set[int], found: list[bytes]
) -> None:
    if not wanted:
        found.append(root(leaves[low:high]))
        return
    if high - low == 1:
        return
    middle = _split(low, high)
    _hide(low, middle, leaves, {place for place in wanted if place < middle}, found)
    _hide(middle, high, leaves, {place for place in wanted if place >= middle}, found)


def _bad(what: str) -> Malformed:
    return Malformed("seal", what, "the sender must be repaired")
