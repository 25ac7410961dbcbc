"""The box's own authority: for devices of the school, and for nothing but this box.

Its certificate says itself what it may vouch for (RFC 5280, 4.2.1.10): the box's names and the
addresses that only private networks have. Stolen, it opens nobody's bank.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from server.certificates.files import Pair
from server.certificates.limits import (
    BACKDATED_HOURS,
    LOCAL_AUTHORITY_DAYS,
    LOCAL_LEAF_DAYS,
)
from server.certificates.names import is_address
from server.certificates.requesting import fresh_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import GeneralName

PRIVATE_NETWORKS: Final = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
)
"""What no public host has (RFC 1918, 3927, 4193, 4291)."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a box is found: host names and addresses."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def all(self) -> frozenset[str]:
        """Both, as a certificate lists them."""
        return frozenset((*self.names, *self.addresses))


def is_private(address: str) -> bool:
    """Whether the authority may vouch for this address."""
    found = ipaddress.ip_address(address)
    return any(found in ipaddress.ip_network(one) for one in PRIVATE_NETWORKS)


def new_authority(school: str, names: Sequence[str], now_ms: int) -> Pair:
    """A fresh authority for these host names and for private addresses. Raises ValueError where
    no name is given: without one it could vouch for all names."""
    if not names:
        raise ValueError("an authority needs a name that it is limited to")
    from cryptography import x509  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

    pem = fresh_key()
    key = _loaded(pem)
    permitted: list[GeneralName] = [x509.DNSName(name) for name in names]
    permitted += [x509.IPAddress(ipaddress.ip_network(one)) for one in PRIVATE_NETWORKS]
    usage = [ExtendedKeyUsageOID.SERVER_AUTH]
    builder = (
        _builder(f"{school[:40]} (Tirek)", f"{school[:40]} (Tirek)", now_ms, LOCAL_AUTHORITY_DAYS)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(ca=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usage), critical=False)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Pair(pem, _pem(builder.sign(key, hashes.SHA256())))


def new_leaf(authority: Pair, places: Places, now_ms: int) -> Pair:
    """A fresh key and its certificate for these places, with the authority's own after it; it ends
    no later than the authority. Raises BadChain for a damaged authority."""
    from cryptography import x509  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

    above = x509.load_pem_x509_certificate(authority.chain)
    pem = fresh_key()
    key = _loaded(pem)
    subject = (places.names or places.addresses)[0]
    told: list[GeneralName] = [x509.DNSName(name) for name in places.names]
    told += [x509.IPAddress(ipaddress.ip_address(one)) for one in places.addresses]
    left = (authority.shown().until_ms - now_ms) / 86_400_000
    days = min(LOCAL_LEAF_DAYS, left)
    builder = (
        _builder(subject[:60], "", now_ms, days)
        .issuer_name(above.subject)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName(told), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(_loaded(authority.key).public_key()),
            critical=False,
        )
    )
    made = builder.sign(_loaded(authority.key), hashes.SHA256())
    return Pair(pem, _pem(made) + authority.chain)


def permitted_names(authority: Pair) -> frozenset[str]:
    """The host names that an authority is limited to."""
    from cryptography import x509  # noqa: PLC0415 - heavy

    found = x509.load_pem_x509_certificate(authority.chain)
    limits = found.extensions.get_extension_for_class(x509.NameConstraints).value
    told = limits.permitted_subtrees or []
    return frozenset(one.value for one in told if isinstance(one, x509.DNSName))


def allowed(authority: Pair, places: Places) -> Places:
    """Of these places those that the authority may vouch for."""
    names = permitted_names(authority)
    return Places(
        tuple(name for name in places.names if name in names),
        tuple(one for one in places.addresses if is_address(one) and is_private(one)),
    )


def _builder(subject: str, issuer: str, now_ms: int, days: float) -> Any:
    from cryptography import x509  # noqa: PLC0415 - heavy
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    now = datetime.fromtimestamp(now_ms / 1000, UTC).replace(microsecond=0)
    made = (
        x509.CertificateBuilder()
        .serial_number(x509.random_serial_number())
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .not_valid_before(now - timedelta(hours=BACKDATED_HOURS))
        .not_valid_after(now + timedelta(days=days))
    )
    if issuer:
        made = made.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
    return made


def _key_usage(*, ca: bool) -> Any:
    from cryptography import x509  # noqa: PLC0415 - heavy

    return x509.KeyUsage(
        digital_signature=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _loaded(pem: bytes) -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        load_pem_private_key,
    )

    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a key of our own making is expected")
    return key


def _pem(certificate: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - heavy

    made: bytes = certificate.public_bytes(Encoding.PEM)
    return made
