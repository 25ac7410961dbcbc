"""Small secrets sealed to one node each, so that no frame and no stick carries them in clear.

HPKE (RFC 9180), base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305. The `info` binds a sealed
secret to its person, so that one cannot be passed off as another's. Verifiers of many people share
a sealed key: see envelopes.
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
    return seal_bytes(verifier.encode(), key, _INFO + person.encode())


def seal_bytes(plain: bytes, key: bytes, info: bytes) -> bytes:
    """`plain` for the holder of the private half of `key`: 48 bytes more; `info` is bound to it."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - heavy
        X25519PublicKey,
    )

    return suite().encrypt(plain, X25519PublicKey.from_public_bytes(key), info=info)


def unseal(sealed: bytes, person: str, home: Path) -> str | None:
    """The verifier, or None where it was not sealed for this node and this person."""
    plain = unseal_bytes(sealed, _INFO + person.encode(), home)
    return None if plain is None else plain.decode()


def unseal_bytes(sealed: bytes, info: bytes, home: Path) -> bytes | None:
    """What `seal_bytes` was given, or None where it was not sealed for this node or for that."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy

    try:
        return suite().decrypt(sealed, private_key(home), info=info)
    except (InvalidTag, ValueError):
        return None
