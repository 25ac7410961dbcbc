"""Which ready plans are offered at a school: a hub's that are for one of its kind, and those of the
schools around it."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.audience.districts import districts_of
from server.audience.naming import PLAN, named
from server.audience.reaching import withheld
from server.identity import config
from server.templates.models import PlanTemplate
from server.templates.naming import offer_of


def for_schools(
    session: Session, rows: Collection[PlanTemplate], schools: Collection[str]
) -> list[PlanTemplate]:
    """Those of these plans that are for one of these schools."""
    others = withheld(session, [named(PLAN, row.id) for row in rows], schools)
    mine = [row for row in rows if named(PLAN, row.id) not in others]
    if all(row.school is None for row in mine):
        return mine
    if config().role == "hub":
        around = set(districts_of(session, schools))
        return [row for row in mine if row.school is None or (row.region, row.district) in around]
    return _once(session, mine)


def _once(session: Session, rows: Collection[PlanTemplate]) -> list[PlanTemplate]:
    """Schools that share a node see each other's at once, without a hub; what the hub has made of
    such a plan says nothing new, unless an operator has withdrawn it there."""
    made = {offer_of(row.id) for row in rows if row.region is not None}
    here = set(
        session.scalars(
            select(PlanTemplate.id).where(
                PlanTemplate.id.in_(sorted(made)), PlanTemplate.region.is_(None)
            )
        )
    )
    stopped = _stopped(session, {row.school for row in rows if row.school is not None})
    return [
        row
        for row in rows
        if row.school is None
        or (offer_of(row.id) not in here if row.region is not None else row.id not in stopped)
    ]


def _stopped(session: Session, schools: Collection[str]) -> frozenset[str]:
    """Plans of these schools that an operator has withdrawn."""
    query = select(PlanTemplate.id).where(
        PlanTemplate.school.in_(sorted(schools)),
        PlanTemplate.region.is_not(None),
        PlanTemplate.offered,
        PlanTemplate.withdrawn,
    )
    return frozenset(offer_of(record) for record in session.scalars(query))
