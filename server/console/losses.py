"""Works that went with a box that was shut out: what it had acknowledged and a hub never got.

The figure may only become smaller, as work comes by another road. Erasing a pupil takes works away
that had come, and is no loss: so what is missing is kept as it was counted at the first look.
"""

import json
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import shards
from server.console.models import SchoolReport
from server.console.reporting import receipts
from server.db import db, write_transaction
from server.hub.models import DownstreamNode
from server.operations.port import log_store

_KEPT: Final = "console.lost"


def shut_out(session: Session) -> frozenset[str]:
    """Nodes that are revoked."""
    query = select(DownstreamNode.node).where(DownstreamNode.revoked_ms.is_not(None))
    return frozenset(session.scalars(query))


class Losses:
    """Of one database, as it was kept last."""

    def __init__(self, session: Session) -> None:
        self._session = session
        found = json.loads(log_store(session).state(_KEPT) or "{}")
        self._kept: dict[str, list[int]] = found

    def missing(self, school: str, node: str, acknowledged: int) -> int:
        """Of the works that a box which is shut out has told it had; counted on the spot. A box
        whose later word came by another road has told of more than was kept."""
        known, least = self._kept.get(f"{school} {node}", (acknowledged, acknowledged))
        if known != acknowledged:
            least = acknowledged
        if least == 0:
            return 0
        return max(0, min(least, acknowledged - receipts(self._session, school, node)))


def keep() -> None:
    """Keep what is missing now, in each database."""
    for _shard in shards.each():
        session = db.session()
        losses, out = Losses(session), sorted(shut_out(session))
        rows = session.execute(
            select(SchoolReport.school, SchoolReport.node, SchoolReport.receipts).where(
                SchoolReport.node.in_(out)
            )
        ).all()
        now = {
            f"{school} {node}": [told, losses.missing(school, node, told)]
            for school, node, told in rows
        }
        text = json.dumps(now, sort_keys=True)
        same = text == (log_store(session).state(_KEPT) or "{}")
        session.rollback()
        if not same:
            with write_transaction() as writing:
                log_store(writing).set_state(_KEPT, text)
