"""Password verifiers: argon2id, at the smallest size OWASP accepts, so that a school box copes.

One verification costs about 20–40 ms of CPU and 19 MiB; no more run at once than there are
cores, so that a bell's 40 logins queue instead of filling the memory.
"""

import os
import threading
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TIME_COST: Final = 2
MEMORY_KIB: Final = 19 * 1024
PARALLELISM: Final = 1

_hasher: Final = PasswordHasher(TIME_COST, MEMORY_KIB, PARALLELISM, 32, 16)
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


@cache
def _dummy() -> str:
    return make_verifier("nobody has this password")


def verify_nobody(password: str) -> None:
    """Spend the same time for a login that does not exist, so that time tells nothing."""
    verify(_dummy(), password)
