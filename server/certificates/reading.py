"""What a chain of certificates says, and whether it belongs to a key. Pure, but for OpenSSL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from server.certificates.limits import MAX_CHAIN_CERTIFICATES, MAX_PEM_BYTES, RENEWAL_PART
from server.certificates.names import covers

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_DAY_MS: Final = 24 * 3600 * 1000


class BadChain(ValueError):
    """A file that is no chain for this box; the text says why."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The first certificate of a chain: `names` holds host names and addresses, times are unix ms,
    `key` is the public key (SubjectPublicKeyInfo, DER)."""

    names: frozenset[str]
    issuer: str
    since_ms: int
    until_ms: int
    key: bytes
    fingerprint: str

    def over(self, now_ms: int) -> bool:
        """Whether it has ended."""
        return now_ms >= self.until_ms

    def standing(self, now_ms: int) -> bool:
        """Whether browsers take it by its dates."""
        return self.since_ms <= now_ms < self.until_ms

    def renewal_ms(self) -> int:
        """From when on another one is asked for."""
        return self.until_ms - (self.until_ms - self.since_ms) // RENEWAL_PART

    def days_left(self, now_ms: int) -> int:
        """Whole days until the end; negative after it."""
        return (self.until_ms - now_ms) // _DAY_MS

    def to_json(self, now_ms: int) -> dict[str, Any]:
        """Plain values, without the key."""
        return {
            "names": sorted(self.names),
            "issuer": self.issuer,
            "since": _rfc3339(self.since_ms),
            "until": _rfc3339(self.until_ms),
            "days_left": self.days_left(now_ms),
            "fingerprint": self.fingerprint,
        }


def parsed(pem: bytes) -> "list[Certificate]":
    """The certificates of a PEM file, the host's own first. Raises BadChain."""
    from cryptography import x509  # noqa: PLC0415 - heavy

    if len(pem) > MAX_PEM_BYTES:
        raise BadChain("it is too large")
    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise BadChain("it holds no certificate") from None
    if len(found) > MAX_CHAIN_CERTIFICATES:
        raise BadChain("it holds too many certificates")
    return found


def shown(pem: bytes) -> Shown:
    """What the first certificate says. Raises BadChain."""
    from cryptography import x509  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    first = parsed(pem)[0]
    names: set[str] = set()
    try:
        told = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = {name.lower() for name in told.get_values_for_type(x509.DNSName)}
        names |= {str(one) for one in told.get_values_for_type(x509.IPAddress)}
    except x509.ExtensionNotFound:
        pass
    except ValueError:
        raise BadChain("its names cannot be read") from None
    return Shown(
        names=frozenset(names),
        issuer=first.issuer.rfc4514_string(),
        since_ms=_ms(first.not_valid_before_utc),
        until_ms=_ms(first.not_valid_after_utc),
        key=_spki(first),
        fingerprint=first.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def checked(pem: bytes, keys: Sequence[bytes], name: str | None, now_ms: int | None) -> Shown:
    """What a chain says that is to be shown to phones: it is for one of these public keys, for
    that name, its certificates vouch for each other in order, and it has not ended.

    Without a name any will do; without a time the dates are not looked at. Raises BadChain.
    """
    found = shown(pem)
    if found.key not in keys:
        raise BadChain("it is for another key: this box has asked anew, or another box has")
    if name is not None and not covers(found.names, name):
        raise BadChain(f"it is not for {name}")
    if now_ms is not None and found.over(now_ms):
        raise BadChain("it has ended")
    chain = parsed(pem)
    for one, above in pairwise(chain):
        try:
            one.verify_directly_issued_by(above)
        except Exception as error:
            raise BadChain("its certificates do not follow from each other") from error
    return found


def pem_of(ders: Sequence[bytes]) -> str:
    """Certificates as they travel (DER), as a file has them."""
    import ssl  # noqa: PLC0415 - not needed where no certificate is

    return "".join(ssl.DER_cert_to_PEM_cert(one) for one in ders)


def ders_of(pem: bytes) -> list[bytes]:
    """The other way round. Raises BadChain."""
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - heavy

    return [one.public_bytes(Encoding.DER) for one in parsed(pem)]


def _spki(certificate: "Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - heavy
        Encoding,
        PublicFormat,
    )

    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _rfc3339(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
