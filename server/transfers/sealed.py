"""The bytes of a pupil's file. Who has the code reads it; who has the box's key wrote it.

    magic 8 | certificate length 2, certificate | signature 64 | salt 16 | nonce 12 | sealed

What is sealed is packed first (RFC 1950). The key is scrypt of the code and the salt, the cipher
ChaCha20-Poly1305 with the magic as its associated data, the signature Ed25519 over salt, nonce and
sealed. The code goes another way than the file: on paper, to the family. It does not let anybody
write a file: the signature is the box's.
"""

import base64
import binascii
import secrets
import zlib
from dataclasses import dataclass
from typing import Final

from server.transfers.limits import CODE_SIGNS, MAX_FILE_BYTES, STRETCHES

MAGIC: Final = b"TIREKPU1"
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH_BYTES: Final = 2
_SIGNATURE: Final = 64
_SALT: Final = 16
_NONCE: Final = 12
_TICKET_SALT: Final = b"tirek transfer 1"


class Damaged(ValueError):
    """These bytes are no pupil's file, or not a whole one."""


class WrongCode(ValueError):
    """The code does not open the file."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file taken apart; `signed` is what the signature is over."""

    certificate: bytes
    signature: bytes
    signed: bytes


def make_code() -> str:
    """«k7mp-…»: groups of four signs that nobody mistakes for one another."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(CODE_SIGNS))
    return "-".join(signs[at : at + 4] for at in range(0, CODE_SIGNS, 4))


def ticket(code: str) -> str:
    """What names the file of this code to who has the code: 32 hexadecimal digits from which
    nobody gets back to the code."""
    return _stretched(code, _TICKET_SALT, 16).hex()


def seal(plain: bytes, code: str) -> bytes:
    """What is to be signed: salt, nonce and the sealed content."""
    from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415 - heavy
        ChaCha20Poly1305,
    )

    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    packed = zlib.compress(plain, 9)
    return salt + nonce + ChaCha20Poly1305(_key(code, salt)).encrypt(nonce, packed, MAGIC)


def wrap(signed: bytes, signature: bytes, certificate: bytes) -> bytes:
    """The file."""
    length = len(certificate).to_bytes(_LENGTH_BYTES, "big")
    return MAGIC + length + certificate + signature + signed


def as_text(file: bytes) -> str:
    """In base64, as an operation and JSON carry it."""
    return base64.b64encode(file).decode()


def from_text(text: str) -> bytes:
    """Raises Damaged."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Damaged("no base64") from None


def unwrap(file: bytes) -> Envelope:
    """Raises Damaged."""
    if len(file) > MAX_FILE_BYTES or not file.startswith(MAGIC):
        raise Damaged("no pupil's file")
    at = len(MAGIC) + _LENGTH_BYTES
    length = int.from_bytes(file[len(MAGIC) : at], "big")
    certificate, rest = file[at : at + length], file[at + length :]
    if len(rest) < _SIGNATURE + _SALT + _NONCE:
        raise Damaged("a pupil's file that was cut short")
    return Envelope(certificate, rest[:_SIGNATURE], rest[_SIGNATURE:])


def unseal(envelope: Envelope, code: str) -> bytes:
    """Raises WrongCode, also for what was changed on its way, and Damaged for what its maker
    packed in no way that can be read."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.ciphers.aead import (  # noqa: PLC0415 - heavy
        ChaCha20Poly1305,
    )

    salt, rest = envelope.signed[:_SALT], envelope.signed[_SALT:]
    try:
        cipher = ChaCha20Poly1305(_key(code, salt))
        packed = cipher.decrypt(rest[:_NONCE], rest[_NONCE:], MAGIC)
    except InvalidTag:
        raise WrongCode("the code does not fit") from None
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(packed, MAX_FILE_BYTES)
    except zlib.error:
        raise Damaged("packed in a way that nobody can read") from None
    if not unpacking.eof:
        raise Damaged("more than a pupil's file tells")
    return plain


def _key(code: str, salt: bytes) -> bytes:
    return _stretched(code, salt, 32)


def _stretched(code: str, salt: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415 - heavy

    plain = "".join(sign for sign in code.lower() if sign in _SIGNS)
    return Scrypt(salt=salt, length=length, n=STRETCHES, r=8, p=1).derive(plain.encode())
