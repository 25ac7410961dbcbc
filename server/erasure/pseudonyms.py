"""Names that lead to nobody."""

import secrets
from typing import Final

FAMILY_NAME: Final = "Оқушы"
"""«Pupil», with a number of chance, in the place of a name."""

_BEGINS: Final = "anon-"


def pseudonym() -> tuple[str, str]:
    """The id and the number of a new one, of chance alone."""
    return f"{_BEGINS}{secrets.token_hex(6)}", f"{secrets.randbelow(10_000):04}"


def is_pseudonym(person: str) -> bool:
    """Whether this is the id of one."""
    return person.startswith(_BEGINS)
