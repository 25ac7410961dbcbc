"""The credentials of a destination: sealed to this node, so that a copied database opens none."""

import base64
from typing import Final

from server.forwarding.limits import MAX_SECRET_CHARS
from server.identity import config
from server.people import sealing

_INFO: Final = b"tirek forward 1\x00"


def authorization(user: str | None, secret: str) -> str:
    """The header for a user and a password, or for a bearer token. Raises ValueError."""
    for text in (user or "", secret):
        if len(text) > MAX_SECRET_CHARS or not text.isprintable():
            raise ValueError(f"a credential has at most {MAX_SECRET_CHARS} printable characters")
    if not secret:
        raise ValueError("a secret is needed")
    if user is None:
        if not secret.isascii():
            raise ValueError("a token has plain characters")
        return f"Bearer {secret}"
    if ":" in user:
        raise ValueError("a user name has no colon")
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def seal(destination: str, header: str) -> bytes:
    """For the database."""
    home = config().home
    return sealing.seal_bytes(
        header.encode(), sealing.public_key(home), _INFO + destination.encode()
    )


def unseal(destination: str, sealed: bytes) -> str | None:
    """The header again; None where this node's key is another one than then."""
    plain = sealing.unseal_bytes(sealed, _INFO + destination.encode(), config().home)
    return None if plain is None else plain.decode()
