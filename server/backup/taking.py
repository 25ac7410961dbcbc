"""Who may fetch a school's sealed copies from this node: whoever holds a kit that still counts."""

import hmac
from typing import Final

from sqlalchemy import select

from server import clock, shards
from server.console.models import SchoolClaim
from server.db import db
from server.hub.models import DownstreamNode
from server.setup.kits import copies_token

_ID_DIGITS: Final = 16


def check(token: str) -> frozenset[str] | None:
    """The boxes of the kit's school, also those that were shut out, as a stolen one is; None for a
    kit that is unknown, used, cancelled or too old. The kit is not used up by it."""
    claim = token[:_ID_DIGITS]
    row = shards.first(lambda: db.session.get(SchoolClaim, claim))
    if row is None or row.secret is None or clock.now_ms() >= row.expires_ms:
        return None
    if not hmac.compare_digest(token.encode(), copies_token(row.secret.hex(), claim).encode()):
        return None
    school = row.school
    found = frozenset(
        node
        for node, schools in db.session.execute(select(DownstreamNode.node, DownstreamNode.schools))
        if school in schools
    )
    db.session.rollback()
    return found
