"""A key of the box's own, and the request that a certificate be made for it (PKCS #10)."""

from dataclasses import dataclass

from server.certificates.limits import MAX_CSR_BYTES


class BadRequest(ValueError):
    """Bytes that are no request to be signed; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says: host names, and the public key (SubjectPublicKeyInfo, DER)."""

    names: tuple[str, ...]
    key: bytes


def fresh_key() -> bytes:
    """A P-256 key as PEM (PKCS #8): every browser takes it, and its requests are small."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_half(key_pem: bytes) -> bytes:
    """The public key of a private one: SubjectPublicKeyInfo, DER. Raises ValueError."""
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - heavy
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    public = load_pem_private_key(key_pem, None).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def request(key_pem: bytes, name: str) -> bytes:
    """A request (DER) for one name, signed with the key."""
    from cryptography import x509  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        load_pem_private_key,
    )

    key = load_pem_private_key(key_pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a key of our own making is expected")
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def asked(csr: bytes) -> Asked:
    """What a request says, if whoever made it holds the key. Raises BadRequest."""
    from cryptography import x509  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    if len(csr) > MAX_CSR_BYTES:
        raise BadRequest("it is too large")
    try:
        found = x509.load_der_x509_csr(csr)
        if not found.is_signature_valid:
            raise BadRequest("its signature is wrong")
        told = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(told.get_values_for_type(x509.DNSName))
        others = len(list(told)) - len(names)
        key = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, x509.ExtensionNotFound):
        raise BadRequest("it cannot be read") from None
    if others or len(names) != 1:
        raise BadRequest("it is for more than one name")
    return Asked(names, key)


def key_asked_for(csr: bytes, name: str) -> bytes:
    """The public key of a request for this one name. Raises BadRequest."""
    found = asked(csr)
    if found.names != (name,):
        raise BadRequest(f"it is for {found.names[0]}, not for {name}")
    return found.key


def as_pem(csr: bytes) -> bytes:
    """A request in the form that authorities take."""
    from cryptography import x509  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    return x509.load_der_x509_csr(csr).public_bytes(Encoding.PEM)
