"""Short names for what statements are found by, and the ids of statements that brought none."""

import hashlib
from functools import lru_cache
from typing import Final

_NAMES_CACHED: Final = 4_096
# More than a database has names for.
_NUMBERS: Final = 2**40
VERB: Final = "verb"
AGENT: Final = "agent"
ACTIVITY: Final = "activity"
REGISTRATION: Final = "registration"
SCHOOL: Final = "school"


@lru_cache(_NAMES_CACHED)
def number(school: str, kind: str, text: str) -> int:
    """A signed 64-bit name of a text within a school: the same on every node, with no lookup.

    It never lies where this node's own numbers for names do (server.lrs.naming).
    """
    digest = hashlib.sha256(f"{school}\0{kind}\0{text}".encode()).digest()
    made = int.from_bytes(digest[:8], "big", signed=True)
    return made if not 0 <= made < _NUMBERS else made + _NUMBERS


def digest(*parts: str) -> bytes:
    """16 bytes that stand for these parts together."""
    return hashlib.sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode()).digest()[:16]


def is_derived(record: str) -> bool:
    """Whether the id of the statement of a record is another than the record's name."""
    return not (len(record) == 36 and record[8] == "-")


def statement_id(record: str) -> bytes:
    """The id of the statement of a record: the record's own name where that is a UUID, else a
    UUID (version 8) derived from it.

    So a statement that came without an id costs none on the way: its record is its operation.
    """
    if not is_derived(record):
        return bytes.fromhex(record.replace("-", ""))
    raw = bytearray(hashlib.sha256(f"tirek statement {record}".encode()).digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    return bytes(raw)


def statement_uuid(record: str) -> str:
    """The same as text."""
    return uuid_text(statement_id(record))


def uuid_text(raw: bytes) -> str:
    """The usual form of 16 bytes."""
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
