"""Who may exchange with this node: admitted, heard from, revoked."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.bundles import keys
from server.db import db
from server.hub import late
from server.hub.limits import FORMER_DAYS
from server.hub.models import DownstreamNode
from server.operations.port import log_store
from server.people import sealing
from server.trust import issuing
from sync import twins
from sync.core.certificates import Certificate

TOKEN_BYTES: Final = 32  # 256 bits: not to be guessed, so its plain hash may be stored
_DAY_MS: Final = 86_400_000
NODE_ID: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class NodeContext:
    """The node that calls, and the schools it may speak for."""

    node: str
    schools: frozenset[str]
    former: frozenset[str] = frozenset()
    """Schools that it has left not long ago: their work may still come, nothing goes down."""

    @property
    def sends(self) -> frozenset[str]:
        """The schools whose work it may bring."""
        return self.schools | self.former


def context_of(row: DownstreamNode) -> NodeContext:
    """What an admitted node may do now."""
    since_ms = clock.now_ms() - FORMER_DAYS * _DAY_MS
    former = frozenset(school for school, left_ms in row.former.items() if left_ms > since_ms)
    return NodeContext(row.node, frozenset(row.schools), former)


def admit(
    session: Session,
    *,
    node: str,
    name: str,
    schools: Sequence[str],
    public_key: bytes,
    now_ms: int,
    signing_key: bytes | None = None,
) -> str:
    """Let `node` exchange for `schools`; returns its new token, which is not stored.

    Again for a known node: the old token stops working, a revocation is lifted. Raises ValueError
    for an id that is no node id, keys that are none, or no school. Without a signing key the node
    cannot send anything on a stick.
    """
    if not NODE_ID.fullmatch(node):
        raise ValueError("a node id has 16 hexadecimal digits")
    if not schools:
        raise ValueError("a node serves at least one school")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = session.get(DownstreamNode, node)
    if row is None:
        row = DownstreamNode(node=node, schools=[], former={}, added_ms=now_ms, contact_ms=None)
        session.add(row)
    row.name = name
    row.token_sha256 = _hash(token)
    row.revoked_ms = None
    _serve(session, row, schools, now_ms)
    sealing.remember_key(session, node, public_key)
    if signing_key is not None:
        keys.remember(session, node, signing_key)
    session.flush()
    twins.settled(log_store(session), node)
    late.settle(session, node)
    issuing.certify_itself(session)
    issuing.tell_revoked(session, node, None)
    issuing.certify(session, node, row.schools)
    return token


def withdraw(session: Session, node: str, school: str, now_ms: int) -> bool:
    """Let a node serve a school no more: it hears nothing new of it, may still bring what it has
    not sent, and then forgets it. Its token stays. False where it does not serve it.

    Raises ValueError for its only school: a node that serves none is to be revoked.
    """
    row = session.get(DownstreamNode, node)
    if row is None or school not in row.schools:
        return False
    left = [one for one in row.schools if one != school]
    if not left:
        raise ValueError("it is the only one that the node serves; revoke the node instead")
    _serve(session, row, left, now_ms)
    issuing.certify(session, node, row.schools)
    return True


def _serve(session: Session, row: DownstreamNode, schools: Sequence[str], now_ms: int) -> None:
    """From now on the node serves these; it is told which ones it has left."""
    gone = dict.fromkeys(set(row.schools) - set(schools), now_ms)
    kept = {school: at for school, at in row.former.items() if school not in schools}
    changed = row.former != kept | gone
    row.schools, row.former = sorted(set(schools)), kept | gone
    session.flush()
    if changed:
        issuing.tell_left(row.node, row.schools, row.former)


def readmit(session: Session, shown: Certificate) -> DownstreamNode:
    """A node that a certificate of this hub names and that is not known any more, as after a
    restore: its sticks and couriers are taken again. Over a link it needs a new token."""
    row = DownstreamNode(
        node=shown.node,
        name=shown.node,
        schools=sorted(shown.schools),
        former={},
        token_sha256=_hash(secrets.token_urlsafe(TOKEN_BYTES)),
        added_ms=shown.since_ms,
        contact_ms=None,
        revoked_ms=None,
    )
    session.add(row)
    keys.remember(session, shown.node, shown.key)
    sealing.remember_key(session, shown.node, shown.lock)
    return row


def check(token: str) -> NodeContext | None:
    """The node of a token; None for an unknown or revoked one, Problem 403 where its certificates
    have run out."""
    query = select(DownstreamNode).where(DownstreamNode.token_sha256 == _hash(token))
    row = db.session.scalar(query)
    if row is None:
        return None
    if row.revoked_ms is not None:
        late.note(row.node, "link")
        return None
    issuing.require_standing(db.session(), row.node)
    return context_of(row)


def revoke(session: Session, node: str, now_ms: int) -> bool:
    """Shut a lost or stolen node out, and tell all others; False for one that isn't known."""
    row = session.get(DownstreamNode, node)
    if row is None:
        return False
    row.revoked_ms = row.revoked_ms or now_ms
    issuing.tell_revoked(session, node, row.revoked_ms)
    return True


def heard_from(session: Session, node: str, now_ms: int) -> None:
    """Note a contact: people at the hub see when their school was last heard from."""
    row = session.get(DownstreamNode, node)
    if row is not None:
        row.contact_ms = max(now_ms, row.contact_ms or 0)


def last_contacts(session: Session) -> dict[str, int]:
    """Latest contact in Unix ms by school, for schools whose node was ever heard from."""
    found: dict[str, int] = {}
    for row in session.scalars(
        select(DownstreamNode).where(DownstreamNode.contact_ms.is_not(None))
    ):
        for school in row.schools:
            found[school] = max(found.get(school, 0), row.contact_ms or 0)
    return found


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
