"""Policies by their id, and those that were published for a school."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.assessment.policy import Policy, parse, presets
from server.audience.naming import POLICY, named
from server.audience.reaching import withheld
from server.policies.models import PublishedPolicy


def policy_of(session: Session, policy: str) -> Policy | None:
    """One that comes with Tirek, or one that was published, for whomever: a mark keeps the policy
    that made it."""
    found = presets().get(policy)
    if found is not None:
        return found
    row = session.get(PublishedPolicy, policy)
    return None if row is None else as_policy(row)


def published_for(session: Session, schools: Collection[str]) -> list[PublishedPolicy]:
    """Those that are for one of these schools, by the day they begin on."""
    order = (PublishedPolicy.starts_on, PublishedPolicy.id)
    rows = session.scalars(select(PublishedPolicy).order_by(*order)).all()
    others = withheld(session, [named(POLICY, row.id) for row in rows], schools)
    return [row for row in rows if named(POLICY, row.id) not in others]


def as_policy(row: PublishedPolicy) -> Policy:
    """As the engine wants it."""
    starts_on = row.starts_on.isoformat()
    return parse({"id": row.id, "from": starts_on, "to": None, "title": row.title, **row.rules})
