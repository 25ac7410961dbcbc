"""Which ready plans are offered at a school: those that stand, and are for one of its kind."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from server.audience.naming import PLAN, named
from server.audience.reaching import withheld
from server.templates.models import PlanTemplate


def for_schools(
    session: Session, rows: Collection[PlanTemplate], schools: Collection[str]
) -> list[PlanTemplate]:
    """Those of these plans that are for one of these schools."""
    others = withheld(session, [named(PLAN, row.id) for row in rows], schools)
    return [row for row in rows if named(PLAN, row.id) not in others]
