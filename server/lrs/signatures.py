"""Signed statements: a JSON web signature over the statement as it was (xAPI-Data 2.6)."""

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final

from server.lrs import values
from server.lrs.comparison import normalised, signed_as
from server.lrs.errors import Invalid
from server.lrs.values import JsonObject

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ALGORITHMS: Final = {"RS256": "SHA256", "RS384": "SHA384", "RS512": "SHA512"}
"""RFC 7518 names that xAPI allows, and the hash of each."""


def check(statement: JsonObject, jws: bytes, at: str) -> None:
    """Raise Invalid unless the signature's form, algorithm, payload and, where the certificate is
    given (x5c), its mathematics are right.

    Whether the certificate is to be trusted is for whoever reads the statement.
    """
    parts = jws.split(b".")
    if len(parts) != 3:
        raise Invalid(at, "is no JWS in its compact form")
    header = _json(parts[0], at, "header")
    payload = _json(parts[1], at, "payload")
    signature = _bytes(parts[2], at)
    hash_name = ALGORITHMS.get(header.get("alg", "") if type(header.get("alg")) is str else "")
    if hash_name is None:
        raise Invalid(at, "must be signed with RS256, RS384 or RS512")
    if not all(type(payload.get(key)) is dict for key in ("actor", "verb", "object")):
        raise Invalid(at, "signs no statement")
    try:
        equal = signed_as(statement, normalised(payload))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise Invalid(at, "signs no statement") from None
    if not equal:
        raise Invalid(at, "signs another statement")
    if "x5c" in header:
        key = _key(header["x5c"], at)
        _verify(key, signature, parts[0] + b"." + parts[1], hash_name, at)


def _bytes(part: bytes, at: str) -> bytes:
    try:
        return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(at, "is not base64url") from None


def _json(part: bytes, at: str, name: str) -> JsonObject:
    try:
        found = values.parse_json(_bytes(part, at))
    except Invalid as error:
        raise Invalid(at, f"has no JSON {name}: {error.rule}") from None
    return values.obj(found, at)


def _key(chain: Any, at: str) -> "RSAPublicKey":
    """The public key of the first certificate."""
    from cryptography import x509  # noqa: PLC0415 - signatures are rare, and this is heavy
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415

    if type(chain) is not list or not chain or type(chain[0]) is not str:
        raise Invalid(at, "x5c must be an array of certificates")
    try:
        key = x509.load_der_x509_certificate(base64.b64decode(chain[0], validate=True)).public_key()
    except (binascii.Error, ValueError, TypeError):
        raise Invalid(at, "x5c holds no certificate") from None
    if not isinstance(key, RSAPublicKey):
        raise Invalid(at, "the certificate has no RSA key")
    return key


def _verify(key: "RSAPublicKey", signature: bytes, signed: bytes, name: str, at: str) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import padding  # noqa: PLC0415

    algorithm: hashes.HashAlgorithm = getattr(hashes, name)()
    try:
        key.verify(signature, signed, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        raise Invalid(at, "is not the certificate's signature") from None
