"""Documents of a portfolio: `portfolio`, for the family, the assistant and the present teachers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.inclusion.scopes import sees
from server.portfolio.models import PortfolioItem
from server.rows import rows_of


def items(session: Session, ids: Sequence[str], viewer: Viewer) -> Mapping[str, Mapping[str, Any]]:
    """`portfolio`: what was taken out is forgotten."""
    names = ("school", "learner", "kind", "title", "text", "subject", "submission", "author", "op")
    return {
        row.id: {"date": row.on.isoformat(), **{name: getattr(row, name) for name in names}}
        for row in rows_of(session, PortfolioItem, ids)
        if not row.withdrawn and sees(session, row.learner, viewer)
    }


DOCUMENTS: Final[Mapping[str, Render]] = {"portfolio": items}
