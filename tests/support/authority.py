"""A public authority of a test: signs what it is asked to, with a middle between root and host."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from server.certificates import requesting
from server.certificates.files import Pair


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class PublicAuthority:
    """`order` is server.certificates.ordering.Issuer; certificates last `days` from `now_ms`."""

    def __init__(self, now_ms: int, days: float = 64) -> None:
        self.now_ms, self.days = now_ms, days
        self.ordered: list[str] = []
        self.revoked: list[bytes] = []
        self.wanted_ms: int | None = None
        self._root_key, self._middle_key = (ec.generate_private_key(ec.SECP256R1()) for _ in "12")
        self.root = self._signed("Public Root", "Public Root", self._root_key, self._root_key, True)
        self.middle = self._signed("Middle", "Public Root", self._middle_key, self._root_key, True)

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def order(self, csr: bytes, name: str) -> bytes:
        self.ordered.append(name)
        asked = x509.load_der_x509_csr(csr)
        names = asked.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        begun = self._begun(name, "Middle", asked.public_key(), self.days)
        made = begun.add_extension(names, critical=False).sign(self._middle_key, hashes.SHA256())
        return made.public_bytes(Encoding.PEM) + self.middle.public_bytes(Encoding.PEM)

    def revoke(self, chain: bytes) -> None:
        self.revoked.append(chain)

    def renewal_ms(self, chain: bytes) -> int | None:  # noqa: ARG002
        return self.wanted_ms

    def pair(self, name: str) -> Pair:
        """A key and its chain, as a box would have them."""
        key = requesting.fresh_key()
        return Pair(key, self.order(requesting.request(key, name), name))

    def write_root(self, path: Path) -> Path:
        path.write_bytes(self.root_pem)
        return path

    def _signed(
        self, name: str, issuer: str, key: ec.EllipticCurvePrivateKey,
        by: ec.EllipticCurvePrivateKey, ca: bool,
    ) -> x509.Certificate:  # fmt: skip
        begun = self._begun(name, issuer, key.public_key(), 3650)
        limits = x509.BasicConstraints(ca=ca, path_length=None)
        return begun.add_extension(limits, critical=True).sign(by, hashes.SHA256())

    def _begun(self, name: str, issuer: str, key: object, days: float) -> x509.CertificateBuilder:
        now = datetime.fromtimestamp(self.now_ms / 1000, UTC)
        return (
            x509.CertificateBuilder(issuer_name=_named(issuer), subject_name=_named(name))
            .public_key(key)  # type: ignore[arg-type]
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=days))
        )
