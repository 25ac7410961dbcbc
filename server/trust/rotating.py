"""A node's own signing key changes hands: the next one is offered, certified, and takes over."""

from functools import partial
from typing import Final

from server.bundles import keys
from server.db import db, write_transaction
from server.identity import config
from server.operations.local import submit
from server.operations.port import log_store
from server.trust import believing, issuing
from server.trust.limits import FORMER_HANDS
from server.trust.models import NodeCertificates
from server.trust.operations import KEY_OFFER
from sync.core import certificates
from sync.frames.bundle import Volume

_FORMER: Final = "trust.former-hands"


class NothingToRotate(Exception):
    """This node has no certificate yet, so nobody above would believe another key."""


def rotate() -> str:
    """Make the next signing key; returns its public half in hex.

    A hub vouches for it itself and signs with it at once. A school's is offered to the hub over
    whatever road there is, and signs from the moment its certificate has come back: until then, if
    that takes months, the present key goes on. Again before that is the same as once. Raises
    NothingToRotate.
    """
    home = config().home
    if config().role == "hub":
        made = keys.next_key(home)
        with write_transaction():
            _keep_former(keys.public_key(home))
        keys.take_over(home)
        with write_transaction() as session:
            issuing.certify_itself(session)
        return made.hex()
    with write_transaction() as session:
        node = log_store(session).node
        found = believing.standing(session, node)
        if not found:
            raise NothingToRotate
        made = keys.next_key(home)
        proof = keys.private_key(home).sign(certificates.next_key_message(node, made))
        school = min(found[0].schools)
        submit(KEY_OFFER, node, {"school": school, "node": node, "key": made, "proof": proof})
    return made.hex()


def settle() -> None:
    """Draw what follows from certificates that have come: of the hub above, and for this node's
    next key, which takes over. Outside of any transaction; again is the same as once."""
    with write_transaction() as session:
        believing.settle(session)
    home = config().home
    waiting = keys.waiting_key(home)
    if waiting is None:
        return
    session = db.session()
    own = log_store(session).node
    certified = any(one.key == waiting for one in believing.standing(session, own))
    session.rollback()
    if certified:
        with write_transaction():
            _keep_former(keys.public_key(home))
        keys.take_over(home)


def own_certificate() -> bytes:
    """The certificate for the key with which this node signs now, for volumes; b"" without one."""
    session = db.session()
    own = log_store(session).node
    row = session.get(NodeCertificates, own)
    if row is None:
        return b""
    key = keys.public_key(config().home)
    for data in (row.following, row.present):
        found = believing.believed(session, data) if data is not None else None
        if data is not None and found is not None and found.key == key:
            return data
    return b""


def has_signed(message: bytes, signature: bytes) -> bool:
    """Whether this node made that signature, with its present key or with a former one."""
    former = (log_store(db.session()).state(_FORMER) or "").split()
    mine = [keys.public_key(config().home), *map(bytes.fromhex, former)]
    return any(keys.verified(key, message, signature) for key in mine)


def is_own(volume: Volume) -> bool:
    """Whether this node wrote a volume, though its keys may have been lost since: its hub's word
    says whose hand it is."""
    session = db.session()
    shown = believing.believed(session, volume.header.certificate)
    ours = shown is not None and shown.node == log_store(session).node
    session.rollback()
    if shown is not None and ours and volume.signed_by(partial(keys.verified, shown.key)):
        return True
    return volume.signed_by(has_signed)


def _keep_former(key: bytes) -> None:
    """Joins an open write transaction."""
    store = log_store(db.session())
    former = [one for one in (store.state(_FORMER) or "").split() if one != key.hex()]
    store.set_state(_FORMER, " ".join([key.hex(), *former][:FORMER_HANDS]))
