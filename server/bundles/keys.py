"""A node's hand and lock on bundles: Ed25519 (RFC 8032) signs, HPKE (RFC 9180) seals.

The `info` of the seal names sender and recipient, so that nobody can pass another node's section
off as its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from server.bundles.models import SigningKey
from server.people import sealing
from server.people.keyfile import kept

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES: Final = 32
_INFO: Final = b"tirek bundle 1\x00"


def private_key(home: Path) -> "Ed25519PrivateKey":
    """This node's signing key in `home`/keys, made at its first use."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - heavy
        Ed25519PrivateKey,
    )

    raw = kept(
        home / "keys" / "node.ed25519", lambda: Ed25519PrivateKey.generate().private_bytes_raw()
    )
    return Ed25519PrivateKey.from_private_bytes(raw)


def public_key(home: Path) -> bytes:
    """This node's public signing key: 32 bytes, to be told to its peers."""
    return private_key(home).public_key().public_bytes_raw()


def remember(session: Session, node: str, key: bytes) -> None:
    """Keep a peer's signing key. Raises ValueError for another length."""
    if len(key) != KEY_BYTES:
        raise ValueError("an Ed25519 public key has 32 bytes")
    session.merge(SigningKey(node=node, public_key=key))
    session.flush()


def known(session: Session, node: str) -> bytes | None:
    """A peer's signing key; None while it is not known."""
    row = session.get(SigningKey, node)
    return row.public_key if row else None


def verified(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of `key` has signed."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class BundleKeys:
    """sync.carried.volumes.Keys for one export."""

    home: Path
    sender: str
    recipient: str
    lock: bytes

    def sign(self, message: bytes) -> bytes:
        """With this node's own key."""
        return private_key(self.home).sign(message)

    def seal(self, plain: bytes) -> bytes:
        """Readable by the recipient only."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - heavy
            X25519PublicKey,
        )

        public = X25519PublicKey.from_public_bytes(self.lock)
        return sealing.suite().encrypt(plain, public, info=_info(self.sender, self.recipient))


def opener(home: Path, sender: str, recipient: str) -> Callable[[bytes], bytes | None]:
    """Opens what `sender` sealed for this node, `recipient`; None for anything else."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy

    key = sealing.private_key(home)
    info = _info(sender, recipient)

    def unseal(sealed: bytes) -> bytes | None:
        try:
            return sealing.suite().decrypt(sealed, key, info=info)
        except (InvalidTag, ValueError):
            return None

    return unseal


def _info(sender: str, recipient: str) -> bytes:
    return _INFO + bytes.fromhex(sender) + bytes.fromhex(recipient)
