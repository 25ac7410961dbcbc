"""Password verifiers as they travel and lie: one small box for each person, and one key for all the
boxes that are written together, sealed once to each node that may open them.

A key is made for a fixed set of nodes and is never sealed to another one afterwards: whoever joins
later gets boxes under a key of their own. So a node can open exactly what was written for it,
however many boxes share a key. Boxes are AES-SIV (RFC 5297), which takes no nonce that could
repeat; the salt in each makes equal passwords differ. The name of the person is authenticated with
each box.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.hub.models import DownstreamNode
from server.people import passwords, sealing

KEY_BYTES: Final = 32  # AES-SIV with AES-128, as strong as the X25519 around it
_BOX: Final = b"tirek credential box 1\x00"
_INFO: Final = b"tirek credential key 1\x00"
_SEALED_KEY_BYTES: Final = 32 + KEY_BYTES + 16  # RFC 9180: encapsulation, key, tag
# What stands before the bytes in the table: a verifier sealed by itself, or a sealed key and a box.
_ALONE, _BOXED = b"\x01", b"\x02"
_KEPT: Final = "tirek.envelopes"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A key for boxes (32 bytes), and by node the key sealed to it (80 bytes)."""

    key: bytes
    sealed: Mapping[str, bytes]

    def box(self, verifier: str, person: str) -> bytes:
        """The verifier, for whoever has the key: 65 bytes."""
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415 - heavy

        return AESSIV(self.key).encrypt(passwords.packed(verifier), [_BOX, person.encode()])


def envelope(session: Session, keys: Mapping[str, bytes]) -> Envelope:
    """The key for these nodes in this unit of work; nothing but the session remembers it."""
    known: dict[tuple[tuple[str, bytes], ...], Envelope] = session.info.setdefault(_KEPT, {})
    nodes = tuple(sorted(keys.items()))
    found = known.get(nodes)
    if found is None:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415 - heavy

        key = AESSIV.generate_key(8 * KEY_BYTES)
        sealed = {node: sealing.seal_bytes(key, public, _INFO) for node, public in nodes}
        found = known[nodes] = Envelope(key, sealed)
    return found


def row(sealed: bytes, box: bytes | None) -> bytes:
    """What the table keeps for one person and node."""
    if box is None or len(sealed) != _SEALED_KEY_BYTES:
        return _ALONE + sealed
    return _BOXED + sealed + box


def parts(kept: bytes) -> tuple[bytes, bytes | None]:
    """What `row` was made of: for the node, and for all."""
    if kept[:1] == _BOXED:
        return kept[1 : 1 + _SEALED_KEY_BYTES], kept[1 + _SEALED_KEY_BYTES :]
    return kept[1:], None


def verifier_in(kept: bytes, person: str, home: Path) -> str | None:
    """The verifier, or None where it was not written for this node and this person."""
    sealed, box = parts(kept)
    if box is None:
        return sealing.unseal(sealed, person, home)
    key = sealing.unseal_bytes(sealed, _INFO, home)
    if key is None or len(key) != KEY_BYTES:
        return None
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415 - heavy

    try:
        return passwords.unpacked(AESSIV(key).decrypt(box, [_BOX, person.encode()]))
    except (InvalidTag, ValueError):
        return None


def readers(session: Session, schools: frozenset[str]) -> dict[str, bytes]:
    """Public keys of the nodes that a verifier of somebody of these schools is written for: this
    one, the one above, and of those below the ones that serve such a school and aren't revoked.
    """
    found = sealing.known_keys(session)
    below = select(DownstreamNode.node, DownstreamNode.schools, DownstreamNode.revoked_ms)
    for node, served, revoked_ms in session.execute(below):
        if revoked_ms is not None or (schools and schools.isdisjoint(served)):
            found.pop(node, None)
    return found
