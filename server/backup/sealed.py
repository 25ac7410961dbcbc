"""A file sealed to the recovery key (docs/reference/backup-format.md).

`TKBK`, a version byte, the run's key sealed by HPKE (RFC 9180), then chunks: four bytes of length
and ChaCha20-Poly1305 over a flag and up to 256 KiB, zstd where that helps. The nonce counts the
chunks and marks the last one (STREAM, as age does it), so that nothing can be cut off, swapped or
added. Each file has a key of its own, drawn from the run's key and the file's name.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol

from server.backup.errors import Damaged
from server.backup.limits import CHUNK_BYTES, MAX_SEALED_CHUNK_BYTES, ZSTD_LEVEL
from server.people import sealing

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

MAGIC: Final = b"TKBK"
VERSION: Final = 1
KEY_BYTES: Final = 32
WRAPPED_BYTES: Final = KEY_BYTES + 48
HEAD_BYTES: Final = len(MAGIC) + 1 + WRAPPED_BYTES
_INFO: Final = b"tirek backup 1\x00"
_LENGTH: Final = 4
_RAW: Final = b"\x00"
_ZSTD: Final = b"\x01"


class Writable(Protocol):
    """What sealed bytes go to."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class RunKey:
    """One key for all files of a run, and the same sealed for the paper's holder: the asymmetric
    step is taken once, not once a file."""

    key: bytes
    wrapped: bytes

    @staticmethod
    def draw(public: bytes, random: bytes) -> "RunKey":
        """`random`: 32 bytes; `public`: the recovery key's public half."""
        return RunKey(random, sealing.seal_bytes(random, public, _INFO))


@dataclass(frozen=True, slots=True)
class Written:
    """Of a sealed file: SHA-256 and size of its bytes, and of the plain ones."""

    sha256: bytes
    size: int
    plain_sha256: bytes
    plain_size: int


def seal(run: RunKey, name: str, plain: Iterable[bytes], out: Writable) -> Written:
    """Write `plain` (pieces of any size) to `out` as the file called `name`."""
    from backports import zstd  # noqa: PLC0415 - heavy, and only copies need it

    told, said = hashlib.sha256(), hashlib.sha256()
    sizes = [0, 0]
    cipher = _cipher(run.key, name)

    def put(data: bytes) -> None:
        out.write(data)
        told.update(data)
        sizes[0] += len(data)

    put(MAGIC + bytes([VERSION]) + run.wrapped)
    for number, (chunk, last) in enumerate(_chunks(plain)):
        said.update(chunk)
        sizes[1] += len(chunk)
        packed = zstd.compress(chunk, ZSTD_LEVEL)
        body = _ZSTD + packed if len(packed) < len(chunk) else _RAW + chunk
        closed = cipher.encrypt(_nonce(number, last=last), body, None)
        put(len(closed).to_bytes(_LENGTH, "big") + closed)
    return Written(told.digest(), sizes[0], said.digest(), sizes[1])


def unseal(secret: "X25519PrivateKey", name: str, source: BinaryIO) -> Iterator[bytes]:
    """The plain chunks of the file called `name`. Raises Damaged, at the latest at the end."""
    from backports import zstd  # noqa: PLC0415 - as above
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy

    head = source.read(HEAD_BYTES)
    if len(head) != HEAD_BYTES or not head.startswith(MAGIC + bytes([VERSION])):
        raise _damaged(name)
    cipher = _cipher(_unwrapped(secret, head[-WRAPPED_BYTES:], name), name)
    closed = _next(source, name)
    number = 0
    while closed is not None:
        following = _next(source, name)
        try:
            body = cipher.decrypt(_nonce(number, last=following is None), closed, None)
            yield zstd.decompress(body[1:]) if body[:1] == _ZSTD else body[1:]
        except (InvalidTag, zstd.ZstdError):
            raise _damaged(name) from None
        closed, number = following, number + 1
    if not number:
        raise _damaged(name)


def _next(source: BinaryIO, name: str) -> bytes | None:
    length = source.read(_LENGTH)
    if not length:
        return None
    size = int.from_bytes(length, "big")
    closed = source.read(size) if size <= MAX_SEALED_CHUNK_BYTES else b""
    if len(length) != _LENGTH or len(closed) != size or not size:
        raise _damaged(name)
    return closed


def _chunks(plain: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Whole chunks, the last one marked; an empty file is one empty chunk."""
    held = bytearray()
    for piece in plain:
        held += piece
        while len(held) > CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES]), False
            del held[:CHUNK_BYTES]
    yield bytes(held), True


def _cipher(run: bytes, name: str) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415 - heavy
        ChaCha20Poly1305,
    )
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    drawn = HKDF(SHA256(), KEY_BYTES, salt=None, info=_INFO + name.encode()).derive(run)
    return ChaCha20Poly1305(drawn)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


@lru_cache(maxsize=64)
def _opened(secret: bytes, wrapped: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric.x25519 import (  # noqa: PLC0415
        X25519PrivateKey,
    )

    key = X25519PrivateKey.from_private_bytes(secret)
    try:
        return sealing.suite().decrypt(wrapped, key, info=_INFO)
    except (InvalidTag, ValueError):
        return None


def _unwrapped(secret: "X25519PrivateKey", wrapped: bytes, name: str) -> bytes:
    found = _opened(secret.private_bytes_raw(), wrapped)
    if found is None:
        raise _damaged(name)
    return found


def _damaged(name: str) -> Damaged:
    return Damaged("backup", f"{name} is damaged", "Restore from another copy or disk.")
