"""Mailboxes as an administrator sees them."""

from typing import Any

from sqlalchemy import func, select

from server import clock
from server.db import db
from server.relay.mailbox import LYING
from server.relay.models import MailItem, RelaySatellite


def overview() -> list[dict[str, Any]]:
    """One row per satellite: `waiting` volumes of its own and their `bytes`."""
    session = db.session()
    lying = {
        satellite: (count, size)
        for satellite, count, size in session.execute(
            select(MailItem.satellite, func.count(), func.sum(MailItem.size))
            .where(MailItem.state == LYING, MailItem.sender == MailItem.satellite)
            .group_by(MailItem.satellite)
        )
    }
    rows = session.scalars(select(RelaySatellite).order_by(RelaySatellite.name)).all()
    return [
        {
            "node": row.node,
            "name": row.name,
            "waiting": lying.get(row.node, (0, 0))[0],
            "bytes": int(lying.get(row.node, (0, 0))[1]),
            "quota_bytes": row.quota_bytes,
            "last_contact": clock.rfc3339(row.contact_ms) if row.contact_ms else None,
            "revoked": clock.rfc3339(row.revoked_ms) if row.revoked_ms else None,
        }
        for row in rows
    ]
