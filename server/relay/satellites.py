"""Who has a mailbox here, and who calls for mail."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db import db
from server.errors import not_logged_in
from server.hub.nodes import NODE_ID
from server.hub.nodes import check as check_node
from server.relay.models import RelaySatellite
from server.trust.believing import revoked

TOKEN_BYTES: Final = 32  # 256 bits: not to be guessed, so its plain hash may be stored


@dataclass(frozen=True, slots=True)
class MailCaller:
    """A node that calls for mail: a satellite of this relay, or a node that this hub admitted."""

    node: str
    satellite: bool


def admit(session: Session, *, node: str, name: str, quota_bytes: int, now_ms: int) -> str:
    """Give `node` a mailbox; returns its new token, which is not stored. Again for a known one:
    the old token stops working, a revocation is lifted. Raises ValueError for no node id."""
    if not NODE_ID.fullmatch(node):
        raise ValueError("a node id has 16 hexadecimal digits")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = session.get(RelaySatellite, node)
    if row is None:
        row = RelaySatellite(node=node, added_ms=now_ms, contact_ms=None)
        session.add(row)
    row.name = name
    row.quota_bytes = quota_bytes
    row.token_sha256 = _hash(token)
    row.revoked_ms = None
    session.flush()
    return token


def revoke(session: Session, node: str, now_ms: int) -> bool:
    """Shut a satellite out; what lies here of it still goes on. False for one that isn't known."""
    row = session.get(RelaySatellite, node)
    if row is None:
        return False
    row.revoked_ms = row.revoked_ms or now_ms
    return True


def heard_from(session: Session, node: str, now_ms: int) -> None:
    """Note a contact."""
    row = session.get(RelaySatellite, node)
    if row is not None:
        row.contact_ms = max(now_ms, row.contact_ms or 0)


def caller(token: str) -> MailCaller:
    """Whose token this is; Problem 401 for nobody's."""
    row = db.session.scalar(
        select(RelaySatellite).where(
            RelaySatellite.token_sha256 == _hash(token), RelaySatellite.revoked_ms.is_(None)
        )
    )
    if row is not None and not revoked(db.session(), row.node):
        return MailCaller(row.node, satellite=True)
    node = check_node(token)
    if node is None:
        raise not_logged_in()
    return MailCaller(node.node, satellite=False)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
