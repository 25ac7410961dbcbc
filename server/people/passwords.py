"""Password verifiers: argon2id, at the smallest size OWASP accepts, so that a school box copes.

One verification costs about 20–40 ms of CPU and 19 MiB; no more run at once than there are
cores, so that a bell's 40 logins queue instead of filling the memory.
"""

import base64
import os
import threading
from contextlib import suppress
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TIME_COST: Final = 2
MEMORY_KIB: Final = 19 * 1024
PARALLELISM: Final = 1

SALT_BYTES, HASH_BYTES = 16, 32

# The parameters above, as they stand before salt and hash.
_HEAD: Final = f"$argon2id$v=19$m={MEMORY_KIB},t={TIME_COST},p={PARALLELISM}$"
# First byte of a packed verifier: of which parameters salt and hash follow, or all of it as text.
_TEXT, _FIRST = b"\x00", b"\x01"
_hasher: Final = PasswordHasher(TIME_COST, MEMORY_KIB, PARALLELISM, HASH_BYTES, SALT_BYTES)
_slots: Final = threading.BoundedSemaphore(os.cpu_count() or 1)


def make_verifier(password: str) -> str:
    """The PHC string of a new password."""
    with _slots:
        return _hasher.hash(password)


def verify(verifier: str, password: str) -> bool:
    """Whether the password fits; False for a verifier that cannot be read."""
    with _slots:
        try:
            return _hasher.verify(verifier, password)
        except (VerificationError, InvalidHashError):
            return False


def packed(verifier: str) -> bytes:
    """A verifier in 49 bytes, where it has the parameters of today: else its text."""
    salt, _, digest = verifier.removeprefix(_HEAD).partition("$")
    with suppress(ValueError):
        raw = _FIRST + _raw(salt) + _raw(digest)
        if unpacked(raw) == verifier:
            return raw
    return _TEXT + verifier.encode()


def unpacked(raw: bytes) -> str:
    """The PHC string again; ValueError for bytes that no release has written."""
    if raw[:1] == _TEXT:
        return raw[1:].decode()
    if raw[:1] != _FIRST or len(raw) != 1 + SALT_BYTES + HASH_BYTES:
        raise ValueError("an unknown form of verifier")
    salt, digest = raw[1 : 1 + SALT_BYTES], raw[1 + SALT_BYTES :]
    return f"{_HEAD}{_text(salt)}${_text(digest)}"


def _raw(text: str) -> bytes:
    """Base64 without padding, as PHC strings have it."""
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).rstrip(b"=").decode()


@cache
def _dummy() -> str:
    return make_verifier("nobody has this password")


def verify_nobody(password: str) -> None:
    """Spend the same time for a login that does not exist, so that time tells nothing."""
    verify(_dummy(), password)
