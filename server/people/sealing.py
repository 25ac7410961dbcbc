"""Verifiers sealed to one node each, so that no frame and no stick carries them in clear.

HPKE (RFC 9180), base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305. The `info` binds a sealed
verifier to its person, so that one cannot be passed off as another's.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.people.keyfile import kept
from server.people.models import NodeKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.hpke import Suite

KEY_BYTES: Final = 32  # X25519 (RFC 7748, section 5)
_INFO: Final = b"tirek credential 1\x00"


def suite() -> "Suite":
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite  # noqa: PLC0415 - heavy

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def private_key(home: Path) -> "X25519PrivateKey":
    """This node's key in `home`/keys, made at its first use; readable by its owner only."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - heavy
        X25519PrivateKey,
    )

    raw = kept(
        home / "keys" / "node.x25519", lambda: X25519PrivateKey.generate().private_bytes_raw()
    )
    return X25519PrivateKey.from_private_bytes(raw)


def public_key(home: Path) -> bytes:
    """This node's public key: 32 bytes, to be told to the peers."""
    return private_key(home).public_key().public_bytes_raw()


def known_keys(session: Session) -> dict[str, bytes]:
    """Public keys by node id, this node's own included once it has been remembered."""
    return {row.node: row.public_key for row in session.scalars(select(NodeKey))}


def remember_key(session: Session, node: str, key: bytes) -> bool:
    """Keep a peer's public key (32 bytes); True when it is new or has changed."""
    if len(key) != KEY_BYTES:
        raise ValueError("an X25519 public key has 32 bytes")
    row = session.get(NodeKey, node)
    if row is None:
        session.add(NodeKey(node=node, public_key=key))
    elif row.public_key == key:
        return False
    else:
        row.public_key = key
    session.flush()
    return True


def seal(verifier: str, person: str, key: bytes) -> bytes:
    """`verifier` readable only by the holder of the private half of `key`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - heavy
        X25519PublicKey,
    )

    public = X25519PublicKey.from_public_bytes(key)
    return suite().encrypt(verifier.encode(), public, info=_INFO + person.encode())


def unseal(sealed: bytes, person: str, home: Path) -> str | None:
    """The verifier, or None where it was not sealed for this node and this person."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy

    try:
        plain = suite().decrypt(sealed, private_key(home), info=_INFO + person.encode())
    except (InvalidTag, ValueError):
        return None
    return plain.decode()
