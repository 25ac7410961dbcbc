"""What a learner brought, as later files and the next joining have to know it."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.transfers.models import LearnerHistory
from server.transfers.naming import named

_COPIED = ("portfolio", "routes")


def histories_of(session: Session, learner: str) -> list[LearnerHistory]:
    """What a learner brought and is joined, the latest school first."""
    query = select(LearnerHistory).where(
        LearnerHistory.learner == learner, LearnerHistory.withdrawn.is_(False)
    )
    rows = session.scalars(query).all()
    return sorted(rows, key=lambda one: (one.left_on, one.id), reverse=True)


def origins(session: Session, learner: str) -> Mapping[str, str]:
    """Records of the portfolio and the routes that a joining has written here → their records at
    the school where they began, however many there were between."""
    return {
        named(history.id, one["id"]): one["id"]
        for history in histories_of(session, learner)
        for name in _COPIED
        for one in history.content[name]
    }
