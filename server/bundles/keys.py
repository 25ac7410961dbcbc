"""A node's hand and lock on bundles: Ed25519 (RFC 8032) signs, HPKE (RFC 9180) seals.

The `info` of the seal names sender and recipient, so that nobody can pass another node's section
off as its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from content.blobs import sync_folder
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

    return Ed25519PrivateKey.from_private_bytes(kept(_present_file(home), _fresh))


def public_key(home: Path) -> bytes:
    """This node's public signing key: 32 bytes, to be told to its peers."""
    return private_key(home).public_key().public_bytes_raw()


def identity(home: Path) -> "Ed25519PrivateKey":
    """A hub's identity in `home`/keys, made at its first use: it only ever signs certificates, so
    that it can lie on paper in a safe, and outlive every key that it certifies."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - heavy
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(kept(_identity_file(home), _fresh))


def keep_identity(home: Path, secret: bytes) -> None:
    """Put a hub's identity (32 bytes) back in place of the one that is there."""
    _identity_file(home).unlink(missing_ok=True)
    kept(_identity_file(home), lambda: secret)


def _identity_file(home: Path) -> Path:
    return home / "keys" / "identity.ed25519"


def identity_public(home: Path) -> bytes:
    """The public half of a hub's identity: 32 bytes."""
    return identity(home).public_key().public_bytes_raw()


def next_key(home: Path) -> bytes:
    """The public half of the key that takes over once it is certified, made at its first use."""
    return _public(kept(_next_file(home), _fresh))


def waiting_key(home: Path) -> bytes | None:
    """The public half of the next key, where there is one."""
    file = _next_file(home)
    return _public(file.read_bytes()) if file.exists() else None


def take_over(home: Path) -> None:
    """From now on sign with the next key."""
    _next_file(home).replace(_present_file(home))
    sync_folder(home / "keys")


def _present_file(home: Path) -> Path:
    return home / "keys" / "node.ed25519"


def _next_file(home: Path) -> Path:
    return home / "keys" / "node-next.ed25519"


def _fresh() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - heavy
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.generate().private_bytes_raw()


def _public(raw: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - heavy
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()


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
    certificate: bytes = b""

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
