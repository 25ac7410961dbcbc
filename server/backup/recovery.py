"""The school's recovery key: its secret half only ever stands on paper.

The node keeps the public half (X25519, RFC 7748), to which every copy is sealed: whoever steals the
disk of the copies, or the box with it, can read nothing there. On paper the secret is four lines of
four words of four signs (Base32, RFC 4648), the last three signs of a line being its check.
"""

import hashlib
from base64 import b32decode, b32encode
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.backup.errors import NoKey, WrongKey
from server.people.keyfile import kept

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

KEY_BYTES: Final = 32
_LINES: Final = 4
_SIGNS: Final = 13
_CHECK: Final = 3
_WORD: Final = 4
_LABEL: Final = b"tirek recovery key 1\x00"
_MISTAKEN: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Signs that Base32 does not have, and what was meant."""


def public_file(home: Path) -> Path:
    """Where the public half lies."""
    return home / "keys" / "recovery.pub"


def exists(home: Path) -> bool:
    """Whether this node knows a recovery key."""
    return public_file(home).exists()


def public(home: Path) -> bytes:
    """The public half; raises NoKey."""
    try:
        return public_file(home).read_bytes()
    except FileNotFoundError:
        raise NoKey(
            "backup", "there is no recovery key", "Make one with `tirek backup key`, and print it."
        ) from None


def unseen_file(home: Path) -> Path:
    """Where the id of a key stands whose paper nobody has confirmed."""
    return home / "keys" / "recovery.unseen"


def unseen(home: Path) -> bool:
    """Whether the present key was made on a page that may have been lost with its answer: copies
    are sealed to it, and nobody has said that its paper exists."""
    try:
        return unseen_file(home).read_text() == key_id(public_file(home).read_bytes())
    except FileNotFoundError:
        return False


def torn(home: Path) -> frozenset[str]:
    """Ids of former keys whose paper nobody ever confirmed: what was sealed to them is lost."""
    return frozenset(path.name.split(".")[1] for path in (home / "keys").glob("recovery.*.torn"))


def confirm(home: Path) -> None:
    """The present key's paper exists: somebody has read from it."""
    unseen_file(home).unlink(missing_ok=True)


def fresh(home: Path, *, seen: bool = True) -> bytes:
    """Make a recovery key in place of the one that was: its secret half, kept nowhere.

    Copies that were made before open with the former key only. Not `seen` where it is shown at the
    other end of a connection that may be gone: `unseen` holds until `confirm`.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - heavy
        X25519PrivateKey,
    )

    key = X25519PrivateKey.generate()
    half = key.public_key().public_bytes_raw()
    if unseen(home):
        kept(home / "keys" / f"recovery.{key_id(public(home))}.torn", bytes)
    confirm(home)
    if not seen:
        kept(unseen_file(home), key_id(half).encode)
    public_file(home).unlink(missing_ok=True)
    kept(public_file(home), lambda: half)
    return key.private_bytes_raw()


def opened(secret: bytes) -> "X25519PrivateKey":
    """The key whose secret half this is."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415 - heavy
        X25519PrivateKey,
    )

    return X25519PrivateKey.from_private_bytes(secret)


def key_id(public_half: bytes) -> str:
    """16 hex digits: names the folder of the copies that a key opens."""
    return hashlib.sha256(_LABEL + public_half).hexdigest()[:16]


def to_lines(secret: bytes) -> list[str]:
    """The secret (32 bytes) as it stands on paper."""
    signs = b32encode(secret).decode().rstrip("=")
    lines = []
    for number in range(_LINES):
        part = signs[number * _SIGNS : (number + 1) * _SIGNS]
        whole = part + _check(number, part)
        lines.append(" ".join(whole[at : at + _WORD] for at in range(0, len(whole), _WORD)))
    return lines


def from_text(text: str) -> bytes:
    """What was typed or scanned, in any case and with any spaces. Raises WrongKey, naming the line
    in which a sign is wrong."""
    signs = "".join(sign for sign in text.upper().translate(_MISTAKEN) if sign.isalnum())
    size = _SIGNS + _CHECK
    if len(signs) != _LINES * size:
        raise WrongKey(
            "recovery key",
            f"{len(signs)} signs were given",
            f"It has {_LINES} lines of {size} signs, as on the paper.",
        )
    secret = ""
    for number in range(_LINES):
        line = signs[number * size : (number + 1) * size]
        if _check(number, line[:_SIGNS]) != line[_SIGNS:]:
            raise WrongKey(
                "recovery key", f"line {number + 1} has a wrong sign", "Compare it with the paper."
            )
        secret += line[:_SIGNS]
    return b32decode(secret + "=" * (-len(secret) % 8))


def _check(number: int, part: str) -> str:
    digest = hashlib.sha256(_LABEL + bytes([number]) + part.encode()).digest()
    return b32encode(digest).decode()[:_CHECK]
