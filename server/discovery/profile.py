"""The box's own authority as Apple's devices take it: a configuration profile. Pure."""

import uuid
from typing import Final

_SPACE: Final = uuid.UUID("6f0f9d0c-6a53-5f2e-9a0a-7a1d2c8f5b11")
"""Names of ours: the same authority gives the same profile, so that a second one replaces it."""


def profile(der: bytes, name: str, fingerprint: str) -> bytes:
    """An XML property list with the certificate in it."""
    import plistlib  # noqa: PLC0415 - it brings an XML parser, 1 MB, and is needed once a year

    inner, outer = (str(uuid.uuid5(_SPACE, f"{kind} {fingerprint}")) for kind in ("root", "all"))
    payload = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"kz.tirek.authority.{inner}",
        "PayloadUUID": inner,
        "PayloadDisplayName": name,
        "PayloadCertificateFileName": "tirek.crt",
        "PayloadContent": der,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"kz.tirek.{outer}",
            "PayloadUUID": outer,
            "PayloadDisplayName": name,
            "PayloadDescription": "Tirek",
            "PayloadContent": [payload],
        }
    )
