"""The byte form of one copy: what it needs in clear, which files those are is sealed.

`TKBC`, a version byte, the length of a JSON header and the header, one record of 72 bytes for each
object, the sealed table of files, and SHA-256 of all that. Without the paper key anybody can check
that every byte is there; nobody can tell a name, a person or what has changed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, NamedTuple

from server.backup.errors import Damaged
from server.backup.limits import MAX_HEADER_BYTES

MAGIC: Final = b"TKBC\x01"
_HASH: Final = 32
_SIZE: Final = 8
_RECORD: Final = 2 * _HASH + _SIZE
_HINT: Final = "Use another copy; the next night makes a new one."


class Stored(NamedTuple):
    """An object as it lies on the disk: SHA-256 and size of its sealed bytes."""

    sha256: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a copy says of itself in clear. Times in unix ms, sizes in bytes; `revision` is that of
    the database, `new_bytes` what this copy has added to the disk."""

    node: str
    made_ms: int
    program: str
    revision: str
    files: int
    plain_bytes: int
    new_bytes: int


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy: its header, the objects it needs by name, and the sealed table of files."""

    header: Header
    objects: Mapping[str, Stored]
    table: bytes

    @property
    def binding(self) -> str:
        """The name under which the table is sealed: it belongs to this list and no other."""
        return binding(self.header, self.objects)

    def encode(self) -> bytes:
        """The bytes of the file."""
        body = _opening(self.header, self.objects) + self.table
        return body + hashlib.sha256(body).digest()


def binding(header: Header, objects: Mapping[str, Stored]) -> str:
    """See Copy.binding."""
    return "copy " + hashlib.sha256(_opening(header, objects)).hexdigest()


def decode(data: bytes, name: str) -> Copy:
    """The copy in a file called `name`. Raises Damaged."""
    body, told = data[:-_HASH], data[-_HASH:]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != told:
        raise Damaged("backup", f"the copy {name} is damaged", _HINT)
    try:
        header, rest = _counted(body[len(MAGIC) :], MAX_HEADER_BYTES)
        records, table = _counted(rest, len(rest))
        return Copy(Header(**json.loads(header)), _objects(records), table)
    except (ValueError, TypeError, RecursionError):
        raise Damaged("backup", f"the copy {name} is of another release", _HINT) from None


def encode_objects(objects: Mapping[str, Stored]) -> bytes:
    """Records alone, with their hash: what is known to be kept while a copy is under way."""
    body = _records(objects)
    return body + hashlib.sha256(body).digest()


def decode_objects(data: bytes) -> dict[str, Stored]:
    """What `encode_objects` gave; nothing where it is damaged, since it only saves work."""
    body, told = data[:-_HASH], data[-_HASH:]
    if hashlib.sha256(body).digest() != told:
        return {}
    return _objects(body)


def _opening(header: Header, objects: Mapping[str, Stored]) -> bytes:
    said = json.dumps(asdict(header), sort_keys=True).encode()
    return MAGIC + _count(said) + _count(_records(objects))


def _records(objects: Mapping[str, Stored]) -> bytes:
    return b"".join(
        bytes.fromhex(name) + one.sha256 + one.size.to_bytes(_SIZE, "big")
        for name, one in sorted(objects.items())
    )


def _objects(records: bytes) -> dict[str, Stored]:
    if len(records) % _RECORD:
        raise ValueError("half a record")
    found = {}
    for at in range(0, len(records), _RECORD):
        one = records[at : at + _RECORD]
        size = int.from_bytes(one[2 * _HASH :], "big")
        found[one[:_HASH].hex()] = Stored(one[_HASH : 2 * _HASH], size)
    return found


def _count(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _counted(data: bytes, most: int) -> tuple[bytes, bytes]:
    size = int.from_bytes(data[:4], "big")
    if size > most or len(data) < 4 + size:
        raise ValueError("too short")
    return data[4 : 4 + size], data[4 + size :]
