"""Whose signature counts: keys told by hand, and keys that a trusted identity has certified."""

import logging
from functools import lru_cache, partial

from sqlalchemy.orm import Session

from server.bundles import keys
from server.identity import config
from server.operations.port import log_store
from server.trust.limits import READ_CERTIFICATES
from server.trust.models import NodeCertificates, NodeRevocation, TrustedIdentity
from sync import upstream
from sync.core import certificates
from sync.core.certificates import Certificate
from sync.core.errors import SyncError

log = logging.getLogger(__name__)


def revoked(session: Session, node: str) -> bool:
    """Whether its hub has shut this node out."""
    return session.get(NodeRevocation, node) is not None


def signed_by(session: Session, node: str, message: bytes, signature: bytes) -> bool:
    """Whether `node` has signed, with any key that stands for it."""
    return any(keys.verified(key, message, signature) for key in hands(session, node))


def hands(session: Session, node: str) -> list[bytes]:
    """Signing keys that stand for a node: its own of this node, those of its certificates, and
    the one that was told by hand. Whether the node is shut out is another question."""
    own = node == log_store(session).node
    told = keys.public_key(config().home) if own else keys.known(session, node)
    found = [told] if told is not None else []
    return [*found, *(one.key for one in standing(session, node) if one.key not in found)]


def standing(session: Session, node: str) -> list[Certificate]:
    """The certificates of a node that this node believes: the present one first."""
    row = session.get(NodeCertificates, node)
    if row is None:
        return []
    read = (believed(session, one) for one in (row.present, row.following) if one is not None)
    return [one for one in read if one is not None and one.node == node]


def believed(session: Session, data: bytes) -> Certificate | None:
    """A certificate, if the identity behind it is one that this node trusts; None otherwise."""
    if not data:
        return None
    for issuer, identity in _identities(session):
        found = _read(data, identity)
        if found is not None and found.issuer == issuer:
            return found
    return None


def settle(session: Session) -> None:
    """Draw what follows from the certificates that have come: the identity of the hub above is
    kept at its first sight, and a new signing key of it is taken once that identity vouches for it.

    Joins an open write transaction.
    """
    above = log_store(session).state(upstream.NODE)
    row = session.get(NodeCertificates, above) if above else None
    if above is None or row is None:
        return
    if session.get(TrustedIdentity, above) is None:
        _first_sight(session, above, row)
    for one in standing(session, above):
        take(session, one)


def take(session: Session, found: Certificate) -> bool:
    """Believe a certificate that was checked: its key signs for its node from now on. False for
    one that is older than what is known."""
    pin = session.get(TrustedIdentity, found.node)
    if pin is not None:
        if found.number < pin.number:
            return False
        pin.number = found.number
    if keys.known(session, found.node) != found.key:
        log.warning("a node signs with another key, certified", extra={"node": found.node})
        keys.remember(session, found.node, found.key)
    return True


def trust(session: Session, node: str, identity: bytes | None) -> None:
    """Trust this identity of the hub above, as it was told by hand; None: the next that it shows
    together with the key that is known of it."""
    pin = session.get(TrustedIdentity, node)
    if pin is not None:
        session.delete(pin)
        session.flush()
    if identity is not None:
        if len(identity) != keys.KEY_BYTES:
            raise ValueError("an identity has 32 bytes")
        session.add(TrustedIdentity(node=node, identity=identity, number=0))
        session.flush()


def _first_sight(session: Session, above: str, row: NodeCertificates) -> None:
    """Only together with the key that is known already: then the same hand has shown both."""
    identity = row.identity
    found = _read(row.present, identity)
    known = keys.known(session, above)
    if found is not None and found.node == found.issuer == above and found.key == known:
        session.add(TrustedIdentity(node=above, identity=identity, number=found.number))
        session.flush()


@lru_cache(maxsize=READ_CERTIFICATES)
def _read(data: bytes, identity: bytes) -> Certificate | None:
    """A hub looks at a node's certificate with every request."""
    try:
        return certificates.decode(data, partial(keys.verified, identity))
    except SyncError:
        return None


def _identities(session: Session) -> list[tuple[str, bytes]]:
    """Who may certify: the hub above, by its pinned identity; a hub itself."""
    store = log_store(session)
    if config().role == "hub":
        return [(store.node, keys.identity_public(config().home))]
    above = store.state(upstream.NODE)
    pin = session.get(TrustedIdentity, above) if above else None
    return [(above, pin.identity)] if above and pin is not None else []
