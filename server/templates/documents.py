"""Documents of shared plans: what a school offers to those around it, for its staff."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from server import clock
from server.changes.documents import Render
from server.changes.scopes import staff_scope
from server.changes.viewer import Viewer
from server.templates.models import PlanTemplate
from server.templates.naming import offer_of

Documents = Mapping[str, Mapping[str, Any]]
_TOLD: Final = (
    "school", "author", "subject", "grade", "language", "title", "named", "withdrawn", "op",
)  # fmt: skip


def shared_plans(session: Session, ids: Sequence[str], viewer: Viewer) -> Documents:
    """`shared_plan` for who teaches or leads at its school, without its rows. `handed_on` says that
    the hub offers it in the district, `stopped` that an operator has withdrawn it there."""
    query = select(PlanTemplate).where(PlanTemplate.id.in_(ids), PlanTemplate.region.is_(None))
    rows = [
        row
        for row in session.scalars(query.options(defer(PlanTemplate.plan)))
        if row.school and staff_scope(row.school) in viewer.scopes
    ]
    made = _made_of(session, {str(row.school) for row in rows})
    return {
        row.id: {
            **{name: getattr(row, name) for name in _TOLD},
            "whole": row.rows > 0,
            "made_at": clock.rfc3339(row.published_ms),
            "handed_on": any(not withdrawn for _, withdrawn in made.get(row.id, ())),
            "stopped": any(offered and withdrawn for offered, withdrawn in made.get(row.id, ())),
        }
        for row in rows
    }


def _made_of(
    session: Session, schools: Collection[str]
) -> Mapping[str, Collection[tuple[bool, bool]]]:
    """By plan what its hub has made of it: whether it is offered, and withdrawn."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    query = select(PlanTemplate.id, PlanTemplate.offered, PlanTemplate.withdrawn).where(
        PlanTemplate.school.in_(sorted(schools)), PlanTemplate.region.is_not(None)
    )
    for record, offered, withdrawn in session.execute(query):
        found.setdefault(offer_of(record), []).append((offered, withdrawn))
    return found


DOCUMENTS: Final[Mapping[str, Render]] = {"shared_plan": shared_plans}
