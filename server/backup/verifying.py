"""Reading copies whole: every object with its hash, and with the paper key every file."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from server.backup import recovery, sealed
from server.backup.errors import Damaged, WrongKey
from server.backup.files import is_inside
from server.backup.listing import Copy
from server.backup.vault import Vault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a copy: path below the data folder, permissions, bytes, SHA-256, objects."""

    path: str
    mode: int
    size: int
    sha256: bytes
    objects: tuple[str, ...]


@dataclass(slots=True)
class Verified:
    """What reading a copy found. `missing` and `damaged` count objects; `opened` says whether the
    files in them were looked at, too, `files` how many there are."""

    name: str
    objects: int
    bytes: int
    missing: int = 0
    damaged: int = 0
    opened: bool = False
    files: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether it can be put back."""
        return not (self.missing or self.damaged or self.wrong)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {**told, "sound": self.sound}


def key_for(vault: Vault, secret: bytes) -> "X25519PrivateKey":
    """The opened recovery key. Raises WrongKey where these copies were sealed to another."""
    key = recovery.opened(secret)
    if recovery.key_id(key.public_key().public_bytes_raw()) != vault.root.name:
        raise WrongKey(
            "recovery key", "it opens other copies than these", "Look for the paper of this school."
        )
    return key


def verify(vault: Vault, name: str, secret: bytes | None = None) -> Verified:
    """Read a copy's every object back from the disk; with the key also every file in them.

    Raises Damaged when the copy itself cannot be read, WrongKey.
    """
    copy = vault.read(name)
    done = Verified(name, len(copy.objects), sum(one.size for one in copy.objects.values()))
    for known, stored in copy.objects.items():
        if not vault.lies(known, stored):
            done.missing += 1
        elif not vault.holds(known, stored):
            done.damaged += 1
    if secret is not None:
        key = key_for(vault, secret)
        done.opened = True
        for entry in table(copy, key):
            done.files += 1
            if not _opens(vault, entry, key):
                done.wrong.append(entry.path)
    return done


def table(copy: Copy, key: "X25519PrivateKey") -> list[Entry]:
    """The files of a copy. Raises Damaged."""
    plain = b"".join(sealed.unseal(key, copy.binding, BytesIO(copy.table)))
    return [_entry(one) for one in json.loads(plain)["files"]]


def read(vault: Vault, entry: Entry, key: "X25519PrivateKey") -> Iterator[bytes]:
    """A file's bytes, its objects one after the other. Raises Damaged, at the latest at the end."""
    digest = hashlib.sha256()
    for name in entry.objects:
        with vault.open(name) as stream:
            for chunk in sealed.unseal(key, name, stream):
                digest.update(chunk)
                yield chunk
    if digest.digest() != entry.sha256:
        raise Damaged("backup", f"{entry.path} is damaged", "Restore from another copy or disk.")


def _opens(vault: Vault, entry: Entry, key: "X25519PrivateKey") -> bool:
    try:
        for _chunk in read(vault, entry, key):
            pass
    except Damaged:
        return False
    return True


def _entry(told: Mapping[str, Any]) -> Entry:
    if not is_inside(told["path"]):
        raise Damaged("backup", "a file lies outside of the data folder", "Use another copy.")
    return Entry(
        told["path"], told["mode"], told["size"], bytes.fromhex(told["sha256"]),
        tuple(told["objects"]),
    )  # fmt: skip
